"""What must be true once the provider answers again: of our rows, of its objects, of both.

Everything here only looks. An empty list is the only good answer.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Sum

from commerce.ledger.states import AccountKind
from commerce.memberships.states import MembershipStatus
from commerce.models import (
    CardSetup,
    ConnectAccount,
    Membership,
    MembershipChange,
    MembershipInvoice,
    MembershipRefund,
    Movement,
    Order,
    Payment,
    PaymentProfile,
    Payout,
    Posting,
    Refund,
    SavedCard,
    WebhookReceipt,
)
from commerce.reconciliation.checks import AUDITS, WAITING
from estuary.kernel.models import OutboxDelivery, OutboxEvent

IN_REVIEW = ("a refund comes to an end", "a payout comes to an end")
_LIVING = ("incomplete", "active", "past_due", "unpaid", "trialing")


class Verdict:
    """How things stand now."""

    def __init__(self, sandbox: Any, *, now: datetime) -> None:
        self._store, self._now = sandbox.sandbox.store, now

    def complaints(self, *, in_review: bool = False) -> list[str]:
        """Everything that is not as it must be; what waits for staff is, if it may."""
        checks = (
            _unfinished,
            self._charges,
            self._intents,
            self._setups,
            self._refunds,
            self._customers,
            self._cards,
            self._subscriptions,
            self._prices,
            self._accounts,
            self._transfers,
            self._money,
        )
        found = [complaint for check in checks for complaint in check()]
        if found:
            return found  # what check_money says of it is no news
        return [
            f"{finding.rule}: {finding.what}"
            for audit in AUDITS
            for finding in audit.findings(now=self._now)
            if not (in_review and finding.rule in IN_REVIEW)
        ]

    # --- what the provider has, and who of ours points to it ---

    def _charges(self) -> Iterator[str]:
        ours = [*Payment.objects.values_list("charge_id", flat=True)]
        ours += MembershipInvoice.objects.values_list("charge_id", flat=True)
        paid = [one for one in self._objects("charge") if one["status"] == "succeeded"]
        yield from _unknown("charge", (one["id"] for one in paid), ours)
        yield from _twice("charge of", (one["payment_intent"] for one in paid))

    def _intents(self) -> Iterator[str]:
        ours = [*Payment.objects.values_list("intent_id", flat=True)]
        ours += MembershipInvoice.objects.values_list("intent_id", flat=True)
        standing = [one for one in self._objects("payment_intent") if one["status"] != "canceled"]
        asked = {one["id"] for one in self._objects("invoice") if one["status"] != "paid"}
        bills = {
            payment["payment"].get("payment_intent")
            for payment in self._objects("invoice_payment")
            if payment["invoice"] in asked
        }
        yield from _unknown("intent", (one["id"] for one in standing), [*ours, *bills])
        yield from _twice("intent for", (one["metadata"].get("reference") for one in standing))

    def _setups(self) -> Iterator[str]:
        ours = CardSetup.objects.values_list("provider_id", flat=True)
        standing = [one for one in self._objects("setup_intent") if one["status"] != "canceled"]
        yield from _unknown("setup", (one["id"] for one in standing), ours)
        yield from _twice("setup for", (one["metadata"].get("reference") for one in standing))

    def _refunds(self) -> Iterator[str]:
        ours = [*Refund.objects.values_list("provider_id", flat=True)]
        ours += MembershipRefund.objects.values_list("provider_id", flat=True)
        standing = [one for one in self._objects("refund") if one["status"] != "failed"]
        yield from _unknown("refund", (one["id"] for one in standing), ours)
        yield from _twice("refund for", (one["metadata"].get("reference") for one in standing))

    def _customers(self) -> Iterator[str]:
        ours = PaymentProfile.objects.values_list("customer_id", flat=True)
        living = [one for one in self._objects("customer") if not one.get("deleted")]
        yield from _unknown("customer", (one["id"] for one in living), ours)
        yield from _twice("customer of", (one["metadata"].get("user") for one in living))

    def _cards(self) -> Iterator[str]:
        ours = SavedCard.objects.standing().values_list("provider_id", flat=True)
        kept = [one["id"] for one in self._objects("payment_method") if one.get("customer")]
        yield from _unknown("card", kept, ours)
        yield from (f"card {one} is not kept there" for one in set(ours) - set(kept))

    def _subscriptions(self) -> Iterator[str]:
        living = [one for one in self._objects("subscription") if one["status"] in _LIVING]
        ours = Membership.objects.values_list("subscription_id", flat=True)
        yield from _unknown("subscription", (one["id"] for one in living), ours)
        yield from _twice("subscription of", (one["metadata"]["membership"] for one in living))
        for one in living:
            schedules = [
                held
                for held in self._objects("subscription_schedule")
                if held["subscription"] == one["id"] and held["status"] == "active"
            ]
            standing = Membership.objects.filter(subscription_id=one["id"]).first()
            if standing is None:
                continue  # told above
            if bool(schedules) != bool(standing.next_version_id):
                yield f"{standing} comes to {standing.next_version}, the provider to {schedules}"
            if bool(one["cancel_at_period_end"]) != bool(standing.ends_at):
                yield f"{standing} ends {standing.ends_at}, the provider {one['cancel_at']}"

    def _prices(self) -> Iterator[str]:
        yield from _twice("price", (one["lookup_key"] for one in self._objects("price")))

    def _accounts(self) -> Iterator[str]:
        ours = ConnectAccount.objects.values_list("provider_id", flat=True)
        made = self._objects("v2.core.account")
        yield from _unknown("account", (one["id"] for one in made), ours)
        yield from _twice("account for", (one["metadata"].get("reference") for one in made))

    def _transfers(self) -> Iterator[str]:
        ours = Payout.objects.values_list("transfer_id", flat=True)
        made = self._objects("transfer")
        yield from _unknown("transfer", (one["id"] for one in made), ours)
        yield from _twice("transfer for", (one["transfer_group"] for one in made))
        out = sum(one["amount"] - one["amount_reversed"] for one in made)
        paid = Payout.objects.out().aggregate(total=Sum("amount_cents"))["total"] or 0
        if out != paid:
            yield f"{out} cents are with practitioners, our payouts say {paid}"

    # --- both ---

    def _money(self) -> Iterator[str]:
        """Cent by cent, and movement by movement."""
        theirs = sum(one["net"] for one in self._objects("balance_transaction"))
        entries = Posting.objects.on(AccountKind.PROVIDER_CLEARING)
        ours = sum(entries.balance().values())
        if theirs != ours:
            yield f"the provider holds {theirs}, our books say {ours}"
        yield from (f"not in the books: {one}" for one in Movement.objects.unmatched())
        alone = entries.filter(entry__movement=None).select_related("entry")
        yield from (f"moved nowhere: {one.entry.key}" for one in alone)

    def _objects(self, kind: str) -> list[dict[str, Any]]:
        """Those of the platform; what accounts of practitioners have is theirs."""
        rows = self._store.rows(
            "SELECT body FROM objects WHERE kind = ? AND account IS NULL ORDER BY seq", kind
        )
        return [json.loads(row["body"]) for row in rows]


def _unfinished() -> Iterator[str]:
    """What would have to be brought to its end by somebody."""
    for rows in (
        Payment.objects.awaiting_word(),
        Order.objects.filter(status="open"),
        Refund.objects.unresolved(),
        CardSetup.objects.unfinished(),
        MembershipChange.objects.open(),
        Membership.objects.filter(status=MembershipStatus.INCOMPLETE),
        Payout.objects.filter(review_since=None).filter(
            status__in=("requested", "sending", "sent", "returning")
        ),
        WebhookReceipt.objects.filter(handled_at=None),
        OutboxDelivery.objects.filter(done_at=None),
        OutboxEvent.objects.filter(relayed_at=None),
    ):
        yield from (f"unfinished: {row._meta.verbose_name} {row}" for row in rows)


def in_review(now: datetime) -> list[str]:
    """What waits for staff, by the labels of the checks page."""
    return [one.label for one in WAITING if one.rows(now).exists()]


def _unknown(what: str, theirs: Iterable[str], ours: Iterable[str | None]) -> list[str]:
    return [f"{what} {one} is nobody's" for one in sorted(set(theirs) - set(ours))]


def _twice(what: str, names: Iterable[str | None]) -> list[str]:
    return [
        f"{many} times {what} {name}" for name, many in Counter(names).items() if name and many > 1
    ]
