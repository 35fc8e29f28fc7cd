"""What the provider tells us of memberships. As everywhere, an event only makes us ask."""

from contextlib import suppress

from commerce.memberships import invoices, operations
from commerce.memberships.gateway import gateway
from commerce.memberships.models import MembershipInvoice
from commerce.payments.gateway import UnknownToProvider
from commerce.payments.gateway import gateway as payments
from commerce.payments.models import WebhookReceipt
from commerce.payments.webhooks import Handler


def _subscription_changed(receipt: WebhookReceipt) -> None:
    with suppress(UnknownToProvider):
        operations.hear(subscription_id=receipt.object_id)


def _invoice_changed(receipt: WebhookReceipt) -> None:
    known = MembershipInvoice.objects.filter(provider_id=receipt.object_id).first()
    with suppress(UnknownToProvider):
        subscription_id = (
            known.subscription_id
            if known
            else gateway().subscription_of(invoice_id=receipt.object_id)
        )
        if subscription_id:
            operations.hear(subscription_id=subscription_id)


def _schedule_changed(receipt: WebhookReceipt) -> None:
    with suppress(UnknownToProvider):
        if subscription_id := gateway().subscription_of_schedule(schedule_id=receipt.object_id):
            operations.hear(subscription_id=subscription_id)


def _charge_changed(receipt: WebhookReceipt) -> None:
    """The provider may name its fee only some time after the payment."""
    invoice = MembershipInvoice.objects.without_fee().filter(charge_id=receipt.object_id).first()
    if invoice is not None:
        invoices.learn_fee(invoice_id=invoice.pk)


def _refund_changed(receipt: WebhookReceipt) -> None:
    with suppress(UnknownToProvider):
        found = payments().fetch_refund(refund_id=receipt.object_id)
        invoices.apply_refund(found=found)


HANDLERS: dict[str, Handler] = {
    "customer.subscription.created": _subscription_changed,
    "customer.subscription.updated": _subscription_changed,
    "customer.subscription.deleted": _subscription_changed,
    "invoice.finalized": _invoice_changed,
    "invoice.marked_uncollectible": _invoice_changed,
    "invoice.paid": _invoice_changed,
    "invoice.payment_action_required": _invoice_changed,
    "invoice.payment_failed": _invoice_changed,
    "invoice.voided": _invoice_changed,
    "subscription_schedule.canceled": _schedule_changed,
    "subscription_schedule.released": _schedule_changed,
    "subscription_schedule.updated": _schedule_changed,
    "charge.updated": _charge_changed,
    "refund.created": _refund_changed,
    "refund.updated": _refund_changed,
    "refund.failed": _refund_changed,
}
