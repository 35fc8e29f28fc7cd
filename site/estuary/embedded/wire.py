"""Enough of the two servers' protocols to ask whether they are ready, without any driver."""

import contextlib
import socket
import struct
from pathlib import Path

PROTOCOL_3 = 196608
SILENT = "no answer"


def ask_postgres(path: Path, *, database: str, sql: str = "") -> str:
    """Connect, say `sql` if any, and return the SQLSTATE of the first error, or nothing."""
    try:
        with _connect(path) as server:
            words = f"user\0postgres\0database\0{database}\0\0".encode()
            server.sendall(struct.pack("!II", len(words) + 8, PROTOCOL_3) + words)
            state = _until_ready(server)
            if sql and not state:
                said = sql.encode() + b"\0"
                server.sendall(b"Q" + struct.pack("!I", len(said) + 4) + said)
                state = _until_ready(server)
            if not state:
                server.sendall(b"X" + struct.pack("!I", 4))
            return state
    except OSError:
        return SILENT


def ask_valkey(path: Path) -> bool:
    """Whether the server answers a ping, having loaded its data."""
    try:
        with _connect(path) as server:
            server.sendall(b"PING\r\n")
            return server.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def end_valkey(path: Path) -> None:
    """Ask a server that may be there to save and end."""
    with contextlib.suppress(OSError), _connect(path) as server:
        server.sendall(b"SHUTDOWN\r\n")
        server.recv(64)


def _connect(path: Path) -> socket.socket:
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.settimeout(20)
    try:
        server.connect(str(path))
    except OSError:
        server.close()
        raise
    return server


def _until_ready(server: socket.socket) -> str:
    while True:
        kind = _exactly(server, 1)
        body = _exactly(server, struct.unpack("!I", _exactly(server, 4))[0] - 4)
        if kind == b"E":
            fields = {field[:1]: field[1:] for field in body.split(b"\0") if field}
            return fields.get(b"C", b"XX000").decode()
        if kind == b"Z":
            return ""


def _exactly(server: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        part = server.recv(size - len(got))
        if not part:
            raise ConnectionError("the server hung up")
        got += part
    return got
