from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PractitionerApplied(Event):
    """Somebody asks to offer services."""

    name: ClassVar[str] = "marketplace.practitioner.applied"
    practitioner_id: int


@dataclass(frozen=True, kw_only=True)
class PractitionerVerified(Event):
    """An application was looked at and accepted."""

    name: ClassVar[str] = "marketplace.practitioner.verified"
    practitioner_id: int


@dataclass(frozen=True, kw_only=True)
class PractitionerDeclined(Event):
    """An application was looked at and declined; the reason is in the row."""

    name: ClassVar[str] = "marketplace.practitioner.declined"
    practitioner_id: int


@dataclass(frozen=True, kw_only=True)
class PractitionerSuspended(Event):
    """A practitioner may not offer anything for the time being; the reason is in the row."""

    name: ClassVar[str] = "marketplace.practitioner.suspended"
    practitioner_id: int


@dataclass(frozen=True, kw_only=True)
class PractitionerReinstated(Event):
    """A suspension has ended."""

    name: ClassVar[str] = "marketplace.practitioner.reinstated"
    practitioner_id: int


@dataclass(frozen=True, kw_only=True)
class PractitionerPublished(Event):
    """The public words of a practitioner were published, and may have changed."""

    name: ClassVar[str] = "marketplace.practitioner.published"
    practitioner_id: int
