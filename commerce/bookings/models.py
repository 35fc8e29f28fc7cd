from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q

from commerce.bookings.querysets import (
    BookingQuerySet,
    CalendarFeedQuerySet,
    SessionQuerySet,
    WaitlistQuerySet,
)
from commerce.bookings.states import IN_LINE, OPEN, BookingStatus, CancelledBy, WaitlistStatus
from estuary.kernel.models import PublicModel, TimestampedModel


class Session(PublicModel):
    """A stretch of a practitioner's time: for one client, or for many in a workshop.

    `period` is the time together, `blocked` the same with its buffers. Both are half-open.
    `held_until` is set while a payment is awaited, or somebody's answer to an offer: after it, the
    time may be taken from them.

    A planned session is a date of a workshop or a course: it stands without anybody in it. Those
    planned together are one `series`; in a course `number` counts them. `seats_taken` is how many
    seats its bookings hold, those that still wait for their payment included, and how many are
    offered to people in line.
    """

    service = models.ForeignKey("marketplace.Service", models.PROTECT, related_name="sessions")
    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.PROTECT, related_name="sessions"
    )
    period = DateTimeRangeField()
    blocked = DateTimeRangeField()
    timezone = models.CharField("zone it was offered in", max_length=64)
    capacity = models.PositiveSmallIntegerField(default=1)
    seats_taken = models.PositiveSmallIntegerField(default=0)
    is_planned = models.BooleanField("planned by the practitioner", default=False)
    series = models.UUIDField("planned together with", null=True, blank=True)
    number = models.PositiveSmallIntegerField("number in its course", null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_because = models.CharField(max_length=500, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="session_never_overlaps",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    ("blocked", RangeOperators.OVERLAPS),
                ],
                condition=Q(called_off_at=None),
            ),
            models.CheckConstraint(name="session_has_room", condition=Q(capacity__gte=1)),
            models.CheckConstraint(
                name="session_never_oversold", condition=Q(seats_taken__lte=F("capacity"))
            ),
            models.CheckConstraint(
                name="session_planned_is_never_held",
                condition=Q(is_planned=False, series=None, number=None)
                | Q(is_planned=True, series__isnull=False, held_until=None),
            ),
            models.UniqueConstraint(
                name="session_number_once_in_its_series", fields=["series", "number"]
            ),
            models.CheckConstraint(
                name="session_lies_within_its_blocked_time",
                condition=Q(blocked__contains=F("period"), period__isempty=False),
            ),
        ]
        indexes = [
            models.Index(
                name="session_held",
                fields=["held_until"],
                condition=Q(held_until__isnull=False, called_off_at=None),
            ),
            GistIndex(name="session_period", fields=["period"]),
            models.Index(
                name="session_planned",
                fields=["service", "period"],
                condition=Q(is_planned=True, called_off_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.lower:%Y-%m-%d %H:%M}Z"

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.period.lower

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.period.upper

    def may_be_called_off(self, at: datetime) -> bool:
        """Whether it is a planned one that stands, and has not begun."""
        return self.is_planned and self.called_off_at is None and at < self.starts_at


class Booking(PublicModel):
    """One client's seat in one session, or several, sold under one version of the terms.

    A course is one booking of its whole `series`, without a session of its own, and below it one
    booking for each session, whose prices add up to that of the whole.
    """

    client = models.ForeignKey("marketplace.User", models.PROTECT, related_name="bookings")
    service = models.ForeignKey("marketplace.Service", models.PROTECT, related_name="bookings")
    terms = models.ForeignKey("marketplace.ServiceTerms", models.PROTECT, related_name="bookings")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    parent_booking = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts"
    )
    series = models.UUIDField("course it is a booking of", null=True, blank=True)
    status = models.CharField(
        max_length=12, choices=BookingStatus.choices, default=BookingStatus.PENDING
    )
    price_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    credits_applied_cents = models.PositiveIntegerField(default=0)
    seats = models.PositiveSmallIntegerField(default=1)
    notes = models.TextField(blank=True, max_length=500)

    expires_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=12, choices=CancelledBy.choices, blank=True)
    cancellation_reason = models.CharField(max_length=500, blank=True)
    refund_cents = models.PositiveIntegerField(default=0)
    refund_credits_cents = models.PositiveIntegerField(
        default=0, help_text="The part of the refund that is credits."
    )
    charged_back_cents = models.PositiveIntegerField(
        default=0, help_text="What the client's bank took back of its price."
    )

    times_moved = models.PositiveSmallIntegerField(
        default=0, help_text="How often the client has moved it unasked."
    )
    reschedule_requested_at = models.DateTimeField(null=True, blank=True)
    reschedule_reason = models.CharField(max_length=500, blank=True)
    calendar_sequence = models.PositiveIntegerField(
        default=0, help_text="Rises when it is cancelled, or stands at another time or again."
    )

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="booking_has_a_session_unless_unscheduled",
                condition=Q(status__in=("unscheduled", "cancelled"))
                | Q(session__isnull=False)
                | Q(series__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_of_a_course_sits_in_its_parts",
                condition=Q(series=None) | Q(session=None, parent_booking=None),
            ),
            models.CheckConstraint(
                name="booking_cancelled_by_somebody_at_some_time",
                condition=(Q(status="cancelled", cancelled_at__isnull=False) & ~Q(cancelled_by=""))
                | (~Q(status="cancelled") & Q(cancelled_at=None, cancelled_by="")),
            ),
            models.CheckConstraint(
                name="booking_confirmed_at_some_time",
                condition=~Q(status__in=("confirmed", "completed")) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_pending_expires",
                condition=~Q(status="pending") | Q(expires_at__isnull=False),
            ),
            models.CheckConstraint(name="booking_has_a_seat", condition=Q(seats__gte=1)),
            models.CheckConstraint(
                name="booking_gives_back_no_more_than_its_price",
                condition=Q(
                    refund_cents__lte=F("price_cents") - F("charged_back_cents"),
                    refund_credits_cents__lte=F("refund_cents"),
                ),
            ),
        ]
        indexes = [
            models.Index(name="booking_of_client", fields=["client", "status"]),
            models.Index(name="booking_of_session", fields=["session", "status"]),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"

    def is_cancellable(self, at: datetime) -> bool:
        """Whether it can still be given up: open, and not begun; a course, not over."""
        if self.status not in OPEN:
            return False
        if self.series is not None:
            return any(part.is_cancellable(at) for part in self.parts.all())
        return self.session is not None and at < self.session.starts_at

    @property
    def paid_cents(self) -> int:
        """What was paid for it, less what the client's bank took back."""
        return self.price_cents - self.charged_back_cents

    @property
    def went_with_its_course(self) -> bool:
        """Whether it is a session of a course, and was cancelled with the whole of it."""
        whole = self.parent_booking
        return whole is not None and whole.cancelled_at == self.cancelled_at

    def has_begun(self, at: datetime) -> bool:
        """Whether its session has begun; what has no time of its own never has."""
        return self.session is not None and self.session.starts_at <= at


class BookingParticipant(TimestampedModel):
    """Who sits in one seat of a booking, and whether they came; `seat` counts from 1."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="participants")
    seat = models.PositiveSmallIntegerField(default=1)
    user = models.ForeignKey(
        "marketplace.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    attended = models.BooleanField(null=True, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ["seat"]
        constraints = [
            models.UniqueConstraint(name="booking_seat_once", fields=["booking", "seat"]),
            models.CheckConstraint(name="booking_seat_is_counted", condition=Q(seat__gte=1)),
            models.UniqueConstraint(
                name="booking_participant_once",
                fields=["booking", "user"],
                condition=Q(user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.user_id)


class Reschedule(TimestampedModel):
    """That a booking was moved: from when to when, and by whom."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="reschedules")
    by = models.ForeignKey("marketplace.User", models.PROTECT, related_name="+")
    period_before = DateTimeRangeField()
    period_after = DateTimeRangeField()
    was_asked = models.BooleanField(
        default=False, help_text="The practitioner had asked for another time."
    )

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.period_before.lower:%Y-%m-%d %H:%M}Z to {self.period_after.lower:%H:%M}Z"


