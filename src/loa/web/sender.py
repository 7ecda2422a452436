"""Who really sends, and whether encrypted, when a proxy of ours stands in front."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.http import HttpRequest, HttpResponse

from loa.config import config

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class SenderMiddleware:
    """Put the sender's address where Django looks for it, once, for all that counts or names senders.

    A proxy of LOA_TRUSTED_PROXIES adds the address it was called from to X-Forwarded-For, and says in X-Forwarded-Proto
    whether it was called over TLS (`SECURE_PROXY_SSL_HEADER`); from anybody else these headers are anybody's word.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on with the sender's address."""
        peer, trusted = str(request.META.get("REMOTE_ADDR", "")), _trusted(tuple(config().trusted_proxies))
        if not _within(peer, trusted):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        if named := request.META.get("HTTP_X_FORWARDED_FOR"):
            request.META["REMOTE_ADDR"] = behind(peer, named, trusted)
        return self.get_response(request)


def behind(peer: str, forwarded: str, trusted: Iterable[Network]) -> str:
    """The sender: from the right, the first address that is no proxy of ours; *peer* itself if it is none."""
    sender = peer
    for named in [*reversed(forwarded.split(","))]:
        if not _within(sender, trusted):
            break
        address = _read(named)
        if address is None:
            break
        sender = str(address)
    return sender


def _read(text: str) -> Address | None:
    """An address; one of IPv4 inside IPv6 is what it is."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _within(text: str, networks: Iterable[Network]) -> bool:
    address = _read(text)
    return address is not None and any(address in network for network in networks)


@lru_cache(maxsize=4)
def _trusted(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in proxies)
