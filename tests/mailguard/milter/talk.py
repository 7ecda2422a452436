"""A mail server's connection to a running milter."""

from __future__ import annotations

import socket
import struct
from types import TracebackType
from typing import Self

from tests.mailguard.milter import wire

LAST = b"acrty"  # the letters that end a mail: accept, continue, reject, tempfail, a reply of its own


class Talk:
    """`with Talk(port) as talk: talk.send(content)`: many mails over one connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.sendall(wire.negotiate())
        assert self._frame()[0] == b"O"
        self._socket.sendall(wire.connect())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, content: bytes) -> list[tuple[bytes, bytes]]:
        """Hand one mail over; what the milter wants done with it, its decision last."""
        self._socket.sendall(b"".join(wire.mail(content)))
        answers = [self._frame()]
        while answers[-1][0] not in LAST:
            answers.append(self._frame())
        return answers

    def verdict(self, content: bytes) -> str:
        """The header that the mail would get."""
        for letter, data in self.send(content):
            if letter == b"i" and data[4:].startswith(b"X-Loa-Verdict\0"):
                return data.split(b"\0")[-2].strip().decode()
        return ""

    def _frame(self) -> tuple[bytes, bytes]:
        (length,) = struct.unpack("!I", self._read(4))
        data = self._read(length)
        return data[:1], data[1:]

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._socket.recv(size - len(data))
            assert more, "the milter closed the connection"
            data += more
        return data
