"""The life of a payout: pending, in transit, paid; and the ways it comes back."""

from typing import Any

from sandbox.stripe import balance
from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.world import Body, World

# Stripe's test bank accounts, and what becomes of a payout to them.
GOOD_BANK = "000123456789"
BANKS = {
    GOOD_BANK: None,
    "000111111113": "account_closed",
    "000111111116": "no_account",
    "000222222227": "insufficient_funds",
    "000333333335": "debit_not_authorized",
    "000444444440": "invalid_currency",
}
FAILURES = {
    "account_closed": "The bank account has been closed.",
    "account_frozen": "The bank account has been frozen.",
    "bank_account_restricted": "The bank account has restrictions on the type of payouts allowed.",
    "could_not_process": "The bank could not process this payout.",
    "debit_not_authorized": "Debit transactions are not approved on the bank account.",
    "declined": "The bank has declined this payout. Please contact the bank before retrying.",
    "incorrect_account_holder_name": (
        "Your bank notified us that the bank account holder name on file is incorrect."
    ),
    "insufficient_funds": ("Your Stripe account has insufficient funds to cover the payout."),
    "invalid_account_number": (
        "The routing number seems correct, but the account number is invalid."
    ),
    "invalid_currency": (
        "The bank was unable to process this payout because of its currency. This is probably "
        "because the bank account cannot accept payments in that currency."
    ),
    "no_account": (
        "The bank account details on file are probably incorrect. No bank account could be located "
        "with those details."
    ),
}


def begin(
    world: World,
    bank: Body,
    *,
    amount: int,
    currency: str,
    automatic: bool,
    description: str | None = None,
    metadata: dict[str, str] | None = None,
    statement_descriptor: str | None = None,
) -> Body:
    """A new payout of the acting account: the money leaves its balance now."""
    words = "STRIPE PAYOUT" if automatic else None
    payout = world.create(
        "payout",
        {
            "amount": amount,
            "application_fee": None,
            "application_fee_amount": None,
            "arrival_date": int(world.money_time() + 2 * world.timing.transit),
            "automatic": automatic,
            "balance_transaction": None,
            "currency": currency,
            "description": description or words,
            "destination": bank["id"],
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "metadata": merged({}, metadata),
            "method": "standard",
            "original_payout": None,
            "payout_method": None,
            "reconciliation_status": "in_progress" if automatic else "not_applicable",
            "reversed_by": None,
            "source_type": "card",
            "statement_descriptor": statement_descriptor,
            "status": "pending",
            "trace_id": {"status": "pending", "value": None},
            "type": "bank_account",
        },
        hidden={"carries": _carried(world, currency) if automatic else []},
    )
    payout["balance_transaction"] = balance.book(world, "payout", -amount, source=payout)["id"]
    world.save(payout)
    emit(world, "payout.created", payout)
    world.later(world.timing.transit, "payout_moves", payout["id"])
    return payout


def move(world: World, payout_id: str) -> None:
    """The job of each step: on its way, then there, or refused by the bank."""
    payout = world.get("payout", payout_id)
    if payout["status"] == "pending":
        change(world, payout, "payout.updated", status="in_transit")
        world.later(world.timing.transit, "payout_moves", payout_id)
    elif payout["status"] == "in_transit":
        reason = BANKS.get(world.hidden(payout["destination"]).get("number", GOOD_BANK))
        if reason:
            fail(world, payout, reason)
        else:
            arrive(world, payout)


def arrive(world: World, payout: Body) -> Body:
    """The bank has it."""
    if payout["status"] not in ("pending", "in_transit"):
        raise _wrong_state(payout, "be paid")
    done = "completed" if payout["automatic"] else "not_applicable"
    trace = {"status": "supported", "value": f"TRACE{payout['id'][-8:].upper()}"}
    return change(
        world,
        payout,
        "payout.paid",
        status="paid",
        reconciliation_status=done,
        trace_id=trace,
    )


def fail(world: World, payout: Body, code: str) -> Body:
    """The bank sent it back, perhaps days after it had said paid; the balance has it again."""
    if code not in FAILURES:
        raise ApiError(f"No such failure: {code}. Known: {', '.join(FAILURES)}.", param="code")
    if payout["status"] in ("failed", "canceled"):
        raise _wrong_state(payout, "fail")
    returned = balance.book(world, "payout_failure", payout["amount"], source=payout)
    return change(
        world,
        payout,
        "payout.failed",
        status="failed",
        failure_balance_transaction=returned["id"],
        failure_code=code,
        failure_message=FAILURES[code],
    )


def cancel(world: World, payout: Body) -> Body:
    """Call back a payout made by hand that has not left yet."""
    if payout["automatic"] or payout["status"] != "pending":
        raise ApiError(
            "Payouts can only be canceled if they are pending and were created by hand; "
            f"{payout['id']} is {'automatic' if payout['automatic'] else payout['status']}.",
            code="payout_unexpected_state",
        )
    returned = balance.book(world, "payout_cancel", payout["amount"], source=payout)
    return change(
        world,
        payout,
        "payout.canceled",
        status="canceled",
        failure_balance_transaction=returned["id"],
    )


def change(world: World, payout: Body, event_type: str, **values: Any) -> Body:
    """Write and tell."""
    before = {**payout}
    payout.update(values)
    world.save(payout)
    if event_type == "payout.updated":
        emit(world, event_type, payout, before=before)
    else:
        emit(world, event_type, payout)
    return payout


def _carried(world: World, currency: str) -> list[str]:
    """Available transactions that no earlier automatic payout carried."""
    rows = world.store.rows(
        "SELECT id, hidden FROM objects WHERE kind = 'balance_transaction' AND account IS ?"
        " AND json_extract(body, '$.currency') = ? AND json_extract(body, '$.available_on') <= ?"
        " AND json_extract(body, '$.type') != 'payout'"
        " AND json_extract(hidden, '$.carried') IS NULL ORDER BY seq",
        world.account,
        currency,
        int(world.money_time()),
    )
    for row in rows:
        world.hide(row["id"], carried=True)
    return [row["id"] for row in rows]


def _wrong_state(payout: Body, what: str) -> ApiError:
    return ApiError(
        f"A payout that is {payout['status']} cannot {what}.", code="payout_unexpected_state"
    )
