from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EarningAccrued(Event):
    """A practitioner is owed their part of what was sold."""

    name: ClassVar[str] = "commerce.earning.accrued"
    earning_id: int


@dataclass(frozen=True, kw_only=True)
class EarningReleased(Event):
    """It can be paid out."""

    name: ClassVar[str] = "commerce.earning.released"
    earning_id: int


@dataclass(frozen=True, kw_only=True)
class EarningReversed(Event):
    """Some or all of its gross went back to the client."""

    name: ClassVar[str] = "commerce.earning.reversed"
    earning_id: int
    gross_cents: int
