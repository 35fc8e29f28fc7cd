"""What the provider tells us: kept once, answered at once, handled after.

An event is a hint that an object changed. Handling fetches the object and applies it by the same
functions as the provider's direct answers, so events may come late, twice or out of order.

A room that hears of events has a `webhooks` of its own with a table of them; `tasks/webhooks.py`
joins the tables.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress

from django.utils import timezone

from commerce.payments import cards, operations, setups
from commerce.payments.events import WebhookReceived
from commerce.payments.gateway import Notice, UnknownToProvider, gateway
from commerce.payments.models import Payment, WebhookReceipt
from estuary.kernel import db, events


class NotKnownYet(Exception):
    """The event is about something of ours that is not written down yet."""


# What is done about an event. It may be called twice, and later than what it is about.
Handler = Callable[[WebhookReceipt], None]


@db.transaction
def receive(*, notice: Notice) -> WebhookReceipt:
    """Keep a verified event, once, and ask for it to be handled."""
    receipt, is_new = WebhookReceipt.objects.get_or_create(
        event_id=notice.event_id,
        defaults={
            "type": notice.type,
            "object_id": notice.object_id,
            "account": notice.account,
            "happened_at": notice.created_at,
        },
    )
    if is_new:
        events.record(WebhookReceived(receipt_id=receipt.pk))
    return receipt


def joined(*rooms: Mapping[str, Handler]) -> dict[str, tuple[Handler, ...]]:
    """The tables of several rooms as one: an event may concern more than one of them."""
    types = {name for room in rooms for name in room}
    return {name: tuple(room[name] for room in rooms if name in room) for name in sorted(types)}


def handle(*, receipt_id: int, handlers: Mapping[str, tuple[Handler, ...]]) -> None:
    """Apply one event; doing it again changes nothing.

    Raises PaymentsUnavailable or NotKnownYet when it must be tried later.
    """
    receipt = WebhookReceipt.objects.get(pk=receipt_id)
    if receipt.handled_at is not None:
        return
    for handler in handlers.get(receipt.type, ()):
        handler(receipt)
    WebhookReceipt.objects.filter(pk=receipt_id, handled_at=None).update(handled_at=timezone.now())


def _payment_changed(receipt: WebhookReceipt) -> None:
    try:
        intent = gateway().fetch_intent(intent_id=receipt.object_id)
    except UnknownToProvider:
        return
    ours = operations.apply_intent(intent=intent, now=timezone.now())
    if ours is None and "reference" in intent.metadata:
        raise NotKnownYet(receipt.object_id)


def _charge_changed(receipt: WebhookReceipt) -> None:
    """The provider may name its fee only some time after the payment."""
    payment = Payment.objects.filter(charge_id=receipt.object_id).first()
    if payment is not None:
        operations.refresh(payment_id=payment.pk)


def _refund_changed(receipt: WebhookReceipt) -> None:
    try:
        refund = gateway().fetch_refund(refund_id=receipt.object_id)
    except UnknownToProvider:
        return
    ours = operations.apply_refund(answer=refund, now=timezone.now())
    if ours is None and "reference" in refund.metadata:
        raise NotKnownYet(receipt.object_id)


def _setup_changed(receipt: WebhookReceipt) -> None:
    # One that is not ours has no row to wait for: ours is there before the provider is asked.
    with suppress(UnknownToProvider):
        setups.hear(provider_id=receipt.object_id)


def _card_changed(receipt: WebhookReceipt) -> None:
    cards.refresh(provider_id=receipt.object_id)


HANDLERS: dict[str, Handler] = {
    "payment_intent.succeeded": _payment_changed,
    "payment_intent.payment_failed": _payment_changed,
    "payment_intent.processing": _payment_changed,
    "payment_intent.requires_action": _payment_changed,
    "payment_intent.canceled": _payment_changed,
    "charge.updated": _charge_changed,
    "payment_method.attached": _card_changed,
    "payment_method.automatically_updated": _card_changed,
    "payment_method.detached": _card_changed,
    "payment_method.updated": _card_changed,
    "setup_intent.canceled": _setup_changed,
    "setup_intent.requires_action": _setup_changed,
    "setup_intent.setup_failed": _setup_changed,
    "setup_intent.succeeded": _setup_changed,
    "refund.created": _refund_changed,
    "refund.updated": _refund_changed,
    "refund.failed": _refund_changed,
}
