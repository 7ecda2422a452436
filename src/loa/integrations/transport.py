"""One POST to an address that somebody else named: only where it may go, one answer, for a bounded time.

The name is resolved here and the connection made to the very address that was looked at, so that a name which answers
differently the second time leads nowhere (DNS rebinding). Redirects are not followed.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore

from loa.integrations.core.targets import Target, is_public

DEADLINE = 15.0  # seconds for all of it
CONNECTING = 5.0  # seconds of these for the connection
ANSWER = 2_000  # bytes of the answer's body that are read
AGENT = "Loa-Webhooks/1"


class UnreachableError(OSError):
    """Nothing came back; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The receiver's answer. `retry_after`: seconds, 0 when it does not say."""

    status: int
    retry_after: float
    text: str


@cache
def default_trust() -> ssl.SSLContext:
    """The certificates that this machine trusts."""
    return ssl.create_default_context()


def post(target: Target, headers: dict[str, str], body: bytes, trust: ssl.SSLContext | None = None) -> Reply:
    """Send *body*. Raises `UnreachableError`."""
    deadline = time.monotonic() + DEADLINE
    url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=trust or default_trust(), network_backend=_Backend(target, deadline), retries=0
            ) as pool,
            pool.stream("POST", url, headers=_all(target, headers, body), content=body) as response,
        ):
            return Reply(response.status, _seconds(response), _text(response))
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError, ValueError) as error:
        raise UnreachableError(f"{type(error).__name__}: {error}"[:200]) from error


def _all(target: Target, headers: dict[str, str], body: bytes) -> list[tuple[str, str]]:
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = (target.scheme, target.port) in {("https", 443), ("http", 80)}
    own = {
        "Host": host if usual else f"{host}:{target.port}",
        "User-Agent": AGENT,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    return [*own.items(), *headers.items()]


def _seconds(response: httpcore.Response) -> float:
    found = {name.lower(): value for name, value in response.headers}.get(b"retry-after", b"")
    return float(found) if found.isdigit() else 0.0


def _text(response: httpcore.Response) -> str:
    """The beginning of the body in one line; the rest is not waited for."""
    taken = b""
    for piece in response.iter_stream():
        taken += piece
        if len(taken) >= ANSWER:
            break
    words = taken[:ANSWER].decode("utf-8", "replace")
    return " ".join("".join(each if each.isprintable() else " " for each in words).split())


class _Backend(httpcore.NetworkBackend):
    """Connects to public addresses alone (to any, for a host that the operator named), until the deadline."""

    def __init__(self, target: Target, deadline: float) -> None:
        self._target = target
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Look the name up, check every address, connect to the first of them that takes us.

        A host that names an IPv6 address too, which leads nowhere from here, is reached by the other.
        """
        del timeout
        found = addresses(host, port)
        if not self._target.trusted and not all(is_public(address) for address in found):
            raise httpcore.ConnectError(f"{host} lies in a private network")
        refused: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in found:
            left = min(CONNECTING, max(self._deadline - time.monotonic(), 0.01))
            try:
                made = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
            else:
                return _Stream(made, self._deadline)
        raise refused


def addresses(host: str, port: int) -> list[str]:
    """Every address of *host*. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class _Stream(httpcore.NetworkStream):
    """A stream whose every step ends at the deadline: one byte every few seconds holds nobody up."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer took too long")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        del timeout
        return self._inner.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        del timeout
        self._inner.write(buffer, self._left())

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted; the certificate has to be that of the name, not of the address."""
        del timeout
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Whatever the inner stream knows."""
        return self._inner.get_extra_info(info)
