"""Giving back what was bought to be used later, as far as it was not used."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commerce.checkout import operations as orders
from commerce.checkout.giving_back import give_back, shares_of
from commerce.checkout.models import Order
from commerce.checkout.states import RefundTo
from commerce.entitlements import operations as entitlements
from commerce.entitlements.models import Entitlement
from commerce.ledger.states import AccountKind
from estuary.kernel import db, idempotency
from estuary.kernel.idempotency import Claim
from marketplace.models import User


@dataclass(frozen=True)
class ReturnQuote:
    """What the open units of an entitlement give back at `at`, and by which ways."""

    at: datetime
    until: datetime
    units: int
    refund_cents: int
    card_cents: int
    credits_cents: int
    currency: str


def quote_return(
    *, public_id: UUID, by: User, now: datetime, refund_to: RefundTo = RefundTo.CARD
) -> ReturnQuote:
    """What `give_back_units` would give back now; the same functions that it uses.

    Raises EntitlementNotFound, NothingToRefund, PaymentDisputed.
    """
    bought = _own(by, public_id)
    cents = entitlements.refundable(entitlement=bought, now=now)
    if cents == 0:
        raise entitlements.NothingToRefund
    ways = shares_of(Order.objects.named(bought.reference).get(), cents, refund_to)
    return ReturnQuote(
        at=now,
        until=bought.expires_at,
        units=bought.units.open().count(),
        refund_cents=cents,
        card_cents=ways.card_cents,
        credits_cents=ways.credits_cents,
        currency=bought.currency,
    )


@db.transaction
def give_back_units(
    *, public_id: UUID, by: User, refund_to: RefundTo, claim: Claim | None, now: datetime
) -> Entitlement:
    """Take back all open units of an entitlement, for what was paid for them.

    Booked units stay booked. As with a cancellation, what the card gets is planned here and
    sent by the fact of it; credits are there at once. Only the client may. Under a repeated
    `claim` the entitlement is answered. Raises EntitlementNotFound, NothingToRefund,
    PaymentDisputed.
    """
    if made := idempotency.claim(claim):
        return Entitlement.objects.get(public_id=made)
    bought = _own(by, public_id)
    _give_back(bought, refund_to=refund_to, now=now)
    idempotency.made(claim, reference=str(bought.public_id))
    return bought


@db.transaction
def give_back_for_client(*, entitlement_id: int, now: datetime) -> Entitlement:
    """The same when staff do it for the client: to the card and the credits that paid.

    Raises NothingToRefund, PaymentDisputed.
    """
    bought = Entitlement.objects.get(pk=entitlement_id)
    _give_back(bought, refund_to=RefundTo.CARD, now=now)
    return bought


@db.transaction_required
def _give_back(bought: Entitlement, *, refund_to: RefundTo, now: datetime) -> None:
    order = Order.objects.named(bought.reference).lock().select_related("payment").get()
    give_back(
        order=order,
        line=order.lines.get(),
        cents=entitlements.refund(entitlement=bought, now=now),
        refund_to=refund_to,
        # What came back before is never the same twice, so each time has its own name.
        reference=f"{orders.reference(order)}:units:{order.refunded_cents}",
        counter=AccountKind.UNITS_OWED,
        now=now,
    )
    bought.refresh_from_db()


def _own(by: User, public_id: UUID) -> Entitlement:
    bought = Entitlement.objects.of(by).filter(public_id=public_id).first()
    if bought is None:
        raise entitlements.EntitlementNotFound
    return bought
