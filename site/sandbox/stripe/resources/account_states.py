"""What a connected account may do, and what Stripe still wants to know of it.

An account stands at one stage; its capabilities and requirements follow from that:

new          nothing told yet: restricted until the owner has been through onboarding
pending      everything told, Stripe is checking
active       money may be sent to it and paid out
due          active, with a requirement that restricts it once its deadline has passed
restricted   a requirement is past due
rejected     Stripe wants nothing to do with it
unsupported  the country or business cannot be served
closed       for good
"""

from typing import Any

from sandbox.stripe.events import emit, emit_thin, timestamp
from sandbox.stripe.v1_account import v1_view
from sandbox.stripe.world import Body, World

TRANSFERS, PAYOUTS = "stripe_balance.stripe_transfers", "stripe_balance.payouts"
STAGES = ("new", "pending", "active", "due", "restricted", "rejected", "unsupported", "closed")
# Stage: the capabilities' status and why.
CAPABILITY: dict[str, tuple[str, str | None, str | None]] = {
    "new": ("restricted", "requirements_past_due", "provide_info"),
    "pending": ("pending", "requirements_pending_verification", "no_resolution"),
    "active": ("active", None, None),
    "due": ("active", None, None),
    "restricted": ("restricted", "requirements_past_due", "provide_info"),
    "rejected": ("restricted", "restricted_other", "contact_stripe"),
    "unsupported": ("unsupported", "unsupported_country", "no_resolution"),
    "closed": ("restricted", "restricted_other", "no_resolution"),
}
DOCUMENT = "identity.individual.documents.primary_verification"
# What onboarding asks of an individual, unless it was given with the account.
ASKED = ("address", "date_of_birth", "given_name", "id_numbers", "surname")
BANK = "configuration.recipient.default_outbound_destination"


def move(world: World, account: Body, stage: str, **facts: Any) -> Body:
    """Bring the account to a stage and tell everybody; `facts` are remembered with it.

    `requirement` names what is wanted, `deadline` until when, `bank` where payouts go.
    """
    before = {**account}
    world.hide(account["id"], stage=stage, **facts)
    describe(world, account)
    world.save(account)
    tell(world, before, account)
    deadline = facts.get("deadline")
    if stage == "due" and deadline:
        world.later(deadline - world.time(), "requirement_falls_due", account["id"])
    return account


def describe(world: World, account: Body) -> Body:
    """Write what follows from the stage into the account, unsaved."""
    hidden = world.hidden(account["id"])
    stage = hidden["stage"]
    requested = hidden["requested"] and stage != "closed"
    capabilities = {}
    if requested:
        capabilities = {"payouts": _capability(stage), "stripe_transfers": _capability(stage)}
    account["configuration"] = {
        "customer": None,
        "merchant": None,
        "recipient": {
            "applied": stage != "closed",
            "capabilities": {"stripe_balance": capabilities},
        },
    }
    account["requirements"] = _requirements(account, hidden) if requested else _no_requirements()
    account["applied_configurations"] = [] if stage == "closed" else ["recipient"]
    account["closed"] = stage == "closed"
    return account


def tell(world: World, before: Body, account: Body) -> None:
    """Thin events for what changed, and the `account.updated` that `/v1` knows."""
    changed = False
    for name, status in _statuses(account).items():
        if _statuses(before).get(name) != status:
            changed = True
            emit_thin(
                world,
                "v2.core.account[configuration.recipient].capability_status_updated",
                related(account),
                data={"updated_capability": name},
            )
    if before.get("requirements") != account["requirements"]:
        changed = True
        emit_thin(world, "v2.core.account[requirements].updated", related(account))
    if changed:
        tell_v1(world, account)


def tell_v1(world: World, account: Body) -> None:
    """The snapshot event, which a Connect webhook hears."""
    with world.acting_for(account["id"]):
        emit(world, "account.updated", v1_view(account, world.hidden(account["id"])))


def fall_due(world: World, account_id: str) -> None:
    """The job at a requirement's deadline."""
    account = world.get("v2.core.account", account_id)
    hidden = world.hidden(account_id)
    if hidden["stage"] == "due" and hidden["deadline"] <= world.time():
        move(world, account, "restricted", deadline=None)


def may_receive(account: Body) -> bool:
    """Whether money may be transferred to it."""
    return _statuses(account).get(TRANSFERS) == "active"


def may_pay_out(account: Body) -> bool:
    """Whether its balance may be paid out."""
    return _statuses(account).get(PAYOUTS) == "active"


def related(account: Body) -> Body:
    """The account as a thin event names it."""
    url = f"/v2/core/accounts/{account['id']}"
    return {"id": account["id"], "type": "v2.core.account", "url": url}


def _statuses(account: Body) -> dict[str, str]:
    recipient = (account.get("configuration") or {}).get("recipient") or {}
    found = recipient.get("capabilities", {}).get("stripe_balance", {})
    return {f"stripe_balance.{name}": found[name]["status"] for name in found}


def _capability(stage: str) -> Body:
    status, code, resolution = CAPABILITY[stage]
    return {
        "status": status,
        "status_details": [{"code": code, "resolution": resolution}] if code else [],
    }


def _requirements(account: Body, hidden: Body) -> Body:
    stage, deadline = hidden["stage"], hidden.get("deadline")
    if stage == "new":
        wanted = [_entry(name, "past_due", "user") for name in _unknown(account)]
        return _with_summary(wanted, "past_due", None)
    if stage == "pending":
        return _with_summary([_entry(DOCUMENT, "currently_due", "stripe")], None, None)
    if stage in ("due", "restricted"):
        status = "currently_due" if stage == "due" else "past_due"
        entry = _entry(hidden["requirement"], status, "user", reason="routine_verification")
        return _with_summary([entry], status, deadline)
    return _no_requirements()


def _unknown(account: Body) -> list[str]:
    known = (account["identity"] or {}).get("individual") or {}
    return [BANK, *(f"identity.individual.{name}" for name in ASKED if not known.get(name))]


def _entry(name: str, status: str, whose: str, *, reason: str = "routine_onboarding") -> Body:
    restricts = [
        {"capability": capability, "configuration": "recipient", "deadline": {"status": status}}
        for capability in (PAYOUTS, TRANSFERS)
    ]
    return {
        "awaiting_action_from": whose,
        "description": name,
        "errors": [],
        "impact": {"restricts_capabilities": restricts},
        "minimum_deadline": {"status": status},
        "reference": None,
        "requested_reasons": [{"code": reason}],
    }


def _with_summary(entries: list[Body], status: str | None, deadline: float | None) -> Body:
    soonest = None
    if status:
        soonest = {"status": status, "time": timestamp(deadline) if deadline else None}
    return {"entries": entries, "summary": {"minimum_deadline": soonest}}


def _no_requirements() -> Body:
    return {"entries": [], "summary": {"minimum_deadline": None}}
