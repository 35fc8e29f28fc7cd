from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from commerce.models import Movement, Reconciliation, WebhookReceipt
from commerce.reconciliation import audit
from tests.factories.ledger import posted

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(days=3)


def moved_alone():
    Movement.objects.create(
        provider_id="txn_alone",
        kind="charge",
        amount_cents=100,
        net_cents=100,
        currency="usd",
        moved_at=NOW,
    )


def booked_alone():
    Movement.objects.create(
        provider_id="txn_before",
        kind="payout",
        amount_cents=0,
        net_cents=0,
        currency="usd",
        moved_at=NOW - timedelta(days=1),
        matched_at=NOW,
    )
    posted()
    Reconciliation.objects.create(until=LATER, movements=0, notices=0)


def never_handled():
    WebhookReceipt.objects.create(event_id="evt_lost", type="refund.updated", object_id="re_1")


@pytest.mark.parametrize(
    ("breaks", "rule"),
    [
        (moved_alone, "what moved at the provider is in the books"),
        (booked_alone, "what the books say has moved at the provider"),
        (never_handled, "an event of the provider is handled"),
    ],
)
def test_what_is_not_as_the_provider_says_is_found(breaks, rule):
    breaks()

    assert [finding.rule for finding in audit.findings(now=LATER)] == [rule]
    assert audit.findings(now=NOW) == []


def test_the_command_asks_these_rules_too(capsys):
    call_command("check_money")

    said = capsys.readouterr().out
    assert all(rule in said for rule in audit.RULES)
