"""The hosted onboarding an account link leads to, and the Express dashboard behind a login link."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.stripe.balance import sums
from sandbox.stripe.pages.markup import Markup, code, moment, money, page, state, table, text
from sandbox.stripe.paging import listing
from sandbox.stripe.resources import account_links, account_moves, accounts_v1
from sandbox.stripe.resources.payout_life import BANKS
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.wire import decode
from sandbox.stripe.world import Body, Cause

OUTCOMES = ("complete", "submit", "leave", "reject")


class Onboarding:
    """`/sandbox/onboarding/{account}/{token}`: a link works once, its page may answer once."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def ask(self, request: Request) -> Response:
        """The page an account's owner is sent to; a stale link sends them to fetch a new one."""
        path = request.path_params
        with self._sandbox.store.transaction():
            link, session = account_links.open_link(
                self._sandbox.world, path["account"], path["token"]
            )
            account = self._sandbox.world.find("v2.core.account", path["account"])
        if link is None or account is None:
            return _gone()
        if session is None:
            return RedirectResponse(_details(link)["refresh_url"], status_code=303)
        return HTMLResponse(_form(account, link, session))

    async def reply(self, request: Request) -> Response:
        """What the owner did; afterwards they are back at the platform."""
        path = request.path_params
        form = decode((await request.body()).decode("utf-8", "replace"))
        outcome, bank = str(form.get("outcome", "")), str(form.get("bank") or "") or None
        world = self._sandbox.world
        with self._sandbox.store.transaction():
            link = account_links.find_session(
                world, path["account"], path["token"], str(form.get("session", ""))
            )
            if link is None or outcome not in OUTCOMES:
                return _gone()
            world.cause = Cause()
            world.hide(path["token"], session="answered")
            self._do(path["account"], outcome, bank)
            account_links.returned(world, link)
        self._sandbox.courier.ring()
        back = _details(link).get("return_url")
        return RedirectResponse(back, status_code=303) if back else HTMLResponse(_thanks())

    async def dashboard(self, request: Request) -> Response:
        """What the owner of an account sees of their money; each login link works once."""
        path, world = request.path_params, self._sandbox.world
        with self._sandbox.store.transaction():
            account = accounts_v1.enter(world, path["account"], path["token"])
            if account is None:
                return _gone()
            with world.acting_for(account["id"]):
                held = [(row["currency"], row["available"], row["net"]) for row in sums(world)]
                payouts = listing(world, "payout", {"limit": 20}, url="")["data"]
        return HTMLResponse(_dashboard(account, held, payouts))

    def _do(self, account_id: str, outcome: str, bank: str | None) -> None:
        world = self._sandbox.world
        if outcome == "complete":
            account_moves.activate(world, account_id, bank=bank)
        elif outcome == "submit":
            account_moves.submit(world, account_id, bank=bank)
        elif outcome == "reject":
            account_moves.reject(world, account_id)


def _details(link: Body) -> Body:
    details: Body = link["use_case"][link["use_case"]["type"]]
    return details


def _form(account: Body, link: Body, session: str) -> str:
    updating = link["use_case"]["type"] == "account_update"
    title = "Update your details" if updating else "Set up your payouts"
    wanted = "".join(
        f'<li title="{text(entry["description"])}">{_words(entry["description"])} '
        f'<span class="soft">({text(entry["minimum_deadline"]["status"].replace("_", " "))})</span>'
        "</li>"
        for entry in account["requirements"]["entries"]
    )
    banks = "".join(
        f'<option value="{number}">{number}: {_outcome(fails)}</option>'
        for number, fails in BANKS.items()
    )
    return page(
        title,
        Markup(
            f'<div class="card"><h1>{title}</h1>'
            '<p class="soft">This stands in for the onboarding of Stripe. Nothing is real.</p>'
            f"<dl><dt>Name</dt><dd>{text(account['display_name'] or 'not given')}</dd>"
            f"<dt>E-mail</dt><dd>{text(account['contact_email'])}</dd>"
            f"<dt>Country</dt><dd>{text(account['identity']['country'].upper())}</dd>"
            f"<dt>Account</dt><dd>{code(account['id'])}</dd></dl>"
            + (f"<p>Stripe asks for</p><ul>{wanted}</ul>" if wanted else "")
            + '<form method="post">'
            f'<input type="hidden" name="session" value="{text(session)}">'
            f'<label>Bank account<select name="bank">{banks}</select></label>'
            '<button class="main" name="outcome" value="complete">Complete</button>'
            '<button name="outcome" value="submit">Complete, but let Stripe check first</button>'
            '<button name="outcome" value="leave">Leave halfway</button>'
            '<button class="risky" name="outcome" value="reject">Be rejected</button>'
            "</form></div>"
        ),
        small=True,
    )


def _words(name: str) -> Markup:
    return text(name.rpartition(".")[2].replace("_", " ").capitalize())


def _outcome(fails: str | None) -> str:
    return f"payouts fail, {fails.replace('_', ' ')}" if fails else "payouts arrive"


def _dashboard(account: Body, held: list[tuple[str, int, int]], payouts: list[Body]) -> str:
    amounts = "".join(
        f"<dt>{'Available' if available else 'On its way'}</dt><dd>{money(net, currency)}</dd>"
        for currency, available, net in held
    )
    listed = table(
        ["Made", "Amount", "State", "Problem"],
        (
            [
                moment(payout["created"]),
                money(payout["amount"], payout["currency"]),
                state(payout["status"]),
                payout["failure_message"],
            ]
            for payout in payouts
        ),
    )
    name = text(account["display_name"] or account["contact_email"])
    empty = Markup('<p class="soft">No money yet.</p>')
    return page(
        "Express dashboard",
        Markup(f'<h1>{name}</h1><p class="soft">This stands in for the Express dashboard.</p>'),
        Markup(f'<div class="card"><dl>{amounts}</dl></div>') if amounts else empty,
        Markup("<h2>Payouts</h2>"),
        listed,
    )


def _thanks() -> str:
    return page("Done", Markup('<div class="card"><h1>Done</h1></div>'), small=True)


def _gone() -> Response:
    words = "This link was used already, has expired, or never was."
    card = Markup(f'<div class="card"><h1>Nothing here</h1><p>{words}</p></div>')
    return HTMLResponse(page("Nothing here", card, small=True), status_code=404)
