"""The processes `run` starts: their lines, their ends."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from re import Pattern

from estuary.embedded.processes import tied_to_parent
from estuary.running.console import Console

TICK = 0.1


class Asked(Exception):
    """Somebody asked us to stop."""


class Failed(Exception):
    """Something cannot go on; the message is a sentence for the terminal."""


@dataclass
class Child:
    name: str
    process: subprocess.Popen[bytes]
    patience: float  # seconds it may take to stop
    noise: Pattern[str] | None  # lines not worth showing
    part: bytes = field(default=b"")  # of a line not yet whole

    @property
    def running(self) -> bool:
        return self.process.poll() is None


class Crew:
    """Children in one thread: started here, listened to by `attend`, stopped last one first."""

    def __init__(self, console: Console, *, root: Path) -> None:
        self.console = console
        self.root = root
        self.children: list[Child] = []
        self.asked = 0  # how many times somebody asked us to stop
        self._ears = selectors.DefaultSelector()

    def hear_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def start(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        patience: float = 5,
        noise: Pattern[str] | None = None,
    ) -> Child:
        """Start a child that ends with us, in a session the terminal's Ctrl-C does not reach."""
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tied_to_parent(signal.SIGKILL),
        )
        assert process.stdout
        os.set_blocking(process.stdout.fileno(), False)
        child = Child(name=name, process=process, patience=patience, noise=noise)
        self._ears.register(process.stdout, selectors.EVENT_READ, child)
        self.children.append(child)
        return child

    def attend(self, seconds: float = TICK) -> None:
        """Show what the children say for a moment; raise Asked once somebody asked us to stop."""
        if self.asked:
            raise Asked
        self._listen(seconds)
        if self.asked:
            raise Asked

    def run(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """A child that does something and ends; its exit code."""
        child = self.start(name, command, environment)
        while child.running:
            self.attend()
        self._listen(0)
        self.children.remove(child)
        return child.process.returncode

    def demand_all(self) -> None:
        """Raise Failed when a child has ended by itself."""
        for child in self.children:
            if not child.running:
                self._listen(0)
                raise Failed(f"{child.name} stopped by itself ({_ending(child.process)}).")

    def stop(self) -> None:
        """Stop the children, the last one started first; a second asking kills."""
        calm = self.asked
        for child in reversed(self.children):
            self._stop(child, calm)
        self._listen(0)

    def _stop(self, child: Child, calm: int) -> None:
        deadline = time.monotonic() + child.patience
        _send(child, signal.SIGTERM)
        while child.running and time.monotonic() < deadline and self.asked == calm:
            self._listen(TICK)
        # The whole group, also when the child itself is gone: it may have left somebody behind.
        _send(child, signal.SIGKILL)
        child.process.wait()

    def _listen(self, seconds: float) -> None:
        if not self._ears.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._ears.select(seconds):
            child: Child = key.data
            said = os.read(key.fd, 65536)
            if not said:
                self._ears.unregister(key.fileobj)
                child.process.stdout.close()  # type: ignore[union-attr]
                time.sleep(0.01)  # it is about to end; do not spin until then
            *lines, child.part = (child.part + said).split(b"\n")
            for line in lines + ([child.part] if not said and child.part else []):
                self._show(child, line.decode("utf-8", "replace").rstrip())

    def _show(self, child: Child, line: str) -> None:
        if line and not (child.noise and child.noise.search(line)):
            self.console.line(child.name, line)

    def _note(self, *_: object) -> None:
        self.asked += 1


def _send(child: Child, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # gone, or (macOS) a zombie
        os.killpg(child.process.pid, number)


def _ending(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
