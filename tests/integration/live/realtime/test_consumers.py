"""The socket for changed content: fast, in order, and whole whatever Redis does."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connections
from redis import Redis

from estuary.asgi import application
from live.realtime import consumers, hub, operations, publishing
from live.realtime.sockets import AtMostSockets

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Nobody who says nothing is waited for."""
    monkeypatch.setattr(consumers, "RESUME_SECONDS", 0.05)


@pytest.fixture
def slow_to_begin(monkeypatch):
    monkeypatch.setattr(consumers, "RESUME_SECONDS", 5.0)


def socket(origin=None, path="/ws/content/"):
    headers = [(b"origin", origin.encode())] if origin else []
    return WebsocketCommunicator(application, path, headers=headers)


async def opened(**where):
    one = socket(**where)
    connected, _ = await one.connect(timeout=5)
    assert connected
    return one, await heard(one)


async def heard(one):
    return json.loads(await one.receive_from(timeout=5))


async def listening():
    """The hub's line to Redis is up."""
    client = Redis.from_url(settings.REDIS_URL)
    channel = settings.REALTIME_CHANNEL
    for _ in range(100):
        [(_, listeners)] = await asyncio.to_thread(client.pubsub_numsub, channel)
        if listeners:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody listens")


@sync_to_async
def append(*keys):
    try:
        for key in keys:
            operations.append(feed="content", key=key, type="content.changed", data={"kind": key})
    finally:
        connections.close_all()


async def append_unheard(monkeypatch, *keys):
    """Written down, but Redis lost the message."""
    with monkeypatch.context() as patch:
        patch.setattr(operations, "publish", lambda *_, **__: None)
        await append(*keys)


async def test_it_says_where_it_begins_and_tells_what_comes():
    await append("first")
    one, ready = await opened()
    await listening()
    await append("second")

    assert ready == {"type": "ready", "last_seq": 1}
    assert await heard(one) == {"type": "content.changed", "seq": 2, "kind": "second"}
    await one.disconnect()


async def test_everybody_hears_the_same_and_a_ping_is_answered():
    first, _ = await opened()
    second, _ = await opened()
    await listening()
    await append("news")

    assert await heard(first) == await heard(second)
    await first.send_to(text_data='{"type": "ping"}')
    assert await heard(first) == {"type": "pong"}
    await first.disconnect()
    await second.disconnect()


async def test_what_was_missed_is_told_in_order_before_anything_newer(slow_to_begin):
    await append("1", "2", "3")
    one, ready = await opened()
    await listening()
    await append("4", "5")
    await one.send_to(text_data='{"type": "resume", "after_seq": 1}')

    assert ready["last_seq"] == 3
    assert [(await heard(one))["seq"] for _ in range(4)] == [2, 3, 4, 5]
    await append("6")
    assert (await heard(one))["seq"] == 6
    assert await one.receive_nothing()
    await one.disconnect()


async def test_many_more_than_a_page_are_told(monkeypatch, slow_to_begin):
    monkeypatch.setattr(operations.frames_after, "__kwdefaults__", {"most": 2})
    await append(*"abcde")
    one, _ = await opened()
    await one.send_to(text_data='{"type": "resume", "after_seq": 0}')

    assert [(await heard(one))["seq"] for _ in range(5)] == [1, 2, 3, 4, 5]
    await one.disconnect()


async def test_whoever_missed_too_much_is_told_to_read_everything(monkeypatch):
    monkeypatch.setattr(consumers, "MOST_MISSED", 2)
    await append("1", "2", "3")
    one, _ = await opened()
    await one.send_to(text_data='{"type": "resume", "after_seq": 0}')

    assert (await heard(one))["code"] == "too_far_behind"
    await one.disconnect()


async def test_a_message_lost_by_redis_is_found_at_the_next_one(monkeypatch):
    one, _ = await opened()
    await listening()
    await append_unheard(monkeypatch, "lost")
    await append("next")

    assert [(await heard(one))["kind"] for _ in range(2)] == ["lost", "next"]
    await one.disconnect()


