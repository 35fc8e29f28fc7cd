"""`manage.py run`: everything Estuary needs, in one terminal, until Ctrl-C.

This process loads no Django: it starts those who do, shows what they say, and stops them in order.
"""

import contextlib
import errno
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from estuary import embedded
from estuary.embedded.locks import FileLock
from estuary.running import network, preparing
from estuary.running.console import Console
from estuary.running.crew import Asked, Child, Crew, Failed
from estuary.running.options import Options

PURPOSE = "run"
SANDBOX_KEYS = {
    "STRIPE_SECRET_KEY": "sk_test_estuary_sandbox",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_estuary_sandbox",
    "STRIPE_WEBHOOK_SECRET": "whsec_estuary_sandbox",
}
PATIENCE = 120
LOOK_EVERY = 1.0
# What uvicorn and huey say of themselves; we say it in our own words.
NOISE = re.compile(
    r'"GET /health/|"POST /api/v1/webhooks/\w+/ HTTP/1.1" 202'
    r"|Started server process|Finished server process|Uvicorn running on"
    r"|Waiting for application|Application startup complete|Waiting for connections to close"
    r"|Shutting down$"
)


def main(root: Path, options: Options) -> int:
    """Run until asked to stop (0), or until something cannot go on (1)."""
    console = Console()
    crew = Crew(console, root=root)
    crew.hear_signals()
    why = ""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_only_one(root, options))
            Run(root, options, console, crew).up_and_wait(stack)
        except Asked:
            pass
        except (Failed, embedded.EmbeddedError, OSError) as trouble:
            why = _sentence(trouble)
            console.say(why)
        if crew.children:
            console.say("Stopping.")
    if crew.children:  # said again, because the children had their own last words
        console.say(f"Stopped. {why}".rstrip())
    return 1 if why else 0


