"""One readable log of several processes."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from typing import TextIO

WIDTH = 8
COLOURS = {"estuary": 1, "web": 36, "worker": 35, "stripe": 33, "migrate": 34, "seed": 34}


class Console:
    """Lines with their process's name before them."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self._colourful = self._stream.isatty() and not plain

    def line(self, name: str, text: str) -> None:
        """Print one line; a closed terminal is no reason to fail."""
        head = f"{name:{WIDTH}}|"
        if self._colourful:
            head = f"\x1b[{COLOURS.get(name, 32)}m{head}\x1b[0m"
        with contextlib.suppress(OSError, ValueError):
            # A terminal that cannot show a letter (LANG=C) gets a question mark for it.
            encoding = self._stream.encoding or "utf-8"
            shown = text.encode(encoding, "replace").decode(encoding)
            self._stream.write(f"{head} {shown}\n")
            self._stream.flush()

    def say(self, text: str) -> None:
        self.line("estuary", text)

    @contextlib.contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Say what begins, and how long it took."""
        self.say(f"{text} ...")
        begun = time.monotonic()
        yield
        self.say(f"{text}: done ({time.monotonic() - begun:.1f} s)")
