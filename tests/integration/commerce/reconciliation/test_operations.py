"""The provider's history against our books, over HTTP: read to its end, matched, made up for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.ledger.states import AccountKind
from commerce.models import (
    ConnectAccount,
    MatchedEntry,
    Movement,
    Payment,
    Reconciliation,
    WebhookReceipt,
)
from commerce.payments.gateway import PaymentsUnavailable
from commerce.payouts import accounts
from commerce.reconciliation import audit, operations
from tests.factories import PractitionerFactory, ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.payouts import steps as paying
from tests.loopback import http
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


@pytest.fixture
def order(service, stripe_sandbox, relay):
    """Paid by card, and given back by half."""
    paid = steps.paid(steps.booked(service, UserFactory()))
    booking = steps.booking_of(paid)
    half = booking.session.starts_at - timedelta(hours=12)
    steps.cancelled(booking, by=booking.client, now=half)
    relay()
    return paid


def reconciled(now=None) -> Reconciliation:
    return operations.reconcile(now=now or timezone.now())


def test_every_movement_finds_its_entries(order, relay):
    read = reconciled()
    relay()

    rows = Movement.objects.order_by("pk").values_list("kind", "amount_cents", "fee_cents")
    assert set(rows) == {("charge", 8000, 262), ("refund", -4000, 0)}
    assert (read.movements, Movement.objects.unmatched().count()) == (2, 0)
    assert audit.findings(now=timezone.now() + timedelta(days=3)) == []


def test_reading_again_changes_nothing(order):
    reconciled()
    again = reconciled()

    assert (again.movements, again.notices) == (0, 0)
    assert Movement.objects.count() == 2


def test_a_lost_webhook_is_made_up_for(service, stripe_sandbox, relay):
    """Nobody told us that it was paid, and nobody asked."""
    order = steps.booked(service, UserFactory())
    steps.charged_behind_our_back(order)

    read = reconciled()
    relay()

    order.refresh_from_db()
    assert (order.status, steps.booking_of(order).status) == ("paid", "confirmed")
    assert read.notices > 0
    assert not WebhookReceipt.objects.filter(handled_at=None).exists()


@pytest.mark.parametrize("page", [2, 100])
def test_an_owner_at_the_provider_of_whom_nobody_told_is_heard_of(
    stripe_sandbox, relay, monkeypatch, page
):
    """Guards: thin events are read back, page by page."""
    monkeypatch.setattr("commerce.reconciliation.stripe_gateway.PAGE", page)
    account = paying.onboarded(PractitionerFactory(), stripe_sandbox)
    hour_ago = timezone.now() - timedelta(hours=1)
    ConnectAccount.objects.update(stopped_at=hour_ago, stopped_why="Closed.")
    link = accounts.start(user=account.practitioner.user, country="")
    session = http.get(link.url).text.split('name="session" value="')[1].split('"')[0]
    http.post(link.url, data={"session": session, "outcome": "complete"})

    assert operations.read_back(since=timezone.now() + timedelta(hours=1)) == 0
    assert operations.read_back(since=hour_ago) > 3
    relay()

    account.refresh_from_db()
    assert account.is_ready
    assert operations.read_back(since=hour_ago) == 0


def test_a_movement_waits_until_our_side_of_it_is_written(service, stripe_sandbox, relay):
    order = steps.booked(service, UserFactory())
    steps.charged_behind_our_back(order)

    reconciled()
    waits = Movement.objects.unmatched().count()
    relay()
    left = operations.match(now=timezone.now())

    assert (waits, left) == (1, 0)


def test_an_amount_that_differs_is_not_matched(order):
    Payment.objects.update(charge_id="ch_of_somebody_else")

    reconciled()

    assert [row.kind for row in Movement.objects.unmatched()] == ["charge"]


def test_what_the_provider_does_by_itself_is_written_into_the_books(order, stripe_sandbox):
    moved = Movement.objects.create(
        provider_id="txn_payout",
        kind="payout",
        amount_cents=-3000,
        net_cents=-3000,
        currency="usd",
        moved_at=timezone.now(),
    )

    assert operations.match(now=timezone.now()) == 0

    moved.refresh_from_db()
    assert moved.matched_at is not None
    assert steps.balance(AccountKind.BANK) == 3000
    assert operations.match(now=timezone.now()) == 0
    assert steps.balance(AccountKind.BANK) == 3000


def test_more_than_a_page_is_read_to_its_end(order, monkeypatch):
    monkeypatch.setattr("commerce.reconciliation.stripe_gateway.PAGE", 1)

    assert reconciled().movements == 2


def test_what_was_read_until_the_provider_fell_silent_is_kept(order, stripe_sandbox):
    stripe_sandbox.faults.plan(
        {"operation": "GET /v1/events", "kind": "timeout_before", "times": 5}
    )

    with pytest.raises(PaymentsUnavailable):
        reconciled()

    assert (Movement.objects.count(), Reconciliation.objects.count()) == (2, 0)


def test_only_what_is_new_is_read_the_next_time(order, monkeypatch):
    now = timezone.now()
    Reconciliation.objects.create(until=now + timedelta(days=10), movements=0, notices=0)

    assert operations.reconcile(now=now + timedelta(days=11)).movements == 0


def test_what_differs_from_the_books_by_a_cent_is_not_matched(order):
    Movement.objects.create(
        provider_id="txn_apart",
        kind="charge",
        source=order.payment.charge_id,
        amount_cents=8001,
        fee_cents=262,
        net_cents=7739,
        currency="usd",
        moved_at=timezone.now(),
    )

    assert operations.match(now=timezone.now()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_match_at_once_agree(order):
    reconciled()
    Movement.objects.update(matched_at=None)
    MatchedEntry.objects.all().delete()

    results = at_once(*[lambda: operations.match(now=timezone.now()) for _ in range(4)])

    assert results == [0] * 4
    assert MatchedEntry.objects.count() == 3  # received, its fee, and the refund
