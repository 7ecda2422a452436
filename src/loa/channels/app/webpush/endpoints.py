"""Push endpoints are addresses that strangers give us: only known services on public addresses are called (W6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from loa.channels.streams import SocketAddress, resolve
from loa.errors import LoaError

KNOWN_SERVICES = ("fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")
LENGTH_LIMIT = 2000  # characters; the longest seen are below 700
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PORTS = {"https": 443, "http": 80}


class ForbiddenEndpointError(LoaError):
    """The endpoint is not one of a push service that we call."""

    code = "forbidden_endpoint"
    message = "This push service is not known here."


@dataclass(frozen=True, slots=True)
class Origin:
    """A push service: scheme, host and port. `trusted` hosts were named by the operator and may be private."""

    scheme: str
    host: str
    port: int
    trusted: bool = False

    def __str__(self) -> str:
        """As VAPID's `aud` wants it: the port only where it is not the usual one (RFC 6454 §6.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def authority(self) -> str:
        """The `Host` header."""
        return str(self).partition("//")[2]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where one subscription is pushed to. `target` is path and query."""

    origin: Origin
    target: str


class AllowList:
    """The services that are called: the known ones and those of the operator (`LOA_PUSH_HOSTS`).

    An operator's entry is `host`, `host:port` or `*.domain`. Plain http is taken only for one on this machine.
    """

    def __init__(self, further: Iterable[str] = ()) -> None:
        self._further = tuple(entry.partition("://")[2] or entry for entry in further)

    def read(self, url: str) -> Endpoint:
        """The endpoint of *url*. Raises `ForbiddenEndpointError` for everything that is not called."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise ForbiddenEndpointError from error
        trusted = any(_matches(entry, host, port) for entry in self._further)
        plain = parts.scheme == "http" and trusted and host in _LOOPBACK
        known = trusted or (port == 443 and any(_matches(entry, host, port) for entry in KNOWN_SERVICES))
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        if not known or not (parts.scheme == "https" or plain) or "@" in parts.netloc or not _printable(url, target):
            raise ForbiddenEndpointError
        return Endpoint(Origin(parts.scheme, host, port, trusted), target)


def addresses(origin: Origin) -> list[SocketAddress]:
    """Where *origin* is. A service that is not the operator's must be on public addresses: a name that points
    into our network is refused (W6). Raises `OSError`, `ForbiddenEndpointError`."""
    found = resolve(origin.host, origin.port)
    if not origin.trusted and not all(ip_address(address[0]).is_global for _, address in found):
        raise ForbiddenEndpointError
    return found


def _matches(entry: str, host: str, port: int) -> bool:
    name, _, wanted = entry.rpartition(":") if entry.rpartition(":")[2].isdigit() else (entry, "", "")
    if wanted and int(wanted) != port:
        return False
    return host.endswith(name[1:]) and host != name[2:] if name.startswith("*.") else host == name


def _printable(url: str, target: str) -> bool:
    """No blank, control or foreign character may reach the request line."""
    return len(url) <= LENGTH_LIMIT and target.startswith("/") and all("!" <= letter <= "~" for letter in target)
