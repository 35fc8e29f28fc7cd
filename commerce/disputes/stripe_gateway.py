"""ADAPTER: disputes by Stripe. How it is called is in `payments.stripe_calls`."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import stripe

from commerce.disputes.gateway import ProviderDispute, Withdrawal
from commerce.disputes.states import DisputeStatus
from commerce.payments.stripe_calls import ask, client, look, name_of, options

PAGE = 100
_STATUS = {
    "warning_needs_response": DisputeStatus.WARNING_NEEDS_RESPONSE,
    "warning_under_review": DisputeStatus.WARNING_UNDER_REVIEW,
    "warning_closed": DisputeStatus.WARNING_CLOSED,
    # Settled between the banks before any money was taken.
    "prevented": DisputeStatus.WARNING_CLOSED,
    "needs_response": DisputeStatus.NEEDS_RESPONSE,
    "under_review": DisputeStatus.UNDER_REVIEW,
    "won": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
}


class StripeDisputes:
    """Stripe by its official library."""

    def fetch(self, *, dispute_id: str) -> ProviderDispute:
        return look(lambda: _dispute(client().v1.disputes.retrieve(dispute_id)))

    def listed(self, *, since: datetime) -> Iterator[ProviderDispute]:
        params: dict[str, Any] = {"limit": PAGE, "created": {"gte": int(since.timestamp())}}
        return (_dispute(one) for one in _pages(params))

    def of_payment(self, *, intent_id: str) -> list[ProviderDispute]:
        params: dict[str, Any] = {"limit": PAGE, "payment_intent": intent_id}
        return [_dispute(one) for one in _pages(params)]

    def submit(self, *, dispute_id: str, evidence: Mapping[str, str], key: str) -> ProviderDispute:
        params: Any = {"evidence": dict(evidence), "submit": True}
        return ask(lambda: _dispute(client().v1.disputes.update(dispute_id, params, options(key))))

    def close(self, *, dispute_id: str, key: str) -> ProviderDispute:
        return ask(lambda: _dispute(client().v1.disputes.close(dispute_id, {}, options(key))))


def _pages(params: dict[str, Any]) -> Iterator[stripe.Dispute]:
    while True:
        asked: Any = dict(params)
        page = look(lambda asked=asked: client().v1.disputes.list(asked))  # type: ignore[misc]
        yield from page.data
        if not page.has_more:
            return
        params["starting_after"] = page.data[-1].id


def _dispute(dispute: stripe.Dispute) -> ProviderDispute:
    details = dispute.evidence_details
    return ProviderDispute(
        id=dispute.id,
        status=_STATUS[dispute.status],
        reason=dispute.reason,
        amount_cents=dispute.amount,
        currency=dispute.currency,
        charge_id=name_of(dispute.charge),
        intent_id=name_of(dispute.payment_intent),
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
        evidence_due_at=datetime.fromtimestamp(details.due_by, UTC) if details.due_by else None,
        submissions=details.submission_count,
        withdrawals=tuple(
            Withdrawal(one.id, one.amount, one.fee, one.currency)
            for one in dispute.balance_transactions
        ),
    )
