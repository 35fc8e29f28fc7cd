"""The HTTP side: routes, headers, and connections that break on purpose."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.stripe.api import Api
from sandbox.stripe.control import Control
from sandbox.stripe.pages.challenge import Challenge
from sandbox.stripe.pages.home import home
from sandbox.stripe.pages.onboarding import Onboarding
from sandbox.stripe.pages.receipt import receipt
from sandbox.stripe.resources import OPERATIONS
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.visit import Answer, Dropped, Visit

Endpoint = Callable[[Request], Awaitable[Response]]
METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH"]


def build(sandbox: Sandbox) -> Starlette:
    """The application over one sandbox. Its lifespan runs the courier."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        courier = asyncio.create_task(sandbox.courier.run())
        yield
        courier.cancel()
        with suppress(asyncio.CancelledError):
            await courier

    # Browsers call Stripe from any site, so they may call its stand-in.
    cors = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=["Request-Id", "Idempotent-Replayed"],
    )
    routes = [*_api_routes(Api(sandbox)), *_page_routes(sandbox), *Control(sandbox).routes()]
    return Starlette(routes=routes, lifespan=lifespan, middleware=[cors])


def _api_routes(api: Api) -> list[Route]:
    by_path: dict[str, list[str]] = {}
    for operation in OPERATIONS:
        method, path = operation.split(" ")
        by_path.setdefault(path, []).append(method)
    routes = [Route(path, _endpoint(api, path), methods=METHODS) for path in by_path]
    for version in ("v1", "v2"):
        rest = f"/{version}/{{rest"
        routes.append(Route(rest + ":path}", _endpoint(api, rest + "}"), methods=METHODS))
    return routes


def _endpoint(api: Api, path: str) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _visit(request, path, api)
        try:
            return _response(visit, await api.answer(visit))
        except Dropped:
            await _break_connection(request)
            return Response(status_code=503)

    return endpoint


async def _visit(request: Request, path: str, api: Api) -> Visit:
    body = await request.body()
    text = body.decode("utf-8", "replace") if request.method == "POST" else request.url.query
    return Visit(
        operation=f"{request.method} {path}",
        path=request.url.path,
        path_params=dict(request.path_params),
        headers=dict(request.headers),
        text=text,
        at=api.time(),
    )


def _response(visit: Visit, answer: Answer) -> Response:
    headers = {**visit.standing_headers(), **answer.headers}
    return Response(answer.body, answer.status, headers, media_type="application/json")


async def _break_connection(request: Request) -> None:
    """Reset the connection, as a network does; the server put its transport into the state."""
    request.state.transport.abort()
    await asyncio.sleep(0)


def _page_routes(sandbox: Sandbox) -> list[Route]:
    challenge, onboarding = Challenge(sandbox), Onboarding(sandbox)

    async def front(request: Request) -> Response:
        return HTMLResponse(home(sandbox))

    async def paid(request: Request) -> Response:
        charge = sandbox.world.find("charge", request.path_params["charge"])
        return HTMLResponse(receipt(charge)) if charge else HTMLResponse("No receipt.", 404)

    async def root(request: Request) -> Response:
        return RedirectResponse("/sandbox/")

    async def health(request: Request) -> Response:
        return JSONResponse({"ready": True})

    return [
        Route("/", root),
        Route("/sandbox/", front),
        Route("/sandbox/health", health),
        Route("/sandbox/receipts/{charge}", paid),
        Route("/sandbox/authenticate/{intent}", challenge.ask, methods=["GET"]),
        Route("/sandbox/authenticate/{intent}", challenge.reply, methods=["POST"]),
        Route("/sandbox/onboarding/{account}/{token}", onboarding.ask, methods=["GET"]),
        Route("/sandbox/onboarding/{account}/{token}", onboarding.reply, methods=["POST"]),
        Route("/sandbox/express/{account}/{token}", onboarding.dashboard, methods=["GET"]),
    ]
