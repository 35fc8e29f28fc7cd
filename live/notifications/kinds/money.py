"""Money on its way back, and the papers of what was paid."""

from commerce.checkout import operations as orders
from commerce.checkout.models import OrderLine
from commerce.payments.models import Payment, Refund
from commerce.receipts.models import Receipt
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
        mail={
            "amount": amount,
            "was_for_a_time": _was_for_a_time(payment),
            "facts": _payment_facts(payment, amount),
        },
    )


KINDS = (
    Kind(key="payment_refunded", roads=SCREEN_AND_MAIL, words=_payment_refunded),
    Kind(key="payment_returned", roads=SCREEN_AND_MAIL, words=_payment_returned),
)


def receipt_number(reference: str) -> str:
    """The number of the receipt of what a reference names; nothing before it is issued."""
    order = orders.order_named(reference)
    receipt = Receipt.objects.for_sales().filter(order=order).first() if order else None
    return receipt.number if receipt else ""


def _was_for_a_time(payment: Payment) -> bool:
    return OrderLine.objects.filter(order__payment=payment, booking__isnull=False).exists()


def _payment_facts(payment: Payment, amount: str) -> list[tuple[str, str]]:
    facts = [("Amount", amount), ("For", payment.description), ("To", _card(payment))]
    return [(label, value) for label, value in facts if value]


def _card(payment: Payment) -> str:
    method = payment.method or {}
    brand, digits = method.get("brand"), method.get("last4")
    return f"{str(brand).title()} ending in {digits}" if brand and digits else ""
