"""A server behind a proxy that says what reached it, and sends long answers piece by piece."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PIECE = b"event: progress\ndata: 1\n\n"
PATIENCE = 20.0  # seconds


@dataclass
class Upstream:
    """What a test and the server tell each other."""

    port: int = 0
    ready: bool = True  # what `/readyz` says
    asked: threading.Event = field(default_factory=threading.Event)  # set by the server: somebody asked that
    received: threading.Event = field(default_factory=threading.Event)  # set by the test: the first piece is there
    left: threading.Event = field(default_factory=threading.Event)  # set by the server: nobody listens any more


@contextmanager
def upstream() -> Iterator[Upstream]:
    """The server on a free port; `/told` answers with what it was asked, `/live/TYPE/SUBTYPE` for long."""
    told = Upstream()

    class Handler(_Handler):
        here = told

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        told.received.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    here: Upstream
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def do_GET(self) -> None:
        """Send the first piece, wait until it has been read at the far end, then go on until nobody reads."""
        if self.path in {"/told", "/readyz"}:
            self._tell(0)
            return
        self.send_response(200)
        self.send_header("Content-Type", self.path.removeprefix("/live/"))
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._send(PIECE)
        if not self.here.received.wait(PATIENCE):
            self.close_connection = True
            return
        try:
            for _number in range(int(PATIENCE * 100)):
                self._send(PIECE)
                threading.Event().wait(0.01)
        except OSError:
            self.here.left.set()
        self.close_connection = True

    def do_POST(self) -> None:
        """Read everything."""
        left = size = int(self.headers.get("Content-Length", 0))
        while left and (read := self.rfile.read(min(left, 1 << 20))):
            left -= len(read)
        self._tell(size - left)

    def _tell(self, size: int) -> None:
        said = {name.lower(): value for name, value in self.headers.items()}
        body = json.dumps({**said, "size": size, "port": self.here.port}).encode()
        ill = self.path == "/readyz" and not self.here.ready
        self.send_response(503 if ill else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if ill:
            self.here.asked.set()

    def _send(self, piece: bytes) -> None:
        self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name that is overridden)
        """Say nothing."""
