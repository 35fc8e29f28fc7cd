"""What changed of what the public reads: forgotten, numbered, told, purged."""

from typing import Any

from cms import caching
from cms.changes import tags as names
from cms.purging import purging
from live.realtime import operations as feeds
from live.realtime.models import FeedEntry

FEED = "content"


def forget(*, tags: str, **_added_later: object) -> None:
    """Have kept answers made anew; done at once after the commit, and here should that be lost."""
    caching.forget(names.parted(tags))


def put_into_feed(*, event_id: str, **fact: Any) -> FeedEntry:
    """Number it, and tell it to open sockets."""
    return feeds.append(
        feed=FEED,
        key=event_id,
        type="content.changed",
        data={
            "kind": fact["kind"],
            "object": fact["object"],
            "id": fact["object_id"],
            "locale": fact["locale"],
            "path": fact["path"],
            "tags": names.parted(fact["tags"]),
            "at": fact["at"],
        },
    )


def purge(*, tags: str, **_added_later: object) -> None:
    """Have the CDN throw away what shows it; a CDN that does not answer raises, and is repeated."""
    purging().purge(tags=names.parted(tags))
