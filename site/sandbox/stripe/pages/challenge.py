"""The bank's question to the card's holder, and what follows from the answer."""

import hmac
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.stripe.pages.markup import Markup, code, money, page, state, text
from sandbox.stripe.resources import confirmation, setup_intents
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.wire import decode
from sandbox.stripe.world import Body, Cause

ANSWERS = {"complete": True, "fail": False}


class Challenge:
    """`/sandbox/authenticate/{intent}`: GET shows two buttons, POST `outcome=...` presses one."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def ask(self, request: Request) -> Response:
        """The page a customer is redirected to."""
        intent = self._intent(request, request.query_params.get("client_secret", ""))
        if intent is None:
            return _unknown()
        if intent["status"] != "requires_action":
            return HTMLResponse(_result(intent))
        return HTMLResponse(_question(intent))

    async def reply(self, request: Request) -> Response:
        """The answer; afterwards the customer is sent back to where the shop wanted."""
        form = decode((await request.body()).decode("utf-8", "replace"))
        secret = str(form.get("client_secret") or request.query_params.get("client_secret", ""))
        intent = self._intent(request, secret)
        if intent is None:
            return _unknown()
        outcome = str(form.get("outcome", ""))
        if outcome not in ANSWERS:
            return HTMLResponse(
                _note("Which answer?", "Send outcome=complete or outcome=fail."), status_code=400
            )
        back = ((intent["next_action"] or {}).get("redirect_to_url") or {}).get("return_url")
        intent = self._authenticate(intent, passed=ANSWERS[outcome])
        if back:
            return RedirectResponse(_way_back(back, intent), status_code=303)
        return HTMLResponse(_result(intent))

    def _intent(self, request: Request, secret: str) -> Body | None:
        intent_id = request.path_params["intent"]
        for kind in ("payment_intent", "setup_intent"):
            intent = self._sandbox.world.find(kind, intent_id)
            if intent and hmac.compare_digest(intent["client_secret"].encode(), secret.encode()):
                return intent
        return None

    def _authenticate(self, intent: Body, *, passed: bool) -> Body:
        module = confirmation if intent["object"] == "payment_intent" else setup_intents
        with self._sandbox.store.transaction():
            self._sandbox.world.cause = Cause()
            intent = module.authenticate(self._sandbox.world, intent["id"], passed=passed)
        self._sandbox.courier.ring()
        return intent


def _question(intent: Body) -> str:
    paying = intent["object"] == "payment_intent"
    what = money(intent["amount"], intent["currency"]) if paying else text("a card for later")
    secret = text(intent["client_secret"])
    return page(
        "Your bank asks",
        Markup(
            '<div class="card"><h1>Your bank asks</h1>'
            '<p class="soft">This page stands in for 3-D Secure. Nothing here is real.</p>'
            f"<dl><dt>{'Payment of' if paying else 'Setting up'}</dt><dd>{what}</dd>"
            f"<dt>Intent</dt><dd>{code(intent['id'])}</dd></dl>"
            f'<form method="post"><input type="hidden" name="client_secret" value="{secret}">'
            '<button class="main" name="outcome" value="complete">Complete authentication</button>'
            '<button name="outcome" value="fail">Fail authentication</button></form></div>'
        ),
        small=True,
    )


def _result(intent: Body) -> str:
    error = intent.get("last_payment_error") or intent.get("last_setup_error")
    words = error["message"] if error else "You can close this window."
    return page(
        "Your bank asked",
        Markup(
            f'<div class="card"><h1>Done: {state(intent["status"])}</h1><p>{text(words)}</p></div>'
        ),
        small=True,
    )


def _note(title: str, words: str) -> str:
    return page(
        title,
        Markup(f'<div class="card"><h1>{text(title)}</h1><p>{text(words)}</p></div>'),
        small=True,
    )


def _unknown() -> Response:
    words = "There is no such intent, or the client secret is not its own."
    return HTMLResponse(_note("Not found", words), status_code=404)


def _way_back(url: str, intent: Body) -> str:
    kind = intent["object"]
    failed = intent["status"] in ("requires_payment_method", "canceled")
    added = urlencode(
        {
            kind: intent["id"],
            f"{kind}_client_secret": intent["client_secret"],
            "redirect_status": "failed" if failed else "succeeded",
        }
    )
    parts = urlsplit(url)
    return parts._replace(query=f"{parts.query}&{added}" if parts.query else added).geturl()
