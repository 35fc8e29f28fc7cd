"""What operations staff must look at; their links lead into the back office."""

from django.conf import settings
from django.urls import reverse

from commerce.payments.models import Refund
from estuary.kernel.money import display
from live.notifications import wording
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of
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


KINDS = (
    Kind(key="refund_failed", roads=SCREEN_AND_MAIL, words=_refund_failed),
    Kind(key="practitioner_applied", roads=SCREEN_AND_MAIL, words=_practitioner_applied),
)


def _desk(page: str, pk: int) -> str:
    """The whole address, since the back office is not at the frontend's."""
    return f"{settings.PUBLIC_URL}{reverse(page, args=[pk])}"
