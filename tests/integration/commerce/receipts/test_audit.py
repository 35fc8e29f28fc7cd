"""Each rule is silent on a whole story, and speaks when it is broken behind the house's back."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from commerce.models import ReceiptCounter
from commerce.receipts import audit, operations
from tests.factories import OrderFactory, RefundFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + timedelta(days=1)


@pytest.fixture
def refund():
    """A paid order of which half went back, with both papers."""
    refund = RefundFactory(order=OrderFactory(paid_at=NOW), completed_at=NOW)
    operations.issue_credit_note(refund_id=refund.pk, now=NOW)
    return refund


def broken(now=LATER):
    return [finding.rule for finding in audit.findings(now=now)]


def unguarded(sql):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
        cursor.execute(sql)


def test_a_whole_story_breaks_no_rule(refund):
    assert broken() == []


def test_papers_are_missed_once_they_had_time_to_come():
    RefundFactory(order=OrderFactory(paid_at=NOW), completed_at=NOW)

    assert broken(now=NOW + timedelta(minutes=15)) == []
    assert broken(now=NOW + timedelta(minutes=16)) == [
        "a paid order has its receipt",
        "money given back has its credit note",
    ]


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        (
            "DELETE FROM commerce_receipt WHERE kind = 'credit_note'",
            "money given back has its credit note",
        ),
        (
            "UPDATE commerce_receipt SET serial = 7, number = '7' WHERE kind = 'credit_note'",
            "numbers of receipts have no gaps",
        ),
        (
            "DELETE FROM commerce_receipt WHERE kind = 'credit_note'",
            "numbers of receipts have no gaps",
        ),
        (
            "UPDATE commerce_receipt SET subtotal_cents = 1, total_cents = 1, paid_cents = 1"
            " WHERE kind = 'receipt'",
            "a receipt says what was paid",
        ),
        (
            "UPDATE commerce_receipt SET subtotal_cents = 1, total_cents = 1, paid_cents = 1"
            " WHERE kind = 'credit_note'",
            "a receipt says what was paid",
        ),
        (
            "UPDATE commerce_receipt SET subtotal_cents = 9000, total_cents = 9000,"
            " paid_cents = 9000 WHERE kind = 'credit_note'",
            "credit notes stay within their receipt",
        ),
    ],
)
def test_papers_tampered_with_are_found(refund, sql, rule):
    unguarded(sql)

    assert rule in broken()


def test_a_counter_tampered_with_is_found(refund):
    ReceiptCounter.objects.update(last=3)

    assert broken() == ["numbers of receipts have no gaps"]


def test_the_command_asks_of_receipts_too(refund, capsys):
    ReceiptCounter.objects.update(last=3)

    with pytest.raises(CommandError):
        call_command("check_money")

    assert "BROKEN numbers of receipts have no gaps" in capsys.readouterr().out
