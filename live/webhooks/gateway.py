"""One POST to an address in the world: bounded in time and size, led nowhere else.

The name is looked up once, and what was looked up is what is connected to: a name that leads to
the world when it is checked cannot lead into our own network a moment later.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from estuary.kernel import db
from live.webhooks.policies import is_public, problem_of

SECONDS = 15.0
MOST_READ = 1024


class Unreachable(Exception):
    """There was no answer; the message says why."""


@dataclass(frozen=True)
class Answer:
    """What an endpoint said; its words cut after the first kilobyte."""

    status: int
    text: str


def post(*, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send once, and wait for at most `SECONDS`. Raises Unreachable; redirects are answers."""
    db.leave_for_outside()
    deadline = time.monotonic() + SECONDS
    if problem := problem_of(address, may_stay_inside=settings.WEBHOOKS_TO_PRIVATE_NETWORKS):
        raise Unreachable(problem)
    target = urlsplit(address)
    try:
        with _line(target, deadline=deadline) as line:
            # However slowly it drips: at the deadline the line is cut.
            end = threading.Timer(max(deadline - time.monotonic(), 0), _cut, [line])
            end.start()
            try:
                return _exchange(target, _secured(line, target), headers, body)
            finally:
                end.cancel()
    except TimeoutError as error:
        raise Unreachable(f"No answer within {SECONDS:.0f} seconds.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise Unreachable(f"No answer within {SECONDS:.0f} seconds.") from error
        raise Unreachable(f"{type(error).__name__}: {error}"[:300]) from error


def _line(target: SplitResult, *, deadline: float) -> socket.socket:
    host, port = target.hostname or "", _port(target)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Unreachable(f"{host} leads nowhere.") from error
    numbers = [str(address[0]) for *_, address in found]
    if not settings.WEBHOOKS_TO_PRIVATE_NETWORKS and not all(map(is_public, numbers)):
        raise Unreachable(f"{host} leads into our own network.")
    return socket.create_connection((numbers[0], port), timeout=deadline - time.monotonic())


def _secured(line: socket.socket, target: SplitResult) -> socket.socket:
    if target.scheme != "https":
        return line
    return ssl.create_default_context().wrap_socket(line, server_hostname=target.hostname)


def _exchange(
    target: SplitResult, line: socket.socket, headers: Mapping[str, str], body: bytes
) -> Answer:
    connection = http.client.HTTPConnection(target.hostname or "", _port(target))
    connection.default_port = 443 if target.scheme == "https" else 80  # for the Host header
    connection.sock = line
    try:
        path = f"{target.path or '/'}{'?' if target.query else ''}{target.query}"
        connection.request("POST", path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(MOST_READ).decode("utf-8", "replace"))
    finally:
        connection.close()


def _port(target: SplitResult) -> int:
    return target.port or (443 if target.scheme == "https" else 80)


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
