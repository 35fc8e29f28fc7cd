"""What the owner, Stripe or a tester does to an account, one function each."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.resources import account_states, payout_schedule
from sandbox.stripe.resources.accounts import account_of
from sandbox.stripe.resources.payout_life import BANKS, GOOD_BANK
from sandbox.stripe.world import Body, World


def activate(world: World, account_id: str, *, bank: str | None = None) -> Body:
    """Everything was told and checked; `bank` is one of Stripe's test account numbers."""
    account = _living(world, account_id)
    _give_bank(world, account, bank)
    account = account_states.move(world, account, "active", requirement=None, deadline=None)
    payout_schedule.plan(world, account_id, 0)
    return account


def submit(world: World, account_id: str, *, bank: str | None = None) -> Body:
    """Everything was told; Stripe is checking."""
    account = _living(world, account_id)
    _give_bank(world, account, bank)
    return account_states.move(world, account, "pending", requirement=None, deadline=None)


def restrict(
    world: World, account_id: str, *, requirement: str | None = None, due_in: float = 0
) -> Body:
    """Something is wanted, now or until so many seconds from now."""
    account = _living(world, account_id)
    return account_states.move(
        world,
        account,
        "due" if due_in > 0 else "restricted",
        requirement=requirement or account_states.DOCUMENT,
        deadline=world.time() + due_in if due_in > 0 else None,
    )


def reject(world: World, account_id: str) -> Body:
    """Stripe wants nothing to do with it."""
    return account_states.move(world, _living(world, account_id), "rejected", deadline=None)


def refuse_country(world: World, account_id: str) -> Body:
    """Stripe cannot serve it."""
    return account_states.move(world, _living(world, account_id), "unsupported", deadline=None)


def _living(world: World, account_id: str) -> Body:
    account = account_of(world, account_id)
    if account["closed"]:
        raise ApiError(f"The account {account_id} is closed.", code="account_closed")
    return account


def _give_bank(world: World, account: Body, number: str | None) -> None:
    """The account's bank account; a new one when another number is given."""
    held = world.hidden(account["id"])["bank"]
    if held and number in (None, held["number"]):
        return
    number = number or GOOD_BANK
    if number not in BANKS:
        raise ApiError(f"Not a test account number. Known: {', '.join(BANKS)}.", param="bank")
    country, currency = account["identity"]["country"], account["defaults"]["currency"]
    with world.acting_for(account["id"]):
        bank = world.create(
            "bank_account",
            {
                "account": account["id"],
                "account_holder_name": None,
                "account_holder_type": None,
                "account_type": None,
                "available_payout_methods": ["standard"],
                "bank_name": "STRIPE TEST BANK",
                "country": country.upper(),
                "currency": currency,
                "default_for_currency": True,
                "fingerprint": f"bank{number[-6:]}",
                "last4": number[-4:],
                "metadata": {},
                "routing_number": "110000000",
                "status": "new",
            },
            hidden={"number": number},
        )
    world.hide(account["id"], bank={"id": bank["id"], "number": number})
