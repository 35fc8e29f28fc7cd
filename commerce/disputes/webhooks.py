"""What the provider tells us of disputes. As everywhere, an event only makes us ask."""

from contextlib import suppress

from django.utils import timezone

from commerce.disputes import operations
from commerce.payments.gateway import UnknownToProvider
from commerce.payments.models import WebhookReceipt
from commerce.payments.webhooks import Handler


def _dispute_changed(receipt: WebhookReceipt) -> None:
    # One whose payment is not ours, or not known yet, is found by the clock once it is.
    with suppress(UnknownToProvider):
        operations.hear(provider_id=receipt.object_id, now=timezone.now())


HANDLERS: dict[str, Handler] = {
    "charge.dispute.created": _dispute_changed,
    "charge.dispute.updated": _dispute_changed,
    "charge.dispute.closed": _dispute_changed,
    "charge.dispute.funds_withdrawn": _dispute_changed,
    "charge.dispute.funds_reinstated": _dispute_changed,
}
