"""The data of a card as they come in, and as Stripe shows them."""

import datetime
import hashlib
from typing import Any

from sandbox.stripe import cards
from sandbox.stripe.world import Body, World


def check_expiry(world: World, data: dict[str, Any]) -> tuple[int, int]:
    """Month and year of a card's data; raises the refusal Stripe gives for impossible ones."""
    month, year = _number(data.get("exp_month")), _number(data.get("exp_year"))
    today = datetime.datetime.fromtimestamp(world.now(), datetime.UTC).date()
    year = year + 2000 if 0 <= year < 100 else year
    if not 1 <= month <= 12:
        raise cards.refused(
            "invalid_expiry_month", "Your card's expiration month is invalid.", param="exp_month"
        )
    if not today.year <= year <= today.year + 50:
        raise cards.refused(
            "invalid_expiry_year", "Your card's expiration year is invalid.", param="exp_year"
        )
    if (year, month) < (today.year, today.month):
        raise cards.refused(
            "invalid_expiry_month", "Your card's expiration month is invalid.", param="exp_month"
        )
    check_cvc(data.get("cvc"))
    return month, year


def check_cvc(cvc: str | None) -> None:
    """A security code has three digits, or four on American Express."""
    if cvc is not None and not (cvc.isdigit() and len(cvc) in (3, 4)):
        raise cards.refused("invalid_cvc", "Your card's security code is invalid.", param="cvc")


def fingerprint(number: str) -> str:
    """The same for the same number, and telling nothing about it."""
    return hashlib.sha256(f"sandbox {number}".encode()).hexdigest()[:16]


def shown(card: cards.TestCard, *, month: int, year: int, with_cvc: bool) -> Body:
    """The `card` of a payment method."""
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": card.cvc_check if with_cvc else None,
        },
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": fingerprint(card.number),
        "funding": card.funding,
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def _number(value: Any) -> int:
    text = str(value if value is not None else "")
    return int(text) if text.isdigit() else -1
