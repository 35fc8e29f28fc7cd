from datetime import date, datetime, timedelta
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import (
    Aggregate,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from commerce.bookings import feed_tokens
from commerce.bookings.states import IN_LINE, OPEN, BookingStatus, WaitlistStatus

STAYS_ON_THE_CALENDAR = timedelta(days=90)


class SessionQuerySet(models.QuerySet):
    """The questions we ask about stretches of time."""

    def standing(self) -> Self:
        """Those not called off: they occupy the practitioner."""
        return self.filter(called_off_at=None)

    def occupying(self, practitioner, start: datetime, end: datetime) -> Self:
        """Those of `practitioner` that, buffers included, touch [start, end)."""
        return self.standing().filter(practitioner=practitioner, blocked__overlap=(start, end))

    def lapsed(self, now: datetime) -> Self:
        """Held for a payment that did not come in time."""
        return self.standing().filter(held_until__lte=now)

    def planned(self) -> Self:
        """The dates of workshops and courses; they stand without anybody in them."""
        return self.standing().filter(is_planned=True)

    def to_come(self, now: datetime) -> Self:
        """Those that have not begun."""
        return self.filter(period__startswith__gt=now)

    def with_available_spots(self, now: datetime) -> Self:
        """With `available_spots`: seats that can be had now, those whose hold lapsed included.

        So are those that were offered to somebody in line who did not take them in time.
        """
        lapsed = Q(bookings__status=BookingStatus.PENDING, bookings__expires_at__lte=now)
        free_again = Coalesce(Sum("bookings__seats", filter=lapsed), 0) + self._seats_offered(
            offered_until__lte=now
        )
        return self.annotate(available_spots=F("capacity") - F("seats_taken") + free_again)

    def with_waiting(self) -> Self:
        """With `waiting`: how many people are in line for a seat, offers included."""
        return self.annotate(waiting=_of_session(self._entries().open(), Count("pk")))

    def with_room(self, now: datetime) -> Self:
        """Those with a seat that can be had now."""
        found = self.with_available_spots(now)
        return found.filter(Q(available_spots__gt=0))

    def soonest_first(self) -> Self:
        """In the order in which they begin."""
        return self.order_by("period", "pk")

    def miscounted(self) -> Self:
        """Those whose count of seats is not that of their bookings and offers; none should be."""
        sat_in = Q(bookings__status__in=(*OPEN, BookingStatus.COMPLETED))
        counted = Coalesce(Sum("bookings__seats", filter=sat_in), 0) + self._seats_offered()
        return self.annotate(counted=counted).exclude(seats_taken=F("counted"))

    def lock(self) -> Self:
        """Hold these rows until the transaction ends, in the order everyone takes them."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")

    def _entries(self) -> "WaitlistQuerySet":
        return WaitlistQuerySet(apps.get_model("commerce", "WaitlistEntry"))

    def _seats_offered(self, **which) -> Coalesce:
        return _of_session(self._entries().offered().filter(**which), Sum("seats"))


class BookingQuerySet(models.QuerySet):
    """The questions we ask about bookings; each answers a queryset, so they chain."""

    def visible_to(self, user) -> Self:
        """Bookings `user` made, or is to give; other people's do not exist for them."""
        return self.filter(Q(client=user) | Q(service__practitioner__user=user))

    def open(self) -> Self:
        """Those that still occupy somebody's time."""
        return self.filter(status__in=OPEN)

    def lapsed(self, now: datetime) -> Self:
        """Held for a payment that did not come in time."""
        return self.filter(status=BookingStatus.PENDING, expires_at__lte=now)

    def confirmed(self) -> Self:
        """Paid for, and to come."""
        return self.filter(status=BookingStatus.CONFIRMED)

    def starting_between(self, start: datetime, end: datetime) -> Self:
        """Half-open: a session that starts exactly at `end` belongs to the next window."""
        return self.filter(
            session__period__startswith__gte=start, session__period__startswith__lt=end
        )

    def upcoming(self, now: datetime) -> Self:
        """Open, and not over yet."""
        return self.open().filter(session__period__endswith__gt=now)

    def past(self, now: datetime) -> Self:
        """Everything that is not upcoming."""
        is_to_come = Q(session__period__endswith__gt=now) | Q(series__isnull=False)
        return self.exclude(Q(status__in=OPEN) & is_to_come)

    def on_the_calendar(self, now: datetime) -> Self:
        """Those that were firm once, to come or of the last 90 days; cancelled ones as well."""
        return self.filter(
            confirmed_at__isnull=False, session__period__endswith__gt=now - STAYS_ON_THE_CALENDAR
        ).order_by("session__period", "pk")

    def with_details(self) -> Self:
        """Everything a booking card shows, in three queries; a course is one more."""
        parts: models.QuerySet = type(self)(self.model).in_order()
        return self.select_related(
            "client",
            "parent_booking",
            "session__service__place",
            "service__practitioner__user",
            "service__category",
            "terms",
            "order_line__order",
            "entitlement_unit__entitlement",
        ).prefetch_related("participants", Prefetch("parts", parts))

    def in_order(self) -> Self:
        """As their sessions follow each other, with these."""
        return self.select_related("session").order_by("session__period", "pk")

    def with_agenda(self) -> Self:
        """Everything an entry in a calendar shows, in one query."""
        return self.select_related("client", "session", "service__practitioner", "service__place")

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class CalendarFeedQuerySet(models.QuerySet):
    """The questions we ask about calendars' addresses."""

    def with_token(self, token: str) -> Self:
        """The feed this token opens, while its account may sign in."""
        return self.filter(digest=feed_tokens.digest(token), user__is_active=True)


class WaitlistQuerySet(models.QuerySet):
    """The questions we ask about those who wait for a seat, or for a time on a full day."""

    def of(self, user) -> Self:
        """One person's own."""
        return self.filter(client=user)

    def open(self) -> Self:
        """In line: waiting, or with an offer."""
        return self.filter(status__in=IN_LINE)

    def waiting(self) -> Self:
        """Those who have no offer yet."""
        return self.filter(status=WaitlistStatus.WAITING)

    def offered(self) -> Self:
        """Those for whom something is kept, be it too late or not."""
        return self.filter(status=WaitlistStatus.OFFERED)

    def for_session(self, session_id: int) -> Self:
        """The line for a seat in a planned session."""
        return self.filter(session=session_id, day=None)

    def for_day(self, practitioner_id: int, day: date) -> Self:
        """The line for a time on a day of a practitioner, whichever the service."""
        return self.filter(service__practitioner=practitioner_id, day=day)

    def in_order(self) -> Self:
        """First come first; keys are given under the lock of what is waited for."""
        return self.order_by("pk")

    def with_position(self) -> Self:
        """With `position`: 1 is next; null for those who do not wait (any more)."""
        before = type(self)(self.model).waiting().filter(pk__lt=OuterRef("pk"))
        ahead = before.filter(session=OuterRef("session"), day=None)
        ahead_on_day = before.filter(service=OuterRef("service"), day=OuterRef("day"))
        number = Case(When(day=None, then=_counted(ahead)), default=_counted(ahead_on_day)) + Value(
            1
        )
        return self.annotate(position=Case(When(status=WaitlistStatus.WAITING, then=number)))

    def with_details(self) -> Self:
        """Everything an entry's card shows, in one query."""
        return self.select_related("service__terms", "service__practitioner", "session", "booking")

    def lock(self) -> Self:
        """Hold these rows until the transaction ends, in the order everyone takes them."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


def _of_session(entries: WaitlistQuerySet, figure: Aggregate) -> Coalesce:
    """A figure of the entries of each session, beside whatever else is counted of it."""
    grouped = entries.filter(session=OuterRef("pk")).order_by().values("session")
    found = grouped.annotate(figure=figure).values("figure")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def _counted(rows: WaitlistQuerySet) -> Coalesce:
    grouped = rows.order_by().values("status").annotate(figure=Count("pk")).values("figure")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)
