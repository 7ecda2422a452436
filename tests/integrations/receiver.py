"""A receiver of webhooks on loopback, good-natured or not."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Taken = tuple[dict[str, str], bytes]


@dataclass
class Receiver:
    """What it was sent, and how it answers: a status, or a function that writes to the socket itself."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    wild: Callable[[socket.socket], None] | None = None
    taken: list[Taken] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run one in a thread."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            found.taken.append(({k.lower(): v for k, v in self.headers.items()}, self.rfile.read(length)))
            if found.wild is not None:
                found.wild(self.connection)
                return
            self.send_response(found.status)
            for name, value in {**found.headers, "Content-Length": str(len(found.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_arguments: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_arguments: object) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def drip(connection: socket.socket) -> None:
    """One byte of the head at a time, without end."""
    try:
        for _ in range(200):
            connection.sendall(b"H")
            time.sleep(0.05)
    except OSError:
        return


def flood(connection: socket.socket) -> None:
    """A body without end."""
    try:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(5_000):
            connection.sendall(b"x" * 10_000)
    except OSError:
        return


def garbage(connection: socket.socket) -> None:
    """Nothing that is HTTP."""
    connection.sendall(b"\x00\xff\r\n\r\n")
