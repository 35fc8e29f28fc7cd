"""Money on its way back."""

from commerce.payments.models import Payment, Refund
from estuary.kernel.money import display
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words


def _payment_refunded(told: Occasion) -> Words:
    refund = Refund.objects.select_related("payment").get(pk=told.ids["refund_id"])
    payment = refund.payment
    amount = display(refund.amount_cents, payment.currency)
    return Words(
        title=f"{amount} is on its way back to you",
        body=payment.description,
        link="/payments",
        data={"payment": str(payment.public_id), "refund": str(refund.public_id)},
        mail={"amount": amount, "facts": _payment_facts(payment, amount)},
    )


def _payment_returned(told: Occasion) -> Words:
    payment = Payment.objects.get(pk=told.ids["payment_id"])
    amount = display(payment.amount_cents, payment.currency)
    return Words(
        title="Your payment came too late, and comes back in full",
        body=payment.description,
        link="/payments",
        data={"payment": str(payment.public_id)},
        mail={"amount": amount, "facts": _payment_facts(payment, amount)},
    )


def _payment_facts(payment: Payment, amount: str) -> list[tuple[str, str]]:
    facts = [("Amount", amount), ("For", payment.description), ("To", _card(payment))]
    return [(label, value) for label, value in facts if value]


def _card(payment: Payment) -> str:
    method = payment.method or {}
    brand, digits = method.get("brand"), method.get("last4")
    return f"{str(brand).title()} ending in {digits}" if brand and digits else ""


KINDS = (
    Kind(key="payment_refunded", roads=SCREEN_AND_MAIL, words=_payment_refunded),
    Kind(key="payment_returned", roads=SCREEN_AND_MAIL, words=_payment_returned),
)
