"""Push endpoints are addresses that strangers give us: only known services on public addresses are called (W6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from urllib.parse import urlsplit

from loa.channels.streams import SocketAddress, resolve
from loa.errors import LoaError

KNOWN_SERVICES = ("fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")
LENGTH_LIMIT = 2000  # characters; the longest seen are below 700
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PORTS = {"https": 443, "http": 80}
_REMEMBERED = 1024

# Scheme, host and port without user, and a target: no blank, control or foreign character may reach the request line.
_URL = re.compile(r"(https?)://([A-Za-z0-9.:\[\]-]+)(/[!-\"$-~]*)\Z")


class ForbiddenEndpointError(LoaError):
    """The endpoint is not one of a push service that we call."""

    code = "forbidden_endpoint"
    message = "This push service is not known here."


@dataclass(frozen=True)
class Origin:
    """A push service: scheme, host and port. `trusted` hosts were named by the operator and may be private."""

    scheme: str
    host: str
    port: int
    trusted: bool = False

    @cached_property
    def audience(self) -> str:
        """As VAPID's `aud` wants it: the port only where it is not the usual one (RFC 6454 §6.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @cached_property
    def authority(self) -> str:
        """The `Host` header."""
        return self.audience.partition("//")[2]


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
        self._known: dict[tuple[str, str], Origin] = {}
        self._further = tuple(entry.partition("://")[2] or entry for entry in further)

    def read(self, url: str) -> Endpoint:
        """The endpoint of *url*. Raises `ForbiddenEndpointError` for everything that is not called."""
        found = _URL.match(url) if len(url) <= LENGTH_LIMIT else None
        if found is None:
            raise ForbiddenEndpointError
        return Endpoint(self._origin(found[1], found[2]), found[3])

    def _origin(self, scheme: str, netloc: str) -> Origin:
        """Few services, many endpoints: what was allowed once is remembered."""
        known = self._known.get((scheme, netloc))
        if known is None:
            known = self._examine(scheme, netloc)
            if len(self._known) < _REMEMBERED:
                self._known[scheme, netloc] = known
        return known

    def _examine(self, scheme: str, netloc: str) -> Origin:
        try:
            parts = urlsplit(f"{scheme}://{netloc}")
            host, port = parts.hostname or "", parts.port or _PORTS[scheme]
        except ValueError as error:
            raise ForbiddenEndpointError from error
        trusted = any(_matches(entry, host, port) for entry in self._further)
        known = trusted or (port == 443 and any(_matches(entry, host, port) for entry in KNOWN_SERVICES))
        plain = trusted and host in _LOOPBACK
        if not known or not (scheme == "https" or plain):
            raise ForbiddenEndpointError
        return Origin(scheme, host, port, trusted)


def addresses(origin: Origin) -> list[SocketAddress]:
    """Where *origin* is. A service that is not the operator's must be on public addresses: a name that points
    into our network is refused (W6). Raises `OSError`, `ForbiddenEndpointError`."""
    found = resolve(origin.host, origin.port)
    if not origin.trusted and not all(ip_address(address[0]).is_global for _, address in found):
        raise ForbiddenEndpointError
    return found


def _matches(entry: str, host: str, port: int) -> bool:
    name, _, wanted = entry.rpartition(":") if entry.rpartition(":")[2].isdecimal() else (entry, "", "")
    if wanted and int(wanted) != port:
        return False
    return host.endswith(name[1:]) and host != name[2:] if name.startswith("*.") else host == name
