"""How a charge is made, captured and settled."""

from typing import Any

from sandbox.stripe import balance
from sandbox.stripe.cards import Decline, TestCard
from sandbox.stripe.events import emit
from sandbox.stripe.ids import random_text
from sandbox.stripe.world import Body, World


def make(world: World, intent: Body, method: Body, **outcome: Any) -> Body:
    """Store a charge of the intent's amount; `outcome` overrides what a success looks like."""
    charge = world.create("charge", {**blank(intent, method), **outcome})
    charge["receipt_url"] = f"{world.base_url}/sandbox/receipts/{charge['id']}"
    return world.save(charge)


def authorise(
    world: World, intent: Body, method: Body, card: TestCard, *, authenticated: bool
) -> Body:
    """A successful charge of a card, captured unless the intent is to be captured by hand."""
    captured = intent["capture_method"] != "manual"
    charge = make(
        world,
        intent,
        method,
        captured=captured,
        amount_captured=intent["amount"] if captured else 0,
        payment_method_details=_card_details(method, intent, authenticated),
    )
    world.hide(charge["id"], number=card.number)
    return charge


def decline(world: World, intent: Body, method: Body, refusal: Decline, *, blocked: bool) -> Body:
    """A failed charge."""
    details = _card_details(method, intent, False) if method["type"] == "card" else None
    charge = make(
        world,
        intent,
        method,
        amount_captured=0,
        captured=False,
        failure_code=refusal.code,
        failure_message=refusal.message,
        outcome=_declined(refusal, blocked),
        paid=False,
        payment_method_details=details or bank_details(method),
        status="failed",
    )
    emit(world, "charge.failed", charge)
    return charge


def settle(world: World, charge: Body, *, at_once: bool = False) -> Body:
    """Book what the charge brought in."""
    booked = balance.take(world, charge, amount=charge["amount_captured"], at_once=at_once)
    charge["balance_transaction"] = booked["id"]
    return world.save(charge)


def settle_later(world: World, charge_id: str) -> None:
    """The job behind `automatic_async`: the balance transaction comes after the answer."""
    charge = world.get("charge", charge_id)
    before = dict(charge)
    settle(world, charge)
    emit(world, "charge.updated", charge, before=before)


def bank_details(method: Body) -> Body:
    """The `payment_method_details` of a bank debit."""
    shown = (
        "account_holder_type",
        "account_type",
        "bank_name",
        "fingerprint",
        "last4",
        "routing_number",
    )
    account = method["us_bank_account"]
    return {
        "type": "us_bank_account",
        "us_bank_account": {**{name: account[name] for name in shown}, "payment_reference": None},
    }


def _card_details(method: Body, intent: Body, authenticated: bool) -> Body:
    shown = (
        "brand",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "wallet",
    )
    card = method["card"]
    three_d_secure = {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": random_text(24),
        "version": "2.2.0",
    }
    details = {
        **{name: card[name] for name in shown},
        "amount_authorized": intent["amount"],
        "authorization_code": random_text(6).upper(),
        "checks": card["checks"],
        "installments": None,
        "mandate": None,
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": random_text(15),
        "regulated_status": card["regulated_status"],
        "three_d_secure": three_d_secure if authenticated else None,
    }
    return {"type": "card", "card": details}


def _declined(refusal: Decline, blocked: bool) -> Body:
    return {
        "advice_code": "try_again_later" if refusal.decline_code == "processing_error" else None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "not_sent_to_network" if blocked else "declined_by_network",
        "reason": "highest_risk_level" if blocked else refusal.decline_code,
        "risk_level": "highest" if blocked else "normal",
        "risk_score": 90 if blocked else 32,
        "seller_message": (
            "Stripe blocked this payment as too risky."
            if blocked
            else "The bank did not return any further details with this decline."
        ),
        "type": "blocked" if blocked else "issuer_declined",
    }


def blank(intent: Body, method: Body) -> Body:
    """A charge of an intent with a method, before anything came of it."""
    return {
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "SANDBOX",
        "captured": True,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": {
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "risk_score": 12,
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": None,
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
    }
