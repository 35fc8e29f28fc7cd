"""P: what was paid out and comes back, is disputed, returned or withheld is accounted for."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from commerce.bookings.states import OPEN
from commerce.checkout import afterwards
from commerce.earnings.statements import lines
from commerce.models import Booking, ConnectAccount, Dispute, Earning, Movement, Payout
from commerce.payouts import accounts
from commerce.reconciliation.checks import AUDITS
from tests.e2e.clockwork import clockwork
from tests.factories import PractitionerFactory, ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps as buying
from tests.integration.commerce.disputes import steps as banks
from tests.integration.commerce.payouts import steps

pytestmark = pytest.mark.django_db(transaction=True)

PRACTITIONERS = 4
WEEKS = 8
SALES_A_WEEK = 3
SEED = 20_270_301
MONDAY = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
PRICES = (8_000, 12_345, 28_735)
ENDED = ("paid", "failed", "cancelled")
NEED = "identity.individual.address"


def test_p2_whatever_comes_back_of_what_was_paid_out_is_accounted_for(
    stripe_sandbox, relay, figure
):
    chance, done = random.Random(SEED), Counter()
    with clockwork(stripe_sandbox, begins_at=MONDAY) as clock:
        steps.top_up(stripe_sandbox)  # disputes and their fees cost us more than we take
        people = [practice(stripe_sandbox) for _ in range(PRACTITIONERS)]
        contested: list[str] = []
        for week in range(WEEKS):
            monday = MONDAY + timedelta(weeks=week)
            for person in people:
                for day in range(SALES_A_WEEK):
                    sell(person, chance, monday + timedelta(days=day + 2))
            relay()
            clock.goes_to(monday + timedelta(days=1))
            give_some_back(chance, done)
            contested += contest(stripe_sandbox, chance, done)
            clock.goes_to(monday + timedelta(days=2))
            trouble(stripe_sandbox, people, chance, done)
            contested = decide(stripe_sandbox, contested, chance, done, share=0.6)
            # The next run: on its way, arrived.
            clock.goes_to(monday + timedelta(days=6, hours=20))
            clock.goes_to(monday + timedelta(days=7, hours=1, minutes=5))
            relay()
        decide(stripe_sandbox, contested, chance, done, share=1.0)
        settle(stripe_sandbox, people)
        for week in range(WEEKS, WEEKS + 3):
            monday = MONDAY + timedelta(weeks=week)
            for moment in (timedelta(hours=2), timedelta(days=3), timedelta(days=6)):
                clock.goes_to(monday + moment)
                relay()
        found = [one for audit in AUDITS for one in audit.findings(now=timezone.now())]
        apart = Movement.objects.unmatched().count()
    wrong = [person for person in people if not is_explained(person)]
    payouts = Counter(Payout.objects.values_list("status", flat=True))
    unfinished = sum(many for status, many in payouts.items() if status not in ENDED)
    ours = sum(Payout.objects.out().values_list("amount_cents", flat=True))
    theirs = sum(steps.standing(stripe_sandbox))
    held = Earning.objects.exclude(frozen_at=None).count()
    netted = Payout.objects.filter(netted_cents__gt=0).count()
    missing = {"given back", "won", "lost", "returned", "restricted"} - set(done)
    assert not found, found[:5]
    figure(
        "P2",
        f"{WEEKS} weeks of {PRACTITIONERS} practitioners: money given back after it was paid out, "
        "disputes lost and won, payouts sent back after they had arrived, accounts restricted",
        must_be="carried, netted, restored, reopened; every balance the sum of its lines, every "
        "payout of its earnings; 0 cents apart from the provider",
        measured=f"{dict(sorted(done.items()))}; payouts {dict(sorted(payouts.items()))}, {netted} "
        f"netted; {len(wrong)} of {len(people)} not explained, {unfinished} payouts unfinished, "
        f"{held} earnings still held, {ours - theirs} cents and {apart} movements apart, "
        f"{len(found)} findings",
        holds=not (wrong or unfinished or held or apart or found or missing)
        and ours == theirs
        and netted > 0,
    )


def practice(sandbox):
    """A practitioner with something to sell, and an account to be paid on."""
    person = PractitionerFactory(timezone="UTC")
    open_all_week(person)
    for price in PRICES:
        ServiceFactory(practitioner=person, terms__price_cents=price)
    steps.onboarded(person, sandbox)
    return person


def sell(person, chance, day) -> None:
    """A session on that day, paid by card; one in five is given up too late for all of it."""
    service = chance.choice(list(person.services.order_by("pk")))
    starts_at = day.replace(hour=13)
    order = buying.paid(buying.booked(service, UserFactory(), starts_at=starts_at))
    if chance.random() < 0.2:
        booking = buying.booking_of(order)
        buying.cancelled(booking, by=booking.client, now=starts_at - timedelta(hours=12))


def give_some_back(chance, done) -> None:
    """Support gives something back of some that were paid out."""
    for earning in Earning.objects.filter(status="paid").order_by("pk"):
        left = afterwards.left_cents(earning.booking)
        if left and chance.random() < 0.15:
            afterwards.give_back_afterwards(
                booking_id=earning.booking_id,
                cents=chance.randint(1, left),
                seen_left_cents=left,
                why="The room was cold.",
                now=timezone.now(),
            )
            done["given back"] += 1


def contest(sandbox, chance, done) -> list[str]:
    """Some clients go to their bank, whether the session was paid out or not."""
    opened = []
    known = set(Dispute.objects.values_list("order", flat=True))
    for booking in Booking.objects.exclude(status="cancelled").order_by("pk"):
        order = buying.order_of(booking)
        if order.pk not in known and not order.refunded_cents and chance.random() < 0.08:
            opened.append(banks.disputed(sandbox, order))
            done["disputed"] += 1
    return opened


def decide(sandbox, contested, chance, done, *, share) -> list[str]:
    """Banks decide about a `share` of them; those that are left. Silence has lost some by now."""
    left = []
    for dispute in contested:
        if Dispute.objects.filter(provider_id=dispute, status="lost").exists():
            done["lost by silence"] += 1
            continue
        if chance.random() >= share:
            left.append(dispute)
            continue
        how = chance.choice(("win", "lose"))
        banks.decided(sandbox, dispute, how)
        done["won" if how == "win" else "lost"] += 1
    return left


def trouble(sandbox, people, chance, done) -> None:
    """A bank sends an arrived payout back; the provider restricts an account."""
    for payout in Payout.objects.filter(status="paid").order_by("pk"):
        if payout.bank_payout_id and chance.random() < 0.15:
            steps.lever(sandbox, f"payouts/{payout.bank_payout_id}/fail", code="account_closed")
            done["returned"] += 1
    settle(sandbox, [person for person in people if chance.random() < 0.5])
    for person in people:
        if chance.random() < 0.12:
            account = person.connect_accounts.get()
            steps.lever(sandbox, f"accounts/{account.provider_id}/restrict", requirement=NEED)
            done["restricted"] += 1


def settle(sandbox, people) -> None:
    """They give the provider what it wants, and come back from its pages."""
    for account in ConnectAccount.objects.filter(practitioner__in=people):
        steps.lever(sandbox, f"accounts/{account.provider_id}/activate")
        accounts.come_back(user=account.practitioner.user)


def is_explained(person) -> bool:
    """Whether what they kept is what they were sent and have, line by line."""
    kept = sum(one.kept_cents for one in Earning.objects.filter(practitioner=person))
    sent = person.payouts.out().aggregate(total=Sum("amount_cents"))["total"] or 0
    has = -sum(line.amount_cents for line in lines(person.user))
    whole = all(
        payout.amount_cents
        == sum(item.amount_cents for item in payout.items.all()) - payout.netted_cents
        for payout in person.payouts.prefetch_related("items")
    )
    open_still = Booking.objects.filter(service__practitioner=person, status__in=OPEN).exists()
    return whole and not open_still and kept == sent + has
