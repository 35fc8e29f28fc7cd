"""What must always be true of units, asked of the database; nothing is mended here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet, Sum

from commerce.bookings.states import BookingStatus
from commerce.entitlements.models import Entitlement, EntitlementUnit
from commerce.entitlements.states import EntitlementStatus, UnitStatus
from commerce.ledger.models import Posting
from commerce.ledger.states import AccountKind

# What is younger may be on its way: facts are carried.
SETTLES_WITHIN = timedelta(minutes=15)
# The sweep runs once a night.
EXPIRES_WITHIN = timedelta(days=2)


def _units_owed_are_those_not_used(now: datetime) -> list[str]:
    """Each currency by itself."""
    sums = EntitlementUnit.objects.owed().values("entitlement__currency").order_by()
    owed = {
        row["entitlement__currency"]: row["worth"]
        for row in sums.annotate(worth=Sum("price_cents"))
    }
    booked = Posting.objects.on(AccountKind.UNITS_OWED).balance()
    return [
        f"{currency} is {booked.get(currency, 0)}, and should be {-owed.get(currency, 0)}"
        for currency in sorted({*owed, *booked})
        if booked.get(currency, 0) != -owed.get(currency, 0)
    ]


def _units_add_up(now: datetime) -> list[str]:
    whole = Entitlement.objects.annotate(worth=Sum("units__price_cents"))
    return _named(whole.exclude(worth=F("price_cents")))


def _refunds_add_up(now: datetime) -> list[str]:
    refunded = Sum("units__price_cents", filter=Q(units__status=UnitStatus.REFUNDED), default=0)
    return _named(Entitlement.objects.annotate(back=refunded).exclude(back=F("refunded_cents")))


def _redeemed_units_are_booked(now: datetime) -> list[str]:
    """A cancelled booking gives its unit back or uses it up."""
    redeemed = EntitlementUnit.objects.filter(status=UnitStatus.REDEEMED)
    standing = (BookingStatus.CONFIRMED, BookingStatus.COMPLETED)
    return _named(redeemed.exclude(booking__status__in=standing))


def _held_sessions_are_earned(now: datetime) -> list[str]:
    return _named(
        EntitlementUnit.objects.filter(
            status=UnitStatus.REDEEMED, booking__completed_at__lt=now - SETTLES_WITHIN
        )
    )


def _active_means_something_is_open(now: datetime) -> list[str]:
    is_open = Q(pk__in=EntitlementUnit.objects.open().values("entitlement"))
    active = Q(status=EntitlementStatus.ACTIVE)
    return _named(Entitlement.objects.filter((active & ~is_open) | (~active & is_open)))


def _nothing_stays_open_for_ever(now: datetime) -> list[str]:
    return _named(Entitlement.objects.expired(now - EXPIRES_WITHIN))


RULES: dict[str, Callable[[datetime], list[str]]] = {
    "units owed are the units not yet used": _units_owed_are_those_not_used,
    "the units of an entitlement add up to its price": _units_add_up,
    "refunded units add up to what was given back": _refunds_add_up,
    "a redeemed unit has its booking": _redeemed_units_are_booked,
    "the unit of a session that was held is earned": _held_sessions_are_earned,
    "an entitlement is active while a unit is open": _active_means_something_is_open,
    "an open unit expires in time": _nothing_stays_open_for_ever,
}


def _named(rows: QuerySet) -> list[str]:
    return [str(row) for row in rows[:50]]
