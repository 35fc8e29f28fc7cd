from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DisputeOpened(Event):
    """A client's bank asks about a payment, or takes it back for the time being.

    Told again when an inquiry becomes a dispute; `status` says which it is.
    """

    name: ClassVar[str] = "commerce.dispute.opened"
    dispute_id: int
    status: str


@dataclass(frozen=True, kw_only=True)
class DisputeClosed(Event):
    """The bank has decided, or asks no more; `status` says how it ended."""

    name: ClassVar[str] = "commerce.dispute.closed"
    dispute_id: int
    status: str


@dataclass(frozen=True, kw_only=True)
class DisputeAnswerFailed(Event):
    """The provider did not take what we said: operations staff must say it another way."""

    name: ClassVar[str] = "commerce.dispute.answer_failed"
    dispute_id: int
    attempt: int
