"""Papers for what was paid and given back: one for each, with numbers that have no gaps.

The counter's row is the last lock of all; nothing else is waited for while it is held.
"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Sum

from commerce.checkout.models import Order, OrderLine
from commerce.payments.models import Payment, Refund
from commerce.payments.states import RefundStatus
from commerce.receipts import policies
from commerce.receipts.models import Receipt, ReceiptCounter
from commerce.receipts.states import ReceiptKind
from estuary.kernel import db


@db.transaction
def issue_receipt(*, order_id: int, now: datetime) -> Receipt | None:
    """The receipt of a paid order: made once, then answered again; None for one never paid."""
    order = _orders().get(pk=order_id)
    if order.paid_at is None:
        return None
    if issued := _receipt_of(order):
        return issued
    counter = _hold_counter(now)
    # Whoever held the counter before us may have made it.
    return _receipt_of(order) or _issue_receipt(order, counter, now=now)


@db.transaction
def issue_credit_note(*, refund_id: int, now: datetime) -> Receipt | None:
    """The credit note of money that went back, for exactly that amount; made once.

    The order's receipt is made first if it is not there yet: facts may come in any order. None
    for a refund that is not paid out, or of a payment that was for no order.
    """
    refund = Refund.objects.select_related("payment__order").get(pk=refund_id)
    if refund.status != RefundStatus.SUCCEEDED or not hasattr(refund.payment, "order"):
        return None
    if issued := Receipt.objects.filter(refund=refund).first():
        return issued
    order = _orders().get(pk=refund.payment.order.pk)
    counter = _hold_counter(now)
    if issued := Receipt.objects.filter(refund=refund).first():
        return issued
    receipt = _receipt_of(order)
    if receipt is None and order.paid_at is not None:
        receipt = _issue_receipt(order, counter, now=now)
    return _issue_credit_note(refund, order, receipt, counter, now=now)


def without_receipt(*, before: datetime) -> QuerySet[Order]:
    """Orders paid before then that have no receipt."""
    has = Receipt.objects.for_sales().filter(order=OuterRef("pk"))
    return Order.objects.filter(paid_at__lt=before).exclude(Exists(has)).order_by("paid_at", "pk")


def without_credit_note(*, before: datetime) -> QuerySet[Refund]:
    """Refunds of orders, paid out before then, that have no credit note."""
    return Refund.objects.filter(
        status=RefundStatus.SUCCEEDED,
        completed_at__lt=before,
        payment__order__isnull=False,
        credit_note=None,
    ).order_by("completed_at", "pk")


def _orders() -> QuerySet[Order]:
    return Order.objects.select_related("user", "payment")


def _receipt_of(order: Order) -> Receipt | None:
    return Receipt.objects.for_sales().filter(order=order).first()


@db.transaction_required
def _hold_counter(now: datetime) -> ReceiptCounter:
    """The counter of this year; ours until the transaction ends."""
    year = now.astimezone(UTC).year
    held = ReceiptCounter.objects.select_for_update()
    counter = held.filter(year=year).first()
    if counter is None:
        ReceiptCounter.objects.bulk_create([ReceiptCounter(year=year)], ignore_conflicts=True)
        counter = held.get(year=year)
    return counter


@db.transaction_required
def _number(counter: ReceiptCounter) -> dict[str, Any]:
    """The next number; given back if the transaction is rolled back."""
    counter.last += 1
    counter.save(update_fields=["last"])
    number = policies.number(year=counter.year, serial=counter.last)
    return {"number": number, "year": counter.year, "serial": counter.last}


def _issue_receipt(order: Order, counter: ReceiptCounter, *, now: datetime) -> Receipt:
    lines = order.lines.select_related("service__practitioner", "booking__session").order_by("pk")
    return Receipt.objects.create(
        kind=ReceiptKind.RECEIPT,
        order=order,
        issued_at=now,
        currency=order.currency,
        lines=[_line(line) for line in lines],
        subtotal_cents=order.subtotal_cents,
        discount_cents=order.discount_cents,
        tax_cents=order.tax_cents,
        total_cents=order.total_cents,
        credits_applied_cents=order.credits_applied_cents,
        paid_cents=order.amount_due_cents,
        paid_with=_card(order.payment),
        **_parties(order),
        **_number(counter),
    )


def _issue_credit_note(
    refund: Refund,
    order: Order,
    receipt: Receipt | None,
    counter: ReceiptCounter,
    *,
    now: datetime,
) -> Receipt:
    earlier = Receipt.objects.filter(order=order, kind=ReceiptKind.CREDIT_NOTE)
    tax = policies.tax_within(
        amount_cents=refund.amount_cents,
        given_before_cents=earlier.aggregate(sum=Sum("total_cents"))["sum"] or 0,
        total_cents=order.total_cents,
        tax_cents=order.tax_cents,
    )
    net = refund.amount_cents - tax
    what = ", ".join(order.lines.order_by("pk").values_list("title", flat=True))
    return Receipt.objects.create(
        kind=ReceiptKind.CREDIT_NOTE,
        order=order,
        refund=refund,
        corrects=receipt,
        issued_at=now,
        currency=order.currency,
        lines=[_amount(f"Given back: {what}", net)],
        subtotal_cents=net,
        tax_cents=tax,
        total_cents=refund.amount_cents,
        paid_cents=refund.amount_cents,
        paid_with=_card(order.payment),
        **_parties(order),
        **_number(counter),
    )


def _line(line: OrderLine) -> dict[str, Any]:
    """A line as it is now; times with the zone they were offered in."""
    session = line.booking.session if line.booking else None
    return {
        "title": line.title,
        "practitioner": line.practitioner.display_name if line.practitioner else None,
        "starts_at": session.starts_at.isoformat() if session else None,
        "timezone": session.timezone if session else None,
        "quantity": line.quantity,
        "unit_price_cents": line.unit_price_cents,
        "discount_cents": line.discount_cents,
        "total_cents": line.total_cents,
    }


def _amount(title: str, cents: int) -> dict[str, Any]:
    return {
        "title": title,
        "practitioner": None,
        "starts_at": None,
        "timezone": None,
        "quantity": 1,
        "unit_price_cents": cents,
        "discount_cents": 0,
        "total_cents": cents,
    }


def _parties(order: Order) -> dict[str, Any]:
    """Who bought of whom, as they are called today."""
    return {
        "buyer_name": order.user.get_full_name(),
        "buyer_email": order.user.email,
        "seller": {
            "name": settings.SELLER_NAME,
            "address": settings.SELLER_ADDRESS,
            "tax_number": settings.SELLER_TAX_NUMBER,
        },
    }


def _card(payment: Payment | None) -> str:
    method = (payment.method if payment else None) or {}
    brand, digits = method.get("brand"), method.get("last4")
    return f"{str(brand).title()} ending in {digits}" if brand and digits else ""
