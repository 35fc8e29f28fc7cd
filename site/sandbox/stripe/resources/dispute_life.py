"""How a dispute comes about and how it ends, with the money that moves."""

from sandbox.stripe import balance
from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.world import Body, World

FEE = 1500
ANSWER_WITHIN = 9 * 86400
OPEN = (
    "needs_response",
    "under_review",
    "warning_needs_response",
    "warning_under_review",
)
REASONS = {
    "fraudulent": "10.4",
    "product_not_received": "13.1",
    "general": "13.3",
    "credit_not_processed": "13.6",
    "duplicate": "12.6",
    "subscription_canceled": "13.2",
}
EVIDENCE = """
access_activity_log billing_address cancellation_policy cancellation_policy_disclosure
cancellation_rebuttal customer_communication customer_email_address customer_name
customer_purchase_ip customer_signature duplicate_charge_documentation
duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy
refund_policy_disclosure refund_refusal_explanation service_date service_documentation
shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number
uncategorized_file uncategorized_text
"""


def open_case(
    world: World,
    charge: Body,
    *,
    reason: str = "fraudulent",
    inquiry: bool = False,
    amount: int | None = None,
) -> Body:
    """The holder disputes a charge, or an amount of it; an inquiry only asks, and takes nothing."""
    if reason not in REASONS:
        raise ApiError(f"No such reason: {reason}. Known: {', '.join(REASONS)}.", param="reason")
    if charge["status"] != "succeeded" or not charge["captured"] or charge["disputed"]:
        raise ApiError(f"{charge['id']} cannot be disputed.", param="charge")
    left = charge["amount"] - charge["amount_refunded"]
    if not 0 < (left if amount is None else amount) <= left:
        raise ApiError(f"At most {left} of {charge['id']} can be disputed.", param="amount")
    dispute = world.create("dispute", _blank(world, charge, reason, inquiry, amount or left))
    world.save({**charge, "disputed": True})
    emit(world, "charge.dispute.created", dispute)
    if not inquiry:
        _withdraw(world, dispute)
    return dispute


def open_later(world: World, argument: str) -> None:
    """The job behind the disputing test cards: `ch_... fraudulent`."""
    charge_id, reason = argument.split(" ")
    inquiry = reason == "inquiry"
    charge = world.get("charge", charge_id)
    open_case(world, charge, reason="fraudulent" if inquiry else reason, inquiry=inquiry)


def decide(world: World, dispute: Body, outcome: str) -> Body:
    """The bank's word: won or lost. A won dispute gives the money back, but not the fee."""
    if dispute["status"] not in OPEN:
        raise ApiError(
            f"This dispute is {dispute['status']} already.", code="dispute_unexpected_state"
        )
    withdrawn = bool(dispute["balance_transactions"])
    dispute["status"] = outcome if withdrawn else "warning_closed"
    dispute["is_charge_refundable"] = False
    world.save(dispute)
    if withdrawn and outcome == "won":
        _reinstate(world, dispute)
    emit(world, "charge.dispute.closed", dispute)
    return dispute


def decide_later(world: World, argument: str) -> None:
    """The job behind deciding evidence: `du_... won`."""
    dispute_id, outcome = argument.split(" ")
    dispute = world.get("dispute", dispute_id)
    if dispute["status"] in OPEN:
        decide(world, dispute, outcome)


def miss_deadline(world: World, dispute_id: str) -> None:
    """The job at `due_by`: who does not answer loses."""
    dispute = world.get("dispute", dispute_id)
    if dispute["status"] not in ("needs_response", "warning_needs_response"):
        return
    dispute["evidence_details"] = {**dispute["evidence_details"], "past_due": True}
    decide(world, dispute, "lost")


def _withdraw(world: World, dispute: Body) -> None:
    _book(
        world,
        dispute,
        -dispute["amount"],
        fee=FEE,
        category="dispute",
        description=f"Chargeback withdrawal for {dispute['charge']}",
    )
    emit(world, "charge.dispute.funds_withdrawn", dispute)
    world.later(ANSWER_WITHIN, "dispute_deadline", dispute["id"])


def _reinstate(world: World, dispute: Body) -> None:
    _book(
        world,
        dispute,
        dispute["amount"],
        fee=0,
        category="dispute_reversal",
        description=f"Chargeback reversal for {dispute['charge']}",
    )
    emit(world, "charge.dispute.funds_reinstated", dispute)


def _book(
    world: World, dispute: Body, amount: int, *, fee: int, category: str, description: str
) -> None:
    booked = balance.book(
        world,
        "adjustment",
        amount,
        source=dispute,
        fee=fee,
        fee_words="Dispute fee",
        category=category,
        description=description,
    )
    dispute["balance_transactions"] = [*dispute["balance_transactions"], booked]
    world.save(dispute)


def _blank(world: World, charge: Body, reason: str, inquiry: bool, amount: int) -> Body:
    card = (charge["payment_method_details"] or {}).get("card") or {}
    brand = card.get("brand", "visa")
    case = {
        "brand": brand,
        "case_type": "inquiry" if inquiry else "chargeback",
        "network": brand,
        "network_reason_code": REASONS[reason],
    }
    return {
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE.split()), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": int(world.time() + ANSWER_WITHIN),
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": inquiry,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"type": "card", "card": case},
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }
