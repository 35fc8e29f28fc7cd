"""What moves an object forward when a tester wants it now: one entry per lever.

Each is reached at `POST /sandbox/{kind}/{id}/{lever}` with JSON, and by a button on the front page.
"""

from collections.abc import Callable

from sandbox.stripe import balance, ids
from sandbox.stripe.errors import ApiError, NotFound
from sandbox.stripe.events import emit
from sandbox.stripe.money import check_amount, check_currency
from sandbox.stripe.resources import account_moves, dispute_life, payout_life
from sandbox.stripe.resources.balance import snapshot
from sandbox.stripe.resources.billing import collection, test_clocks
from sandbox.stripe.world import Body, World

Lever = Callable[[World, str, Body], Body]


def pull(world: World, kind: str, object_id: str, lever: str, given: Body) -> Body:
    """Do it, for whichever account the object belongs to; the object afterwards."""
    run = LEVERS.get(kind, {}).get(lever)
    if run is None:
        known = [f"{name}/{word}" for name, words in LEVERS.items() for word in words]
        raise NotFound(f"No such lever: {kind}/{lever}. Known: {', '.join(known)}.")
    with world.acting_for(world.owner(object_id)):
        return run(world, object_id, given)


def activate(world: World, account_id: str, given: Body) -> Body:
    """{"bank": "000111111113"}: onboarding is complete; the number says how payouts will go."""
    return account_moves.activate(world, account_id, bank=given.get("bank"))


def submit(world: World, account_id: str, given: Body) -> Body:
    """{"bank": ...}: everything is told, Stripe is checking."""
    return account_moves.submit(world, account_id, bank=given.get("bank"))


def restrict(world: World, account_id: str, given: Body) -> Body:
    """{"requirement": "identity...", "due_in": 86400}: past due at once when due_in is missing."""
    return account_moves.restrict(
        world,
        account_id,
        requirement=given.get("requirement"),
        due_in=float(given.get("due_in", 0)),
    )


def reject(world: World, account_id: str, given: Body) -> Body:
    """{}: rejected for good."""
    return account_moves.reject(world, account_id)


def unsupported(world: World, account_id: str, given: Body) -> Body:
    """{}: its country cannot be served."""
    return account_moves.refuse_country(world, account_id)


def pay(world: World, payout_id: str, given: Body) -> Body:
    """{}: the payout has arrived."""
    return payout_life.arrive(world, world.get("payout", payout_id))


def fail(world: World, payout_id: str, given: Body) -> Body:
    """{"code": "account_closed"}: the payout comes back, also after it was paid."""
    code = given.get("code", "account_closed")
    return payout_life.fail(world, world.get("payout", payout_id), code)


def release(world: World, charge_id: str, given: Body) -> Body:
    """{}: the charge's pending funds are available now."""
    charge = world.get("charge", charge_id)
    if not charge["balance_transaction"]:
        raise ApiError(f"{charge_id} has brought in nothing yet.")
    booked = world.get("balance_transaction", charge["balance_transaction"])
    balance.make_available(world, booked)
    return charge


def top_up(world: World, account_id: str, given: Body) -> Body:
    """{"amount": 100000, "currency": "usd"}: money from outside, available at once."""
    currency = check_currency(str(given.get("currency", "usd")))
    amount = check_amount(int(given.get("amount", 0)), currency)
    source = {"id": f"tu_{ids.random_text(24)}", "currency": currency, "description": "Top-up"}
    booked = balance.book(world, "topup", amount, source=source)
    emit(world, "balance.available", snapshot(world))
    return booked


def bill(world: World, _: str, given: Body) -> Body:
    """{"amount": 200, "description": "..."}: a fee of Stripe's for Connect, not for a charge."""
    amount = check_amount(int(given.get("amount", 0)), "usd", param="amount")
    words = str(given.get("description", "Connect (2026-08): active account"))
    source = {"id": None, "currency": "usd", "description": words}
    return balance.book(world, "stripe_fee", -amount, source=source)


def dispute(world: World, charge_id: str, given: Body) -> Body:
    """{"reason": "fraudulent", "inquiry": false, "amount": 100}: the holder disputes it."""
    return dispute_life.open_case(
        world,
        world.get("charge", charge_id),
        reason=given.get("reason", "fraudulent"),
        inquiry=bool(given.get("inquiry")),
        amount=int(given["amount"]) if given.get("amount") else None,
    )


def win(world: World, dispute_id: str, given: Body) -> Body:
    """{}: the bank decides for the shop."""
    return dispute_life.decide(world, world.get("dispute", dispute_id), "won")


def lose(world: World, dispute_id: str, given: Body) -> Body:
    """{}: the bank decides for the holder."""
    return dispute_life.decide(world, world.get("dispute", dispute_id), "lost")


def renew(world: World, subscription_id: str, given: Body) -> Body:
    """{}: its test clock goes on to an hour after the period's end, when the renewal is charged."""
    subscription = world.get("subscription", subscription_id)
    if subscription["test_clock"] is None:
        raise ApiError(
            "This subscription has no test clock: advance the sandbox's own, at /sandbox/clock."
        )
    end = subscription["items"]["data"][0]["current_period_end"]
    clock = world.get("test_helpers.test_clock", subscription["test_clock"])
    return test_clocks.move(world, clock, end + 3601)


def advance(world: World, clock_id: str, given: Body) -> Body:
    """{"seconds": 86400}: the test clock goes on."""
    clock = world.get("test_helpers.test_clock", clock_id)
    return test_clocks.move(world, clock, clock["frozen_time"] + int(given.get("seconds", 0)))


def advance_own(world: World, _: str, given: Body) -> Body:
    """{"seconds": 86400}: the sandbox's own clock goes on, and with it all but test clocks."""
    offset = float(world.store.setting("clock_offset", 0)) + float(given.get("seconds", 0))
    world.store.set("clock_offset", offset)
    return {"now": int(world.wall())}


def set_rules(world: World, _: str, given: Body) -> Body:
    """{"retries": [3, 5, 7], "exhausted": "cancel"}: what follows a failed renewal."""
    return collection.set_rules(world, given)


LEVERS: dict[str, dict[str, Lever]] = {
    "accounts": {
        "activate": activate,
        "submit": submit,
        "restrict": restrict,
        "reject": reject,
        "unsupported": unsupported,
    },
    "balance": {"bill": bill, "top_up": top_up},
    "clock": {"advance": advance_own},
    "charges": {"dispute": dispute, "release": release},
    "disputes": {"win": win, "lose": lose},
    "billing": {"set": set_rules},
    "payouts": {"pay": pay, "fail": fail},
    "subscriptions": {"renew": renew},
    "test_clocks": {"advance": advance},
}
