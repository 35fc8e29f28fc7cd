from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from commerce.bookings.states import OPEN, BookingStatus


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

    def lock(self) -> Self:
        """Hold these rows until the transaction ends, in the order everyone takes them."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class BookingQuerySet(models.QuerySet):
    """The questions we ask about bookings; each answers a queryset, so they chain."""

    def visible_to(self, user) -> Self:
        """Bookings `user` made, or is to give; other people's do not exist for them."""
        return self.filter(Q(client=user) | Q(service__practitioner__user=user))

    def open(self) -> Self:
        """Those that still occupy somebody's time."""
        return self.filter(status__in=OPEN)

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
        return self.exclude(Q(status__in=OPEN) & Q(session__period__endswith__gt=now))

    def with_details(self) -> Self:
        """Everything a booking card shows, in one query."""
        return self.select_related(
            "client",
            "session__service__place",
            "service__practitioner__user",
            "service__category",
            "terms",
            "order_line__order",
            "entitlement_unit__entitlement",
        )

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")
