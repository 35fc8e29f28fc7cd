import threading

import pytest
from django.db import connections

from estuary.kernel import db
from live.realtime import operations, publishing
from live.realtime.models import FeedEntry
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def append(key, feed="content"):
    return operations.append(feed=feed, key=key, type="content.changed", data={"kind": key})


def test_entries_are_numbered_within_their_feed():
    assert [append("a").seq, append("b").seq, append("a", feed="other").seq] == [1, 2, 1]


def test_the_same_occasion_is_written_once():
    assert append("a").pk == append("a").pk
    assert append("b").seq == 2


@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_no_gap():
    at_once(*[lambda n=n: append(f"key {n}") for n in range(12)])

    assert list(FeedEntry.objects.of("content").values_list("seq", flat=True)) == [*range(1, 13)]


@pytest.mark.django_db(transaction=True)
def test_no_number_is_seen_before_a_lower_one():
    """Guards: the feed's lock, held until the commit. The second writer waits for the first."""
    wrote, may_commit = threading.Event(), threading.Event()
    late = []

    def slowly():
        inner = operations.append.__wrapped__
        with db.in_transaction():
            inner(feed="content", key="slow", type="content.changed", data={})
            wrote.set()
            may_commit.wait(10)

    def quickly():
        wrote.wait(10)
        threading.Timer(0.3, lambda: (late.append(seen()), may_commit.set())).start()
        append("quick")

    def seen():
        found = list(FeedEntry.objects.of("content").values_list("seq", flat=True))
        connections.close_all()
        return found

    at_once(slowly, quickly)

    assert late == [[]]
    assert list(FeedEntry.objects.of("content").values_list("key", flat=True)) == ["slow", "quick"]


def test_nobody_is_told_of_what_was_rolled_back(monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(operations, "publish", lambda *said, **_: told.append(said))

    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ZeroDivisionError), db.in_transaction():
            operations.append.__wrapped__(feed="f", key="k", type="t", data={"n": 1 // 0})
        append("a")

    assert [frame for _, frame in told] == ['{"type":"content.changed","seq":1,"kind":"a"}']


def test_frames_are_read_in_order_and_in_pages():
    for key in "abc":
        append(key)

    assert [seq for seq, _ in operations.frames_after(feed="content", seq=1)] == [2, 3]
    assert [seq for seq, _ in operations.frames_after(feed="content", seq=0, most=2)] == [1, 2]


def test_a_redis_that_is_away_stops_nobody(settings, django_capture_on_commit_callbacks):

    settings.REDIS_URL = "redis://127.0.0.1:1"
    publishing._client.cache_clear()
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert append("a").seq == 1
    finally:
        publishing._client.cache_clear()