class CalendarFeed(TimestampedModel):
    """The secret address of one person's calendar; only the digest of its token is kept."""

    user = models.OneToOneField("marketplace.User", models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Calendar of {self.user_id}"


class WaitlistEntry(PublicModel):
    """One client in line: for seats of a planned session, or for a time on a full day.

    Those who wait for a `day` (a date where the practitioner is) have no session until a time is
    offered to them: then it is the one that keeps the time. Offered seats of a planned session
    are counted in it. `terms` are those the client saw: nothing is bought by itself under others.
    """

    client = models.ForeignKey("marketplace.User", models.PROTECT, related_name="waitlist")
    service = models.ForeignKey("marketplace.Service", models.PROTECT, related_name="waitlist")
    terms = models.ForeignKey("marketplace.ServiceTerms", models.PROTECT, related_name="+")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="waitlist"
    )
    day = models.DateField(null=True, blank=True)
    seats = models.PositiveSmallIntegerField(default=1)
    is_automatic = models.BooleanField("bought by itself", default=False)
    status = models.CharField(
        max_length=12, choices=WaitlistStatus.choices, default=WaitlistStatus.WAITING
    )
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)
    booking = models.OneToOneField(
        Booking, models.PROTECT, null=True, blank=True, related_name="waitlist_entry"
    )

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name = "waitlist entry"
        verbose_name_plural = "waitlist entries"
        constraints = [
            models.UniqueConstraint(
                name="waitlist_once_in_line_for_a_session",
                fields=["client", "session"],
                condition=Q(day=None, status__in=IN_LINE),
            ),
            models.UniqueConstraint(
                name="waitlist_once_in_line_for_a_day",
                fields=["client", "service", "day"],
                condition=Q(status__in=IN_LINE),
            ),
            models.UniqueConstraint(
                name="waitlist_time_of_a_day_offered_once",
                fields=["session"],
                condition=Q(day__isnull=False, status="offered"),
            ),
            models.CheckConstraint(
                name="waitlist_waits_for_a_session_or_a_day",
                condition=Q(day=None, session__isnull=False)
                | (Q(day__isnull=False, seats=1) & (~Q(status="waiting") | Q(session=None))),
            ),
            models.CheckConstraint(
                name="waitlist_offers_something_until_a_deadline",
                condition=Q(status="waiting", offered_at=None, offered_until=None)
                | Q(
                    status__in=("offered", "booked", "lapsed"),
                    session__isnull=False,
                    offered_at__isnull=False,
                    offered_until__isnull=False,
                    offered_until__gt=F("offered_at"),
                )
                | Q(status__in=("left", "ended")),
            ),
            models.CheckConstraint(name="waitlist_waits_for_a_seat", condition=Q(seats__gte=1)),
            models.CheckConstraint(
                name="waitlist_booked_exactly_with_its_booking",
                condition=Q(status="booked", booking__isnull=False)
                | (~Q(status="booked") & Q(booking=None)),
            ),
        ]
        indexes = [
            models.Index(
                name="waitlist_line",
                fields=["session", "status"],
                condition=Q(status__in=IN_LINE),
            ),
            models.Index(
                name="waitlist_line_of_day",
                fields=["service", "day"],
                condition=Q(status__in=IN_LINE),
            ),
            models.Index(name="waitlist_of_client", fields=["client", "status"]),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"

    def is_overdue(self, at: datetime) -> bool:
        """Whether something is offered whose deadline is over."""
        is_offered = self.status == WaitlistStatus.OFFERED
        return is_offered and self.offered_until is not None and self.offered_until <= at
