"""The adapter to R2, on a wire: what it sends, and what it makes of what it is answered."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from estuary.kernel import db
from marketplace.media import r2_storage
from marketplace.media.storage import StorageUnavailable, StoredObject

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(minutes=15)


class Bucket(BaseHTTPRequestHandler):
    """A bucket in a dictionary; it checks no signature, and remembers what it was asked."""

    objects: dict[str, bytes] = {}
    asked: list[tuple[str, str, dict[str, str]]] = []
    broken = False

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_one(self):
        key = urlsplit(self.path).path.removeprefix("/uploads/")
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append((self.command, key, dict(self.headers)))
        if type(self).broken:
            return self.answer(503, b"<Error><Code>SlowDown</Code></Error>")
        if self.command == "DELETE":
            self.objects.pop(key, None)
            return self.answer(204)
        if self.command == "PUT" and (source := self.headers.get("x-amz-copy-source")):
            content = self.objects.get(source.removeprefix("uploads/"))
            if content is None:
                return self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            self.objects[key] = content
            return self.answer(200, b"<CopyObjectResult><ETag>e</ETag></CopyObjectResult>")
        if self.command == "PUT":
            self.objects[key] = sent
            return self.answer(200)
        content = self.objects.get(key)
        if content is None:
            return self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        if span := self.headers.get("Range"):
            start, _, end = span.removeprefix("bytes=").partition("-")
            if int(start) >= len(content):
                return self.answer(416, b"<Error><Code>InvalidRange</Code></Error>")
            content = content[int(start) : int(end) + 1]
            return self.answer(206, content)
        return self.answer(200, content, Content_Type="image/jpeg")

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_one


@pytest.fixture
def bucket(settings):
    Bucket.objects, Bucket.asked, Bucket.broken = {}, [], False
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.R2 = {
        "endpoint_url": f"http://127.0.0.1:{server.server_port}",
        "access_key": "key",
        "secret_key": "secret",
        "bucket_name": "uploads",
    }
    yield Bucket
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(bucket, monkeypatch):
    monkeypatch.setattr(db, "leave_for_outside", lambda: None)
    return r2_storage.R2Store()


def test_an_upload_is_signed_for_its_key_its_type_and_its_exact_length(store):
    signed = store.signed_upload(
        key="incoming/a", content_type="image/jpeg", size_bytes=123, now=NOW, expires_at=UNTIL
    )
    asked = parse_qs(urlsplit(signed.url).query)

    assert urlsplit(signed.url).path == "/uploads/incoming/a"
    assert asked["X-Amz-SignedHeaders"] == ["content-length;content-type;host"]
    assert asked["X-Amz-Expires"] == ["900"]
    assert not [name for name in asked if "checksum" in name.lower()]
    assert (signed.method, signed.headers) == ("PUT", {"Content-Type": "image/jpeg"})
    assert signed.expires_at == UNTIL


@pytest.mark.parametrize(("as_attachment", "how"), [(True, "attachment"), (False, "inline")])
def test_an_address_says_what_the_file_is_and_how_it_is_called(store, as_attachment, how):
    address = store.signed_download(
        key="media/a",
        file_name='Inês "1".jpg',
        content_type="image/jpeg",
        as_attachment=as_attachment,
        now=NOW,
        expires_at=UNTIL,
    )
    asked = parse_qs(urlsplit(address).query)

    assert asked["response-content-type"] == ["image/jpeg"]
    assert asked["response-content-disposition"] == [
        f"{how}; filename*=UTF-8''In%C3%AAs%20%221%22.jpg"
    ]
    assert asked["X-Amz-Expires"] == ["900"]


def test_what_is_written_is_seen_read_copied_and_deleted(store, bucket):
    store.write(key="media/a", content=b"breathe", content_type="text/vtt")

    assert store.look_at(key="media/a") == StoredObject(7, "image/jpeg")
    assert store.read(key="media/a", size_bytes=100) == b"breathe"
    assert store.read(key="media/a", start=2, size_bytes=3) == b"eat"
    assert store.copy(source="media/a", key="media/b", content_type="text/vtt") is True
    assert bucket.objects["media/b"] == b"breathe"
    store.delete(key="media/a")
    assert set(bucket.objects) == {"media/b"}


def test_a_copy_gets_the_type_that_was_found(store, bucket):
    bucket.objects["incoming/a"] = b"x"
    store.copy(source="incoming/a", key="media/a", content_type="video/mp4")

    _, _, headers = bucket.asked[-1]
    assert headers["x-amz-metadata-directive"] == "REPLACE"
    assert headers["Content-Type"] == "video/mp4"


def test_nothing_is_sent_that_r2_does_not_take(store, bucket):
    store.write(key="media/a", content=b"x", content_type="text/vtt")

    _, _, headers = bucket.asked[-1]
    assert not [name for name in headers if "checksum" in name.lower() or name == "x-amz-trailer"]


def test_what_is_not_there_is_no_error(store):
    assert store.look_at(key="media/a") is None
    assert store.read(key="media/a", size_bytes=10) == b""
    assert store.copy(source="media/a", key="media/b", content_type="text/vtt") is False
    store.delete(key="media/a")


def test_beyond_the_end_there_is_nothing(store, bucket):
    bucket.objects["media/a"] = b"short"

    assert store.read(key="media/a", start=100, size_bytes=10) == b""


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.look_at(key="media/a"),
        lambda store: store.read(key="media/a", size_bytes=10),
        lambda store: store.write(key="media/a", content=b"x", content_type="text/vtt"),
        lambda store: store.copy(source="media/a", key="media/b", content_type="text/vtt"),
        lambda store: store.delete(key="media/a"),
    ],
)
def test_a_store_that_does_not_answer_is_unavailable(store, bucket, call):
    bucket.broken = True

    with pytest.raises(StorageUnavailable):
        call(store)


def test_no_connection_is_no_answer(store, settings):
    settings.R2 = settings.R2 | {"endpoint_url": "http://127.0.0.1:9"}

    with pytest.raises(StorageUnavailable):
        store.look_at(key="media/a")


@pytest.mark.django_db
def test_the_store_is_never_asked_in_a_transaction(bucket):
    with db.in_transaction(), pytest.raises(RuntimeError, match="inside a transaction"):
        r2_storage.R2Store().look_at(key="media/a")
