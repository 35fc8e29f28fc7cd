"""How a refund is carried out: in credits and by card, in the books, and on the order."""

from collections.abc import Sequence
from datetime import datetime

from commerce.bookings.models import Booking
from commerce.checkout import operations as orders
from commerce.checkout import refunds
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.states import OrderStatus, RefundTo
from commerce.credits import operations as credits
from commerce.credits.states import CreditSource
from commerce.earnings import operations as earnings
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.payments import operations as payments
from commerce.payments.models import Payment
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind


class PaymentDisputed(DomainError):
    """The client's bank may give the same money back, so it cannot become credits now."""

    kind = Kind.CONFLICT
    message = "This payment is disputed with the bank. It can go back to the card only."


class NotYoursToChoose(DomainError):
    """Whose money it was says where it goes."""

    kind = Kind.FORBIDDEN
    message = "Only the client chooses to get credits instead of money."


def shares_of(order: Order, cents: int, refund_to: RefundTo = RefundTo.CARD) -> refunds.Shares:
    """By which ways the next `cents` of an order would go back. Raises PaymentDisputed."""
    own = _own_shares(order, cents)
    if refund_to == RefundTo.CREDITS and own.card_cents:
        _refuse_disputed(order)
        return refunds.Shares(card_cents=0, credits_cents=cents)
    return own


def _own_shares(order: Order, cents: int) -> refunds.Shares:
    """In the proportion in which it was paid; once a bank took some back, of what is left."""
    if not order.charged_back_cents:
        return refunds.shares(
            refund_cents=cents,
            before_cents=order.refunded_cents,
            credits_cents=order.credits_applied_cents,
            card_cents=order.amount_due_cents,
        )
    credits_back = credits.given_back(reference=orders.reference(order))
    card_back = order.refunded_cents - credits_back
    return refunds.shares(
        refund_cents=cents,
        before_cents=0,
        credits_cents=order.credits_applied_cents - credits_back,
        card_cents=max(0, order.amount_due_cents - order.charged_back_cents - card_back),
    )


def _refuse_disputed(order: Order) -> None:
    """Asked anew, since what was read with the order may be older than its lock."""
    if Payment.objects.filter(order=order, refunds_held_at__isnull=False).exists():
        raise PaymentDisputed


@db.transaction_required
def give_back(
    *,
    order: Order,
    line: OrderLine,
    cents: int,
    refund_to: RefundTo,
    reference: str,
    counter: AccountKind,
    now: datetime,
) -> None:
    """Give back `cents` of a line of a paid order, which must be locked.

    The part that credits paid returns to their lots, and the card's part to the card, or with
    `refund_to` credits into credits at once. `counter` is the account that holds what was
    paid; `reference` names the event, in the books and at the provider. Raises PaymentDisputed.
    """
    own = shares_of(order, cents)
    if own.card_cents and refund_to == RefundTo.CREDITS:
        _refuse_disputed(order)
    if own.credits_cents:
        _credits_back(order, reference, own.credits_cents, counter, now=now)
    if own.card_cents and refund_to == RefundTo.CARD:
        _card_back(order, reference, own.card_cents, counter)
    elif own.card_cents:
        _card_as_credits(order, reference, own.card_cents, counter, now=now)
    _count(order, line, cents)


@db.transaction_required
def give_back_earned(
    *,
    order: Order,
    line: OrderLine,
    earned: Sequence[tuple[Booking, int]],
    refund_to: RefundTo,
    reference: str,
    now: datetime,
) -> None:
    """Give back some of what was earned: of each booking so many cents.

    As `give_back`; the money comes out of what practitioner and platform had of it.
    """
    give_back(
        order=order,
        line=line,
        cents=sum(cents for _, cents in earned),
        refund_to=refund_to,
        reference=reference,
        counter=AccountKind.SALES,
        now=now,
    )
    for booking, cents in earned:
        if cents:
            earnings.reverse(booking=booking, cents=cents, now=now)


def _credits_back(
    order: Order, reference: str, cents: int, counter: AccountKind, *, now: datetime
) -> None:
    credits.give_back(
        reference=orders.reference(order),
        key=f"{reference}:credits",
        amount_cents=cents,
        counter=counter,
        description=f"Given back for order {order.number}",
        now=now,
    )


def _card_back(order: Order, reference: str, cents: int, counter: AccountKind) -> None:
    assert order.payment
    ledger.post(
        key=f"{reference}:refund",
        description=f"Refund for order {order.number}",
        legs=[
            Leg(counter, cents, order.currency),
            Leg(AccountKind.REFUNDS_DUE, -cents, order.currency),
        ],
    )
    payments.plan_refund(payment=order.payment, amount_cents=cents, reference=reference)


def _card_as_credits(
    order: Order, reference: str, cents: int, counter: AccountKind, *, now: datetime
) -> None:
    credits.grant(
        user=order.user,
        amount_cents=cents,
        currency=order.currency,
        source=CreditSource.REFUND,
        expires_at=None,
        reason=f"Refund for order {order.number}",
        key=f"{reference}:to-credits",
        counter=counter,
        now=now,
    )


def _count(order: Order, line: OrderLine, cents: int) -> None:
    line.refunded_cents += cents
    line.save(update_fields=["refunded_cents", "updated_at"])
    order.refunded_cents += cents
    whole = order.refunded_cents == order.total_cents
    order.status = OrderStatus.REFUNDED if whole else OrderStatus.PARTIALLY_REFUNDED
    order.save(update_fields=["refunded_cents", "status", "updated_at"])
