"""The house as its users meet it: processes, sockets, signals."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx
from django.conf import settings

from tests.loopback import http

SECRET = "whsec_estuary_sandbox"
PATIENCE = 60


class House:
    """Web processes, a worker and the Stripe sandbox; ends them all when left."""

    def __init__(
        self, *, database_url: str, webs: int = 2, works: bool = True, secret: str = SECRET
    ) -> None:
        self.ports = [free_port() for _ in range(webs)]
        self.stripe_port = free_port()
        self.stripe_url = f"http://127.0.0.1:{self.stripe_port}"
        self.webs: list[subprocess.Popen[bytes]] = []
        self._others: list[subprocess.Popen[bytes]] = []
        self._works = works
        self._environment = environment(database_url=database_url, stripe_url=self.stripe_url) | {
            "STRIPE_WEBHOOK_SECRET": secret
        }

    def __enter__(self) -> "House":
        self._others = [self._start(*self._stripe())]
        if self._works:
            self._others.append(self._start(*self._worker()))
        self.webs = [self._start(*self._web(port)) for port in self.ports]
        wait_until(lambda: answers(f"{self.stripe_url}/sandbox/journal"))
        for port in self.ports:
            wait_until(lambda port=port: answers(f"http://127.0.0.1:{port}/health/live/"))
        return self

    def __exit__(self, *exception: Any) -> None:
        running = [*self.webs, *self._others]
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @property
    def addresses(self) -> list[str]:
        """Where each web process answers."""
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    def kill_web(self, number: int) -> None:
        """End one web process without a word, as a crash would."""
        self.webs[number].kill()
        self.webs[number].wait()

    def start_web(self, number: int) -> None:
        """Start it again."""
        self.webs[number] = self._start(*self._web(self.ports[number]))
        wait_until(lambda: answers(f"{self.addresses[number]}/health/live/"))

    def sandbox(self, method: str, path: str, **request: Any) -> Any:
        """Ask the sandbox something that does not exist at Stripe."""
        answer = http.request(method, f"{self.stripe_url}/sandbox/{path}", timeout=30, **request)
        answer.raise_for_status()
        return answer.json()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
        )

    def _stripe(self) -> list[str]:
        hook = f"http://127.0.0.1:{self.ports[-1]}/api/v1/webhooks/stripe/"
        return [
            *("-m", "sandbox.stripe", "--port", str(self.stripe_port)),
            *("--webhook-url", hook, "--webhook-secret", SECRET),
        ]

    def _worker(self) -> list[str]:
        return ["manage.py", "run_huey", "-k", "thread", "-w", "4", "-g", "TERM", "-q"]

    def _web(self, port: int) -> list[str]:
        return [
            *("-m", "uvicorn", "estuary.asgi:application", "--app-dir", "site"),
            *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"),
            *("--lifespan", "off", "--timeout-graceful-shutdown", "5"),
        ]


def environment(*, database_url: str, stripe_url: str) -> dict[str, str]:
    """What a process of the house is told, on a database and with a provider of its own."""
    return os.environ | {
        "DATABASE_URL": database_url,
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "estuary.settings.development",
        "DEBUG": "false",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": f"{settings.ROOT / 'site'}{os.pathsep}{settings.ROOT}",
        "SECRET_KEY": settings.SECRET_KEY,
        "STRIPE_API_BASE": stripe_url,
        "STRIPE_PUBLISHABLE_KEY": settings.STRIPE_PUBLISHABLE_KEY,
        "STRIPE_SECRET_KEY": settings.STRIPE_SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "THROTTLE_ANONYMOUS": "off",
        "THROTTLE_CREDENTIALS": "off",
        "THROTTLE_USER": "off",
        "EMAIL_HOST": "",
        "ESTUARY_NO_VENV": "1",
    }


def wait_until(true: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    """Wait for something to become true; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not true after {seconds} s")
        time.sleep(0.1)


def answers(url: str) -> bool:
    """Whether something answers 200 there."""
    try:
        return http.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
