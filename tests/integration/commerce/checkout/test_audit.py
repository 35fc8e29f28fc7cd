"""Each rule is silent on a whole story, and speaks when it is broken behind the house's back."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from commerce.checkout import audit, cancelling
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import (
    Booking,
    CreditLot,
    CreditUse,
    Entry,
    Order,
    Payment,
    Refund,
    Session,
)
from estuary.kernel import db
from tests.factories import PackageFactory, UserFactory, granted
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.credits import steps as credit_steps

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(days=2)


@pytest.fixture
def paid(service, stripe_sandbox, relay):
    order = steps.paid(steps.booked(service, UserFactory()))
    relay()
    return order


@pytest.fixture
def refunded(paid, relay):
    booking = steps.booking_of(paid)
    cancelling.cancel(
        public_id=booking.public_id, by=paid.user, reason="", claim=None, now=timezone.now()
    )
    relay()
    return paid


def broken() -> list[str]:
    return [finding.rule for finding in audit.findings(now=LATER)]


def test_a_whole_story_breaks_no_rule(refunded, capsys):
    assert audit.findings(now=LATER) == []
    call_command("check_money")
    assert "BROKEN" not in capsys.readouterr().out


def test_the_command_fails_when_a_rule_is_broken(paid):
    Order.objects.update(status="open", paid_at=None)

    with pytest.raises(CommandError):
        call_command("check_money")


@pytest.mark.parametrize(
    ("breaks", "rule"),
    [
        (
            lambda: Payment.objects.update(status="open", settled_at=None),
            "a paid order has its money",
        ),
        (
            lambda: Order.objects.update(status="cancelled"),
            "settled money has its order, or goes back",
        ),
        (lambda: Order.objects.update(status="open"), "a firm seat is paid for"),
        (
            lambda: Booking.objects.update(status="pending", expires_at=LATER),
            "a paid seat is firm",
        ),
        (lambda: Order.objects.update(status="open"), "an unpaid hold does not stay"),
        (
            lambda: Session.objects.update(called_off_at=LATER - timedelta(hours=1)),
            "an open seat has its time",
        ),
        (
            lambda: Payment.objects.update(fee_cents=0),
            "the clearing account is what the provider holds",
        ),
        (
            lambda: Entry.objects.create(key="empty", description=""),
            "every entry moves something",
        ),
    ],
)
def test_a_paid_order_tampered_with_is_found(paid, breaks, rule):
    breaks()

    assert rule in broken()


@pytest.mark.parametrize(
    ("breaks", "rule"),
    [
        (
            lambda: Payment.objects.update(amount_cents=7999),
            "refunds stay within their payment",
        ),
        (
            lambda: Refund.objects.update(status="failed", completed_at=None),
            "a refund comes to an end",
        ),
    ],
)
def test_a_refund_tampered_with_is_found(refunded, breaks, rule):
    breaks()

    assert rule in broken()


def test_a_promise_without_a_refund_is_found(paid):
    with db.in_transaction():
        ledger.post(
            key="promise",
            description="Nobody planned it",
            legs=[
                Leg(AccountKind.BREAKAGE, 100, "usd"),
                Leg(AccountKind.REFUNDS_DUE, -100, "usd"),
            ],
        )

    assert broken() == ["refunds due are the refunds not yet paid"]


def test_units_refunded_without_their_order_are_found(service, stripe_sandbox):
    package = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])
    order = steps.units_given_back(steps.package_paid(package, UserFactory()))

    order.refunded_cents = 19999
    order.save()

    assert "refunded units are paid back by their order" in broken()


def test_a_seat_that_nobody_sits_in_is_found(paid):
    Session.objects.update(seats_taken=0)

    assert broken() == ["seats taken are the seats of the bookings"]


def test_an_entry_that_does_not_add_up_is_found(paid):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
        cursor.execute("UPDATE commerce_posting SET amount_cents = amount_cents + 1")

    assert "every entry adds up to zero" in broken()


@pytest.mark.parametrize(
    ("breaks", "rules"),
    [
        (
            lambda: CreditLot.objects.update(remaining_cents=399),
            {"credits in the books are in lots", "a lot is there, held, spent or expired"},
        ),
        (
            lambda: CreditUse.objects.update(state="spent", spent_at=LATER),
            {"credits in the books are in lots"},
        ),
        (
            lambda: CreditLot.objects.update(user=UserFactory()),
            {"credits in the books are in lots"},
        ),
        (
            lambda: CreditLot.objects.update(currency="eur"),
            {"credits in the books are in lots"},
        ),
        (
            lambda: CreditLot.objects.update(expired_cents=1),
            {"a lot is there, held, spent or expired"},
        ),
    ],
)
def test_credits_tampered_with_are_found(breaks, rules):
    owner = UserFactory()
    granted(owner, 1000)
    credit_steps.hold(owner, 600)
    assert broken() == []

    breaks()

    assert set(broken()) == rules


def test_the_credits_of_everybody_are_asked_for_in_one_query(django_assert_num_queries):
    granted(UserFactory())

    with django_assert_num_queries(1):
        assert audit._credits_are_in_lots(LATER) == []
