"""One worker of the weekly run, as a process: `python -m tests.prove.paying WEEK [STEP]`.

Makes the payouts of the week and sends them. With a STEP such as `after transfer` it kills
itself there, by a signal that nothing can catch, the second time it comes by: in the middle.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django

MIDDLE = 2


def main(week: str, step: str = "") -> None:
    """Run the week, and send what it made."""
    django.setup()
    from commerce.models import Payout  # noqa: PLC0415 - Django must be set up first
    from commerce.payments.gateway import PaymentsUnavailable  # noqa: PLC0415
    from commerce.payouts import runs, sending  # noqa: PLC0415

    if step:
        when, _, name = step.partition(" ")
        place = _places()[name]
        setattr(*place, _deadly(getattr(*place), before=when == "before"))
    runs.run(now=datetime.fromisoformat(week))
    for payout_id in Payout.objects.open().order_by("pk").values_list("pk", flat=True):
        try:
            sending.send(payout_id=payout_id)
        except PaymentsUnavailable:
            continue  # another is asking under the same key at this moment


def _places() -> dict[str, tuple[Any, str]]:
    from commerce.payouts import operations, sending  # noqa: PLC0415
    from commerce.payouts.stripe_gateway import StripeConnect  # noqa: PLC0415

    return {
        "setting aside": (operations, "pay_in_run"),
        "beginning": (sending, "_begin"),
        "transfer": (StripeConnect, "transfer"),
        "writing down": (sending, "apply_transfer"),
    }


def _deadly(real: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
    calls = []

    def call(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if before and len(calls) == MIDDLE:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*args, **kwargs)
        if len(calls) == MIDDLE:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return call


STEPS = tuple(
    f"{when} {name}"
    for name in ("setting aside", "beginning", "transfer", "writing down")
    for when in ("before", "after")
)

if __name__ == "__main__":
    main(*sys.argv[1:])
