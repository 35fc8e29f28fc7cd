"""What a lost dispute takes back, by what was sold and how it was paid; to the cent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings import operations as bookings
from commerce.bookings import planning
from commerce.checkout import buying as means
from commerce.checkout import operations as orders
from commerce.checkout import prepaid
from commerce.checkout.seats import Guests, book_seats
from commerce.checkout.states import RefundTo
from commerce.disputes import operations, taking_back
from commerce.earnings import operations as earnings
from commerce.entitlements import operations as entitlements
from commerce.ledger.states import AccountKind
from commerce.models import CreditLot, Earning, Entitlement, Order, Refund, Session
from estuary.kernel import db
from tests.factories import PackageFactory, ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps as buying
from tests.integration.commerce.disputes import steps
from tests.integration.commerce.entitlements import steps as using

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)


def lost(sandbox, order, *, now=None, **how):
    return steps.closed(sandbox, steps.opened(sandbox, order, **how), "lose", now=now)


def taken(dispute):
    """Refunds settled, reversed, taken from credits, written off."""
    return (
        dispute.refunds_settled_cents,
        dispute.reversed_cents,
        dispute.credits_taken_cents,
        dispute.written_off_cents,
    )


def held(booking):
    """Its session is over, and its unit, if it had one, earned."""
    using.held(booking)
    earnings.earn_unit(booking_id=booking.pk, now=timezone.now())


def seats(session, client, *, number=1):
    return book_seats(
        client=client,
        service_id=session.service.public_id,
        session_id=session.public_id,
        guests=Guests(seats=number),
        notes="",
        claim=None,
        now=timezone.now(),
    )


def planned(service, *starts):
    return planning.plan_sessions(
        service=service, starts=starts, by=service.practitioner.user, claim=None, now=NOW
    )


# --- sessions ---


def test_what_was_held_stays_as_it_is_and_its_earning_is_gone(order, stripe_sandbox):
    booking = buying.booking_of(order)
    later = booking.session.ends_at + timedelta(days=3)
    held(booking)
    assert earnings.release(now=later) == 1

    dispute = lost(stripe_sandbox, order, now=later)

    booking.refresh_from_db()
    assert (booking.status, booking.charged_back_cents) == ("completed", 8000)
    assert (taken(dispute), Earning.objects.get().status) == ((0, 8000, 0, 0), "reversed")
    assert (buying.shared(), steps.broken()) == ((0, 0), [])


def test_what_was_paid_out_is_owed_by_the_practitioner(order, stripe_sandbox):
    booking = buying.booking_of(order)
    later = booking.session.ends_at + timedelta(days=3)
    held(booking)
    earnings.release(now=later)
    with db.in_transaction():
        earnings.put_in_payout(practitioner=booking.service.practitioner, currency="usd")

    lost(stripe_sandbox, order, now=later)

    earning = Earning.objects.get()
    assert (earning.status, earning.carried_cents, earning.frozen_at) == ("in_payout", 7600, None)
    assert buying.balance(AccountKind.CARRY) == 7600
    assert buying.balance(AccountKind.COMMISSION) == 0


def test_a_part_is_taken_in_proportion_and_what_was_booked_stays(order, stripe_sandbox):
    dispute = lost(stripe_sandbox, order, amount=3000)

    order.refresh_from_db()
    booking = buying.booking_of(order)
    assert (booking.status, booking.paid_cents, order.charged_back_cents) == (
        "confirmed",
        5000,
        3000,
    )
    assert taken(dispute) == (0, 3000, 0, 0)
    assert (buying.shared(), steps.held()) == ((4750, 250), (0, 1500, 0))
    assert steps.broken() == []


@pytest.mark.parametrize(("notice", "back"), [(48, 5000), (12, 2500)])
def test_of_what_is_left_no_more_comes_back_than_was_paid(
    order, stripe_sandbox, relay, notice, back
):
    lost(stripe_sandbox, order, amount=3000)
    booking = buying.booking_of(order)

    buying.cancelled(
        booking, by=order.user, now=booking.session.starts_at - timedelta(hours=notice)
    )
    relay()

    booking.refresh_from_db()
    refund = Refund.objects.get()
    # The provider gives nothing back of a lost payment: staff are told.
    assert (booking.refund_cents, refund.amount_cents) == (back, back)
    assert (refund.status, refund.failure) == ("failed", "charge_disputed")
    assert steps.broken() == ["a refund comes to an end"]


def test_paid_partly_by_credits_only_the_cards_part_is_taken(service, stripe_sandbox, relay):
    client = UserFactory()
    buying.give_credits(client, 3000)
    booking = means.book(
        client=client,
        service_id=service.public_id,
        slot=buying.word(service, buying.first_start(service)),
        notes="",
        claim=None,
        now=timezone.now(),
        means=means.Means(apply_credits=True),
    )
    order = buying.paid(buying.order_of(booking))
    relay()

    dispute = lost(stripe_sandbox, order)
    relay()

    booking.refresh_from_db()
    assert (booking.status, taken(dispute)) == ("cancelled", (0, 5000, 0, 0))
    assert buying.credits_of(client) == 0
    assert (buying.shared(), steps.broken()) == ((2850, 150), [])


def test_what_was_given_back_before_is_not_taken_again(order, stripe_sandbox, relay):
    booking = buying.booking_of(order)
    half = booking.session.starts_at - timedelta(hours=12)
    buying.cancelled(booking, by=order.user, now=half)
    relay()

    dispute = lost(stripe_sandbox, order)

    assert (dispute.amount_cents, taken(dispute)) == (4000, (0, 4000, 0, 0))
    assert (buying.shared(), steps.broken()) == ((0, 0), [])


def test_what_became_credits_before_is_taken_from_them_or_is_our_loss(order, stripe_sandbox, relay):
    booking = buying.booking_of(order)
    buying.cancelled(booking, by=order.user, now=timezone.now(), refund_to=RefundTo.CREDITS)
    relay()
    other = ServiceFactory(terms__price_cents=3000)
    open_all_week(other.practitioner)
    means.book(
        client=order.user,
        service_id=other.public_id,
        slot=buying.word(other, buying.first_start(other)),
        notes="",
        claim=None,
        now=timezone.now(),
        means=means.Means(apply_credits=True),
    )

    dispute = lost(stripe_sandbox, order)

    assert (taken(dispute), buying.credits_of(order.user)) == ((0, 0, 5000, 3000), 0)
    assert steps.held() == (0, 1500, 3000)
    assert steps.broken() == []


# --- dates ---


def test_seats_of_a_workshop_are_free_again(stripe_sandbox, relay):
    workshop = ServiceFactory(service_type="workshop", terms__capacity=5)
    [evening] = planned(workshop, NOW + timedelta(days=5))
    order = buying.paid(buying.order_of(seats(evening, UserFactory(), number=2)))
    relay()

    dispute = lost(stripe_sandbox, order)

    assert (taken(dispute), Session.objects.get().seats_taken) == ((0, 16000, 0, 0), 0)
    assert Session.objects.get().called_off_at is None
    assert steps.broken() == []


def test_of_a_course_what_is_to_come_is_cancelled_and_all_of_it_taken(stripe_sandbox, relay):
    course = ServiceFactory(service_type="course", terms__capacity=5, terms__price_cents=10001)
    run = planned(course, *[NOW + timedelta(days=10 + 7 * week) for week in range(6)])
    order = buying.paid(buying.order_of(seats(run[0], UserFactory())))
    relay()
    whole = buying.booking_of(order)
    after_two = NOW + timedelta(days=20)
    bookings.complete_past(now=after_two)

    dispute = lost(stripe_sandbox, order, now=after_two)

    parts = whole.parts.order_by("session__number")
    assert [part.status for part in parts] == ["completed"] * 2 + ["cancelled"] * 4
    assert sum(part.charged_back_cents for part in parts) == 10001
    assert taken(dispute) == (0, 10001, 0, 0)
    assert (buying.shared(), steps.broken(after_two)) == ((0, 0), [])


# --- packages ---


@pytest.fixture
def package(service):
    """Three hours for $200."""
    return PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])


def entitled(order):
    return Entitlement.objects.get(reference=orders.reference(order))


def test_of_a_package_unused_units_end_and_used_ones_are_taken_back(
    service, package, stripe_sandbox, relay
):
    order = buying.package_paid(package, UserFactory())
    relay()
    bought = entitled(order)
    first = using.redeemed(bought, service)
    held(first)
    first.refresh_from_db()
    later = first.session.ends_at + timedelta(hours=1)
    second = using.redeemed(
        bought, service, starts_at=buying.first_start(service, after=timedelta(days=6))
    )

    dispute = lost(stripe_sandbox, order, now=later)
    relay()

    second.refresh_from_db()
    bought.refresh_from_db()
    assert sorted(using.units(bought)) == ["revoked", "revoked", "used"]
    assert (second.status, second.cancelled_by, bought.status) == (
        "cancelled",
        "platform",
        "revoked",
    )
    assert taken(dispute) == (0, 20000, 0, 0)
    assert (using.accounts(), steps.held(), steps.broken(later)) == ({}, (0, 1500, 0), [])


def test_a_unit_in_use_is_earned_and_taken_back(service, package, stripe_sandbox, relay):
    order = buying.package_paid(package, UserFactory())
    booking = using.redeemed(entitled(order), service)
    relay()
    during = booking.session.starts_at + timedelta(minutes=30)

    dispute = lost(stripe_sandbox, order, now=during)
    held(booking)

    booking.refresh_from_db()
    assert (booking.status, taken(dispute)) == ("completed", (0, 20000, 0, 0))
    assert (Earning.objects.get().status, using.accounts()) == ("reversed", {})


def test_units_that_credits_paid_for_stay(service, package, stripe_sandbox, relay):
    client = UserFactory()
    buying.give_credits(client, 10000)
    order = buying.package_paid(package, client, apply_credits=True)
    relay()

    dispute = lost(stripe_sandbox, order)

    # Units are $66.67, $66.67 and $66.66: one of them ends, and $33.34 are in nobody's unit.
    assert sorted(using.units(entitled(order))) == ["open", "open", "revoked"]
    assert taken(dispute) == (0, 6666, 0, 3334)
    assert buying.balance(AccountKind.UNITS_OWED) == -13334
    assert steps.broken() == []


def test_units_that_expired_were_ours_and_are_our_loss(package, stripe_sandbox, relay):
    order = buying.package_paid(package, UserFactory())
    relay()
    bought = entitled(order)
    entitlements.expire(now=bought.expires_at)

    dispute = lost(stripe_sandbox, order)

    assert (taken(dispute), using.units(bought)) == ((0, 0, 0, 20000), ["expired"] * 3)
    assert steps.broken() == []


def test_a_unit_booked_while_it_is_taken_back_makes_us_try_again(
    service, package, stripe_sandbox, monkeypatch
):
    order = buying.package_paid(package, UserFactory())
    booked = iter([[], [1]])
    monkeypatch.setattr(taking_back, "_booked", lambda order: next(booked))

    with pytest.raises(taking_back.BookedMeanwhile), db.in_transaction():
        taking_back.lock(order)


# --- credits ---


def test_of_credits_what_is_left_is_taken_and_what_was_spent_is_our_loss(
    service, stripe_sandbox, relay
):
    client = UserFactory()
    order = prepaid.buy_credits(client=client, amount_cents=10000, claim=None, now=timezone.now())
    order = buying.paid(Order.objects.select_related("payment", "user").get(pk=order.pk))
    relay()
    means.book(
        client=client,
        service_id=service.public_id,
        slot=buying.word(service, buying.first_start(service)),
        notes="",
        claim=None,
        now=timezone.now(),
        means=means.Means(apply_credits=True),
    )

    dispute = lost(stripe_sandbox, order)
    operations.refresh(dispute_id=dispute.pk, now=timezone.now())

    lot = CreditLot.objects.get()
    assert (lot.remaining_cents, lot.taken_back_cents) == (0, 2000)
    assert (taken(dispute), buying.credits_of(client)) == ((0, 0, 2000, 8000), 0)
    assert (steps.held(), steps.broken()) == ((0, 1500, 8000), [])
