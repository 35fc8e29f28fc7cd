"""Each rule is silent on a whole story, and speaks when it is broken behind the house's back."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from commerce.disputes import audit
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Booking, Dispute, Earning, Payment
from estuary.kernel import db
from tests.integration.commerce.disputes import steps

pytestmark = pytest.mark.django_db


def broken(**later):
    now = timezone.now() + timedelta(**later)
    return {rule for rule, check in audit.RULES.items() if check(now)}


def moved():
    """Money that no dispute is about."""
    with db.in_transaction():
        ledger.post(
            key="dispute:odd",
            description="Odd",
            legs=[
                Leg(AccountKind.DISPUTED, 1, "usd"),
                Leg(AccountKind.PROVIDER_CLEARING, -1, "usd"),
            ],
        )


def let_go():
    Earning.objects.update(frozen_at=None)


def sent_on():
    Payment.objects.update(refunds_held_at=None)


@pytest.mark.parametrize(
    ("breaks", "rules"),
    [
        (moved, {"banks hold what is disputed", "disputes moved what the provider says"}),
        (
            lambda: Dispute.objects.update(fee_cents=F("fee_cents") + 1),
            {"disputes moved what the provider says"},
        ),
        (let_go, {"what is disputed is held back"}),
        (sent_on, {"refunds wait while their payment is disputed"}),
    ],
)
def test_an_open_dispute_tampered_with_is_found(order, stripe_sandbox, breaks, rules):
    steps.opened(stripe_sandbox, order)
    assert broken(days=30) == set()

    breaks()

    assert broken() == rules


def not_settled():
    Dispute.objects.update(settled_at=None)


def frozen_still():
    Earning.objects.update(frozen_at=timezone.now())


def held_still():
    Payment.objects.update(refunds_held_at=timezone.now())


@pytest.mark.parametrize(
    ("breaks", "rules"),
    [
        (not_settled, {"a dispute that is over is settled"}),
        (frozen_still, {"only what is disputed is held back"}),
        (held_still, {"refunds wait while their payment is disputed"}),
    ],
)
def test_a_dispute_that_is_won_and_tampered_with_is_found(order, stripe_sandbox, breaks, rules):
    steps.closed(stripe_sandbox, steps.opened(stripe_sandbox, order), "win")
    assert broken(days=3) == set()

    breaks()

    assert broken(days=3) == rules


@pytest.mark.parametrize(
    ("breaks", "rules"),
    [
        (not_settled, {"banks hold what is disputed", "a dispute that is over is settled"}),
        (
            lambda: Booking.objects.update(charged_back_cents=0),
            {"a lost dispute is taken back from its sale"},
        ),
        (
            lambda: Dispute.objects.update(lost_cents=0, reversed_cents=0),
            {
                "a lost dispute is taken back from its sale",
                "a lost dispute lost what the bank took",
            },
        ),
    ],
)
def test_a_lost_dispute_tampered_with_is_found(order, stripe_sandbox, breaks, rules):
    steps.closed(stripe_sandbox, steps.opened(stripe_sandbox, order), "lose")
    assert broken(days=3) == set()

    breaks()

    assert broken(days=3) == rules
