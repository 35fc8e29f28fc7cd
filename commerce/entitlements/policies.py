"""What becomes of units: when one comes back, and how an entitlement stands."""

from collections.abc import Collection
from datetime import datetime, timedelta

from commerce.bookings import policies as cancellation
from commerce.bookings.states import CancelledBy
from commerce.entitlements.states import EntitlementStatus, UnitStatus

# A session called off by its practitioner leaves this long at least to choose another time.
TIME_TO_CHOOSE_AGAIN = timedelta(days=30)


def comes_back(
    *, policy: str, starts_at: datetime, cancelled_at: datetime, by: CancelledBy
) -> bool:
    """Whether the unit of a cancelled booking is open again.

    A unit cannot come back by half: where the client cancels, only a notice that would give
    the whole price back counts as in time.
    """
    if by != CancelledBy.CLIENT:
        return True
    percent = cancellation.refund_percent(
        policy=policy, starts_at=starts_at, cancelled_at=cancelled_at
    )
    return percent == 100


def valid_until(*, valid_until: datetime, cancelled_at: datetime, by: CancelledBy) -> datetime:
    """Until when a unit that came back can be used."""
    if by == CancelledBy.CLIENT:
        return valid_until
    return max(valid_until, cancelled_at + TIME_TO_CHOOSE_AGAIN)


def standing(units: Collection[str]) -> EntitlementStatus:
    """How an entitlement stands, by the states of its units."""
    if UnitStatus.OPEN in units:
        return EntitlementStatus.ACTIVE
    if UnitStatus.REVOKED in units:
        return EntitlementStatus.REVOKED
    if UnitStatus.REFUNDED in units:
        return EntitlementStatus.REFUNDED
    if UnitStatus.EXPIRED in units:
        return EntitlementStatus.EXPIRED
    return EntitlementStatus.USED_UP
