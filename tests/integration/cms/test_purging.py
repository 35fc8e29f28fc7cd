"""A CDN in front of us is told what to throw away, and asked again until it says that it has."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cms import purging
from estuary.kernel.models import OutboxDelivery
from tests.factories import StandardPageFactory


class CDN(HTTPServer):
    """Remembers what it was asked, and answers what it was told to."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = []
        self.answer = (200, b'{"success": true}')


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], body))
        status, answer = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def cdn(settings):
    server = CDN()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    settings.CDN_ZONE, settings.CDN_TOKEN = "zone1", "token1"
    settings.CDN_API_BASE = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_tags_are_purged_a_call_full_at_a_time(cdn):
    purging.purging().purge(tags=[f"page-{n}" for n in range(31)])

    [(path, token, first), (_, _, second)] = cdn.asked
    assert (path, token) == ("/zones/zone1/purge_cache", "Bearer token1")
    assert (len(first["tags"]), second) == (30, {"tags": ["page-30"]})


@pytest.mark.parametrize(
    "answer",
    [(200, b'{"success": false}'), (500, b"oops"), (200, b"no json"), (302, b'{"success": true}')],
)
def test_whatever_is_no_success_is_asked_again(cdn, answer):
    cdn.answer = answer

    with pytest.raises(purging.PurgeFailed):
        purging.purging().purge(tags=["page-1"])


def test_a_cdn_that_is_away_is_asked_again(settings):
    settings.CDN_ZONE, settings.CDN_TOKEN = "zone1", "token1"
    settings.CDN_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(purging.PurgeFailed):
        purging.purging().purge(tags=["page-1"])


def test_without_a_zone_nobody_is_asked():
    purging.purging().purge(tags=["page-1"])


@pytest.mark.django_db(transaction=True)
def test_what_is_published_is_purged_and_a_failure_is_not_forgotten(cdn, relay):
    cdn.answer = (500, b"")
    page = StandardPageFactory()

    relay()

    waiting = OutboxDelivery.objects.get(subscriber="purge the CDN")
    assert (waiting.done_at, waiting.attempts) == (None, 1)
    assert f"page-{page.pk}" in cdn.asked[0][2]["tags"]
