"""The socket as it is served: by a real server that is asked to stop, is killed, comes back."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress

import pytest
from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from live.realtime import operations

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """What `run` starts, with the flags it starts it with."""

    def __init__(self, database_url):
        self.port = free_port()
        self.lines = ExitStack()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "estuary.asgi:application", "--app-dir", "site"),
                *("--host", "127.0.0.1", "--port", str(self.port)),
                *("--ws", "websockets-sansio", "--ws-per-message-deflate", "false"),
                *("--ws-max-size", "65536", "--lifespan", "off", "--log-level", "error"),
                *("--timeout-graceful-shutdown", "5"),
            ],
            cwd=settings.ROOT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "estuary.settings.test",
                "PYTHONPATH": os.pathsep.join([str(settings.ROOT / "site"), str(settings.ROOT)]),
                "DATABASE_URL": database_url,
                "REDIS_URL": settings.REDIS_URL,
            },
        )

    @property
    def channel(self):
        return f"estuary:live:{self.process.pid}"

    def open(self):
        """A socket, once the server is up; what it said first has been read."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                address = f"ws://127.0.0.1:{self.port}/ws/content/"
                line = self.lines.enter_context(connect(address, open_timeout=PATIENCE))
                return line, heard(line)
            except OSError:
                assert self.process.poll() is None, "the server has ended"
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.2)

    def end(self, how):
        self.process.send_signal(how)
        self.process.wait(PATIENCE)


@pytest.fixture
def serve(database_url):
    running = []

    def start():
        running.append(Server(database_url))
        return running[-1]

    yield start
    for server in running:
        with suppress(ConnectionClosed):
            server.lines.close()
        server.process.kill()
        server.process.wait()


def heard(line):
    return json.loads(line.recv(timeout=PATIENCE))


def append(*keys):
    for key in keys:
        operations.append(feed="content", key=key, type="content.changed", data={"kind": key})
    connection.close()


def test_a_restart_loses_nothing(serve, settings):
    first = serve()
    line, ready = first.open()
    settings.REALTIME_CHANNEL = first.channel
    append("one")
    assert ready == {"type": "ready", "last_seq": 0}
    assert heard(line)["seq"] == 1

    first.end(signal.SIGTERM)
    with pytest.raises(ConnectionClosed) as closed:
        line.recv(timeout=PATIENCE)
    assert closed.value.rcvd.code == 1012
    append("two", "three")

    second = serve()
    line, ready = second.open()
    assert ready["last_seq"] == 3
    line.send('{"type": "resume", "after_seq": 1}')
    assert [heard(line)["kind"] for _ in range(2)] == ["two", "three"]

    second.end(signal.SIGKILL)
    append("four")
    third = serve()
    line, _ = third.open()
    line.send('{"type": "resume", "after_seq": 3}')
    assert heard(line)["kind"] == "four"
    line.close()


def test_a_frame_that_is_too_large_closes_the_socket(serve):
    line, _ = serve().open()
    line.send("x" * 70_000)

    with pytest.raises(ConnectionClosed) as closed:
        line.recv(timeout=PATIENCE)
    assert closed.value.rcvd.code == 1009
