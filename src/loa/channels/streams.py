"""A non-blocking TCP stream, with TLS where it is asked for, for loops that watch many connections in one thread.

Nothing here waits: the owner selects, calls `advance` for each stream that is ready, and keeps its own deadlines.
Python's `selectors` is used rather than asyncio because a sender's cost per message is counted in microseconds.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
from collections.abc import Sequence
from selectors import EVENT_READ, EVENT_WRITE, BaseSelector
from typing import Any

RECEIVE_SIZE = 65536
_IN_PROGRESS = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EINTR}

# (family, address) as `socket.connect` takes it
SocketAddress = tuple[int, Any]


class StreamEndedError(ConnectionError):
    """The other side closed its half: nothing more will come."""


def resolve(host: str, port: int) -> list[SocketAddress]:
    """The addresses of *host*, in the resolver's order. Raises `OSError` where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


class Stream:
    """One connection. `owner` is handed back by the selector as the key's data.

    `advance` raises `OSError` (with `ssl.SSLError` below it) when the connection is over, `StreamEndedError` at a
    clean end; bytes that came before the end are returned first.
    """

    def __init__(self, selector: BaseSelector, owner: object, addresses: Sequence[SocketAddress]) -> None:
        self._selector = selector
        self._owner = owner
        self._addresses = list(addresses)
        self._socket: socket.socket | None = None
        self._events = 0
        self._outgoing = b""
        self._connecting = True
        self._handshaking = False
        self._tls: tuple[ssl.SSLContext, str] | None = None
        self._connect_next()

    @property
    def ready(self) -> bool:
        """Whether bytes can flow: connected, and through the TLS handshake if there is one."""
        return not self._connecting and not self._handshaking

    @property
    def encrypted(self) -> bool:
        """Whether what flows is under TLS."""
        return isinstance(self._socket, ssl.SSLSocket) and self.ready

    def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Begin TLS now, or as soon as the connection stands. *host* is what the certificate must name."""
        self._tls = (context, host)
        if not self._connecting:
            self._begin_handshake()

    def write(self, data: bytes) -> None:
        """Send *data*, keeping what the kernel does not take yet. A broken pipe shows at the next `advance`."""
        if self._outgoing or not self.ready:
            self._outgoing += data
            return
        sent = self._send(data)
        if sent < len(data):
            self._outgoing = data[sent:]
            self._watch(EVENT_READ | EVENT_WRITE)

    def advance(self) -> bytes:
        """Do what can be done without waiting and return what was received (empty: nothing for now)."""
        if self._connecting:
            self._finish_connect()
        if self._handshaking:
            self._shake_hands()
        if not self.ready:
            return b""
        if self._outgoing:
            self._flush()
        return self._receive()

    def close(self) -> None:
        """Drop the connection; may be called twice."""
        if self._socket is None:
            return
        if self._events:
            self._selector.unregister(self._socket)
            self._events = 0
        self._socket.close()
        self._socket = None

    def _connect_next(self) -> None:
        """Start connecting to the next address; raise the last error when there is none left."""
        error: OSError = OSError("the host has no address")
        while self._addresses:
            family, address = self._addresses.pop(0)
            self.close()
            self._socket = socket.socket(family, socket.SOCK_STREAM)
            self._socket.setblocking(False)
            with contextlib.suppress(OSError):  # not every family of socket has it
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            code = self._socket.connect_ex(address)
            if code in _IN_PROGRESS:
                self._watch(EVENT_WRITE)
                return
            error = OSError(code, errno.errorcode.get(code, "connect"))
        self.close()
        raise error

    def _finish_connect(self) -> None:
        assert self._socket is not None
        code = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            if not self._addresses:
                raise OSError(code, errno.errorcode.get(code, "connect"))
            self._connect_next()
            return
        self._connecting = False
        self._watch(EVENT_READ)
        if self._tls:
            self._begin_handshake()

    def _begin_handshake(self) -> None:
        assert self._socket is not None
        assert self._tls is not None
        context, host = self._tls
        plain = self._socket
        self._selector.unregister(plain)
        self._events = 0
        self._socket = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        self._handshaking = True
        self._watch(EVENT_READ | EVENT_WRITE)

    def _shake_hands(self) -> None:
        assert isinstance(self._socket, ssl.SSLSocket)
        try:
            self._socket.do_handshake()
        except ssl.SSLWantReadError:
            self._watch(EVENT_READ)
        except ssl.SSLWantWriteError:
            self._watch(EVENT_WRITE)
        else:
            self._handshaking = False
            self._watch(EVENT_READ)

    def _send(self, data: bytes) -> int:
        assert self._socket is not None
        try:
            return self._socket.send(data)
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            return 0
        except OSError:
            # The last words of the other side (a 421, an error page) may still lie in our buffer: reading goes on
            # and finds the end by itself.
            return len(data)

    def _flush(self) -> None:
        self._outgoing = self._outgoing[self._send(self._outgoing) :]
        self._watch(EVENT_READ | EVENT_WRITE if self._outgoing else EVENT_READ)

    def _receive(self) -> bytes:
        assert self._socket is not None
        try:
            data = self._socket.recv(RECEIVE_SIZE)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return b""
        if not data:
            raise StreamEndedError("the other side closed the connection")
        # TLS may hold decrypted bytes that no selector sees.
        while isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            data += self._socket.recv(RECEIVE_SIZE)
        return data

    def _watch(self, events: int) -> None:
        """Ask the selector for *events*, at the price of a system call only when they change."""
        if events == self._events:
            return
        assert self._socket is not None
        if self._events:
            self._selector.modify(self._socket, events, self._owner)
        else:
            self._selector.register(self._socket, events, self._owner)
        self._events = events
