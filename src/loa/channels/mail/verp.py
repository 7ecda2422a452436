"""Return paths that name what bounced (standards E2, E20): `b+CODE-POINT-PROOF@bounce.DOMAIN`.

Everything is lower case, numbers in base 16, because servers on the way back may fold the case of a local part. The
proof keeps strangers from closing contact points with made-up bounces.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s

_PROOF_BYTES = 10  # 80 bits, 20 digits
_LOCAL_PART = re.compile(r"b\+([0-9a-z]{1,16})-([0-9a-f]{1,16})-([0-9a-f]{20})\Z")


@dataclass(frozen=True, slots=True)
class Bounced:
    """What a return path speaks of. `code` is the release's short code in the form that was sent (`7K3F9QXA`)."""

    code: str
    contact_point: int


class ReturnPaths:
    """Makes and reads the return paths of one installation; *secret* is its secret key."""

    def __init__(self, secret: str, domain: str) -> None:
        self._key = blake2s(secret.encode(), person=b"loa-verp").digest()
        self._domain = domain.encode("ascii")

    def make(self, code: str, contact_point: int) -> bytes:
        """The return path of *contact_point*'s message of the release *code*. Under 64 characters before the `@`."""
        name = b"%b-%x" % (_plain(code).encode("ascii"), contact_point)
        return b"b+%b-%b@%b" % (name, self._proof(name), self._domain)

    def read(self, address: str) -> Bounced | None:
        """What *address* was made for, or None for an address that we did not make."""
        found = _LOCAL_PART.match(address.strip().lower().partition("@")[0])
        if found is None:
            return None
        code, point, proof = found.groups()
        if not hmac.compare_digest(proof.encode(), self._proof(f"{code}-{point}".encode())):
            return None
        return Bounced(code.upper(), int(point, 16))

    def _proof(self, name: bytes) -> bytes:
        return blake2s(name, key=self._key, digest_size=_PROOF_BYTES).hexdigest().encode("ascii")


@lru_cache(maxsize=8)
def _plain(code: str) -> str:
    return code.replace("-", "").lower()
