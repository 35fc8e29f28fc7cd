"""ADAPTER: Stripe Connect. Recipients of `/v2` with the Express dashboard, transfers of `/v1`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import stripe

from commerce.payments.gateway import PaymentRefused, UnknownToProvider
from commerce.payments.stripe_calls import ask, client, look, metadata_of, name_of, options, told
from commerce.payouts.gateway import (
    ACCOUNT_NOT_READY,
    BALANCE_INSUFFICIENT,
    BankPayout,
    Link,
    ProviderAccount,
    Requirement,
    Transfer,
)
from commerce.payouts.states import BankStatus

# Everything we read of an account: these are left out of an answer unless asked for.
_INCLUDE = ["configuration.recipient", "requirements"]
_RECIPIENT = ["recipient"]

_BANK_STATUS = {
    "pending": BankStatus.PENDING,
    "in_transit": BankStatus.PENDING,
    "paid": BankStatus.PAID,
    "failed": BankStatus.FAILED,
    # Called back before it left: the money is on the account again, and goes with the next one.
    "canceled": BankStatus.PENDING,
}
_REFUSALS = {
    "balance_insufficient": BALANCE_INSUFFICIENT,
    "insufficient_capabilities_for_transfer": ACCOUNT_NOT_READY,
    "account_closed": ACCOUNT_NOT_READY,
    "account_invalid": ACCOUNT_NOT_READY,
}


class StripeConnect:
    """Connected accounts by the official library."""

    def create_account(
        self, *, email: str, name: str, country: str, metadata: Mapping[str, str], key: str
    ) -> ProviderAccount:
        params: Any = {
            "contact_email": email,
            "display_name": name,
            "dashboard": "express",
            "identity": {"country": country.lower(), "entity_type": "individual"},
            "defaults": {
                "responsibilities": {
                    "fees_collector": "application",
                    "losses_collector": "application",
                }
            },
            "configuration": {
                "recipient": {
                    "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
                }
            },
            "metadata": dict(metadata),
            "include": _INCLUDE,
        }
        return ask(lambda: _account(client().v2.core.accounts.create(params, options(key))))

    def fetch_account(self, *, account_id: str) -> ProviderAccount:
        params: Any = {"include": _INCLUDE}
        return look(lambda: _account(client().v2.core.accounts.retrieve(account_id, params)))

    def find_account(self, *, reference: str) -> ProviderAccount | None:
        def find() -> ProviderAccount | None:
            accounts = client().v2.core.accounts.list({"limit": 20}).auto_paging_iter()
            found = (a.id for a in accounts if metadata_of(a).get("reference") == reference)
            account_id = next(found, None)
            return self.fetch_account(account_id=account_id) if account_id else None

        return look(find)

    def onboarding_link(
        self, *, account_id: str, return_url: str, refresh_url: str, is_first: bool, key: str
    ) -> Link:
        kind = "account_onboarding" if is_first else "account_update"
        params: Any = {
            "account": account_id,
            "use_case": {
                "type": kind,
                kind: {
                    "configurations": _RECIPIENT,
                    "return_url": return_url,
                    "refresh_url": refresh_url,
                },
            },
        }

        def link() -> Link:
            made = client().v2.core.account_links.create(params, options(key))
            return Link(url=made.url, expires_at=_moment(made.expires_at))

        return ask(link)

    def dashboard_link(self, *, account_id: str, key: str) -> Link:
        return ask(
            lambda: Link(
                url=client().v1.accounts.login_links.create(account_id, {}, options(key)).url
            )
        )

    def returned_to(self, *, event_id: str) -> str:
        def read() -> str:
            return told(_part(client().v2.core.events.retrieve(event_id), "data"), "account_id")

        return look(read)

    def transfer(
        self,
        *,
        account_id: str,
        amount_cents: int,
        currency: str,
        group: str,
        metadata: Mapping[str, str],
        key: str,
    ) -> Transfer:
        params: Any = {
            "amount": amount_cents,
            "currency": currency,
            "destination": account_id,
            "transfer_group": group,
            "metadata": dict(metadata),
        }
        try:
            return ask(lambda: _transfer(client().v1.transfers.create(params, options(key))))
        except UnknownToProvider as unknown:
            raise PaymentRefused(reason=ACCOUNT_NOT_READY) from unknown
        except PaymentRefused as refused:
            raise _in_our_words(refused) from refused

    def fetch_transfer(self, *, transfer_id: str) -> Transfer:
        return look(lambda: _transfer(client().v1.transfers.retrieve(transfer_id)))

    def find_transfers(self, *, group: str) -> list[Transfer]:
        params: Any = {"transfer_group": group, "limit": 100}
        return look(
            lambda: [_transfer(t) for t in client().v1.transfers.list(params).auto_paging_iter()]
        )

    def reverse(self, *, transfer_id: str, amount_cents: int, key: str) -> Transfer:
        params: Any = {"amount": amount_cents}
        try:
            ask(lambda: client().v1.transfers.reversals.create(transfer_id, params, options(key)))
        except PaymentRefused as refused:
            raise _in_our_words(refused) from refused
        return self.fetch_transfer(transfer_id=transfer_id)

    def fetch_bank_payout(self, *, account_id: str, payout_id: str) -> BankPayout:
        there = options(account=account_id)

        def fetch() -> BankPayout:
            params: Any = {"expand": ["failure_balance_transaction"]}
            payout = client().v1.payouts.retrieve(payout_id, params, there)
            return _bank_payout(payout, _carried(payout, there))

        return look(fetch)

    def bank_payouts(self, *, account_id: str, since: datetime) -> list[str]:
        params: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}

        def listed() -> list[str]:
            page = client().v1.payouts.list(params, options(account=account_id))
            return [payout.id for payout in page.auto_paging_iter()][::-1]

        return look(listed)


def _carried(payout: stripe.Payout, there: Any) -> frozenset[str]:
    """What is in it; Stripe tells that only of those that go by themselves."""
    if not payout.automatic:
        return frozenset()
    params: Any = {"payout": payout.id, "limit": 100}
    moved = client().v1.balance_transactions.list(params, there).auto_paging_iter()
    return frozenset(name_of(one.source) for one in moved) - {payout.id, ""}


def _in_our_words(refused: PaymentRefused) -> PaymentRefused:
    return PaymentRefused(reason=_REFUSALS.get(refused.reason, refused.reason))


def _account(account: Any) -> ProviderAccount:
    recipient = account.configuration.recipient if account.configuration else None
    balance = _part(_part(recipient, "capabilities"), "stripe_balance")
    transfers, payouts = _part(balance, "stripe_transfers"), _part(balance, "payouts")
    details = [
        *(_part(transfers, "status_details") or []),
        *(_part(payouts, "status_details") or []),
    ]
    entries = _part(account.requirements, "entries") or []
    summary = _part(_part(account.requirements, "summary"), "minimum_deadline")
    return ProviderAccount(
        id=account.id,
        transfers=told(transfers, "status"),
        payouts=told(payouts, "status"),
        reason=told(details[0], "code") if details else "",
        is_closed=bool(_part(account, "closed")),
        requirements=tuple(_requirement(entry) for entry in entries),
        due_at=_moment(told(summary, "time")),
        metadata=metadata_of(account),
    )


def _requirement(entry: Any) -> Requirement:
    deadline = _part(entry, "minimum_deadline")
    return Requirement(
        name=entry.description,
        is_owners=entry.awaiting_action_from == "user",
        is_past_due=told(deadline, "status") == "past_due",
        due_at=_moment(told(deadline, "time")),
    )


def _transfer(transfer: stripe.Transfer) -> Transfer:
    reversals = transfer.reversals.data
    return Transfer(
        id=transfer.id,
        amount_cents=transfer.amount,
        currency=transfer.currency,
        destination=name_of(transfer.destination),
        payment=name_of(transfer.destination_payment),
        reversed_cents=transfer.amount_reversed,
        reversal=reversals[0].id if len(reversals) == 1 else "",
        metadata=metadata_of(transfer),
    )


def _bank_payout(payout: stripe.Payout, carries: frozenset[str]) -> BankPayout:
    return BankPayout(
        id=payout.id,
        status=_BANK_STATUS[payout.status],
        failure_code=payout.failure_code or "",
        failure_message=payout.failure_message or "",
        failed_at=_failed_at(payout),
        carries=carries,
    )


def _failed_at(payout: stripe.Payout) -> datetime | None:
    """When the balance had it again."""
    returned = payout.failure_balance_transaction
    if not isinstance(returned, stripe.BalanceTransaction):
        return None
    return datetime.fromtimestamp(returned.created, UTC)


def _part(thing: Any, name: str) -> Any:
    """A part of an object; Stripe leaves out what it has nothing to say about."""
    return getattr(thing, name, None)


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
