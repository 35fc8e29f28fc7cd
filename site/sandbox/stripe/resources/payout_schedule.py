"""When a connected account's money goes to its bank: daily by itself, or by hand."""

from sandbox.stripe import balance
from sandbox.stripe.errors import ApiError
from sandbox.stripe.operation import Call, acting_on
from sandbox.stripe.resources import payout_life
from sandbox.stripe.resources.account_states import may_pay_out
from sandbox.stripe.world import Body, World

PLAYED = ("daily", "manual")


@acting_on(on_accounts=True)
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/balance_settings"""
    return _shown(world, _account(world))


@acting_on("payments", on_accounts=True)
def update(world: World, call: Call) -> Body:
    """POST /v1/balance_settings"""
    account = _account(world)
    for name, part in (call.get("payments") or {}).items():
        wanted = (part or {}).get("schedule") if name == "payouts" else None
        if wanted is None or set(part) != {"schedule"} or wanted.get("interval") not in PLAYED:
            raise ApiError(
                "This sandbox acts on payments[payouts][schedule][interval] only: daily or manual.",
                code="sandbox_not_implemented",
                param=f"payments[{name}]",
            )
        world.hide(account["id"], interval=wanted["interval"])
        plan(world, account["id"], 0)
    return _shown(world, account)


def plan(world: World, account_id: str, waits: float) -> None:
    """Pay out what will be available after `waits` seconds, if the schedule says so by then."""
    with world.acting_for(account_id), world.as_of(world.money_time()):
        world.later(waits + world.timing.payout, "pay_out", account_id)


def pay_out(world: World, account_id: str) -> None:
    """The job of the daily schedule: everything available goes to the bank."""
    with world.acting_for(None):
        account = world.get("v2.core.account", account_id)
    hidden = world.hidden(account_id)
    if hidden["interval"] != "daily" or not may_pay_out(account) or not hidden["bank"]:
        return
    currency = account["defaults"]["currency"]
    amount = balance.available(world, currency)
    if amount > 0:
        payout_life.begin(world, hidden["bank"], amount=amount, currency=currency, automatic=True)


def _account(world: World) -> Body:
    if world.account is None:
        raise ApiError(
            "This sandbox plays the payouts of connected accounts only: send Stripe-Account.",
            code="sandbox_not_implemented",
        )
    account_id = world.account
    with world.acting_for(None):
        return world.get("v2.core.account", account_id)


def _shown(world: World, account: Body) -> Body:
    return {
        "object": "balance_settings",
        "payments": {
            "debit_negative_balances": False,
            "payouts": {
                "minimum_balance_by_currency": None,
                "schedule": {"interval": world.hidden(account["id"])["interval"]},
                "statement_descriptor": None,
                "status": "enabled" if may_pay_out(account) else "disabled",
            },
            "settlement_timing": {"delay_days": 2},
        },
    }
