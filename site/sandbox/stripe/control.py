"""The sandbox's own addresses, for tests and for the curious; nothing here exists at Stripe."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.stripe.deliveries import recorded, sealed
from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import plan_delivery
from sandbox.stripe.levers import pull
from sandbox.stripe.pages.markup import refusal
from sandbox.stripe.resources import payment_methods
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.wire import decode, decode_json
from sandbox.stripe.world import Cause

Endpoint = Callable[[Request], Awaitable[Response]]


class Control:
    """JSON in, JSON out."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        """All of them on one screen."""
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/sandbox/journal", self.journal),
            ("POST", "/sandbox/reset", self.reset),
            ("GET", "/sandbox/faults", self.faults),
            ("POST", "/sandbox/faults", self.plan_faults),
            ("DELETE", "/sandbox/faults", self.clear_faults),
            ("GET", "/sandbox/webhooks", self.webhooks),
            ("POST", "/sandbox/webhooks", self.hold_webhooks),
            ("POST", "/sandbox/clock", self.clock),
            ("POST", "/sandbox/jobs", self.jobs),
            ("POST", "/sandbox/payment_methods/{id}/renew", self.renew),
            ("GET", "/sandbox/events/{id}/delivery", self.delivery),
            ("POST", "/sandbox/events/{id}/deliver", self.deliver),
            ("POST", "/sandbox/{kind}/{id}/{lever}", self.lever),
        ]
        return [Route(path, guarded(run), methods=[method]) for method, path, run in table]

    async def journal(self, request: Request) -> Response:
        """GET ?path=&method=&idempotency_key=&last="""
        query = request.query_params
        entries = self._sandbox.journal.entries(
            method=query.get("method"),
            path=query.get("path"),
            idempotency_key=query.get("idempotency_key"),
            last=int(query["last"]) if query.get("last", "").isdigit() else None,
        )
        return JSONResponse({"data": entries})

    async def reset(self, request: Request) -> Response:
        """POST: forget everything but the webhook endpoint of the command line."""
        self._sandbox.reset()
        return JSONResponse({"reset": True})

    async def faults(self, request: Request) -> Response:
        """GET: what is still to go wrong."""
        return JSONResponse({"data": self._sandbox.faults.planned()})

    async def plan_faults(self, request: Request) -> Response:
        """POST [{"operation": "POST /v1/refunds", "kind": "timeout_after", "times": 1}]"""
        given = await request.json()
        planned = self._sandbox.faults.plan(*(given if isinstance(given, list) else [given]))
        return JSONResponse({"data": planned})

    async def clear_faults(self, request: Request) -> Response:
        """DELETE: nothing goes wrong any more."""
        self._sandbox.faults.clear()
        return JSONResponse({"data": []})

    async def webhooks(self, request: Request) -> Response:
        """GET: whether webhooks are sent by themselves."""
        return JSONResponse({"deliver": not self._sandbox.courier.holding})

    async def hold_webhooks(self, request: Request) -> Response:
        """POST {"deliver": false} holds them back, true lets them go."""
        wanted = (await request.json()).get("deliver")
        if not isinstance(wanted, bool):
            raise ApiError("Say whether to deliver: true or false.", param="deliver")
        self._sandbox.courier.hold(not wanted)
        return JSONResponse({"deliver": wanted})

    async def clock(self, request: Request) -> Response:
        """POST {"advance": seconds}: let time pass."""
        seconds = (await request.json()).get("advance", 0)
        return JSONResponse({"now": self._sandbox.move_clock(float(seconds))})

    async def jobs(self, request: Request) -> Response:
        """POST: do at once what is due by now, such as refunds that fail later."""
        return JSONResponse({"done": self._sandbox.do_jobs()})

    async def renew(self, request: Request) -> Response:
        """POST {"exp_month", "exp_year", "last4"}: the bank has sent the holder a new card."""
        given = await request.json()
        with self._sandbox.store.transaction():
            world = self._sandbox.world
            world.cause = Cause()
            renewed = payment_methods.renew(world, request.path_params["id"], given)
        self._sandbox.courier.ring()
        return JSONResponse(renewed)

    async def lever(self, request: Request) -> Response:
        """POST what `levers.py` says; a form comes from the front page and goes back there."""
        body = (await request.body()).decode("utf-8", "replace")
        from_page = "form" in request.headers.get("content-type", "")
        given = decode(body) if from_page else decode_json(body)
        path = request.path_params
        try:
            with self._sandbox.store.transaction():
                world = self._sandbox.world
                world.cause = Cause()
                moved = pull(world, path["kind"], path["id"], path["lever"], given)
        except ApiError as error:
            if from_page:
                return HTMLResponse(refusal(error.message), error.status)
            raise
        self._sandbox.courier.ring()
        if from_page:
            return RedirectResponse(f"/sandbox/#{path['kind']}", status_code=303)
        return JSONResponse(moved)

    async def delivery(self, request: Request) -> Response:
        """GET ?endpoint=&secret=: payload and headers signed this moment, to be sent by hand."""
        world = self._sandbox.world
        event = recorded(world, request.path_params["id"])
        secret = request.query_params.get("secret") or self._secret(request)
        payload, headers = sealed(event, secret, at=int(world.wall()))
        return JSONResponse(
            {
                "payload": payload,
                "headers": headers,
                "signature": headers["Stripe-Signature"],
                "deliveries": self._sandbox.deliveries.of(event["id"]),
            }
        )

    async def deliver(self, request: Request) -> Response:
        """POST: send the event to every listening endpoint now, held or not, sent before or not."""
        store, event_id = self._sandbox.store, request.path_params["id"]
        recorded(self._sandbox.world, event_id)
        waiting = store.rows(
            "SELECT * FROM deliveries WHERE event = ? AND state = 'pending'", event_id
        )
        if not waiting:
            self._plan_again(event_id)
            waiting = store.rows(
                "SELECT * FROM deliveries WHERE event = ? AND state = 'pending'", event_id
            )
        outcomes = [await self._sandbox.courier.send_now(dict(row)) for row in waiting]
        told = [{"status": outcome.status, "error": outcome.error} for outcome in outcomes]
        return JSONResponse({"data": told})

    def _plan_again(self, event_id: str) -> None:
        world = self._sandbox.world
        endpoints = world.store.rows("SELECT id FROM objects WHERE kind = 'webhook_endpoint'")
        with world.store.transaction():
            for endpoint in endpoints:
                plan_delivery(world, event_id, endpoint["id"])

    def _secret(self, request: Request) -> str:
        world = self._sandbox.world
        wanted = request.query_params.get("endpoint", "*")
        row = world.store.row(
            "SELECT id FROM objects WHERE kind = 'webhook_endpoint' AND id GLOB ? ORDER BY seq",
            wanted,
        )
        if row is None:
            raise ApiError("There is no webhook endpoint whose secret could sign this.")
        secret: str = world.hidden(row["id"])["secret"]
        return secret


def guarded(run: Endpoint) -> Endpoint:
    """Refusals as JSON, wrong JSON included."""

    async def endpoint(request: Request) -> Response:
        try:
            return await run(request)
        except ApiError as error:
            return JSONResponse(error.body(), error.status)
        except (ValueError, TypeError, AttributeError) as error:
            refused: dict[str, Any] = ApiError(f"Not understood: {error}").body()
            return JSONResponse(refused, 400)

    return endpoint
