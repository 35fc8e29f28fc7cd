"""Serving a sandbox: as a process of its own, or on a thread inside a test."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from sandbox.stripe.app import build
from sandbox.stripe.faults import Faults
from sandbox.stripe.journal import Journal
from sandbox.stripe.sandbox import Sandbox, Settings
from sandbox.stripe.world import World


class Protocol(AutoHTTPProtocol):  # type: ignore[valid-type, misc]
    """uvicorn's protocol; it also shows requests their transport, so that a fault can break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self.app_state: dict[str, Any] = {**self.app_state, "transport": transport}


class Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._when_ready()


class Running:
    """A sandbox being served on a thread. Use as a context manager, or call `stop`."""

    def __init__(self, settings: Settings) -> None:
        self._socket = listen("127.0.0.1", 0)
        self.url = address(self._socket)
        self.sandbox = Sandbox(replace(settings, base_url=self.url))
        self._ready = threading.Event()
        self._server = _server(self.sandbox, self._ready.set)
        self._thread = threading.Thread(target=self._serve, name="stripe-sandbox", daemon=True)
        self._thread.start()
        if not self._ready.wait(20):
            raise RuntimeError("The Stripe sandbox did not start within 20 seconds.")

    @property
    def world(self) -> World:
        return self.sandbox.world

    @property
    def journal(self) -> Journal:
        return self.sandbox.journal

    @property
    def faults(self) -> Faults:
        return self.sandbox.faults

    def stop(self) -> None:
        """End the server and close its state."""
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()
        self.sandbox.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *exception: Any) -> None:
        self.stop()


def serve_in_thread(settings: Settings | None = None, **changes: Any) -> Running:
    """Serve on a free port of this machine until stopped; `changes` are fields of Settings."""
    return Running(replace(settings or Settings(), **changes))


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; prints one line when ready."""
    with closing(listen(host, port)) as listening, closing(Sandbox(settings)) as sandbox:
        # uvicorn raises the signal again once it has stopped; by then it has done its work.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        _server(sandbox, lambda: _say_ready(settings.base_url)).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=512)


def address(listening: socket.socket) -> str:
    """Where a bound socket can be reached."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _server(sandbox: Sandbox, when_ready: Callable[[], None]) -> Server:
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        build(sandbox),
        http=Protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    return Server(config, when_ready)


def _say_ready(url: str) -> None:
    print(f"Stripe sandbox ready at {url}", flush=True)  # noqa: T201 - the one line it promises
