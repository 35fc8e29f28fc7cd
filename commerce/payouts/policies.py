"""Decisions about payouts that need nothing but the values."""

from datetime import datetime, timedelta

from commerce.payouts.states import AccountState

# Why capabilities are not active, where it is the provider's last word.
_REJECTED = ("restricted_other", "unsupported_business", "unsupported_country",
             "unsupported_entity_type")  # fmt: skip

_WORDS = {
    "address": "your address",
    "date_of_birth": "your date of birth",
    "default_outbound_destination": "a bank account to be paid on",
    "given_name": "your given name",
    "id_numbers": "your tax or identity number",
    "phone": "your telephone number",
    "primary_verification": "a document that shows who you are",
    "surname": "your surname",
}
_FAILURES = {
    "account_closed": "The bank account has been closed.",
    "account_frozen": "The bank account has been frozen.",
    "bank_account_restricted": "The bank account does not take this kind of payment.",
    "debit_not_authorized": "The bank account does not take this kind of payment.",
    "declined": "The bank has declined the payment.",
    "incorrect_account_holder_name": "The name of the bank account's holder is not right.",
    "invalid_account_number": "The number of the bank account is not right.",
    "invalid_currency": "The bank account does not take this currency.",
    "no_account": "There is no bank account with this number.",
}


def state_of(
    *,
    transfers: str,
    payouts: str,
    reason: str,
    is_closed: bool,
    owner_is_asked: bool,
    was_active: bool,
) -> AccountState:
    """How an account stands, from what the provider says of it."""
    if is_closed:
        return AccountState.CLOSED
    if transfers == "unsupported" or reason in _REJECTED:
        return AccountState.REJECTED
    if can_receive(transfers=transfers, payouts=payouts):
        return AccountState.DETAILS_NEEDED if owner_is_asked else AccountState.ACTIVE
    if owner_is_asked or not transfers:
        return AccountState.RESTRICTED if was_active else AccountState.DETAILS_NEEDED
    if "pending" in (transfers, payouts):
        return AccountState.PENDING_VERIFICATION
    return AccountState.RESTRICTED


def can_receive(*, transfers: str, payouts: str) -> bool:
    """Whether money sent to the account also gets to its owner's bank."""
    return transfers == "active" and payouts in ("active", "")


def netted(*, earned_cents: int, carried_cents: int) -> int:
    """What is kept of a payout for refunds of earlier ones.

    `carried_cents` is what the practitioner owes us; below zero we owe it, and pay it with.
    """
    return min(earned_cents, carried_cents)


def latest_run(now: datetime, *, weekday: int, hour: int) -> datetime:
    """When the weekly run was due last: `weekday` (0 is Monday) at `hour`, UTC, not after `now`."""
    day = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    due = day - timedelta(days=(day.weekday() - weekday) % 7)
    return due if due <= now else due - timedelta(days=7)


def next_run(now: datetime, *, weekday: int, hour: int) -> datetime:
    """When the weekly run is due next."""
    return latest_run(now, weekday=weekday, hour=hour) + timedelta(days=7)


def wanted_in_words(name: str) -> str:
    """A requirement, such as `identity.individual.address`, for a person."""
    last = name.rpartition(".")[2]
    return _WORDS.get(last, last.replace("_", " "))


def failure_in_words(code: str, message: str = "") -> str:
    """Why a bank sent a payout back, for a person."""
    return _FAILURES.get(code) or message or "The bank could not take the payment."
