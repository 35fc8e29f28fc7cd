"""Ports and answers on this machine."""

import http.client
import socket
from pathlib import Path

from estuary.running.crew import Failed

STRIPE_PORT = 12111
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def reachable(host: str) -> str:
    """The address at which a server on `host` is reached from here."""
    return EVERYWHERE.get(host, host)


def url(host: str, port: int) -> str:
    name = reachable(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def demand_free(host: str, port: int) -> None:
    """Raise Failed when the web server could not listen there."""
    try:
        _try_to_listen(host, port)
    except PermissionError:
        raise Failed(f"Port {port} is only for root: choose one from 1024 up.") from None
    except OSError as error:
        if isinstance(error, socket.gaierror) or "assign" in str(error):
            raise Failed(f"{host} is no address of this machine.") from None
        raise Failed(
            f"Port {port} on {host} is in use: end what uses it, or choose another, "
            f"as in PORT={port + 1} python3 manage.py run"
        ) from None


def stripe_port(memory: Path) -> int:
    """The sandbox's port: the one it had last, or the next free one."""
    try:
        wished = int(memory.read_text())
    except (OSError, ValueError):
        wished = STRIPE_PORT
    for port in (wished, *range(STRIPE_PORT, STRIPE_PORT + 100)):
        try:
            _try_to_listen("127.0.0.1", port)
        except OSError:
            continue
        memory.write_text(str(port))
        return port
    raise Failed(f"No port from {STRIPE_PORT} up is free for the Stripe sandbox.")


def listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((reachable(host), port), timeout=1).close()
    except OSError:
        return False
    return True


def lives(host: str, port: int) -> bool:
    """Whether the web server answers its health address."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
    try:
        connection.request("GET", "/health/live/", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _try_to_listen(host: str, port: int) -> None:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)
