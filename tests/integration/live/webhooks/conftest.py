import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest


class Frontend(socketserver.ThreadingTCPServer):
    """A frontend that remembers what it was sent, and answers what it was told to."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, dict, bytes]] = []
        self.status, self.answer, self.headers, self.drip = 204, b"", {}, 0.0
        self.during = lambda: None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hook?to=me"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.got.append((self.path, dict(self.headers), body))
        server.during()
        self.send_response(server.status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for byte in server.answer:
            self.wfile.write(bytes([byte]))
            time.sleep(server.drip)

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def frontend():
    with Frontend() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
