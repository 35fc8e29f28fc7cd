"""What staff and practitioners read of disputes."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from commerce.models import Earning, Order
from live.models import Notification
from tests.factories import DisputeFactory, UserFactory
from tests.factories.earnings import earned
from tests.factories.memberships import MembershipInvoiceFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def desk():
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Finance"))
    return person


def lost(**more):
    return DisputeFactory(
        status="lost",
        closed_at=NOW,
        settled_at=NOW,
        withdrawn_cents=8000,
        fee_cents=1500,
        lost_cents=8000,
        **more,
    )


def test_an_opened_dispute_says_what_to_do_until_when_and_where(letter, both, desk, client):
    dispute = DisputeFactory(evidence_due_at=NOW + timedelta(days=9))

    sent = letter("dispute_opened", to=desk, dispute_id=dispute.pk)

    assert sent.subject == "Disputed: $80.00 (fraudulent)"
    for content in both(sent):
        assert "has taken the money for the time being" in content
        assert "silence loses it" in content
        assert "Clara Client" in content
    client.force_login(desk)
    link = Notification.objects.get(user=desk).link
    assert client.get(urlsplit(link).path).status_code == 200


def test_an_inquiry_says_that_no_money_has_moved(letter, both, desk):
    dispute = DisputeFactory(status="warning_needs_response", evidence_due_at=None)

    for content in both(letter("dispute_opened", to=desk, dispute_id=dispute.pk)):
        assert "No money has moved" in content
        assert "silence loses it" not in content


def test_one_that_was_lost_says_where_it_was_taken_from(letter, both, desk):
    dispute = lost(reversed_cents=5000, written_off_cents=3000)

    sent = letter("dispute_closed", to=desk, dispute_id=dispute.pk)

    assert sent.subject == "Lost: the dispute about $80.00"
    for content in both(sent):
        assert "The client keeps the money." in content
        for amount in ("$50.00", "$30.00", "$15.00"):
            assert amount in content


def test_one_of_a_membership_says_so(letter, desk):
    invoice = MembershipInvoiceFactory()
    dispute = DisputeFactory(order=None, payment=None, invoice=invoice)

    sent = letter("dispute_due", to=desk, dispute_id=dispute.pk)

    assert f"For: {invoice}" in sent.body


def test_a_refused_answer_says_why(letter, both, desk):
    dispute = DisputeFactory(answer_failure="evidence_too_long")

    for content in both(letter("dispute_answer_failed", to=desk, dispute_id=dispute.pk)):
        assert "evidence_too_long" in content


@pytest.mark.parametrize(
    ("kind", "subject", "said"),
    [
        ("earnings_held_back", "Held back: ", "may take two months"),
        ("earnings_released", "No longer held back: ", "the money is yours"),
        ("earnings_taken_back", "Taken back: ", "as with a refund"),
    ],
)
def test_a_practitioner_reads_what_becomes_of_the_money(letter, both, kind, subject, said):
    dispute = DisputeFactory()
    line = dispute.order.lines.get()

    sent = letter(kind, to=line.practitioner.user, dispute_id=dispute.pk)

    assert sent.subject == subject + line.title
    for content in both(sent):
        assert said in content
        assert "http://frontend.test/practice/earnings" in content
        assert "next payouts" not in content


def test_what_was_paid_out_already_is_said_to_be_set_off(letter, both):
    dispute = DisputeFactory()
    order = Order.objects.get()
    earning = earned(order.lines.get().practitioner, session__starts_at=NOW)
    Earning.objects.filter(pk=earning.pk).update(
        reference=f"order:{order.public_id}",
        status="paid",
        available_at=NOW,
        reversed_cents=8000,
        reversed_commission_cents=400,
        carried_cents=7600,
    )

    sent = letter("earnings_taken_back", to=earning.practitioner.user, dispute_id=dispute.pk)

    assert all("next payouts" in content for content in both(sent))
    assert "Earned with it, as it stands: $0.00" in sent.body
