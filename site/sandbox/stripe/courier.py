"""The background task: sends webhooks that are due and does what the sandbox does by itself."""

import asyncio
import http.client
import threading
import time
from contextlib import closing, suppress
from typing import Any
from urllib.parse import urlsplit

from sandbox.stripe.deliveries import Deliveries, Outcome, Parcel
from sandbox.stripe.errors import ApiError
from sandbox.stripe.jobs import run_due
from sandbox.stripe.world import World

AT_ONCE = 8
PATIENCE = 10.0
PAUSE = 0.2


class Courier:
    """Runs in the server's loop; the sending itself happens on threads."""

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self._world = world
        self._deliveries = deliveries
        self._under_way: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._bell: asyncio.Event | None = None

    @property
    def holding(self) -> bool:
        """Whether webhooks wait until they are asked for."""
        return not self._world.store.setting("deliver", True)

    def hold(self, held: bool) -> None:
        """Stop or resume sending; what is pending stays pending."""
        self._world.store.set("deliver", not held)
        self.ring()

    def ring(self) -> None:
        """There may be something to do."""
        if self._bell:
            self._bell.set()

    async def run(self) -> None:
        """Work until cancelled. Deliveries cut short stay pending and are sent after a restart."""
        self._bell = asyncio.Event()
        try:
            while True:
                run_due(self._world)
                self._send_due()
                await self._rest()
        finally:
            for task in list(self._tasks):
                task.cancel()

    async def send_now(self, delivery: dict[str, Any]) -> Outcome:
        """Try one delivery at once, whatever its time."""
        self._under_way.add(delivery["id"])
        try:
            parcel = self._deliveries.pack(delivery["event"], delivery["endpoint"])
            outcome = await _on_a_thread(parcel)
            self._deliveries.note(delivery, outcome)
            return outcome
        finally:
            self._under_way.discard(delivery["id"])
            self.ring()

    def _send_due(self) -> None:
        free = AT_ONCE - len(self._under_way)
        if self.holding or free < 1:
            return
        for delivery in self._deliveries.due(besides=self._under_way, limit=free):
            self._under_way.add(delivery["id"])
            task = asyncio.create_task(self._send(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _send(self, delivery: dict[str, Any]) -> None:
        try:
            await self.send_now(delivery)
        except ApiError:
            # The sandbox was emptied meanwhile; there is nothing left to send.
            return

    async def _rest(self) -> None:
        assert self._bell is not None
        try:
            await asyncio.wait_for(self._bell.wait(), timeout=PAUSE)
        except TimeoutError:
            return
        self._bell.clear()


async def _on_a_thread(parcel: Parcel) -> Outcome:
    """Send from a daemon thread: a listener that hangs must not keep the process from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Outcome] = loop.create_future()

    def tell(outcome: Outcome) -> None:
        if not done.done():
            done.set_result(outcome)

    def send() -> None:
        outcome = post(parcel)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, outcome)

    threading.Thread(target=send, name="courier", daemon=True).start()
    return await done


def post(parcel: Parcel) -> Outcome:
    """Send one message. Redirects are not followed, as with Stripe."""
    started = time.monotonic()
    try:
        status = _exchange(parcel)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Outcome(None, f"{type(error).__name__}: {error}", time.monotonic() - started)
    return Outcome(status, seconds=time.monotonic() - started)


def _exchange(parcel: Parcel) -> int:
    address = urlsplit(parcel.url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    connection = kind(address.hostname or "", address.port, timeout=PATIENCE)
    with closing(connection):
        connection.request("POST", target, body=parcel.payload.encode(), headers=parcel.headers)
        return connection.getresponse().status
