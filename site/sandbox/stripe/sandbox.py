"""One sandbox: its state and the parts that work on it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.stripe.courier import Courier
from sandbox.stripe.deliveries import DELAYS, Deliveries
from sandbox.stripe.faults import Faults
from sandbox.stripe.idempotency import Keys
from sandbox.stripe.jobs import run_due
from sandbox.stripe.journal import Journal
from sandbox.stripe.resources import webhook_endpoints
from sandbox.stripe.store import Store
from sandbox.stripe.world import Timing, World


@dataclass(frozen=True)
class Settings:
    """How a sandbox is set up. Everything has a default that suits a test."""

    state: str | Path | None = None
    webhook_url: str | None = None
    webhook_secret: str | None = None
    base_url: str = "http://127.0.0.1:12111"
    delays: tuple[float, ...] = DELAYS
    timing: Timing = field(default_factory=Timing)
    clock: Callable[[], float] = time.time
    check_answers: bool = False  # judge every answer by Stripe's schema; for tests of the sandbox


class Sandbox:
    """Joins the parts; does nothing itself."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.state)
        self.world = World(
            self.store, clock=settings.clock, timing=settings.timing, base_url=settings.base_url
        )
        self.keys = Keys(self.world)
        self.faults = Faults(self.store)
        self.journal = Journal(self.store)
        self.deliveries = Deliveries(self.world, delays=settings.delays)
        self.courier = Courier(self.world, self.deliveries)
        self._ensure_endpoint()

    def reset(self) -> None:
        """Forget everything but the way it was set up."""
        with self.store.transaction():
            self.store.empty()
            self._ensure_endpoint()

    def move_clock(self, seconds: float) -> int:
        """Let time pass; the time it is then."""
        with self.store.transaction():
            offset = float(self.store.setting("clock_offset", 0)) + seconds
            self.store.set("clock_offset", offset)
            self.courier.ring()
            return int(self.world.wall())

    def do_jobs(self) -> int:
        """Do at once what is due by now, such as refunds that fail later; how much there was."""
        return run_due(self.world)

    def close(self) -> None:
        """Close the state; all that was answered is in it."""
        self.store.close()

    def _ensure_endpoint(self) -> None:
        url, secret = self.settings.webhook_url, self.settings.webhook_secret
        if url and secret:
            with self.store.transaction():
                webhook_endpoints.make_sure_of(self.world, url=url, secret=secret)
