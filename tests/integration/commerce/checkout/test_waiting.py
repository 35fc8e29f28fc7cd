"""What the waitlist offers, bought by itself with a saved card."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from commerce.bookings import line, waitlist
from commerce.checkout import seats, waiting
from commerce.checkout.models import Order
from commerce.models import Booking, Payment, SavedCard, WaitlistEntry
from commerce.payments import setups
from commerce.payments.operations import PaymentsUnavailable
from estuary.kernel.models import OutboxEvent
from live.models import Notification
from tasks import waitlist as tasks
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    ServiceFactory,
    SessionFactory,
    UserFactory,
)
from tests.factories.schedules import open_all_week
from tests.integration.commerce.bookings import waits
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.payments.steps import answer_bank
from tests.threads import at_once

pytestmark = pytest.mark.django_db


class Crash(Exception):
    """Killed at this point."""


@pytest.fixture
def saved(stripe_sandbox):
    """Somebody with a saved card, as a browser would save it."""

    def save(method="pm_card_visa"):
        user = UserFactory()
        setup = setups.begin(user=user, claim=None)
        asked = setups.settle(
            user=user,
            setup_id=setup.public_id,
            payment_method=method,
            return_url="https://frontend.test/return",
            claim=None,
            now=setup.created_at,
        )
        if asked.next_action:
            answer_bank({"next_action": asked.next_action}, "complete")
            setups.refresh(setup_id=setup.pk)
        return user

    return save


@pytest.fixture
def offered(db):
    """A seat for $80, ten days from now, offered to somebody who wants it bought by itself."""

    def offer(client, **wish) -> WaitlistEntry:
        now = timezone.now()
        session = PlannedSessionFactory(capacity=1, starts_at=now + timedelta(days=10))
        [booking] = waits.full(session)
        entry = waits.in_line(session, now=now, client=client, is_automatic=True, **wish)
        waits.cancelled(booking, now=now)
        entry.refresh_from_db()
        assert entry.status == "offered"
        return entry

    return offer


def bought(entry, now=None):
    waiting.buy_offered(entry_id=entry.pk, now=now or timezone.now())
    entry.refresh_from_db()
    return entry


def told(client) -> list[str]:
    return list(Notification.objects.filter(user=client).values_list("kind", flat=True))


def failures() -> int:
    return OutboxEvent.objects.filter(name="commerce.waitlist.purchase_failed").count()


def test_what_is_offered_is_bought_with_the_default_card(saved, offered, relay):
    client = saved()
    entry = offered(client)

    relay()

    entry.refresh_from_db()
    assert (entry.status, entry.booking.status) == ("booked", "confirmed")
    order = steps.order_of(entry.booking)
    assert (order.status, order.payment.status) == ("paid", "succeeded")
    assert steps.shared() == (7600, 400)
    assert told(client) == ["booking_confirmed"]


def test_told_twice_it_buys_once(saved, offered):
    entry = offered(saved())

    for _ in range(3):
        bought(entry)

    assert Payment.objects.count() == 1
    assert Booking.objects.filter(client=entry.client).count() == 1
    assert steps.shared() == (7600, 400)
    assert failures() == 0


@pytest.mark.parametrize(
    ("method", "status"),
    [
        ("pm_card_chargeCustomerFail", "open"),
        ("pm_card_authenticationRequired", "action_needed"),
    ],
)
def test_when_the_bank_declines_or_asks_the_seat_waits_for_the_client_until_the_deadline(
    saved, offered, relay, method, status
):
    client = saved(method)
    entry = offered(client)

    relay()

    entry.refresh_from_db()
    order = steps.order_of(entry.booking)
    assert (entry.status, entry.booking.status) == ("booked", "pending")
    assert (order.status, order.payment.status) == ("open", status)
    assert order.expires_at == entry.booking.expires_at == entry.offered_until
    assert told(client) == ["waitlist_offered"]
    assert f"/bookings/{entry.booking.public_id}" in mail.outbox[-1].body
    assert steps.paid(order).status == "paid"


def test_a_card_that_was_declined_is_not_tried_again_by_itself(saved, offered):
    entry = offered(saved("pm_card_chargeCustomerFail"))

    for _ in range(3):
        bought(entry)

    assert Payment.objects.get().confirmations == 1


def test_without_a_card_the_offer_stands_and_the_client_is_told(offered, relay, stripe_sandbox):
    client = UserFactory()
    entry = offered(client)

    relay()
    relay()

    entry.refresh_from_db()
    assert (entry.status, Payment.objects.count()) == ("offered", 0)
    assert told(client) == ["waitlist_offered"]
    assert "could not be bought for you" in mail.outbox[-1].body


def test_a_card_that_is_not_the_default_is_not_charged(saved, offered):
    client = saved()
    SavedCard.objects.update(is_default=False)

    assert bought(offered(client)).status == "offered"
    assert failures() == 1


def test_at_another_price_than_the_client_saw_nothing_is_bought(saved, offered):
    entry = offered(saved())
    steps.reprice(entry.service, 9000)

    assert bought(entry).status == "offered"
    assert (Order.objects.count(), failures()) == (0, 1)


def test_what_costs_nothing_needs_no_card(offered, stripe_sandbox):
    session = PlannedSessionFactory(
        capacity=1,
        starts_at=timezone.now() + timedelta(days=10),
        service__terms__price_cents=0,
    )
    now = timezone.now()
    [booking] = waits.full(session)
    entry = waits.in_line(session, now=now, is_automatic=True)
    waits.cancelled(booking, now=now)

    assert bought(entry).booking.status == "confirmed"


def test_who_did_not_wish_it_is_told_and_nothing_is_bought(saved, offered, relay):
    entry = offered(saved())
    WaitlistEntry.objects.update(is_automatic=False)

    relay()

    entry.refresh_from_db()
    assert (entry.status, Order.objects.count()) == ("offered", 0)
    assert told(entry.client) == ["waitlist_offered"]


def test_what_the_client_has_booked_meanwhile_is_not_paid_over_their_head(saved, offered):
    entry = offered(saved())
    booking = seats.book_seats(
        client=entry.client,
        service_id=entry.service.public_id,
        session_id=entry.session.public_id,
        guests=seats.Guests(),
        notes="",
        claim=None,
        now=timezone.now(),
    )

    bought(entry)

    assert (entry.booking, Booking.objects.get(pk=booking.pk).status) == (booking, "pending")
    assert failures() == 0


def test_a_seat_is_bought_only_while_it_is_offered(saved, offered):
    """The client leaves between our look and our hand."""
    entry = offered(saved())
    stale = WaitlistEntry.objects.with_details().select_related("client").get(pk=entry.pk)
    waitlist.leave(public_id=entry.public_id, by=entry.client, now=timezone.now())

    with pytest.raises(line.OfferGone):
        waiting._booked(stale, now=timezone.now())

    assert Order.objects.count() == 0


@pytest.mark.parametrize("after", ["booked", "paid"])
def test_killed_at_any_step_it_goes_on_from_there(saved, offered, monkeypatch, after):
    entry = offered(saved())
    real = waiting.orders.pay

    def crash(**given):
        if after == "paid":
            real(**given)
        raise Crash

    with monkeypatch.context() as killed:
        killed.setattr(waiting.orders, "pay", crash)
        with pytest.raises(Crash):
            bought(entry)
    entry.refresh_from_db()
    assert entry.status == "booked"

    bought(entry)

    assert entry.booking.status == "confirmed"
    assert Payment.objects.count() == Booking.objects.filter(client=entry.client).count() == 1
    assert steps.shared() == (7600, 400)


@pytest.mark.parametrize("kind", ["timeout_after", "error_500_after", "error_500"])
def test_a_provider_that_does_not_answer_is_asked_again(saved, offered, stripe_sandbox, kind):
    entry = offered(saved())
    confirming = "POST /v1/payment_intents/{intent}/confirm"
    stripe_sandbox.faults.plan({"operation": confirming, "kind": kind, "times": 2})

    with pytest.raises(PaymentsUnavailable):
        bought(entry)
    stripe_sandbox.faults.clear()
    bought(entry)

    assert entry.booking.status == "confirmed"
    assert steps.shared() == (7600, 400)


def test_a_provider_that_stays_silent_is_not_waited_for_longer_than_half_an_hour(
    saved, offered, stripe_sandbox
):
    entry = offered(saved())
    confirming = "POST /v1/payment_intents/{intent}/confirm"
    stripe_sandbox.faults.plan({"operation": confirming, "kind": "error_500", "times": 9})

    bought(entry, now=entry.offered_at + waiting.PATIENCE)

    assert (entry.booking.status, failures()) == ("pending", 1)


def test_a_time_on_a_full_day_is_bought_too(saved, relay):
    now = timezone.now()
    service = ServiceFactory()
    open_all_week(service.practitioner)
    whole = (now + timedelta(days=10)).replace(hour=6, minute=0, second=0, microsecond=0)
    taken = BookingFactory(
        session=SessionFactory(service=service, starts_at=whole, lasts=timedelta(hours=14))
    )
    entry = waits.in_line_for(service, whole.date(), now=now, client=saved(), is_automatic=True)
    waits.cancelled(taken, now=now)

    relay()

    entry.refresh_from_db()
    assert (entry.status, entry.booking.status) == ("booked", "confirmed")
    assert (entry.session, entry.session.held_until) == (entry.booking.session, None)
    assert told(entry.client) == ["booking_confirmed"]


@pytest.mark.django_db(transaction=True)
def test_facts_that_come_at_once_buy_once(saved, offered):
    """Guards: the keys of each step, and the offer's lock."""
    entry = offered(saved())

    results = at_once(*[lambda: tasks.buy(entry_id=entry.pk)] * 5)

    entry.refresh_from_db()
    assert results == [None] * 5
    assert entry.booking.status == "confirmed"
    assert Payment.objects.count() == Booking.objects.filter(client=entry.client).count() == 1
    assert steps.shared() == (7600, 400)
