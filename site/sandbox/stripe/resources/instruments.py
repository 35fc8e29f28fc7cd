"""What a payment is made with: new cards and bank accounts, and their way to a customer."""

from typing import Any

from sandbox.stripe import cards
from sandbox.stripe.errors import ApiError, CardError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.resources import card_data
from sandbox.stripe.world import Body, World

SPENT = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
    "attachment, shared with a connected account without Customer attachment, or was detached "
    "from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must "
    "attach it to a Customer first."
)


def own_copy(world: World, name: str, *, param: str | None = None) -> Body:
    """The payment method; for a well-known name such as `pm_card_visa`, a new one each time."""
    if name in cards.BANK_ACCOUNTS:
        return _new_bank_account(world, cards.BANK_ACCOUNTS[name])
    card = cards.named(name) if name.startswith("pm_card_") else None
    if card:
        return _new_card(world, card, month=world_expiry(world)[0], year=world_expiry(world)[1])
    return world.get("payment_method", name, param=param)


def from_data(world: World, data: dict[str, Any]) -> Body:
    """A payment method from `card` data or a token, as browsers send them."""
    if data.get("type") != "card":
        raise ApiError(
            f"This sandbox makes payment methods of type card only, not {data.get('type')}.",
            code="sandbox_not_implemented",
            param="type",
        )
    given = data.get("card")
    if not given:
        raise ApiError("Missing required param: card.", code="parameter_missing", param="card")
    card, month, year, with_cvc = _card_of(world, given)
    method = _new_card(world, card, month=month, year=year, with_cvc=with_cvc)
    method["billing_details"] = billing(data.get("billing_details") or {}, {})
    method["metadata"] = merged({}, data.get("metadata"))
    method["allow_redisplay"] = data.get("allow_redisplay", "unspecified")
    return world.save(method)


def attach_to(world: World, method: Body, customer_id: str) -> Body:
    """Give a payment method to a customer; a declining card is refused here already."""
    if method["customer"] == customer_id:
        return method
    if method["customer"]:
        raise ApiError(
            "The payment method you provided has already been attached to a customer.",
            code="payment_method_unexpected_state",
        )
    hidden = world.hidden(method["id"])
    if hidden.get("spent"):
        raise ApiError(SPENT, code="payment_method_unexpected_state")
    card = card_behind(world, method)
    if card and card.decline and card.declines_when_attached:
        raise CardError(
            card.decline.message,
            code=card.decline.code,
            param=card.decline.param,
            decline_code=card.decline.decline_code,
        )
    method["customer"] = customer_id
    world.save(method)
    emit(world, "payment_method.attached", method)
    return method


def card_behind(world: World, method: Body) -> cards.TestCard | None:
    """The test card, as it behaves by now: once set up, it may need no authentication."""
    hidden = world.hidden(method["id"])
    card = cards.BY_NUMBER.get(hidden.get("number", ""))
    return cards.set_up(card) if card and hidden.get("set_up") else card


def world_expiry(world: World) -> tuple[int, int]:
    """When the well-known cards expire: a year from now on, for ever."""
    years = world.now() // 31_556_952 + 1970
    return 12, years + 1


def _card_of(world: World, given: dict[str, Any]) -> tuple[cards.TestCard, int, int, bool]:
    token = given.get("token")
    if not token:
        month, year = card_data.check_expiry(world, given)
        return cards.numbered(given.get("number", "")), month, year, "cvc" in given
    named = cards.named(token)
    if named:
        return (named, *world_expiry(world), True)
    stored = world.get("token", token, param="card[token]")
    if stored["used"]:
        raise ApiError(
            f"You cannot use a Stripe token more than once: {token}.",
            code="token_already_used",
            param="card[token]",
        )
    world.save({**stored, "used": True})
    hidden = world.hidden(token)
    card = cards.BY_NUMBER[hidden["number"]]
    return card, hidden["exp_month"], hidden["exp_year"], hidden["cvc"]


def _new_card(
    world: World, card: cards.TestCard, *, month: int, year: int, with_cvc: bool = True
) -> Body:
    return world.create(
        "payment_method",
        {
            "allow_redisplay": "unspecified",
            "billing_details": billing({}, {}),
            "card": card_data.shown(card, month=month, year=year, with_cvc=with_cvc),
            "customer": None,
            "metadata": {},
            "type": "card",
        },
        hidden={"number": card.number},
    )


def _new_bank_account(world: World, number: str) -> Body:
    return world.create(
        "payment_method",
        {
            "allow_redisplay": "unspecified",
            "billing_details": {**billing({}, {}), "name": "Test Account"},
            "customer": None,
            "metadata": {},
            "type": "us_bank_account",
            "us_bank_account": {
                "account_holder_type": "individual",
                "account_type": "checking",
                "bank_name": "STRIPE TEST BANK",
                "financial_connections_account": None,
                "fingerprint": card_data.fingerprint(number),
                "last4": number[-4:],
                "networks": {"preferred": "ach", "supported": ["ach"]},
                "routing_number": cards.BANK_ROUTING,
                "status_details": {},
            },
        },
        hidden={"account": number},
    )


def billing(given: dict[str, Any], old: dict[str, Any]) -> Body:
    lines = ("city", "country", "line1", "line2", "postal_code", "state")
    address = {**(old.get("address") or {}), **(given.get("address") or {})}
    names = ("email", "name", "phone", "tax_id")
    return {
        "address": {line: address.get(line) or None for line in lines},
        **{name: given.get(name, old.get(name)) or None for name in names},
    }