class Run:
    """One run, from nothing to everything and back."""

    def __init__(self, root: Path, options: Options, console: Console, crew: Crew) -> None:
        self.root = root
        self.options = options
        self.console = console
        self.crew = crew
        self.services = embedded.wanted(os.environ)
        self.stripe: int | None = None

    def up_and_wait(self, stack: contextlib.ExitStack) -> NoReturn:
        """Start one after the other, and watch; the stack stops them in the opposite order."""
        begun = time.monotonic()
        network.demand_free(self.options.host, self.options.port)
        if self.services:
            with self.console.step(f"Starting {' and '.join(self.services)}"):
                stack.enter_context(embedded.borrowed(self.root, PURPOSE, self.services))
        stack.callback(self.crew.stop)
        if _absent("STRIPE_SECRET_KEY"):
            self._start_stripe()
        environment = self._environment()
        preparing.prepare_database(
            self.crew, self.root, environment, note=self._note(), seed=self.options.seed
        )
        with self.console.step("Starting web and worker"):
            self._start_worker(environment)
            web = self._start_web(environment)
            self._until(lambda: network.lives(self.options.host, self.options.port), web)
        self._tell_addresses(time.monotonic() - begun)
        self._watch()

    def _watch(self) -> NoReturn:
        while True:
            self.crew.attend(LOOK_EVERY)
            self._demand_all()

    def _demand_all(self) -> None:
        for service in self.services:
            if not embedded.alive(self.root, PURPOSE, service):
                raise Failed(embedded.last_words(self.root, PURPOSE, service))
        self.crew.demand_all()

    def _until(self, answers: Callable[[], bool], child: Child) -> None:
        deadline = time.monotonic() + PATIENCE
        while not answers():
            self.crew.attend()
            self._demand_all()
            if time.monotonic() > deadline:
                raise Failed(f"{child.name} does not answer after {PATIENCE} s.")

    def _start_stripe(self) -> None:
        self.stripe = network.stripe_port(self.root / "var" / "stripe.port")
        web = network.url(self.options.host, self.options.port)
        command = [
            *(sys.executable, "-m", "sandbox.stripe"),
            *("--host", "127.0.0.1", "--port", str(self.stripe)),
            *("--state", "var/stripe.sqlite3"),
            *("--webhook-url", f"{web}/api/v1/webhooks/stripe/"),
            *("--webhook-secret", SANDBOX_KEYS["STRIPE_WEBHOOK_SECRET"]),
        ]
        port = self.stripe
        with self.console.step("Starting the Stripe sandbox"):
            child = self.crew.start("stripe", command, self._environment(), noise=NOISE)
            self._until(lambda: network.listens("127.0.0.1", port), child)

    def _start_worker(self, environment: dict[str, str]) -> None:
        command = [
            *(sys.executable, "manage.py", "run_huey", "-k", "thread", "-w", "2"),
            *("-g", "TERM", "--flush-locks"),  # without -g, SIGTERM loses the running tasks
        ]
        self.crew.start("worker", command, environment, patience=15, noise=NOISE)

    def _start_web(self, environment: dict[str, str]) -> Child:
        command = [
            *(sys.executable, "-m", "uvicorn", "estuary.asgi:application", "--app-dir", "site"),
            *("--host", self.options.host, "--port", str(self.options.port)),
            *("--ws", "websockets-sansio", "--ws-per-message-deflate", "false"),
            *("--ws-max-size", "65536"),
            *("--lifespan", "off", "--timeout-graceful-shutdown", "5", "--no-use-colors"),
        ]
        return self.crew.start("web", command, environment, patience=10, noise=NOISE)

    def _environment(self) -> dict[str, str]:
        """What the children see: the caller's environment and the addresses we chose."""
        before = os.environ.get("PYTHONPATH")
        path = [str(self.root / "site"), str(self.root), *([before] if before else [])]
        own = {
            "PYTHONPATH": os.pathsep.join(path),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
            "HOST": self.options.host,
            "PORT": str(self.options.port),
        }
        if "postgres" in self.services:
            own["DATABASE_URL"] = embedded.database_url(self.root, PURPOSE)
        if "valkey" in self.services:
            own["REDIS_URL"] = embedded.redis_url(self.root, PURPOSE)
        if self.stripe:
            own |= SANDBOX_KEYS | {"STRIPE_API_BASE": network.url("127.0.0.1", self.stripe)}
        return dict(os.environ) | own

    def _note(self) -> Path | None:
        return embedded.place(self.root, PURPOSE).note if "postgres" in self.services else None

    def _tell_addresses(self, seconds: float) -> None:
        web = network.url(self.options.host, self.options.port)
        say = self.console.say
        say(f"Estuary is up at {web} ({seconds:.1f} s). Ctrl-C stops everything.")
        say(f"  admin     {web}/admin/")
        say(f"  API docs  {web}/api/v1/docs/")
        say(f"  mail      {web}/dev/mail/")
        if self.stripe:
            say(f"  Stripe    {network.url('127.0.0.1', self.stripe)}/ (sandbox)")
        if preparing.is_seeded(self._note()):
            say("  accounts  admin@, editor@, moderator@, practitioner@, client@estuary.test")
            say("  password  estuary-demo")


@contextlib.contextmanager
def _only_one(root: Path, options: Options) -> Iterator[None]:
    """Hold the checkout's lock of `run`, and say in it where we are."""
    folder = root / "var"
    folder.mkdir(exist_ok=True)
    where = folder / "run.address"
    with FileLock(folder / "run.lock") as lock:
        if not lock.try_to_take():
            with contextlib.suppress(OSError):
                raise Failed(f"Estuary already runs from this folder: {where.read_text()}")
            raise Failed("Estuary already runs from this folder.")
        where.write_text(f"{network.url(options.host, options.port)}/ (process {os.getpid()})")
        yield


def _sentence(trouble: Exception) -> str:
    if not isinstance(trouble, OSError):
        return str(trouble)
    if trouble.errno == errno.ENOSPC:
        return "The disk is full."
    return f"{trouble.filename or 'The system'}: {trouble.strerror or trouble}."


def _absent(name: str) -> bool:
    return not (os.environ.get(name, "").strip() or os.environ.get(f"{name}_FILE", "").strip())
