"""Identifiers that look like Stripe's."""

import secrets
import string

ALPHABET = string.ascii_letters + string.digits
PREFIXES = {
    "account_link": "",
    "balance_transaction": "txn_",
    "bank_account": "ba_",
    "card": "card_",
    "charge": "ch_",
    "customer": "cus_",
    "dispute": "du_",
    "event": "evt_",
    "invoice": "in_",
    "invoice_payment": "inpay_",
    "line_item": "il_",
    "login_link": "",
    "payment": "py_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "payment_refund": "pyr_",
    "payout": "po_",
    "price": "price_",
    "product": "prod_",
    "refund": "re_",
    "request": "req_",
    "setup_attempt": "setatt_",
    "setup_intent": "seti_",
    "subscription": "sub_",
    "subscription_item": "si_",
    "subscription_schedule": "sub_sched_",
    "test_helpers.test_clock": "clock_",
    "token": "tok_",
    "transfer": "tr_",
    "transfer_reversal": "trr_",
    "v2.core.account": "acct_",
    "v2.core.event": "evt_test_",
    "webhook_endpoint": "we_",
}
SHORT = ("customer", "product", "request", "subscription_item")


def new(kind: str) -> str:
    """A fresh identifier for a kind of object."""
    return PREFIXES[kind] + random_text(14 if kind in SHORT else 24)


def random_text(length: int) -> str:
    """Letters and digits nobody can guess."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))


def client_secret(object_id: str) -> str:
    """What lets a browser act on one intent, and on nothing else."""
    return f"{object_id}_secret_{random_text(25)}"


def webhook_secret() -> str:
    """What an endpoint checks signatures with."""
    return f"whsec_{random_text(32)}"
