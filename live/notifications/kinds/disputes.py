"""Disputes: what staff must answer, and what practitioners are told of their earnings."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from commerce.checkout import operations as orders
from commerce.disputes.models import Dispute
from commerce.disputes.states import DisputeStatus
from commerce.earnings.models import Earning
from estuary.kernel.money import display
from live.notifications import wording
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of

EARNINGS = "/practice/earnings"
_ENDED = {
    DisputeStatus.WON: "The bank decided for us: the money is ours again.",
    DisputeStatus.LOST: "The client keeps the money. What was sold has been taken back.",
    DisputeStatus.WARNING_CLOSED: "The bank asks no more. No money has moved.",
}


def _dispute_opened(told: Occasion) -> Words:
    dispute = _dispute(told)
    amount = _amount(dispute)
    return Words(
        title=f"Disputed: {amount} ({_reason(dispute)})",
        body=_until(told, dispute),
        link=_desk(dispute),
        data={"dispute": str(dispute.public_id)},
        mail={
            "amount": amount,
            "is_inquiry": not dispute.is_chargeback,
            "until": _until(told, dispute),
            "facts": _facts(told, dispute),
        },
    )


def _dispute_due(told: Occasion) -> Words:
    dispute = _dispute(told)
    until = _until(told, dispute)
    return Words(
        title=f"Answer a dispute by {until}",
        body=f"{_amount(dispute)}, {_reason(dispute)}",
        link=_desk(dispute),
        data={"dispute": str(dispute.public_id)},
        mail={"amount": _amount(dispute), "until": until, "facts": _facts(told, dispute)},
    )


def _dispute_closed(told: Occasion) -> Words:
    dispute = _dispute(told)
    how = _ENDED.get(DisputeStatus(dispute.status), "")
    return Words(
        title=f"{dispute.get_status_display()}: the dispute about {_amount(dispute)}",
        body=how,
        link=_desk(dispute),
        data={"dispute": str(dispute.public_id)},
        mail={"how": how, "facts": [*_facts(told, dispute), *_taken(dispute)]},
    )


def _dispute_answer_failed(told: Occasion) -> Words:
    dispute = _dispute(told)
    return Words(
        title=f"Our answer to a dispute was not taken: {_amount(dispute)}",
        body=dispute.answer_failure,
        link=_desk(dispute),
        data={"dispute": str(dispute.public_id)},
        mail={
            "until": _until(told, dispute),
            "facts": [*_facts(told, dispute), ("Reason", dispute.answer_failure)],
        },
    )


def _earnings_held_back(told: Occasion) -> Words:
    dispute = _dispute(told)
    return Words(
        title=f"Held back: {_sold(dispute)}",
        body="The client disputes the payment with their bank.",
        link=EARNINGS,
        data={"order": _number(dispute)},
        mail={"sold": _sold(dispute), "facts": _earned(dispute)},
    )


def _earnings_released(told: Occasion) -> Words:
    dispute = _dispute(told)
    return Words(
        title=f"No longer held back: {_sold(dispute)}",
        body="The client's bank has decided, and the money is yours.",
        link=EARNINGS,
        data={"order": _number(dispute)},
        mail={"sold": _sold(dispute), "facts": _earned(dispute)},
    )


def _earnings_taken_back(told: Occasion) -> Words:
    dispute = _dispute(told)
    return Words(
        title=f"Taken back: {_sold(dispute)}",
        body="The client's bank has given the client the money back.",
        link=EARNINGS,
        data={"order": _number(dispute)},
        mail={
            "sold": _sold(dispute),
            "is_carried": _earnings_of(dispute).filter(carried_cents__gt=0).exists(),
            "facts": _earned(dispute),
        },
    )


KINDS = (
    Kind(key="dispute_opened", roads=SCREEN_AND_MAIL, words=_dispute_opened),
    Kind(key="dispute_due", roads=SCREEN_AND_MAIL, words=_dispute_due),
    Kind(key="dispute_closed", roads=SCREEN_AND_MAIL, words=_dispute_closed),
    Kind(key="dispute_answer_failed", roads=SCREEN_AND_MAIL, words=_dispute_answer_failed),
    Kind(key="earnings_held_back", roads=SCREEN_AND_MAIL, words=_earnings_held_back),
    Kind(key="earnings_released", roads=SCREEN_AND_MAIL, words=_earnings_released),
    Kind(key="earnings_taken_back", roads=SCREEN_AND_MAIL, words=_earnings_taken_back),
)


def _dispute(told: Occasion) -> Dispute:
    return Dispute.objects.select_related("order__user", "payment__user", "invoice").get(
        pk=told.ids["dispute_id"]
    )


def _desk(dispute: Dispute) -> str:
    """The whole address, since the back office is not at the frontend's."""
    return f"{settings.PUBLIC_URL}{reverse('dispute:inspect', args=[dispute.pk])}"


def _amount(dispute: Dispute) -> str:
    return display(dispute.amount_cents, dispute.currency)


def _reason(dispute: Dispute) -> str:
    return dispute.reason.replace("_", " ")


def _until(told: Occasion, dispute: Dispute) -> str:
    due = dispute.evidence_due_at
    return wording.moment(due, zone_of(told.reader)) if due else ""


def _number(dispute: Dispute) -> str:
    return dispute.order.number if dispute.order else ""


def _facts(told: Occasion, dispute: Dispute) -> list[tuple[str, str]]:
    facts = [
        ("Amount", _amount(dispute)),
        ("Reason", _reason(dispute)),
        ("Client", str(dispute.payment.user) if dispute.payment else ""),
        ("For", dispute.payment.description if dispute.payment else str(dispute.invoice)),
        ("Answer by", _until(told, dispute) if dispute.awaits_answer else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _taken(dispute: Dispute) -> list[tuple[str, str]]:
    """Where what is lost came from."""
    amounts = [
        ("Refunds not paid any more", dispute.refunds_settled_cents),
        ("Taken back from the sale", dispute.reversed_cents),
        ("Taken back from credits", dispute.credits_taken_cents),
        ("Our loss", dispute.written_off_cents),
        ("The provider's fee", dispute.fee_cents),
    ]
    return [(label, display(cents, dispute.currency)) for label, cents in amounts if cents]


def _sold(dispute: Dispute) -> str:
    line = dispute.order.lines.first() if dispute.order else None
    return line.title if line else ""


def _earnings_of(dispute: Dispute) -> QuerySet[Earning]:
    named = orders.reference(dispute.order) if dispute.order else ""
    return Earning.objects.filter(reference=named)


def _earned(dispute: Dispute) -> list[tuple[str, str]]:
    rows = list(_earnings_of(dispute))
    kept = display(sum(row.kept_cents for row in rows), dispute.currency)
    return [
        ("Sold", _sold(dispute)),
        ("Order", _number(dispute)),
        ("Disputed", _amount(dispute)),
        ("Earned with it, as it stands", kept),
    ]
