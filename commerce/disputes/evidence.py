"""What we can say for ourselves: the facts of what was booked, in the fields that banks read."""

from collections.abc import Iterator
from datetime import UTC, datetime

from commerce.bookings import policies
from commerce.bookings.models import Booking
from commerce.bookings.states import BookingStatus
from commerce.checkout import operations as orders
from commerce.checkout.models import Order
from commerce.disputes.models import Dispute
from commerce.payments.states import RefundStatus
from estuary.kernel.money import display

# Those of the provider's fields that hold text and that we have something to say in, in the
# order in which they are asked.
FIELDS = {
    "product_description": "What was sold",
    "customer_name": "Client's name",
    "customer_email_address": "Client's address",
    "service_date": "Held on",
    "cancellation_policy_disclosure": "The rule for cancelling, and how it was shown",
    "cancellation_rebuttal": "Why it was not cancelled in time",
    "refund_refusal_explanation": "Why nothing is given back",
    "access_activity_log": "What the client did, and when",
    "uncategorized_text": "Anything else",
}
# The provider takes no more in one field, nor in all of them.
FIELD_AT_MOST = 20_000
ALL_AT_MOST = 150_000


def drafted(dispute: Dispute) -> dict[str, str]:
    """What to begin with: what was said last if it was not taken, or what we know by ourselves."""
    if dispute.evidence:
        return dict(dispute.evidence)
    order = dispute.order
    if order is None:
        return {}
    booked = _booked(order)
    told = {
        "product_description": "\n".join(_sold(order)),
        "customer_name": order.user.get_full_name(),
        "customer_email_address": order.user.email,
        "service_date": ", ".join(_dates(booked)),
        "cancellation_policy_disclosure": _rule(booked),
        "access_activity_log": "\n".join(_happened(order, booked)),
        "uncategorized_text": "\n".join(_papers(order)),
    }
    return {name: text[:FIELD_AT_MOST] for name, text in told.items() if text}


def _booked(order: Order) -> list[Booking]:
    """Everything with a time of its own that was booked by an order, or with units of it."""
    own = Booking.objects.filter(order_line__order=order)
    parts = Booking.objects.filter(parent_booking__order_line__order=order)
    units = Booking.objects.filter(entitlement_unit__entitlement__reference=orders.reference(order))
    found = (own | parts | units).filter(session__isnull=False).distinct()
    found = found.select_related("session", "service__practitioner", "terms")
    return list(found.prefetch_related("participants").order_by("session__period", "pk"))


def _sold(order: Order) -> Iterator[str]:
    for line in order.lines.select_related("service", "package_terms__package"):
        offered = f", offered by {line.practitioner.display_name}" if line.practitioner else ""
        price = display(line.total_cents, order.currency)
        yield f"{line.quantity} x {line.title}{offered}, {price}"


def _dates(booked: list[Booking]) -> list[str]:
    held = [one.session for one in booked if one.session and one.cancelled_at is None]
    return [f"{session.starts_at:%Y-%m-%d}" for session in held]


def _rule(booked: list[Booking]) -> str:
    if not booked or not booked[0].session:
        return ""
    steps = policies.refund_steps(
        policy=booked[0].terms.cancellation_policy,
        price_cents=booked[0].price_cents,
        starts_at=booked[0].session.starts_at,
    )
    said = [f"Cancelled by {_moment(step.until)}, {step.percent} % comes back." for step in steps]
    return "\n".join(
        ["Shown before the payment and in the confirmation:", *said, "After that, nothing."]
    )


def _happened(order: Order, booked: list[Booking]) -> Iterator[str]:
    yield f"{_moment(order.created_at)}: ordered by {order.user.email}, order {order.number}"
    if order.paid_at:
        yield f"{_moment(order.paid_at)}: paid{_card(order)}"
    for one in booked:
        assert one.session
        yield (
            f"{_moment(one.session.starts_at)} to {_moment(one.session.ends_at)}: "
            f"{one.service.title}, {_became(one)}"
        )


def _became(booking: Booking) -> str:
    if booking.status == BookingStatus.CANCELLED and booking.cancelled_at:
        return f"cancelled on {_moment(booking.cancelled_at)} by {booking.cancelled_by}"
    came = [row.attended for row in booking.participants.all() if row.attended is not None]
    if came:
        return f"{sum(came)} of {len(came)} came, as the practitioner wrote down"
    return "held" if booking.status == BookingStatus.COMPLETED else "to be held"


def _papers(order: Order) -> Iterator[str]:
    for receipt in order.receipts.order_by("pk"):
        yield f"Receipt {receipt.number} was sent for this payment."
    if order.payment is None:
        return
    for refund in order.payment.refunds.filter(status=RefundStatus.SUCCEEDED).order_by("pk"):
        assert refund.completed_at
        amount = display(refund.amount_cents, order.currency)
        yield f"{amount} were given back on {_moment(refund.completed_at)}."


def _card(order: Order) -> str:
    method = (order.payment.method if order.payment else None) or {}
    return f" by {method['brand']} ending in {method['last4']}" if method else ""


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
