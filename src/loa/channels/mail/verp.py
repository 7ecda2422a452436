"""Return paths that name what bounced (standards E2, E20): `b+CODE-POINT-PROOF@bounce.DOMAIN`.

Everything is lower case and base 32, because servers on the way back may fold the case of a local part. The proof
keeps strangers from closing contact points with made-up bounces.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from hashlib import blake2s

_PROOF_BYTES = 10  # 80 bits, 16 letters
_LOCAL_PART = re.compile(r"b\+([0-9a-z]{1,16})-([a-z2-7]{1,13})-([a-z2-7]{16})\Z")


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
        point = _base32(contact_point.to_bytes((contact_point.bit_length() + 7) // 8 or 1, "big"))
        name = _plain(code).encode("ascii")
        return b"b+%b-%b-%b@%b" % (name, point, self._proof(name, point), self._domain)

    def read(self, address: str) -> Bounced | None:
        """What *address* was made for, or None for an address that we did not make."""
        found = _LOCAL_PART.match(address.strip().lower().partition("@")[0])
        if found is None:
            return None
        name, point, proof = (part.encode() for part in found.groups())
        if not hmac.compare_digest(proof, self._proof(name, point)):
            return None
        return Bounced(name.decode().upper(), int.from_bytes(_from_base32(point), "big"))

    def _proof(self, name: bytes, point: bytes) -> bytes:
        return _base32(blake2s(b"%b-%b" % (name, point), key=self._key, digest_size=_PROOF_BYTES).digest())


def _plain(code: str) -> str:
    return code.replace("-", "").lower()


def _base32(data: bytes) -> bytes:
    return base64.b32encode(data).rstrip(b"=").lower()


def _from_base32(text: bytes) -> bytes:
    return base64.b32decode(text.upper() + b"=" * (-len(text) % 8))
