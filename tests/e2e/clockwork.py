"""Time as a story needs it: it goes on when told to, here and at the provider."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import time_machine
from huey.contrib.djhuey import HUEY

from sandbox.stripe.server import Running


class Clockwork:
    """The time of the whole process, and with it of the provider's sandbox, which is in it."""

    def __init__(self, sandbox: Running, traveller: time_machine.Traveller) -> None:
        self._sandbox, self._traveller = sandbox, traveller

    def passes_to(self, moment: datetime) -> None:
        """It is `moment`; nobody has looked at the clock yet."""
        assert moment > datetime.now(UTC), f"it is later than {moment} already"
        self._traveller.move_to(moment)

    def goes_to(self, moment: datetime) -> None:
        """It is `moment`, and what was due until then is done by provider and house."""
        self.passes_to(moment)
        self.strikes()

    def strikes(self) -> None:
        """Everything the clock asks of the house, once; all of it may be asked at any time."""
        self._sandbox.sandbox.do_jobs()
        for task in HUEY._registry.periodic_tasks:
            task.execute()


@contextmanager
def clockwork(sandbox: Running, *, begins_at: datetime) -> Iterator[Clockwork]:
    """From `begins_at` on; it ticks as well, so that nothing happens at the same instant."""
    with time_machine.travel(begins_at, tick=True) as traveller:
        yield Clockwork(sandbox, traveller)
