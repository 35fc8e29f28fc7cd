"""What is tampered with is found; each rule of `audit` has a case that breaks it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Earning, Payout, PayoutItem
from commerce.payouts import audit
from estuary.kernel import db
from tests.integration.commerce.payouts import steps

pytestmark = pytest.mark.django_db


def broken(**later):
    return {f.rule for f in audit.findings(now=timezone.now() + timedelta(**later))}


def moved(key, *kinds, party=None):
    """A cent goes from one account to another without anything having happened."""
    with db.in_transaction():
        ledger.post(
            key=key,
            description="Tampered",
            legs=[Leg(kinds[0], 1, "usd", party), Leg(kinds[1], -1, "usd")],
        )


@pytest.fixture
def story(practitioner, account):
    """One that was sent, and one that is open."""
    for _ in range(2):
        steps.earned(practitioner)
        payout = steps.sent(practitioner) if not Payout.objects.exists() else None
    steps.requested(practitioner)
    assert (payout, broken()) == (None, set())
    return practitioner


IN, CLEARING = AccountKind.EARNINGS_IN_PAYOUT, AccountKind.PROVIDER_CLEARING


@pytest.mark.parametrize(
    ("rule", "breaks"),
    [
        (
            "what is in payouts is what is open",
            lambda: moved(
                "x", IN, AccountKind.BREAKAGE, party=Payout.objects.first().practitioner.user
            ),
        ),
        (
            "the clearing account knows what was sent",
            lambda: moved("payout:x", CLEARING, AccountKind.BREAKAGE),
        ),
        ("a payout is its earnings", lambda: PayoutItem.objects.update(amount_cents=1)),
        ("a payout is its earnings", lambda: PayoutItem.objects.update(is_standing=False)),
        (
            "an earning is where its payout is",
            lambda: Earning.objects.filter(status="paid").update(status="available"),
        ),
        (
            "an earning is where its payout is",
            lambda: Earning.objects.filter(status="in_payout").update(status="paid"),
        ),
        (
            "a payout comes to an end",
            lambda: Payout.objects.update(review_since=timezone.now()),
        ),
    ],
)
def test_a_payout_tampered_with_is_found(story, rule, breaks):
    breaks()

    assert rule in broken()


def test_a_sent_payout_without_its_transfer_is_found(story):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in ("has_a_transfer_exactly_once_sent", "with_a_transfer_fails_by_its_return"):
            cursor.execute(f"ALTER TABLE commerce_payout DROP CONSTRAINT payout_{name}")
    Payout.objects.filter(status="sent").update(transfer_id=None)

    assert broken() == {"a sent payout has its transfer"}


def test_one_that_does_not_arrive_is_found(story):
    assert broken(days=15) == {"a payout comes to an end"}


def test_check_money_names_what_is_broken(story, capsys):
    Payout.objects.update(review_since=timezone.now())

    with pytest.raises(CommandError):
        call_command("check_money")

    assert "BROKEN a payout comes to an end" in capsys.readouterr().out
