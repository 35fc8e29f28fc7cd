import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from marketplace.models import MediaAsset
from tests.factories import MediaAssetFactory, UserFactory
from tests.factories.media import MP4, PDF, VTT
from tests.factories.pages import jpeg
from tests.integration.marketplace.media.conftest import URL

pytestmark = pytest.mark.django_db


def test_a_file_is_announced_sent_finished_and_read(api, client, practitioner, begin, send):
    content = jpeg()
    begun = begin(content)
    card = begun.json()["data"]

    assert begun.status_code == 201
    assert (card["state"], card["kind"], card["download"]) == ("begun", "image", None)
    assert card["upload"]["method"] == "PUT"
    assert card["upload"]["headers"] == {"Content-Type": "image/jpeg"}
    assert card["upload"]["expires_at"] == card["expires_at"]

    assert send(begun, content).status_code == 200
    finished = api(practitioner).post(f"{URL}{card['id']}/finish/")
    kept = finished.json()["data"]

    assert finished.status_code == 200, finished.json()
    assert (kept["state"], kept["width"], kept["height"]) == ("stored", 900, 900)
    assert len(kept["checksum"]) == 64
    read = client.get(kept["download"]["url"].removeprefix("http://testserver"))
    with Image.open(io.BytesIO(b"".join(read.streaming_content))) as picture:
        assert picture.size == (900, 900)
    assert read["Content-Type"] == "image/jpeg"
    assert read["X-Content-Type-Options"] == "nosniff"
    assert read["Content-Disposition"] == 'inline; filename="By the sea.jpg"'


def test_finishing_again_says_the_same(api, practitioner, arrived):
    url = f"{URL}{arrived().public_id}/finish/"
    first, again = api(practitioner).post(url), api(practitioner).post(url)

    assert first.status_code == again.status_code == 200
    assert first.json()["data"]["checksum"] == again.json()["data"]["checksum"]


@pytest.mark.parametrize(
    ("purpose", "content_type", "name", "content"),
    [
        ("stream_video", "video/mp4", "Breathing.mp4", MP4),
        ("captions", "text/vtt", "Breathing.vtt", VTT),
        ("document", "application/pdf", "Exercises.pdf", PDF),
    ],
)
def test_other_files_are_kept_as_they_are(
    api, client, practitioner, arrived, purpose, content_type, name, content
):
    asset = arrived(content, purpose=purpose, content_type=content_type, file_name=name)

    kept = api(practitioner).post(f"{URL}{asset.public_id}/finish/").json()["data"]

    assert (kept["content_type"], kept["size_bytes"]) == (content_type, len(content))
    read = client.get(kept["download"]["url"].removeprefix("http://testserver"))
    assert b"".join(read.streaming_content) == content
    how = "attachment" if purpose == "document" else "inline"
    assert read["Content-Disposition"] == f'{how}; filename="{name}"'


def test_keys_can_neither_be_guessed_nor_read_from_the_file_name(arrived, api, practitioner):
    asset = arrived()
    api(practitioner).post(f"{URL}{asset.public_id}/finish/")
    asset.refresh_from_db()

    assert len(asset.storage_key) > 40
    assert "sea" not in asset.storage_key
    assert asset.storage_key.partition("/")[2] != asset.incoming_key.partition("/")[2]


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"content_type": "image/svg+xml"}, 400, "validation_error"),
        ({"content_type": "video/mp4"}, 400, "media_type_not_allowed"),
        ({"size_bytes": 21 * 1024 * 1024}, 400, "media_too_large"),
        ({"size_bytes": 0}, 400, "validation_error"),
        ({"purpose": "fun"}, 400, "validation_error"),
        ({"file_name": "a\nb.jpg"}, 400, "validation_error"),
        ({"owner": "somebody"}, 400, "validation_error"),
    ],
)
def test_what_may_not_be_uploaded_is_refused_before_it_is_sent(begin, said, status, code):
    refused = begin(**said)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not MediaAsset.objects.exists()


def test_clients_upload_a_picture_of_themselves_but_nothing_for_pages(begin):
    somebody = UserFactory()

    assert begin(by=somebody, purpose="avatar").status_code == 201
    refused = begin(by=somebody, purpose="portrait")
    assert (refused.status_code, refused.json()["code"]) == (403, "purpose_not_for_you")


def test_nobody_signs_in_nobody_uploads(api):
    assert api().post(URL, {}, format="json").status_code == 401
    assert api().get(URL).status_code == 401


def test_one_sees_ones_own_and_other_peoples_do_not_exist(api, practitioner):
    asset = MediaAssetFactory(owner=practitioner)
    stranger, owner = api(UserFactory(is_practitioner=True)), api(practitioner)
    url = f"{URL}{asset.public_id}/"

    assert [one["id"] for one in owner.get(URL).json()["data"]["results"]] == [str(asset.public_id)]
    assert owner.get(url).status_code == 200
    assert stranger.get(URL).json()["data"]["count"] == 0
    for refused in (stranger.get(url), stranger.delete(url), stranger.post(f"{url}finish/")):
        assert refused.status_code == 404
    asset.refresh_from_db()
    assert asset.state == "stored"


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"kind": "video"}, 1), ({"purpose": "portrait"}, 1), ({"state": "stored"}, 2)],
)
def test_a_list_is_narrowed(api, practitioner, asked, found):
    MediaAssetFactory(owner=practitioner)
    MediaAssetFactory(owner=practitioner, video=True)

    assert api(practitioner).get(URL, asked).json()["data"]["count"] == found


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_list_takes_the_same_queries_however_long(
    api, practitioner, how_many, django_assert_num_queries
):
    MediaAssetFactory.create_batch(how_many, owner=practitioner)
    client = api(practitioner)

    with django_assert_num_queries(3):
        assert client.get(URL).json()["data"]["count"] == how_many


def test_what_is_deleted_is_gone_and_what_is_in_use_stays(api, practitioner):
    free = MediaAssetFactory(owner=practitioner)
    used = MediaAssetFactory(owner=practitioner, state="attached", attached_at="2027-03-01T00:00Z")
    client = api(practitioner)

    assert client.delete(f"{URL}{free.public_id}/").status_code == 204
    assert client.get(f"{URL}{free.public_id}/").status_code == 404
    refused = client.delete(f"{URL}{used.public_id}/")
    assert (refused.status_code, refused.json()["code"]) == (409, "media_in_use")


def test_only_what_was_signed_for_is_taken(begin, send):
    content = jpeg()
    begun = begin(content)

    assert send(begun, content, content_type="text/html").status_code == 403
    assert send(begun, content + b"more").status_code == 403
    assert send(begun, content[:-1]).status_code == 403
    assert default_storage.exists(MediaAsset.objects.get().incoming_key) is False


def test_a_signature_ends_and_cannot_be_made_up(client, begin, send, settings):
    settings.UPLOAD_MINUTES = 0
    late = begin(jpeg())
    address = late.json()["data"]["upload"]["url"].removeprefix("http://testserver")

    assert send(late, jpeg()).status_code == 403
    for made_up in (address[:-2] + "xx", "/uploads/incoming/nothing"):
        assert client.put(made_up, jpeg(), content_type="image/jpeg").status_code == 403
    assert client.get("/uploads/stored/nothing").status_code == 403


def test_a_signature_to_send_does_not_let_anybody_read(client, begin):
    signed = begin().json()["data"]["upload"]["url"].rpartition("/")[2]

    assert client.get(f"/uploads/stored/{signed}").status_code == 403
