"""Tables of the front page about payments and what becomes of them."""

from sandbox.stripe.pages.buttons import lever, row
from sandbox.stripe.pages.markup import Markup, code, day, moment, money, state, table
from sandbox.stripe.resources.dispute_life import OPEN
from sandbox.stripe.world import Body, World


def payments(world: World, newest: list[Body]) -> Markup:
    """Intents, with levers for the charge behind each."""
    return table(
        ["Created", "Intent", "Amount", "State", "Charge", "Customer", "Description", ""],
        (
            [
                moment(intent["created"]),
                code(intent["id"]),
                money(intent["amount"], intent["currency"]),
                state(intent["status"]),
                code(intent["latest_charge"]),
                code(intent["customer"]),
                intent["description"],
                _charge_levers(world, intent),
            ]
            for intent in newest
        ),
    )


def refunds(newest: list[Body]) -> Markup:
    return table(
        ["Created", "Refund", "Amount", "State", "Charge", "Reason"],
        (
            [
                moment(refund["created"]),
                code(refund["id"]),
                money(refund["amount"], refund["currency"]),
                state(refund["status"]),
                code(refund["charge"]),
                refund["reason"],
            ]
            for refund in newest
        ),
    )


def customers(newest: list[Body]) -> Markup:
    return table(
        ["Customer", "Name", "E-mail"],
        (
            [
                code(customer["id"]),
                "deleted" if customer.get("deleted") else customer["name"],
                customer.get("email"),
            ]
            for customer in newest
        ),
    )


def disputes(newest: list[Body]) -> Markup:
    return table(
        ["Opened", "Dispute", "Amount", "Reason", "State", "Answer by", "Charge", ""],
        (
            [
                moment(dispute["created"]),
                code(dispute["id"]),
                money(dispute["amount"], dispute["currency"]),
                dispute["reason"].replace("_", " "),
                state(dispute["status"]),
                day(dispute["evidence_details"]["due_by"]),
                code(dispute["charge"]),
                row(
                    lever("disputes", dispute["id"], "win", "Win"),
                    lever("disputes", dispute["id"], "lose", "Lose"),
                )
                if dispute["status"] in OPEN
                else "",
            ]
            for dispute in newest
        ),
    )


def _charge_levers(world: World, intent: Body) -> Markup | str:
    charge = world.find("charge", intent["latest_charge"])
    if charge is None or charge["status"] != "succeeded" or not charge["captured"]:
        return ""
    booked = world.find("balance_transaction", charge["balance_transaction"])
    waits = booked is not None and booked["available_on"] > world.now()
    return row(
        lever("charges", charge["id"], "release", "Release funds") if waits else None,
        None if charge["disputed"] else lever("charges", charge["id"], "dispute", "Dispute"),
    )
