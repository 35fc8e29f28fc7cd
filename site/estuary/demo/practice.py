"""A practice that has gone on for months: what was sold, a plan, an account, and money paid out.

It is that of the first practitioner, whom everybody tries the demo as.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from commerce.bookings import operations as bookings
from commerce.bookings import planning
from commerce.bookings.models import Booking, Session
from commerce.checkout import seats
from commerce.checkout.seats import Guests
from commerce.earnings import operations as earnings
from commerce.memberships import changing
from commerce.memberships import operations as memberships
from commerce.memberships.models import MembershipPeriod
from commerce.memberships.states import Interval
from commerce.payments import setups
from commerce.payouts import accounts, following, runs, sending
from commerce.payouts.models import ConnectAccount, Payout
from commerce.payouts.states import PayoutStatus
from estuary.demo import gatherings, sessions
from estuary.demo.people import Person, person
from estuary.demo.sessions import CLARA, LENA, MARA, NOOR, TOMAS
from estuary.kernel.errors import DomainError
from marketplace.accounts.models import User
from marketplace.catalogue.models import Service

# Money paid with it lies on our balance at once, so that it can be paid out.
CARD = "pm_card_bypassPending"
SETTLES_WITHIN = 15  # seconds, in which the sandbox's banks answer


@dataclass(frozen=True, slots=True)
class Sale:
    """What was sold on a day of a month so many months ago, at ten in the morning (UTC).

    With `seats` it is of the retreat of that month, otherwise a session three days later. As in
    `Purchase`, the notes are each another's.
    """

    months_ago: int
    day: int
    client: str
    notes: str
    seats: int = 0
    cancelled_because: str = ""

    def sold_at(self, now: datetime) -> datetime:
        """Its instant."""
        return _month(now, self.months_ago) + timedelta(days=self.day - 1, hours=10)


# In their turn: each month's later sales get the rate that its earlier ones have earned.
SALES = (
    Sale(3, 3, CLARA, "I have read about you in a magazine."),
    Sale(3, 6, LENA, "Five of us, and one is vegetarian.", seats=5),
    Sale(3, 9, NOOR, "Could we talk in Arabic?"),
    Sale(3, 15, MARA, "I am nervous before meetings.", cancelled_because="I have a cold."),
    Sale(2, 2, LENA, "The whole office wants to come.", seats=12),
    Sale(2, 6, TOMAS, "I have three small children."),
    Sale(2, 12, CLARA, "The evenings are better now."),
    Sale(2, 19, NOOR, "I have practised every day."),
    Sale(1, 1, LENA, "The other half of the office.", seats=12),
    Sale(1, 4, MARA, "My choir: we sing, so we can breathe.", seats=10),
    Sale(1, 8, CLARA, "How do I go on by myself?"),
    Sale(1, 15, TOMAS, "I slept through the night!"),
    Sale(1, 21, NOOR, "My sister will come next time."),
)


def sell(*, people: int, now: datetime) -> Iterator[str]:
    """Everything up to the payout that is on its way; yields what was done."""
    if not people or not settings.STRIPE_API_BASE:
        return
    who = person(0)
    before = Booking.objects.count()
    _plan_retreats(now)
    for sale in SALES:
        _sell(sale, who, now)
    yield f"{Booking.objects.count() - before} earlier sales of {who.name}"
    _begin_plan(who, now)
    _pay_out(who, now)


def after_it(now: datetime) -> datetime:
    """Now, but not before the plan was begun: what is sold from here on is sold with it."""
    mine = MembershipPeriod.objects.filter(practitioner__user__email=person(0).email)
    return max([now, *(row.during.lower for row in mine if row.during.lower)])


def arrive(*, now: datetime) -> Iterator[str]:
    """What the clock and the banks would have done by now; yields what was done."""
    if not settings.STRIPE_API_BASE:
        return
    _complete(until=now)
    until = time.monotonic() + SETTLES_WITHIN
    on_its_way = Payout.objects.filter(status=PayoutStatus.SENT)
    while on_its_way.exists() and time.monotonic() < until:
        _pull("jobs")
        for account in on_its_way.values_list("account_id", flat=True).distinct():
            following.ask(account_id=account)
        time.sleep(0.1)
    yield f"{Payout.objects.filter(status=PayoutStatus.PAID).count()} payout arrived"


def _month(now: datetime, ago: int) -> datetime:
    """The beginning of a calendar month."""
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(ago):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


# --- sold, and held ---


def _retreat() -> Service:
    title = gatherings.RETREAT.offer.title
    mine = Service.objects.filter(practitioner__user__email=person(0).email, title=title)
    return mine.select_related("practitioner__user").get()


def _plan_retreats(now: datetime) -> None:
    """Two for each month of which there were sales, on its third and fourth Saturday."""
    service = _retreat()
    zone = ZoneInfo(service.practitioner.timezone)
    for ago in sorted({sale.months_ago for sale in SALES if sale.seats}, reverse=True):
        month = _month(now, ago)
        if service.sessions.filter(period__startswith__range=(month, _month(now, ago - 1))):
            continue
        first = (month + timedelta(days=14 + (5 - month.weekday()) % 7)).date()
        days = (first, first + timedelta(days=7))
        planning.plan_sessions(
            service=service,
            starts=[datetime(day.year, day.month, day.day, 9, tzinfo=zone) for day in days],
            by=service.practitioner.user,
            claim=None,
            now=month,
        )


def _sell(sale: Sale, who: Person, now: datetime) -> None:
    """What an earlier run has done is found, and gone on from."""
    client = User.objects.with_email(sale.client).get()
    booking = Booking.objects.filter(client=client, notes=sale.notes).first()
    sold_at = sale.sold_at(now)
    try:
        if booking is None and sale.seats:
            booking = _seats(sale, client, sold_at)
        elif booking is None:
            booking = sessions.book(
                client, who, day=sold_at + timedelta(days=3), notes=sale.notes, now=sold_at
            )
        sessions.pay(booking, method=CARD, now=sold_at)
        if sale.cancelled_because:
            assert booking.session
            # Too late to get everything back, so that half of it stays earned.
            late = booking.session.starts_at - timedelta(hours=10)
            sessions.cancel(booking, because=sale.cancelled_because, now=late)
    except DomainError:
        return  # no free time, or cut off so long ago that the hold has lapsed


def _seats(sale: Sale, client: User, sold_at: datetime) -> Booking:
    service = _retreat()
    ahead = Session.objects.planned().filter(service=service).to_come(sold_at)
    date = ahead.with_available_spots(sold_at).filter(Q(available_spots__gte=sale.seats))
    return seats.book_seats(
        client=client,
        service_id=service.public_id,
        session_id=date.soonest_first()[0].public_id,
        guests=Guests(seats=sale.seats),
        notes=sale.notes,
        claim=None,
        now=sold_at,
    )


# --- a plan, and money paid out ---


def _begin_plan(who: Person, now: datetime) -> None:
    user = User.objects.with_email(who.email).get()
    if memberships.of(user=user).is_at_provider:
        return
    setup = setups.begin(user=user, claim=None)
    setups.settle(
        user=user,
        setup_id=setup.public_id,
        payment_method="pm_card_visa",
        return_url=settings.FRONTEND_URL,
        claim=None,
        now=now,
    )
    changing.change_plan(
        user=user, plan="professional", interval=Interval.MONTH, card="", claim=None, now=now
    )


def _pay_out(who: Person, now: datetime) -> None:
    """The run of this week pays all but what was earned since the last month began; once."""
    user = User.objects.with_email(who.email).get()
    if Payout.objects.of(user).exists():
        return
    # What is sold here is paid in dollars, and the sandbox changes no money.
    accounts.start(user=user, country="US")
    account = ConnectAccount.objects.of(user).current().get()
    _pull(f"accounts/{account.provider_id}/activate")
    accounts.refresh(account_id=account.pk)
    for ago in (2, 1):
        _complete(until=_month(now, ago) + timedelta(days=3))
    runs.run(now=now)
    for payout in Payout.objects.of(user):
        sending.send(payout_id=payout.pk)


def _complete(*, until: datetime) -> None:
    while bookings.complete_past(now=until):
        pass
    while earnings.release(now=until):
        pass


def _pull(lever: str) -> None:
    """Something happens at the sandbox that a person would do there."""
    said = Request(
        f"{settings.STRIPE_API_BASE}/sandbox/{lever}",
        data=json.dumps({}).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urlopen(said, timeout=30):
        return
