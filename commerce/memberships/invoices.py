"""What members pay: kept as the provider has it, and booked once."""

from contextlib import suppress

from django.db.models import QuerySet

from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.memberships.events import MembershipInvoicePaid
from commerce.memberships.gateway import ProviderInvoice, gateway
from commerce.memberships.models import Membership, MembershipInvoice, MembershipRefund
from commerce.memberships.states import InvoiceStatus
from commerce.payments.gateway import Intent, PaymentsUnavailable, ProviderRefund
from commerce.payments.gateway import gateway as payments
from commerce.payments.states import RefundStatus
from estuary.kernel import db, events


@db.transaction_required
def keep(membership: Membership, subscription_id: str, found: ProviderInvoice) -> MembershipInvoice:
    """The row of an invoice as it is now, booked when it is paid; `membership` must be locked."""
    row = MembershipInvoice.objects.filter(provider_id=found.id).first() or MembershipInvoice(
        membership=membership, provider_id=found.id, subscription_id=subscription_id
    )
    was_paid = row.status == InvoiceStatus.PAID
    if was_paid:
        return row
    is_paid = found.status == InvoiceStatus.PAID
    row.number, row.description = found.number, found.description[:200]
    row.status, row.amount_cents, row.currency = found.status, found.amount_cents, found.currency
    row.paid_cents = found.paid_cents if is_paid else 0
    row.paid_at = found.paid_at if is_paid else None
    row.issued_at, row.hosted_url = found.issued_at, found.hosted_url
    row.save()
    if is_paid:
        _post_paid(row)
        events.record(MembershipInvoicePaid(invoice_id=row.pk))
    return row


def learn_fees(*, membership_id: int) -> None:
    """Ask for what the provider kept of paid invoices; what it does not say now is asked later."""
    with suppress(PaymentsUnavailable):
        for invoice in MembershipInvoice.objects.without_fee().filter(membership=membership_id):
            learn_fee(invoice_id=invoice.pk)


def learn_fee(*, invoice_id: int) -> None:
    """Ask by what an invoice was paid, and what was kept of it. Raises PaymentsUnavailable."""
    invoice = MembershipInvoice.objects.get(pk=invoice_id)
    intent_id = invoice.intent_id or gateway().intent_of(invoice_id=invoice.provider_id)
    if intent_id:
        _note_payment(invoice_id=invoice_id, intent=payments().fetch_intent(intent_id=intent_id))


@db.transaction
def _note_payment(*, invoice_id: int, intent: Intent) -> None:
    row = MembershipInvoice.objects.select_for_update(no_key=True).get(pk=invoice_id)
    row.intent_id, row.charge_id = intent.id, intent.charge_id
    if row.fee_cents is None and intent.fee_cents is not None:
        row.fee_cents = intent.fee_cents
        _post_fee(row)
    row.save(update_fields=["intent_id", "charge_id", "fee_cents", "updated_at"])


def refresh_refunds(*, invoice_id: int) -> None:
    """Ask what went back of an invoice, and write it down. Raises PaymentsUnavailable."""
    invoice = MembershipInvoice.objects.get(pk=invoice_id)
    if invoice.intent_id:
        for found in gateway().refunds_of(intent_id=invoice.intent_id):
            apply_refund(found=found)


@db.transaction
def apply_refund(*, found: ProviderRefund) -> MembershipRefund | None:
    """Write down what the provider has of a refund; None when it is of no invoice of ours.

    Money that went back is booked once, and once more when the bank returns it.
    """
    invoices = MembershipInvoice.objects.select_for_update(no_key=True)
    invoice = invoices.filter(intent_id=found.intent_id).first() if found.intent_id else None
    if invoice is None:
        return None
    row = MembershipRefund.objects.filter(provider_id=found.id).first() or MembershipRefund(
        invoice=invoice,
        provider_id=found.id,
        amount_cents=found.amount_cents,
        status=RefundStatus.PENDING,
    )
    if row.status == RefundStatus.FAILED:
        return row
    was, row.status = row.status, found.status
    if was == RefundStatus.SUCCEEDED and found.status != RefundStatus.FAILED:
        row.status = RefundStatus.SUCCEEDED
    row.save()
    if was != RefundStatus.SUCCEEDED and row.status == RefundStatus.SUCCEEDED:
        _post_refund(row, event="paid", sign=1)
    if was == RefundStatus.SUCCEEDED and row.status == RefundStatus.FAILED:
        _post_refund(row, event="bounced", sign=-1)
    return row


def with_refunds_to_ask_about() -> QuerySet[MembershipInvoice]:
    """Those of which something may go back: paid by a card."""
    return MembershipInvoice.objects.paid().exclude(intent_id="")


# --- the books ---


def _post_paid(row: MembershipInvoice) -> None:
    if row.paid_cents:
        ledger.post(
            key=f"membership-invoice:{row.provider_id}:paid",
            description=f"Membership fee {row}",
            legs=[
                Leg(AccountKind.PROVIDER_CLEARING, row.paid_cents, row.currency),
                Leg(AccountKind.MEMBERSHIP_FEES, -row.paid_cents, row.currency),
            ],
        )


def _post_fee(row: MembershipInvoice) -> None:
    if row.fee_cents:
        ledger.post(
            key=f"membership-invoice:{row.provider_id}:fee",
            description=f"Provider's fee for membership fee {row}",
            legs=[
                Leg(AccountKind.PROVIDER_FEES, row.fee_cents, row.currency),
                Leg(AccountKind.PROVIDER_CLEARING, -row.fee_cents, row.currency),
            ],
        )


def _post_refund(row: MembershipRefund, *, event: str, sign: int) -> None:
    cents = sign * row.amount_cents
    ledger.post(
        key=f"membership-refund:{row.provider_id}:{event}",
        description=f"Membership fee {row.invoice} given back, {event}",
        legs=[
            Leg(AccountKind.MEMBERSHIP_FEES, cents, row.invoice.currency),
            Leg(AccountKind.PROVIDER_CLEARING, -cents, row.invoice.currency),
        ],
    )
