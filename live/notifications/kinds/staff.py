"""What operations staff must look at; their links lead into the back office."""

from django.conf import settings
from django.urls import reverse

from commerce.payments.models import Refund
from commerce.payouts.models import Payout
from estuary.kernel.money import display
from live.notifications import wording
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of
from live.webhooks.models import WebhookEndpoint
from marketplace.practitioners.models import Practitioner


def _refund_failed(told: Occasion) -> Words:
    refund = Refund.objects.select_related("payment__user").get(pk=told.ids["refund_id"])
    payment = refund.payment
    amount = display(refund.amount_cents, payment.currency)
    client = str(payment.user)
    facts = [
        ("Amount", amount),
        ("Client", client),
        ("For", payment.description),
        ("Reason", refund.failure),
    ]
    return Words(
        title=f"A refund failed: {amount} to {client}",
        body=refund.failure,
        link=_desk("refund:inspect", refund.pk),
        data={"refund": str(refund.public_id)},
        mail={
            "amount": amount,
            "client": client,
            "facts": [(label, value) for label, value in facts if value],
        },
    )


def _payout_delayed(told: Occasion) -> Words:
    payout = _payout(told)
    amount = display(payout.amount_cents, payout.currency)
    return _of_payout(payout, f"A payout waits for our balance: {amount}", why="")


def _payout_needs_review(told: Occasion) -> Words:
    payout = _payout(told)
    amount = display(payout.amount_cents, payout.currency)
    title = f"A payout needs a look: {amount} to {payout.practitioner}"
    return _of_payout(payout, title, why=payout.review_reason)


def _payout(told: Occasion) -> Payout:
    return Payout.objects.select_related("practitioner").get(pk=told.ids["payout_id"])


def _of_payout(payout: Payout, title: str, *, why: str) -> Words:
    facts = [
        ("Amount", display(payout.amount_cents, payout.currency)),
        ("To", str(payout.practitioner)),
        ("Status", payout.get_status_display()),
        ("Reason", why),
    ]
    return Words(
        title=title,
        body=why,
        link=_desk("payout:inspect", payout.pk),
        data={"payout": str(payout.public_id)},
        mail={
            "amount": display(payout.amount_cents, payout.currency),
            "practitioner": str(payout.practitioner),
            "facts": [(label, value) for label, value in facts if value],
        },
    )


def _practitioner_applied(told: Occasion) -> Words:
    applicant = Practitioner.objects.get(pk=told.ids["practitioner_id"])
    papers = ", ".join(applicant.certifications.values_list("title", flat=True))
    facts = [
        ("Name", applicant.display_name),
        ("Title", applicant.professional_title),
        ("Works on", ", ".join(applicant.specializations)),
        ("Papers", papers or "None named"),
        ("Applied", wording.moment(applicant.created_at, zone_of(told.reader))),
    ]
    return Words(
        title=f"New application: {applicant.display_name}",
        body=applicant.professional_title,
        link=_desk("practitioner:inspect", applicant.pk),
        data={"practitioner": str(applicant.public_id)},
        mail={
            "applicant": applicant.display_name,
            "summary": applicant.summary,
            "facts": [(label, value) for label, value in facts if value],
        },
    )


def _webhook_endpoint_off(told: Occasion) -> Words:
    endpoint = WebhookEndpoint.objects.get(pk=told.ids["endpoint_id"])
    return Words(
        title=f"Webhooks to {endpoint.address[:120]} are switched off",
        body=endpoint.off_reason,
        link=_desk("webhookendpoint:inspect", endpoint.pk),
        data={"webhook_endpoint": str(endpoint.public_id)},
        mail={
            "address": endpoint.address,
            "facts": [
                (label, value)
                for label, value in (
                    ("Address", endpoint.address),
                    ("For", endpoint.description),
                    ("Reason", endpoint.off_reason),
                )
                if value
            ],
        },
    )


KINDS = (
    Kind(key="refund_failed", roads=SCREEN_AND_MAIL, words=_refund_failed),
    Kind(key="payout_delayed", roads=SCREEN_AND_MAIL, words=_payout_delayed),
    Kind(key="payout_needs_review", roads=SCREEN_AND_MAIL, words=_payout_needs_review),
    Kind(key="webhook_endpoint_off", roads=SCREEN_AND_MAIL, words=_webhook_endpoint_off),
    Kind(key="practitioner_applied", roads=SCREEN_AND_MAIL, words=_practitioner_applied),
)


def _desk(page: str, pk: int) -> str:
    """The whole address, since the back office is not at the frontend's."""
    return f"{settings.PUBLIC_URL}{reverse(page, args=[pk])}"
