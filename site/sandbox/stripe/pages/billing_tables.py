"""Tables of the front page about subscriptions and their invoices."""

from sandbox.stripe.pages.buttons import lever, row
from sandbox.stripe.pages.markup import Markup, code, day, moment, money, state, table
from sandbox.stripe.world import Body, World


def subscriptions(world: World, newest: list[Body]) -> Markup:
    return table(
        ["Subscription", "Plan", "State", "Period ends", "Then", "Customer", ""],
        (
            [
                code(subscription["id"]),
                _plan(world, subscription),
                state(subscription["status"]),
                day(subscription["items"]["data"][0]["current_period_end"]),
                _then(subscription),
                code(subscription["customer"]),
                _levers(subscription),
            ]
            for subscription in newest
        ),
    )


def invoices(newest: list[Body]) -> Markup:
    return table(
        ["Created", "Invoice", "Number", "For", "Due", "State", "Tries", "Next try"],
        (
            [
                moment(invoice["created"]),
                code(invoice["id"]),
                invoice["number"],
                invoice["billing_reason"].replace("_", " "),
                money(invoice["amount_due"], invoice["currency"]),
                state(invoice["status"]),
                invoice["attempt_count"],
                day(invoice["next_payment_attempt"]) if invoice["next_payment_attempt"] else "",
            ]
            for invoice in newest
        ),
    )


def _plan(world: World, subscription: Body) -> str:
    price = subscription["items"]["data"][0]["price"]
    product = world.find("product", price["product"]) or {"name": price["product"]}
    each = money(price["unit_amount"], price["currency"])
    return f"{product['name']}, {each} a {price['recurring']['interval']}"


def _then(subscription: Body) -> str:
    if subscription["ended_at"]:
        return ""
    if subscription["status"] == "incomplete":
        return "expires unless paid"
    if subscription["cancel_at_period_end"]:
        return "ends"
    return "by schedule" if subscription["schedule"] else "renews"


def _levers(subscription: Body) -> Markup | str:
    if subscription["ended_at"] or not subscription["test_clock"]:
        return ""
    begun = subscription["status"] != "incomplete"
    return row(
        lever("test_clocks", subscription["test_clock"], "advance", "Next day", seconds=86400),
        lever("subscriptions", subscription["id"], "renew", "Renew") if begun else None,
    )
