from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PractitionerFollowed(Event):
    """Somebody wants to hear of what a practitioner publishes."""

    name: ClassVar[str] = "marketplace.practitioner.followed"
    practitioner_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PractitionerUnfollowed(Event):
    """Somebody does not want to hear of it any more."""

    name: ClassVar[str] = "marketplace.practitioner.unfollowed"
    practitioner_id: int
    user_id: int
