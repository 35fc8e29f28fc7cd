"""Sockets that tell a feed: `ready`, what was missed, then what is new."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, ClassVar

from channels.generic.websocket import AsyncWebsocketConsumer

from live.realtime import hub, operations
from live.realtime.frames import error, frame

# How long new entries wait for a client that may want to resume first.
RESUME_SECONDS = 2.0
# Whoever missed more is better off reading everything anew.
MOST_MISSED = 1000
MOST_FRAMES = 20  # a second
TOO_SLOW, TOO_FAST = 4408, 4429
BIGGEST = 2**63 - 1


class FeedConsumer(AsyncWebsocketConsumer):
    """One reader of one feed; nothing is ever written by a client."""

    channel_layer_alias = None
    feed: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat: hub.Seat | None = None
        self.sent = 0
        self.turn = asyncio.Lock()  # what was missed, and what is new, never cross
        self.begun = asyncio.Event()
        self.work: list[asyncio.Task[None]] = []
        self.second, self.frames = 0, 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()  # however it ended

    async def connect(self) -> None:
        await self.accept()
        self.seat = await hub.here().join(
            operations.topic_of(self.feed), read=self._read, last=self._last
        )
        self.sent = self.seat.since
        await self.send(frame("ready", last_seq=self.sent))
        self.work = [
            asyncio.create_task(self._tell(self.seat)),
            asyncio.create_task(self._watch(self.seat)),
        ]

    async def disconnect(self, code: int) -> None:
        self._leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self._is_calm():
            await self.close(code=TOO_FAST)
            return
        said = _understood(text_data)
        kind = said.get("type")
        if kind == "ping":
            await self._answer(frame("pong"))
        elif kind == "resume":
            await self._resume(said.get("after_seq"))
        elif kind is None:
            await self._answer(error("bad_frame", "Send a JSON object with a type."))
        else:
            await self._answer(error("unknown_type", "This socket knows resume and ping."))

    async def _resume(self, after: Any) -> None:
        """Tell what came after a number, before anything newer."""
        if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after <= BIGGEST:
            await self._answer(error("bad_frame", "after_seq must be a whole number from 0."))
            return
        async with self.turn:
            newest = await self._last()
            if newest - after > MOST_MISSED:
                await self.send(error("too_far_behind", "Read everything anew, then go on."))
            else:
                self.sent = min(after, newest)
                while missed := await self._read(self.sent):
                    await self._tell_all(missed)
        self.begun.set()

    async def _tell(self, seat: hub.Seat) -> None:
        """Send what is new, once the client has resumed or seems not to want to."""
        with suppress(TimeoutError):
            async with asyncio.timeout(RESUME_SECONDS):
                await self.begun.wait()
        while True:
            seq, text = await seat.next()
            async with self.turn:
                if seq is None or seq > self.sent:  # a resume may have been faster
                    await self._tell_all([(seq, text)])

    async def _tell_all(self, news: Sequence[tuple[int | None, str]]) -> None:
        for seq, text in news:
            await self.send(text)
            self.sent = self.sent if seq is None else seq

    async def _watch(self, seat: hub.Seat) -> None:
        await seat.is_overrun.wait()
        self.work[0].cancel()
        await self.close(code=TOO_SLOW)

    async def _answer(self, text: str) -> None:
        async with self.turn:
            await self.send(text)

    async def _read(self, after: int) -> Sequence[tuple[int, str]]:
        return await hub.here().ask(operations.frames_after, feed=self.feed, seq=after)

    async def _last(self) -> int:
        return await hub.here().ask(operations.last_seq, feed=self.feed)

    def _is_calm(self) -> bool:
        second = int(asyncio.get_running_loop().time())
        if second != self.second:
            self.second, self.frames = second, 0
        self.frames += 1
        return self.frames <= MOST_FRAMES

    def _leave(self) -> None:
        for task in self.work:
            task.cancel()
        self.work = []
        if self.seat is not None:
            hub.here().leave(operations.topic_of(self.feed), self.seat)
            self.seat = None


class ContentConsumer(FeedConsumer):
    """What changed of what the public reads; open to everybody."""

    feed = "content"


def _understood(text: str | None) -> dict[str, Any]:
    try:
        said = json.loads(text or "")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
