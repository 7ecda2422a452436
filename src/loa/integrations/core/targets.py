"""Where webhooks may go. An address that somebody types must not become a way into our own network (SSRF)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LONGEST = 500  # characters of an address
_PORTS = {"https": 443, "http": 80}
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))  # RFC 6052, 8215: an IPv4 address inside


@dataclass(frozen=True, slots=True)
class Target:
    """A webhook's address in its parts. `trusted`: the operator named its host in the settings."""

    scheme: str
    host: str
    port: int
    path: str
    trusted: bool

    @property
    def allowed(self) -> bool:
        """Whether it may be called, as far as the address itself says."""
        if self.trusted:
            return True
        return self.scheme == "https" and (literal(self.host) is None or is_public(self.host))


def read(url: str, private_hosts: Iterable[str] = ()) -> Target | None:
    """The target of *url*; None for what is no address of a web server, or holds a user name."""
    if len(url) > LONGEST or not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host or not port or parts.username is not None or parts.fragment:
        return None
    trusted = bool({host, f"{host}:{port}"} & {entry.strip().lower() for entry in private_hosts})
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, trusted)


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that *host* is, if it is one written out."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def is_public(address: str) -> bool:
    """Whether *address* lies in the open internet, also where an IPv4 address is wrapped in one of IPv6."""
    found = literal(address)
    if found is None or "%" in address:
        return False
    inner = _inner(found) if isinstance(found, IPv6Address) else None
    return all(each.is_global and not each.is_multicast for each in (found, inner) if each is not None)


def _inner(address: IPv6Address) -> IPv4Address | None:
    if any(address in network for network in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
