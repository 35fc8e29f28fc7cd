"""What the provider tells of accounts, transfers and payouts to banks: hints to ask again."""

from contextlib import suppress

from commerce.payments.gateway import UnknownToProvider
from commerce.payments.models import WebhookReceipt
from commerce.payments.webhooks import Handler
from commerce.payouts import accounts, following, sending
from commerce.payouts.gateway import gateway
from commerce.payouts.models import ConnectAccount


def _account_changed(receipt: WebhookReceipt) -> None:
    if account := _named(receipt):
        accounts.refresh(account_id=account.pk)


def _owner_was_there(receipt: WebhookReceipt) -> None:
    """They may have put right what the bank did not take."""
    if account := _named(receipt):
        accounts.refresh(account_id=account.pk)
        happened_at = receipt.happened_at or receipt.received_at
        accounts.owner_was_there(account_id=account.pk, at=happened_at)


def _link_returned(receipt: WebhookReceipt) -> None:
    """The event names neither the link nor the account; it has to be read."""
    with suppress(UnknownToProvider):
        receipt.object_id = gateway().returned_to(event_id=receipt.event_id)
        _owner_was_there(receipt)


def _named(receipt: WebhookReceipt) -> ConnectAccount | None:
    """An account of ours; one we do not know yet is asked about once its row knows its name."""
    name = receipt.account or receipt.object_id
    return ConnectAccount.objects.filter(provider_id=name).first()


def _transfer_changed(receipt: WebhookReceipt) -> None:
    with suppress(UnknownToProvider):
        sending.hear_transfer(transfer_id=receipt.object_id)


def _bank_payout_changed(receipt: WebhookReceipt) -> None:
    # The provider does not let us look into accounts that are not ours.
    if ConnectAccount.objects.filter(provider_id=receipt.account).exists():
        with suppress(UnknownToProvider):
            following.hear(account_id=receipt.account, bank_payout_id=receipt.object_id)


_V2 = "v2.core.account"
HANDLERS: dict[str, Handler] = {
    f"{_V2}.closed": _account_changed,
    f"{_V2}.updated": _account_changed,
    f"{_V2}[requirements].updated": _account_changed,
    f"{_V2}[configuration.recipient].capability_status_updated": _account_changed,
    f"{_V2}[configuration.recipient].updated": _owner_was_there,
    f"{_V2}_link.returned": _link_returned,
    "account.updated": _account_changed,
    "account.external_account.created": _owner_was_there,
    "account.external_account.updated": _owner_was_there,
    "transfer.created": _transfer_changed,
    "transfer.reversed": _transfer_changed,
    "transfer.updated": _transfer_changed,
    "payout.failed": _bank_payout_changed,
    "payout.paid": _bank_payout_changed,
    "payout.updated": _bank_payout_changed,
}
