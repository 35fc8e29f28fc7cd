"""Trouble at one place where the provider is called, and only there: the rest of the house runs.

What the official library sends is looked at on its way out. A request is of a place when it asks
for what the place asks for, and the place is among those who are asking. The trouble itself is
the sandbox's: a real answer, or a real broken connection. Nothing in the house is changed.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import stripe
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.prove.sites import Site

# As 10 s and 20 s in the house: whoever asks gives up half-way through.
PATIENCE, SLOW = 0.5, 1.0
_CARD = {"type": "card_error", "code": "card_declined", "message": "Your card was declined."}
_WRONG = {
    "type": "invalid_request_error",
    "code": "parameter_invalid_empty",
    "message": "You passed an empty string. We cannot take that.",
}
# What goes wrong, by the sandbox's faults; a question has no "after it was done".
KINDS: dict[str, dict[str, Any]] = {
    "refused": {"kind": "refuse", "status": 400, "error": _WRONG},
    "declined": {"kind": "refuse", "status": 402, "error": _CARD},
    "timeout_before": {"kind": "timeout_before"},
    "timeout_after": {"kind": "timeout_after"},
    "error_500": {"kind": "error_500"},
    "error_500_after": {"kind": "error_500_after"},
    "rate_limit": {"kind": "rate_limit"},
    "malformed": {"kind": "malformed"},
    "slow": {"kind": "slow", "seconds": SLOW},
}
# The same as slow, in the time that it really takes: whoever asks gives up after 10 s.
IN_REAL_TIME = {"twenty_seconds": {"kind": "slow", "seconds": 20.0}}
OF_WRITES_ONLY = ("timeout_after", "error_500_after")
# Where a process is killed: the request not sent; done and not heard; heard and not written
# down; written down and nothing done about it yet.
KILLED = ("before", "between", "uncommitted", "committed")
_FAULTS = KINDS | IN_REAL_TIME
_EVER = 10_000


@dataclass
class _Armed:
    """The trouble there is now, how often it comes, and how often it came."""

    site: Site
    trouble: str
    left: int
    came: int = 0


class Line:
    """The line to the provider, which can be made to fail."""

    def __init__(self, sandbox: Any, sites: list[Site]) -> None:
        self._sandbox, self._sites = sandbox, sites
        self._armed: _Armed | None = None
        self._send = stripe.RequestsClient.request

    def install(self, patch: Any) -> None:
        """From now on every request of the library passes here; tries again without pauses."""
        send = self._request
        patch.setattr(stripe.RequestsClient, "request", lambda client, *args: send(client, *args))
        patch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)

    @contextmanager
    def down(self, site: Site, trouble: str, *, times: int = _EVER) -> Iterator[_Armed]:
        """Trouble at one place, so many times; then the provider is as ever."""
        self._armed = armed = _Armed(site, trouble, times)
        try:
            yield armed
        finally:
            self._armed = None
            self._sandbox.faults.clear()
            if armed.came:  # what was asked for is done, though nobody waits for it
                time.sleep(_FAULTS[trouble].get("seconds", 0))

    def kill_at(self, site: Site, moment: str) -> None:
        """End this process without a word at that moment of the next call from there."""
        self._armed = _Armed(site, moment, 1)

    def _request(self, client: Any, method: str, url: str, *rest: Any) -> Any:
        armed = self._armed
        if armed is None or not armed.left:
            return self._send(client, method, url, *rest)
        if self._site_of(method, urlsplit(url).path) != armed.site:
            return self._send(client, method, url, *rest)
        armed.left, armed.came = armed.left - 1, armed.came + 1
        if armed.trouble in KILLED:
            return self._dying(armed.trouble, client, method, url, *rest)
        return self._failing(armed.trouble, client, method, url, *rest)

    def _failing(self, trouble: str, client: Any, method: str, url: str, *rest: Any) -> Any:
        fault = {"operation": f"{method.upper()} {urlsplit(url).path}", **_FAULTS[trouble]}
        self._sandbox.faults.plan(fault)
        patience = client._timeout
        if trouble == "slow":
            client._timeout = PATIENCE
        try:
            return self._send(client, method, url, *rest)
        finally:
            client._timeout = patience
            self._sandbox.faults.clear()

    def _dying(self, moment: str, client: Any, *request: Any) -> Any:
        if moment == "before":
            die()
        answer = self._send(client, *request)
        if moment == "between":
            die()
        commit = BaseDatabaseWrapper._commit

        def last(connection: Any) -> None:
            if moment == "committed":
                commit(connection)
            die()

        BaseDatabaseWrapper._commit = last  # type: ignore[method-assign]
        return answer

    def _site_of(self, method: str, path: str) -> Site | None:
        asking = [site for site in self._sites if site.asks(method, path)]
        frame = sys._getframe(1) if asking else None
        while frame is not None:
            names = frame.f_code.co_qualname.split(".")
            for site in asking:
                if site.function in names and frame.f_code.co_filename.endswith(site.file):
                    return site
            frame = frame.f_back
        return None


def die() -> None:
    """As a crash does: nothing is cleaned up, nothing said."""
    os.kill(os.getpid(), signal.SIGKILL)