async def test_a_lost_message_is_found_by_the_clock(monkeypatch):
    monkeypatch.setattr(hub, "LOOK_EVERY", 0.2)
    one, _ = await opened()
    await append_unheard(monkeypatch, "lost")

    assert (await heard(one))["kind"] == "lost"
    await one.disconnect()


async def test_what_was_said_while_redis_was_away_is_found_when_it_is_back(monkeypatch):
    one, _ = await opened()
    await listening()
    await append_unheard(monkeypatch, "lost")
    client = Redis.from_url(settings.REDIS_URL)
    await asyncio.to_thread(client.client_kill_filter, _type="pubsub", skipme=True)

    assert (await heard(one))["kind"] == "lost"
    await listening()
    await append("after")
    assert (await heard(one))["kind"] == "after"
    await one.disconnect()


async def test_an_emptied_redis_changes_nothing():
    one, _ = await opened()
    await listening()
    await asyncio.to_thread(Redis.from_url(settings.REDIS_URL).delete, settings.REALTIME_CHANNEL)
    await append("news")

    assert (await heard(one))["kind"] == "news"
    await one.disconnect()


async def test_a_message_that_comes_twice_is_told_once():
    one, _ = await opened()
    await listening()
    await append("news")
    [(_, frame)] = await hub.here().ask(operations.frames_after, feed="content", seq=0)
    await asyncio.to_thread(publishing.publish, "feed:content", frame, seq=1)

    assert (await heard(one))["seq"] == 1
    assert await one.receive_nothing(timeout=0.3)
    await one.disconnect()


async def test_who_does_not_read_is_closed_and_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(hub, "MOST_WAITING", 2)
    slow, _ = await opened()
    [seat] = hub.here().topics["feed:content"].seats
    quick, _ = await opened()
    await listening()
    async with blocked(seat):
        for number in range(5):
            await append(str(number))
            assert (await heard(quick))["seq"] == number + 1
        while (said := await slow.receive_output(5))["type"] != "websocket.close":
            pass
        assert said["code"] == 4408

    await quick.disconnect()
    await slow.wait()


@asynccontextmanager
async def blocked(seat):
    """As when the line to a client is full: what waits for it stays in its queue."""
    taken = seat.next
    seat.next = asyncio.Event().wait
    yield
    seat.next = taken


async def test_what_it_does_not_understand_is_refused_and_it_stays_open():
    one, _ = await opened()
    after = ['"1"', "-1", "true", "null", "1.5", "99999999999999999999"]
    bad = ["no json", "[]", "{}", *(f'{{"type":"resume","after_seq":{n}}}' for n in after)]
    for said in bad:
        await one.send_to(text_data=said)
        assert (await heard(one))["code"] == "bad_frame", said
    await one.send_to(bytes_data=b"\x00")
    assert (await heard(one))["code"] == "bad_frame"
    await one.send_to(text_data='{"type": "message"}')
    assert (await heard(one))["code"] == "unknown_type"

    await one.send_to(text_data='{"type": "ping"}')
    assert (await heard(one))["type"] == "pong"
    await one.disconnect()


async def test_who_sends_too_fast_is_closed(monkeypatch):
    monkeypatch.setattr(consumers, "MOST_FRAMES", 0)
    one, _ = await opened()
    await one.send_to(text_data='{"type": "ping"}')

    assert (await one.receive_output(5))["code"] == 4429
    await one.wait()


async def test_browsers_of_other_sites_are_refused(settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://frontend.test"]

    stranger = socket(origin="https://elsewhere.test")
    assert await stranger.connect(timeout=5) == (False, 4403)
    one, _ = await opened(origin="https://frontend.test")
    await one.disconnect()


async def test_an_address_without_a_socket_is_closed():
    one = socket(path="/ws/nowhere/")
    await one.connect(timeout=5)

    assert (await one.receive_output(5))["code"] == 4404


async def test_nothing_is_left_behind_when_the_last_one_has_gone():
    one, _ = await opened()
    await listening()
    await one.disconnect()

    assert hub.here().topics == {}
    assert hub.here()._work == []


async def test_one_socket_too_many_is_asked_to_come_later():
    one = WebsocketCommunicator(AtMostSockets(application, limit=0), "/ws/content/")
    await one.connect(timeout=5)

    assert (await one.receive_output(5))["code"] == 1013
