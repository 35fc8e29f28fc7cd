"""Feeds: news numbered without gaps, kept to be read again, and told to open sockets."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from estuary.kernel import db, locks
from live.realtime.frames import frame
from live.realtime.models import FeedEntry
from live.realtime.publishing import publish

PAGE = 200


@db.transaction
def append(*, feed: str, key: str, type: str, data: Mapping[str, Any]) -> FeedEntry:
    """Put news at the end of a feed, once for each key; open sockets hear of it at once.

    Writers of one feed take turns until they have committed, so that no number is left out and
    none becomes visible before a lower one.
    """
    locks.take(f"feed:{feed}")
    already = FeedEntry.objects.filter(feed=feed, key=key).first()
    if already is not None:
        return already
    entry = FeedEntry.objects.create(
        feed=feed, seq=last_seq(feed=feed) + 1, key=key, type=type, data=dict(data)
    )
    db.after_commit(lambda: publish(topic_of(feed), frame_of(entry), seq=entry.seq))
    return entry


def last_seq(*, feed: str) -> int:
    """The number of the newest entry, 0 for a feed that is empty."""
    return FeedEntry.objects.filter(feed=feed).aggregate(last=Max("seq"))["last"] or 0


def frames_after(*, feed: str, seq: int, most: int = PAGE) -> list[tuple[int, str]]:
    """The next entries after a number, in order, each with its number."""
    missed = FeedEntry.objects.of(feed).after(seq)[:most]
    return [(entry.seq, frame_of(entry)) for entry in missed]


def frame_of(entry: FeedEntry) -> str:
    """An entry as sockets tell it."""
    return frame(entry.type, seq=entry.seq, **entry.data)


def topic_of(feed: str) -> str:
    """Where a feed's news are heard."""
    return f"feed:{feed}"
