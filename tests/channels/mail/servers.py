"""Mail servers for tests: one that follows a script and misbehaves on demand, on a free port of the loopback."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

GREETING = b"220 test ESMTP\r\n"
EHLO = b"250-test\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
PLAIN_EHLO = b"250 test\r\n"


class Connection:
    """One connection on the server's side: reads commands, keeps letters."""

    def __init__(self, server: ScriptedServer, connection: socket.socket, number: int) -> None:
        self.server = server
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        self.file = connection.makefile("rb")
        self.number = number
        self.messages = 0

    def say(self, data: bytes) -> None:
        """Answer; an empty answer is silence until the other side gives up."""
        self.socket.sendall(data)
        while not data:
            self.line()

    def line(self) -> bytes:
        line = self.file.readline()
        if not line:
            raise EOFError
        return line

    def content(self) -> bytes:
        lines = []
        while (line := self.line()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def reset(self) -> None:
        """Close with an RST: whatever was under way is lost."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.hang_up()

    def hang_up(self) -> None:
        self.file.close()
        self.socket.close()
        raise EOFError

    def serve(self) -> None:
        self.say(self.server.greeting)
        while True:
            line = self.line()
            self.server.commands.append(line.strip())
            verb = line[:4].upper()
            hook = self.server.hooks.get(verb)
            answer = hook(self, line) if hook else None
            self.say(answer if answer is not None else self.answer(verb))

    def answer(self, verb: bytes) -> bytes:
        if verb == b"EHLO":
            return self.server.ehlo
        if verb == b"DATA":
            self.say(b"354 go on\r\n")
            return self.take_message()
        if verb == b"QUIT":
            self.say(b"221 bye\r\n")
            self.hang_up()
        return b"250 2.0.0 ok\r\n"

    def take_message(self) -> bytes:
        content = self.content()
        self.messages += 1
        hook = self.server.hooks.get(b"BODY")
        answer = hook(self, content) if hook else None
        if content and (answer is None or answer.startswith(b"2")):  # without a recipient, an empty one is nobody's
            self.server.messages.append(content)
        return b"250 2.0.0 queued\r\n" if answer is None else answer


Hook = Callable[[Connection, bytes], bytes | None]


@dataclass
class ScriptedServer:
    """Answers as told. `hooks` by verb (`BODY` for the content) return an answer, or None for the usual one."""

    greeting: bytes = GREETING
    ehlo: bytes = EHLO
    hooks: dict[bytes, Hook] = field(default_factory=dict)
    messages: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[ScriptedServer]:
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
        with contextlib.suppress(OSError, EOFError, ValueError), connection:
            Connection(self, connection, number).serve()
