"""Who is told that something of theirs is about to expire.

Chosen by "within so many days, and not told yet", so that a missed morning is made up, and what
was prolonged is told of again. What was bought or given when fewer days than that were left is
not told of: its first letter said until when it is good.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.credits.models import CreditLot
from commerce.entitlements.models import Entitlement
from live.notifications import operations
from tasks import notifications

# Who is within the last week is not told of the month any more.
PACKAGE_NOTICES = ((timedelta(days=30), timedelta(days=7)), (timedelta(days=7), timedelta()))
CREDIT_NOTICE = timedelta(days=14)


@db_periodic_task(crontab(hour="8", minute="10"))
@lock_task("tell-of-expiring-packages")
def tell_of_expiring_packages() -> None:
    """Tell clients what they have not booked of packages that expire in 30 and in 7 days."""
    now = timezone.now()
    for notice, next_one in PACKAGE_NOTICES:
        due = Entitlement.objects.expiring(now, within=notice).filter(expires_at__gt=now + next_one)
        _ask_for_each(
            kind="package_expires_soon",
            about="entitlement",
            rows=due.values_list("pk", "client_id", "expires_at"),
            days=notice.days,
        )


@db_periodic_task(crontab(hour="8", minute="20"))
@lock_task("tell-of-expiring-credits")
def tell_of_expiring_credits() -> None:
    """Tell clients of credits that expire within 14 days, once for each lot and date."""
    due = CreditLot.objects.expiring(timezone.now(), within=CREDIT_NOTICE)
    _ask_for_each(
        kind="credits_expire_soon",
        about="lot",
        rows=due.values_list("pk", "user_id", "expires_at"),
        days=CREDIT_NOTICE.days,
    )


@db_task()
def tell_of_expiry(*, kind: str, to: int, key: str, about: str, pk: int, **_later: object) -> None:
    """Tell one client; the key says whether they were told."""
    notifications.tell(kind=kind, to=to, key=key, context={f"{about}_id": pk})


def _ask_for_each(
    *, kind: str, about: str, rows: Iterable[tuple[int, int, datetime | None]], days: int
) -> None:
    """Ask a worker to tell of each row that was not told of yet."""
    found = {f"{about}:{pk}:{days}:{expires_at:%Y-%m-%d}": (pk, to) for pk, to, expires_at in rows}
    told = operations.told_already(kind=kind, keys=found, users={to for _, to in found.values()})
    for key, (pk, to) in found.items():
        if key not in told:
            tell_of_expiry(kind=kind, to=to, key=key, about=about, pk=pk)
