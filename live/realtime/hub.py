"""The hub: one subscription to Redis a process, and a bounded queue for each socket.

Redis carries hints. What is numbered is handed out in the order of its numbers: after a gap, a
broken line, or just now and then, the hub reads from the database what it has not seen, once for
all sockets of a topic.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

import redis.asyncio
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.db import connections
from redis.exceptions import RedisError

from live.realtime.publishing import unpacked

# A reader who is so far behind is closed; it comes back, and reads what it missed.
MOST_WAITING = 256
LOOK_EVERY = 15.0
LONGEST_PAUSE = 5.0
# Questions to the database at once, for all sockets of a process.
QUESTIONS = 8

Numbered = tuple[int | None, str]
Read = Callable[[int], Awaitable[Sequence[tuple[int, str]]]]

logger = logging.getLogger(__name__)


class Seat:
    """One socket's place at a topic: what it has still to be told."""

    def __init__(self, *, since: int) -> None:
        self.since = since  # everything later comes through the queue
        self.is_overrun = asyncio.Event()
        self._waiting: asyncio.Queue[Numbered] = asyncio.Queue(MOST_WAITING)

    def put(self, seq: int | None, frame: str) -> None:
        """Add news; a reader who does not keep up is given up."""
        try:
            self._waiting.put_nowait((seq, frame))
        except asyncio.QueueFull:
            self.is_overrun.set()

    async def next(self) -> Numbered:
        """The next news, in order."""
        return await self._waiting.get()


class Topic:
    """What the sockets of this process are told about one thing."""

    def __init__(self, name: str, read: Read, *, last: int) -> None:
        self.name = name
        self.seats: set[Seat] = set()
        self.last = last
        self._read = read
        self._missed = False
        self._looking: asyncio.Task[None] | None = None

    def hear(self, seq: int | None, frame: str) -> None:
        """Hand out what comes next; look in the database when something is missing before it."""
        if seq is None or (seq == self.last + 1 and self._looking is None):
            self._hand_out(seq, frame)
        elif seq > self.last:
            self.look()

    def look(self) -> None:
        """Read what is new in the database, now or right after the present reading."""
        self._missed = True
        if self._looking is None:
            self._looking = asyncio.create_task(self._catch_up())

    def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()

    async def _catch_up(self) -> None:
        try:
            while self._missed:
                self._missed = False
                while found := await self._read(self.last):
                    for seq, frame in found:
                        self._hand_out(seq, frame)
        except Exception:
            logger.warning("What is new in %s could not be read", self.name, exc_info=True)
        finally:
            self._looking = None

    def _hand_out(self, seq: int | None, frame: str) -> None:
        if seq is not None:
            self.last = seq
        for seat in self.seats:
            seat.put(seq, frame)


class Hub:
    """All topics of this process; it listens while somebody sits."""

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}
        self._work: list[asyncio.Task[None]] = []
        self._is_over = asyncio.Event()
        self._places = asyncio.Semaphore(QUESTIONS)
        self._opening = asyncio.Lock()

    async def join(self, name: str, *, read: Read, last: Callable[[], Awaitable[int]]) -> Seat:
        """Sit down at a topic: everything after `Seat.since` will come, in order."""
        async with self._opening:
            if name not in self.topics:
                self.topics[name] = Topic(name, read, last=await last())
            if not self._work:
                self._is_over = asyncio.Event()
                self._work = [
                    asyncio.create_task(self._listen(self._is_over)),
                    asyncio.create_task(self._look_now_and_then()),
                ]
            topic = self.topics[name]
            seat = Seat(since=topic.last)
            topic.seats.add(seat)
        return seat

    def leave(self, name: str, seat: Seat) -> None:
        """Get up; the last one to go switches everything off."""
        if (topic := self.topics.get(name)) is None:
            return
        topic.seats.discard(seat)
        if not topic.seats:
            topic.close()
            del self.topics[name]
        if not self.topics:
            self._is_over.set()
            for task in self._work:
                task.cancel()
            self._work = []

    async def ask(self, question: Callable[..., Any], **kwargs: Any) -> Any:
        """Ask the database, on a thread of its own; a crowd takes turns."""
        async with self._places, ThreadSensitiveContext():
            return await sync_to_async(_closing)(question, **kwargs)

    async def _listen(self, is_over: asyncio.Event) -> None:
        pause = 0.1
        # Asked as well as cancelled: the client may swallow a cancellation while it connects.
        while not is_over.is_set():
            try:
                async with (
                    redis.asyncio.from_url(
                        settings.REDIS_URL, socket_connect_timeout=5, health_check_interval=10
                    ) as client,
                    client.pubsub(ignore_subscribe_messages=True) as line,
                ):
                    await line.subscribe(settings.REALTIME_CHANNEL)
                    pause = 0.1
                    self._look()  # what was said while nobody listened
                    while not is_over.is_set():
                        message = await line.get_message(timeout=1.0)
                        if message is not None:
                            self._hear(message["data"])
            except (RedisError, OSError) as error:
                logger.warning("The line to Redis broke: %s", error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _hear(self, message: bytes) -> None:
        with suppress(ValueError):  # not one of ours
            name, seq, frame = unpacked(message)
            if (topic := self.topics.get(name)) is not None:
                topic.hear(seq, frame)

    async def _look_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self._look()

    def _look(self) -> None:
        for topic in self.topics.values():
            topic.look()


def _closing(question: Callable[..., Any], **kwargs: Any) -> Any:
    """The thread ends with the question, and its connection goes back to the pool."""
    try:
        return question(**kwargs)
    finally:
        connections.close_all()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def here() -> Hub:
    """The hub of this process, or rather of the loop that runs."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
