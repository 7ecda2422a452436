"""A device that subscribed, and a push service that behaves as told."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from loa.channels.app.webpush.encryption import Recipient
from loa.channels.app.webpush.vapid import base64url
from loa.channels.base import Envelope

CREATED = b"HTTP/1.1 201 Created\r\nLocation: /m/1\r\nContent-Length: 0\r\n\r\n"


class Device:
    """Holds the private half of a subscription and reads messages with http_ece."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = {"p256dh": base64url(point), "auth": base64url(self.auth)}

    @property
    def recipient(self) -> Recipient:
        return Recipient.read(self.keys["p256dh"], self.keys["auth"])

    def read(self, body: bytes) -> bytes:
        return bytes(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))


DEVICE = Device()


def envelope(index: int, address: str, **changes: Any) -> Envelope:
    fields: dict[str, Any] = {"token": "AbC-_" + "x" * 15, "keys": DEVICE.keys, **changes}
    return Envelope(index, 1000 + index, 7000 + index, address, f"m{index}", **fields)


@dataclass
class Request:
    """One push as it arrived. `number` counts connections from 1."""

    target: str
    headers: dict[str, str]
    body: bytes
    number: int
    connection: socket.socket

    def reset(self) -> bytes:
        """Cut the connection without an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        raise EOFError


Answer = Callable[[Request], bytes]


@dataclass
class PushService:
    """A push service on a free port of the loopback. An empty answer is silence."""

    answer: Answer = field(default=lambda request: CREATED)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    tls: ssl.SSLContext | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def people(self, count: int, **changes: Any) -> list[Envelope]:
        return [envelope(index, f"http://{self.host}/push/{index}", **changes) for index in range(count)]

    @contextlib.contextmanager
    def running(self) -> Iterator[PushService]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            yield self
            listener.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError, EOFError, ValueError), contextlib.ExitStack() as stack:
            connection = stack.enter_context(self.tls.wrap_socket(connection, True) if self.tls else connection)
            stream = stack.enter_context(connection.makefile("rb"))
            while True:
                first, *lines = iter(lambda: stream.readline().decode("ascii").strip(), "")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                body = stream.read(int(headers["content-length"]))
                request = Request(first.split()[1], headers, body, number, connection)
                self.requests.append(request)
                answer = self.answer(request)
                connection.sendall(answer)
                if not answer:
                    stream.read()
                if b"Connection: close" in answer:
                    return
