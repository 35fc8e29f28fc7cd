"""Who is told of disputes, and what the clock does so that none is missed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from commerce.models import Dispute
from live.models import Notification
from tasks import disputes, notifications
from tests.factories import DisputeFactory, UserFactory

pytestmark = pytest.mark.django_db

EVENT = "6a0a1f5e-0000-4000-8000-000000000000"
NOW = timezone.now()


@pytest.fixture
def desk():
    """Somebody who may see disputes."""
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Support"))
    return person


def practitioner_of(dispute):
    return dispute.order.lines.get().practitioner.user_id


def told():
    rows = Notification.objects.order_by("pk").values_list("user_id", "kind")
    return list(rows)


def opened(dispute):
    notifications.on_dispute_opened(dispute_id=dispute.pk, status=dispute.status, event_id=EVENT)


def closed(dispute, status):
    notifications.on_dispute_closed(dispute_id=dispute.pk, status=status, event_id=EVENT)


def ended(status, **more):
    return DisputeFactory(status=status, closed_at=NOW, **more)


def test_an_opened_one_is_told_to_staff_and_to_who_earned_by_it(desk):
    dispute = DisputeFactory()

    for _ in range(2):
        opened(dispute)

    assert told() == [
        (desk.pk, "dispute_opened"),
        (practitioner_of(dispute), "earnings_held_back"),
    ]


def test_one_that_is_over_by_then_is_not_told(desk):
    dispute = ended("won")

    opened(dispute)

    assert told() == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("won", "earnings_released"),
        ("warning_closed", "earnings_released"),
        ("lost", "earnings_taken_back"),
    ],
)
def test_how_it_ended_is_told_to_both(desk, status, kind):
    dispute = ended(status)

    closed(dispute, status)

    assert told() == [(desk.pk, "dispute_closed"), (practitioner_of(dispute), kind)]


def test_an_end_that_was_undone_is_not_told(desk):
    closed(DisputeFactory(), "warning_closed")

    assert told() == []


def test_an_answer_that_was_refused_is_told_until_it_is_said_again(desk):
    dispute = DisputeFactory(answer_failure="evidence_too_long")

    fact = {"dispute_id": dispute.pk, "attempt": 1, "event_id": EVENT}
    notifications.on_dispute_answer_failed(**fact)
    Dispute.objects.update(answer="evidence", answer_planned_at=NOW)
    notifications.on_dispute_answer_failed(**fact | {"attempt": 2})

    assert told() == [(desk.pk, "dispute_answer_failed")]


def test_what_is_due_within_three_days_is_told_once(desk):
    DisputeFactory(evidence_due_at=NOW + timedelta(days=4))
    DisputeFactory(evidence_due_at=NOW + timedelta(days=2), status="under_review")
    assert told() == []
    DisputeFactory(evidence_due_at=NOW + timedelta(days=2))

    for _ in range(2):
        disputes.tell_of_due_disputes.call_local()

    assert told() == [(desk.pk, "dispute_due")]
