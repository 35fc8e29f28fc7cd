"""Identifiers that look like Stripe's."""

import secrets
import string

ALPHABET = string.ascii_letters + string.digits
PREFIXES = {
    "balance_transaction": "txn_",
    "card": "card_",
    "charge": "ch_",
    "customer": "cus_",
    "event": "evt_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "refund": "re_",
    "request": "req_",
    "setup_attempt": "setatt_",
    "setup_intent": "seti_",
    "token": "tok_",
    "webhook_endpoint": "we_",
}


def new(kind: str) -> str:
    """A fresh identifier for a kind of object."""
    return PREFIXES[kind] + random_text(14 if kind in ("customer", "request") else 24)


def random_text(length: int) -> str:
    """Letters and digits nobody can guess."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))


def client_secret(object_id: str) -> str:
    """What lets a browser act on one intent, and on nothing else."""
    return f"{object_id}_secret_{random_text(25)}"


def webhook_secret() -> str:
    """What an endpoint checks signatures with."""
    return f"whsec_{random_text(32)}"
