"""VAPID (RFC 8292): who is pushing. One key pair kept for years; a new one kills every subscription (standards W7)."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from loa.channels.base import TechnicalFailureError

LIFETIME = 12 * 3600  # seconds; services refuse more than 24 hours (standards W2)
RENEW_BEFORE = 3600  # seconds before its end a token is made anew

# Apple refuses blanks, brackets and local contacts (standards W2).
_CONTACT = re.compile(r"(mailto:[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+|https://[^\s<>/]+\.[^\s<>]+)\Z")


def base64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def usable_contact(contact: str) -> bool:
    """Whether push services will take *contact* as the `sub` of a token."""
    return _CONTACT.match(contact) is not None


class Vapid:
    """Makes the `Authorization` of pushes, one token per service kept until shortly before its end."""

    def __init__(self, key: EllipticCurvePrivateKey, contact: str, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._contact = contact
        self._clock = clock
        self._kept: dict[str, tuple[float, bytes]] = {}

    @property
    def application_server_key(self) -> str:
        """The public key as browsers want it on `subscribe`: base64url of the uncompressed point."""
        return base64url(self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def authorization(self, origin: str) -> bytes:
        """The header value for the push service at *origin* (scheme, host, and port where it is not the usual)."""
        now = self._clock()
        until, value = self._kept.get(origin, (0.0, b""))
        if now >= until - RENEW_BEFORE:
            until = now + LIFETIME
            value = f"vapid t={self._token(origin, int(until))},k={self.application_server_key}".encode("ascii")
            self._kept[origin] = (until, value)
        return value

    def _token(self, origin: str, expires: int) -> str:
        claims = {"aud": origin, "exp": expires, "sub": self._contact}
        unsigned = ".".join(base64url(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        r, s = decode_dss_signature(self._key.sign(unsigned.encode("ascii"), ECDSA(SHA256())))
        return f"{unsigned}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def load_or_create(path: Path) -> EllipticCurvePrivateKey:
    """The key pair kept at *path*, made at first use and readable by the service alone.

    Raises `TechnicalFailureError` when the file is there but holds no P-256 key: it is never replaced by itself.
    """
    if not path.exists():
        _create(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TechnicalFailureError(channel="app", reason=f"VAPID: {error}") from error
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise TechnicalFailureError(channel="app", reason="VAPID: not a P-256 key")
    return key


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = generate_private_key(SECP256R1())
    with tempfile.NamedTemporaryFile(dir=path.parent) as made:  # mode 0600
        made.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        made.flush()
        os.fsync(made.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made.name, path)  # whoever comes first wins; the others read that key
