"""Rate limits without captchas and without keeping addresses: a bucket per hashed address, in memory, bounded."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from hashlib import blake2s
from ipaddress import ip_address

from django.http import HttpRequest

SIZE = 50_000  # addresses remembered per process
_SALT = secrets.token_bytes(16)  # new at every start: the hashes say nothing later (standards P8)


class Limiter:
    """A token bucket per key: *per_minute* refilled evenly, as many at once. Thread-safe."""

    def __init__(self, per_minute: int, size: int = SIZE) -> None:
        self._capacity = per_minute
        self._size = size
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: bytes, now: float) -> bool:
        """Whether *key* may act at *now* (seconds, monotonic)."""
        return self.spend(key, now) >= 0

    def spend(self, key: bytes, now: float) -> int:
        """How often *key* may act once more after this act; -1 when it may not act at all."""
        with self._lock:
            left, since = self._buckets.pop(key, (float(self._capacity), now))
            left = min(self._capacity, left + (now - since) * self._capacity / 60)
            allowed = left >= 1
            self._buckets[key] = (left - 1 if allowed else left, now)
            while len(self._buckets) > self._size:
                self._buckets.popitem(last=False)
            return int(left - 1) if allowed else -1


def sender(request: HttpRequest) -> str:
    """The sender's address (`loa.web.sender` has looked behind our proxies); empty for this machine itself."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    return "" if address in {"127.0.0.1", "::1"} else address


def address_key(address: str) -> bytes:
    """An address, unreadable. A customer of an IPv6 provider has a whole /64: all of it is one sender."""
    try:
        network = ip_address(address)
    except ValueError:
        raw = address.encode()
    else:
        raw = network.packed if network.version == 4 else network.packed[:8]
    return blake2s(raw, key=_SALT, digest_size=12).digest()
