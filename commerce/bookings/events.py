from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BookingConfirmed(Event):
    """A seat is paid for, and firm."""

    name: ClassVar[str] = "commerce.booking.confirmed"
    booking_id: int


@dataclass(frozen=True, kw_only=True)
class BookingCancelled(Event):
    """A seat was given up, or taken away by its practitioner."""

    name: ClassVar[str] = "commerce.booking.cancelled"
    booking_id: int


@dataclass(frozen=True, kw_only=True)
class BookingLapsed(Event):
    """A seat was held, and not paid for in time."""

    name: ClassVar[str] = "commerce.booking.lapsed"
    booking_id: int


@dataclass(frozen=True, kw_only=True)
class BookingCompleted(Event):
    """The session of a confirmed booking is over."""

    name: ClassVar[str] = "commerce.booking.completed"
    booking_id: int


@dataclass(frozen=True, kw_only=True)
class SessionsPlanned(Event):
    """A workshop or a course got dates."""

    name: ClassVar[str] = "commerce.session.planned"
    service_id: int
    series: str


@dataclass(frozen=True, kw_only=True)
class SessionChanged(Event):
    """A planned session has another number of seats."""

    name: ClassVar[str] = "commerce.session.changed"
    service_id: int
    session_id: int


@dataclass(frozen=True, kw_only=True)
class SessionCalledOff(Event):
    """A planned session will not take place."""

    name: ClassVar[str] = "commerce.session.called_off"
    service_id: int
    session_id: int


@dataclass(frozen=True, kw_only=True)
class BookingRescheduled(Event):
    """A seat was moved to another time."""

    name: ClassVar[str] = "commerce.booking.rescheduled"
    booking_id: int
    reschedule_id: int


@dataclass(frozen=True, kw_only=True)
class RescheduleRequested(Event):
    """A practitioner asks a client to choose another time."""

    name: ClassVar[str] = "commerce.booking.reschedule_requested"
    booking_id: int


@dataclass(frozen=True, kw_only=True)
class WaitlistOffered(Event):
    """Seats, or a time, are kept for the next in line until a deadline."""

    name: ClassVar[str] = "commerce.waitlist.offered"
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class WaitlistLapsed(Event):
    """An offer was not taken in time; whoever had it is out of the line."""

    name: ClassVar[str] = "commerce.waitlist.lapsed"
    entry_id: int
