"""Finished answers to anybody, kept in Redis until something they show changes.

An answer remembers what the clock stood at before it was made. A change moves the clock on, and
writes the new time to each tag it touches; an answer older than one of its tags is made anew.
So one made while something changed is never taken for new. Whatever Redis loses is made again,
and without Redis every answer is made: slow, not wrong.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.response import Response

from cms.changes import tags
from estuary.kernel.api.conditional import ConditionalReadMixin

CLOCK = "content:clock"
logger = logging.getLogger(__name__)
R = TypeVar("R")


@dataclass(frozen=True)
class Kept:
    """A finished answer, and what it stands for."""

    body: bytes
    content_type: str
    tags: tuple[str, ...]
    clock: int


Found = tuple[Kept | None, int | None]


def forget(names: Iterable[str]) -> None:
    """Have every answer with one of these tags made anew; safe to repeat."""

    def move_on() -> None:
        _start_clock()
        now = cache.incr(CLOCK)
        # An answer older than that has ended by itself.
        longest = 2 * settings.CONTENT_KEPT_SECONDS
        cache.set_many({_of_tag(name): now for name in names}, timeout=longest)

    if settings.CONTENT_KEPT_SECONDS:
        _unless_away(move_on, None)


class KeptReadMixin(ConditionalReadMixin):
    """For public reads of words: names the tags of the answer, and keeps it for anybody else.

    A view says `cache_tags`, or works them out of its answer in `tags_of`. Nothing is kept of
    what a signed-in caller sees, or of what says `no-store`.
    """

    cache_tags: tuple[str, ...] = ()

    def tags_of(self, response: Response) -> Iterable[str]:
        """What this answer shows; `cms.changes.tags` has the names."""
        return self.cache_tags

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        self._clock: int | None = None
        if not _is_for_anybody(request):
            return
        nothing: Found = (None, None)
        kept, self._clock = _unless_away(lambda: _look(_key(request)), nothing)
        if kept is not None:
            # In place of the view's own, which is looked for next.
            setattr(self, str(request.method).lower(), lambda *_, **__: _answer(kept))

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        shows = request.method in ("GET", "HEAD") and response.status_code == 200
        if shows and not response.has_header("Cache-Tag"):
            named = tuple(dict.fromkeys((*self.tags_of(response), tags.EVERYTHING)))
            response["Cache-Tag"] = ",".join(named)
            if (clock := getattr(self, "_clock", None)) is not None:
                # Before what turns an answer into an empty 304.
                response.add_post_render_callback(lambda done: _keep(request, done, named, clock))
        return super().finalize_response(request, response, *args, **kwargs)


def _look(key: str) -> Found:
    found = cache.get_many([key, CLOCK])
    kept, clock = found.get(key), found.get(CLOCK)
    if clock is None:
        return None, _start_clock()
    if kept is None:
        return None, clock
    changed = cache.get_many([_of_tag(name) for name in kept.tags])
    is_good = all(moment <= kept.clock for moment in changed.values())
    return (kept if is_good else None), clock


def _start_clock() -> int:
    """Begin at a time that no earlier clock, lost by Redis, can have come to."""
    now = time.time_ns() // 1_000_000
    return now if cache.add(CLOCK, now, timeout=None) else cache.get(CLOCK, now)


def _keep(request: Request, response: Response, named: tuple[str, ...], clock: int) -> None:
    if "no-store" in response.headers.get("Cache-Control", ""):
        return
    kept = Kept(
        body=response.content, content_type=response["Content-Type"], tags=named, clock=clock
    )
    seconds = settings.CONTENT_KEPT_SECONDS
    _unless_away(lambda: cache.set(_key(request), kept, timeout=seconds), None)


def _answer(kept: Kept) -> Response:
    response = Response()
    response.content = kept.body
    response["Content-Type"] = kept.content_type
    response["Cache-Tag"] = ",".join(kept.tags)
    return response


def _is_for_anybody(request: Request) -> bool:
    return bool(
        settings.CONTENT_KEPT_SECONDS
        and request.method in ("GET", "HEAD")
        and not (request.user and request.user.is_authenticated)
        and "Authorization" not in request.headers
        # Whoever was let into a private page by its password has a session.
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _key(request: Request) -> str:
    asked = (request.get_host(), request.get_full_path(), request.headers.get("Accept", ""))
    return f"content:answer:{hashlib.sha256(repr(asked).encode()).hexdigest()}"


def _of_tag(name: str) -> str:
    return f"content:tag:{name}"


def _unless_away(ask: Callable[[], R], otherwise: R) -> R:
    """What Redis says, or `otherwise` while it cannot be asked."""
    try:
        return ask()
    except (RedisError, OSError) as error:
        logger.warning("Nothing is kept or found while Redis is away: %s", error)
        return otherwise
