"""What went to practitioners, and came back from their banks, against the provider's history."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.models import MatchedEntry, Movement, Payout
from commerce.payouts import following, sending
from commerce.reconciliation import audit, operations
from tests.factories import PractitionerFactory
from tests.integration.commerce.payouts import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def practitioner(stripe_sandbox):
    found = PractitionerFactory()
    steps.earned(found)
    steps.top_up(stripe_sandbox)
    steps.onboarded(found, stripe_sandbox, bank=steps.CLOSED_BANK)
    return found


def matched() -> dict[str, str]:
    """Which entry each movement was found to be, by its kind."""
    operations.reconcile(now=timezone.now())
    return {
        row.movement.kind: row.entry.key.rpartition(":")[2]
        for row in MatchedEntry.objects.select_related("movement", "entry")
        if row.movement.kind != "topup"
    }


def test_a_payout_is_the_transfer_that_sent_it(practitioner):
    payout = steps.sent(practitioner)

    assert matched() == {"transfer": "sent"}
    assert Movement.objects.get(kind="transfer").net_cents == -payout.amount_cents
    assert not Movement.objects.unmatched().exists()


def test_one_that_was_taken_back_is_the_reversal_that_took_it(practitioner, stripe_sandbox, relay):
    payout = steps.sent(practitioner)
    steps.banks_answer(stripe_sandbox)
    following.ask(account_id=payout.account_id)
    sending.take_back(payout_id=payout.pk)

    assert matched() == {"transfer": "sent", "transfer_refund": "returned"}
    relay()
    assert not Movement.objects.unmatched().exists()
    assert audit.findings(now=timezone.now() + timedelta(days=3)) == []


def test_a_transfer_that_is_nobody_s_payout_is_not_matched(practitioner):
    steps.sent(practitioner)
    Payout.objects.update(transfer_id="tr_of_somebody_else")

    assert matched() == {}
    assert [row.kind for row in Movement.objects.unmatched()] == ["transfer"]
