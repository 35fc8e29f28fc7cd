"""Payouts of connected accounts: made by hand, looked at, called back."""

from sandbox.stripe import balance
from sandbox.stripe.errors import ApiError
from sandbox.stripe.metadata import merged
from sandbox.stripe.money import check_currency
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources import payout_life
from sandbox.stripe.resources.account_states import may_pay_out
from sandbox.stripe.world import Body, World


@acting_on(
    "amount",
    "currency",
    "description",
    "metadata",
    "method",
    "statement_descriptor",
    on_accounts=True,
)
def create(world: World, call: Call) -> Body:
    """POST /v1/payouts"""
    currency, amount = check_currency(call.get("currency")), call.get("amount")
    bank = _bank(world, currency)
    if call.get("method", "standard") != "standard":
        raise ApiError(
            "This sandbox plays standard payouts only.",
            code="sandbox_not_implemented",
            param="method",
        )
    if amount < 1:
        raise ApiError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param="amount",
        )
    if amount > balance.available(world, currency):
        raise ApiError(
            "You have insufficient funds in your Stripe account for this transfer. Your card "
            "balance is too low. You can use the the /v1/balance endpoint to view your Stripe "
            "balance (for more details, see stripe.com/docs/api#balance).",
            code="balance_insufficient",
        )
    return payout_life.begin(
        world,
        bank,
        amount=amount,
        currency=currency,
        automatic=False,
        description=call.get("description"),
        metadata=call.get("metadata"),
        statement_descriptor=call.get("statement_descriptor"),
    )


@acting_on(on_accounts=True)
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/payouts/{payout}"""
    return world.get("payout", call.path["payout"])


@acting_on("metadata", on_accounts=True)
def update(world: World, call: Call) -> Body:
    """POST /v1/payouts/{payout}"""
    payout = world.get("payout", call.path["payout"])
    changed = merged(payout["metadata"], call.get("metadata"))
    return payout_life.change(world, payout, "payout.updated", metadata=changed)


@acting_on(on_accounts=True)
def cancel(world: World, call: Call) -> Body:
    """POST /v1/payouts/{payout}/cancel"""
    return payout_life.cancel(world, world.get("payout", call.path["payout"]))


@acting_on(*PAGE, "created", "destination", "status", on_accounts=True)
def listed(world: World, call: Call) -> Body:
    """GET /v1/payouts"""
    where = {"destination": call.get("destination"), "status": call.get("status")}
    return listing(world, "payout", call.params, url="/v1/payouts", where=where)


def _bank(world: World, currency: str) -> Body:
    if world.account is None:
        raise ApiError(
            "This sandbox plays the payouts of connected accounts only: send Stripe-Account.",
            code="sandbox_not_implemented",
        )
    account_id, hidden = world.account, world.hidden(world.account)
    with world.acting_for(None):
        account = world.get("v2.core.account", account_id)
    if not may_pay_out(account):
        raise ApiError(
            "Payouts are not allowed on this account at the moment.", code="payouts_not_allowed"
        )
    bank: Body | None = hidden["bank"]
    if bank is None or currency != account["defaults"]["currency"]:
        raise ApiError(
            f"Sorry, you don't have any external accounts in that currency ({currency}).",
            param="currency",
        )
    return bank
