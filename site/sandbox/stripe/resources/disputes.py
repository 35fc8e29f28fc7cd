"""Disputes: a holder's bank takes a payment back, and a shop may argue."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources import dispute_life
from sandbox.stripe.world import Body, World

WAITING = ("needs_response", "warning_needs_response")
# Evidence that decides the case at once, as in Stripe's test mode.
DECIDING = {"winning_evidence": "won", "losing_evidence": "lost"}


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/disputes/{dispute}"""
    return world.get("dispute", call.path["dispute"])


@acting_on("evidence", "metadata", "submit")
def update(world: World, call: Call) -> Body:
    """POST /v1/disputes/{dispute}; evidence goes to the bank unless `submit` is false."""
    before = world.get("dispute", call.path["dispute"])
    dispute = {**before, "metadata": merged(before["metadata"], call.get("metadata"))}
    evidence = call.get("evidence")
    if evidence is not None or call.get("submit"):
        if before["status"] not in WAITING:
            raise ApiError(
                f"This dispute is {before['status']}: its evidence can no longer be changed.",
                code="dispute_unexpected_state",
            )
        added = {name: text or None for name, text in (evidence or {}).items()}
        kept = {**before["evidence"], **added}
        given = any(value for name, value in kept.items() if name != "enhanced_evidence")
        dispute["evidence"] = kept
        dispute["evidence_details"] = {**before["evidence_details"], "has_evidence": given}
        if call.get("submit", True):
            return _submit(world, before, dispute)
    return _save(world, before, dispute)


@acting_on()
def close(world: World, call: Call) -> Body:
    """POST /v1/disputes/{dispute}/close: give in; it is lost for good."""
    dispute = world.get("dispute", call.path["dispute"])
    if dispute["status"] not in WAITING:
        raise ApiError(
            f"This dispute is {dispute['status']} and cannot be closed.",
            code="dispute_unexpected_state",
        )
    return dispute_life.decide(world, dispute, "lost")


@acting_on(*PAGE, "charge", "created", "payment_intent")
def listed(world: World, call: Call) -> Body:
    """GET /v1/disputes"""
    where = {"charge": call.get("charge"), "payment_intent": call.get("payment_intent")}
    return listing(world, "dispute", call.params, url="/v1/disputes", where=where)


def _submit(world: World, before: Body, dispute: Body) -> Body:
    details = dispute["evidence_details"]
    warned = dispute["status"] == "warning_needs_response"
    dispute["status"] = "warning_under_review" if warned else "under_review"
    dispute["evidence_details"] = {**details, "submission_count": details["submission_count"] + 1}
    _save(world, before, dispute)
    outcome = DECIDING.get(dispute["evidence"].get("uncategorized_text") or "")
    if outcome:
        world.later(world.timing.bank, "dispute_is_decided", f"{dispute['id']} {outcome}")
    return dispute


def _save(world: World, before: Body, dispute: Body) -> Body:
    world.save(dispute)
    if dispute != before:
        emit(world, "charge.dispute.updated", dispute, before=before)
    return dispute
