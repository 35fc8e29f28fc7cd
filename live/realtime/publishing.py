"""News to every process that has sockets: fast, and lossy; the database is the truth."""

import logging
from functools import cache

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

SECONDS = 2

logger = logging.getLogger(__name__)


def publish(topic: str, frame: str, *, seq: int | None = None) -> None:
    """Hand a ready frame to the sockets of a topic; to be called after the commit.

    Without `seq` it is for now only, such as somebody typing. With it, a reader who missed the
    one before notices, and asks the database. Should Redis be away, readers find it by the clock.
    """
    try:
        _client().publish(settings.REALTIME_CHANNEL, packed(topic, frame, seq=seq))
    except (RedisError, OSError) as error:
        logger.warning("Readers of %s will find it later: Redis is away (%s)", topic, error)


def packed(topic: str, frame: str, *, seq: int | None) -> bytes:
    """A frame with its address, for the way through Redis."""
    return f"{topic}\n{'' if seq is None else seq}\n{frame}".encode()


def unpacked(message: bytes) -> tuple[str, int | None, str]:
    """What `packed` packed: topic, number and frame."""
    topic, seq, frame = message.decode().split("\n", 2)
    return topic, int(seq) if seq else None, frame


@cache
def _client() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
    )
