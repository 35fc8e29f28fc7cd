"""One POST into the world: bounded, led nowhere else, and never into our own network."""

import socket
import time

import pytest

from estuary.kernel import db
from live.webhooks import gateway
from live.webhooks.gateway import Unreachable, post

pytestmark = pytest.mark.django_db


def send(address, body=b"{}"):
    return post(address=address, headers={"Content-Type": "application/json"}, body=body)


def test_what_is_sent_arrives_as_it_is(frontend):
    frontend.status, frontend.answer = 200, b"thank you"

    answer = send(frontend.address, '{"name":"Inês"}'.encode())

    assert (answer.status, answer.text) == (200, "thank you")
    [(path, headers, body)] = frontend.got
    assert (path, body) == ("/hook?to=me", '{"name":"Inês"}'.encode())
    assert headers["Host"] == f"127.0.0.1:{frontend.server_address[1]}"


def test_a_redirect_is_an_answer_and_nothing_to_follow(frontend):
    frontend.status, frontend.headers = 307, {"Location": frontend.address}

    assert send(frontend.address).status == 307
    assert len(frontend.got) == 1


def test_no_more_than_a_kilobyte_is_read(frontend):
    frontend.status, frontend.answer = 200, b"x" * 5000

    assert len(send(frontend.address).text) == 1024


def test_an_answer_that_drips_is_cut_off(frontend, monkeypatch):
    monkeypatch.setattr(gateway, "SECONDS", 0.5)
    frontend.headers = {"X-Slow": "yes"}
    frontend.status, frontend.answer, frontend.drip = 200, b"slowly " * 20, 0.1
    begun = time.monotonic()

    try:
        text = send(frontend.address).text
    except Unreachable:
        text = ""

    assert time.monotonic() - begun < 3
    assert len(text) < 20


def test_who_does_not_answer_is_given_up(frontend, monkeypatch):
    monkeypatch.setattr(gateway, "SECONDS", 0.3)
    frontend.during = lambda: time.sleep(1)

    with pytest.raises(Unreachable, match="No answer within"):
        send(frontend.address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "https://nowhere.invalid/"])
def test_who_is_not_there_is_said_to_be_unreachable(address):
    with pytest.raises(Unreachable):
        send(address)


def test_an_answer_that_is_no_http_is_none(frontend):
    frontend.status = 99999

    with pytest.raises(Unreachable):
        send(frontend.address)


@pytest.mark.parametrize(
    "number", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"]
)
def test_a_name_that_leads_into_our_network_is_refused(settings, monkeypatch, number):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = False
    asked = []

    def lookup(host, port, **_):
        asked.append(host)
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))
        return [public, (socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))

    with pytest.raises(Unreachable, match="own network"):
        send("https://frontend.example/hook")
    assert asked == ["frontend.example"]


def test_what_was_looked_up_is_what_is_connected_to(settings, monkeypatch):
    """Guards: a name that changes between the check and the connection."""
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = False
    found = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [found])
    tried = []

    def connect(address, **_):
        tried.append(address)
        raise OSError("not in a test")

    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(Unreachable):
        send("https://frontend.example/hook")
    assert tried == [("93.184.215.14", 443)]


@pytest.mark.parametrize("address", ["https://10.0.0.1/", "http://example.com/", "https://[::1]/"])
def test_an_address_that_was_allowed_once_is_looked_at_again(settings, address):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = False

    with pytest.raises(Unreachable):
        send(address)


def test_nothing_is_sent_inside_a_transaction(frontend):
    with pytest.raises(RuntimeError), db.in_transaction():
        send(frontend.address)
    assert frontend.got == []
