"""What members pay: kept as the provider has it, and booked once."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db.models import QuerySet

from commerce.ledger import operations as ledger
from commerce.ledger.models import Posting
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
from marketplace.models import User

# What happens to a refund, in the books' words.
_BACK, _BOUNCED = "paid", "bounced"


@dataclass(frozen=True)
class Fee:
    """What a member paid for an invoice; negative, what came back of it."""

    at: datetime
    invoice: str
    description: str
    amount_cents: int
    currency: str


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
        _post_refund(row, event=_BACK, sign=1)
    if was == RefundStatus.SUCCEEDED and row.status == RefundStatus.FAILED:
        _post_refund(row, event=_BOUNCED, sign=-1)
    return row


def with_refunds_to_ask_about() -> QuerySet[MembershipInvoice]:
    """Those of which something may go back: paid by a card."""
    return MembershipInvoice.objects.paid().exclude(intent_id="")


def fees(*, user: User, currency: str, since: datetime, until: datetime) -> list[Fee]:
    """What a practitioner paid from `since` to before `until`, and what came back, in turn."""
    mine = MembershipInvoice.objects.of(user).filter(currency=currency)
    paid = mine.paid().filter(paid_at__gte=since, paid_at__lt=until, paid_cents__gt=0)
    found = [
        Fee(row.paid_at, str(row), row.description, row.paid_cents, currency)
        for row in paid
        if row.paid_at
    ]
    refunds = MembershipRefund.objects.filter(invoice__in=mine).select_related("invoice")
    by_key = {_refund_key(row, event): row for row in refunds for event in (_BACK, _BOUNCED)}
    booked = Posting.objects.on(AccountKind.MEMBERSHIP_FEES).filter(
        entry__key__in=by_key, entry__posted_at__gte=since, entry__posted_at__lt=until
    )
    for posting in booked.select_related("entry"):
        invoice, cents = by_key[posting.entry.key].invoice, -posting.amount_cents
        said = "Given back" if cents < 0 else "Given back, and returned by the bank"
        found.append(Fee(posting.entry.posted_at, str(invoice), said, cents, currency))
    return sorted(found, key=attrgetter("at"))


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


def _refund_key(row: MembershipRefund, event: str) -> str:
    return f"membership-refund:{row.provider_id}:{event}"


def _post_refund(row: MembershipRefund, *, event: str, sign: int) -> None:
    cents = sign * row.amount_cents
    ledger.post(
        key=_refund_key(row, event),
        description=f"Membership fee {row.invoice} given back, {event}",
        legs=[
            Leg(AccountKind.MEMBERSHIP_FEES, cents, row.invoice.currency),
            Leg(AccountKind.PROVIDER_CLEARING, -cents, row.invoice.currency),
        ],
    )
