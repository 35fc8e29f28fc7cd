"""Tables of the front page about connected accounts and the money they are sent."""

from sandbox.stripe.pages.buttons import lever, row
from sandbox.stripe.pages.markup import Markup, code, moment, money, state, table
from sandbox.stripe.world import Body, World

WEEK = 7 * 86400


def accounts(world: World, newest: list[Body]) -> Markup:
    return table(
        ["Account", "Name", "Stage", "Wanted", "Payouts", ""],
        (
            [
                code(account["id"]),
                account["display_name"] or account["contact_email"],
                state(world.hidden(account["id"])["stage"]),
                _wanted(account),
                _payouts(world.hidden(account["id"])),
                _account_levers(account),
            ]
            for account in newest
        ),
    )


def transfers(newest: list[Body]) -> Markup:
    return table(
        ["Created", "Transfer", "Amount", "Taken back", "To", "Group"],
        (
            [
                moment(transfer["created"]),
                code(transfer["id"]),
                money(transfer["amount"], transfer["currency"]),
                money(transfer["amount_reversed"] or None, transfer["currency"]),
                code(transfer["destination"]),
                transfer["transfer_group"],
            ]
            for transfer in newest
        ),
    )


def payouts(world: World, newest: list[Body]) -> Markup:
    return table(
        ["Created", "Payout", "Amount", "State", "Problem", "Of", "Made", ""],
        (
            [
                moment(payout["created"]),
                code(payout["id"]),
                money(payout["amount"], payout["currency"]),
                state(payout["status"]),
                (payout["failure_code"] or "").replace("_", " "),
                code(world.owner(payout["id"])),
                "by itself" if payout["automatic"] else "by hand",
                _payout_levers(payout),
            ]
            for payout in newest
        ),
    )


def _wanted(account: Body) -> str:
    entries = account["requirements"]["entries"]
    if not entries:
        return ""
    first = entries[0]["description"].rpartition(".")[2].replace("_", " ")
    return first if len(entries) == 1 else f"{first} and {len(entries) - 1} more"


def _payouts(hidden: Body) -> str:
    if not hidden["bank"]:
        return "no bank"
    return f"{hidden['interval']}, bank {hidden['bank']['number'][-4:]}"


def _account_levers(account: Body) -> Markup | str:
    if account["closed"]:
        return ""
    name = account["id"]
    return row(
        lever("accounts", name, "activate", "Activate"),
        lever("accounts", name, "restrict", "Restrict"),
        lever("accounts", name, "restrict", "Ask within a week", due_in=WEEK),
        lever("accounts", name, "reject", "Reject"),
    )


def _payout_levers(payout: Body) -> Markup | str:
    if payout["status"] in ("failed", "canceled"):
        return ""
    return row(
        None if payout["status"] == "paid" else lever("payouts", payout["id"], "pay", "Arrive"),
        lever("payouts", payout["id"], "fail", "Fail"),
    )
