"""Card tokens, as Stripe.js makes them in a browser."""

from typing import Any

from sandbox.stripe import cards, ids
from sandbox.stripe.operation import Call, acting_on
from sandbox.stripe.resources.card_data import check_expiry, fingerprint
from sandbox.stripe.world import Body, World


@acting_on("card", for_browsers=True)
def create(world: World, call: Call) -> Body:
    """POST /v1/tokens"""
    data = call.get("card") or {}
    card = cards.numbered(data.get("number", ""))
    month, year = check_expiry(world, data)
    number_hidden = {
        "number": card.number,
        "exp_month": month,
        "exp_year": year,
        "cvc": "cvc" in data,
    }
    return world.create(
        "token",
        {
            "card": _card(card, month, year, data),
            "client_ip": "127.0.0.1",
            "type": "card",
            "used": False,
        },
        hidden=number_hidden,
    )


@acting_on(for_browsers=True)
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/tokens/{token}"""
    return world.get("token", call.path["token"])


def _card(card: cards.TestCard, month: int, year: int, data: dict[str, Any]) -> Body:
    address = ("city", "country", "line1", "line2", "state", "zip")
    return {
        "id": ids.new("card"),
        "object": "card",
        **{f"address_{part}": data.get(f"address_{part}") for part in address},
        "address_line1_check": None,
        "address_zip_check": None,
        "brand": {"visa": "Visa", "mastercard": "MasterCard", "amex": "American Express"}.get(
            card.brand, card.brand.title()
        ),
        "country": card.country,
        "cvc_check": "unchecked" if "cvc" in data else None,
        "dynamic_last4": None,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": fingerprint(card.number),
        "funding": card.funding,
        "last4": card.last4,
        "metadata": {},
        "name": data.get("name"),
        "tokenization_method": None,
    }
