"""What a push service checks of an application server's voluntary identification (RFC 8292)."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from loa.errors import LoaError

LONGEST_LIFE = 24 * 3600  # seconds a token may still run (RFC 8292 §2)
REMEMBERED = 1024  # headers whose signature is not checked again


class BadVapidError(LoaError):
    """The Authorization header does not identify the sender."""

    code = "bad_vapid"
    http_status = 403
    message = "%(reason)s"


class MissingVapidError(BadVapidError):
    """There is no Authorization header of the scheme `vapid`."""

    code = "missing_vapid"
    http_status = 401


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends: the public key (base64url, as given), and until when (seconds since 1970) the token holds."""

    key: str
    expires: float


class Verifier:
    """Checks headers for the service at *origin* (`https://host[:port]`), remembering those that were good."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._known: OrderedDict[str, Identity] = OrderedDict()

    def verify(self, header: str) -> Identity:
        """Who sent this Authorization header. Raises `MissingVapidError` (401) or `BadVapidError` (403)."""
        identity = self._known.get(header) or self._examine(header)
        now = time.time()
        if identity.expires <= now:
            raise BadVapidError(reason="the VAPID token has expired")
        if identity.expires > now + LONGEST_LIFE:
            raise BadVapidError(reason="the VAPID token runs longer than 24 hours")
        return identity

    def _examine(self, header: str) -> Identity:
        token, key = _parts(header)
        claims = _verified_claims(token, _point(key))
        self._check_claims(claims)
        identity = Identity(key, float(claims["exp"]))
        self._known[header] = identity
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return identity

    def _check_claims(self, claims: dict[str, Any]) -> None:
        if claims.get("aud") != self._origin:
            raise BadVapidError(reason=f"the VAPID audience is not {self._origin}")
        if isinstance(claims.get("exp"), bool) or not isinstance(claims.get("exp"), int | float):
            raise BadVapidError(reason="the VAPID token has no expiry")
        subject = claims.get("sub", "")
        # Apple refuses a contact with spaces or brackets (standards W2); be as strict.
        if not isinstance(subject, str) or not subject.startswith(("mailto:", "https:")) or set(subject) & set(" <>"):
            raise BadVapidError(reason="the VAPID contact is no mailto: or https: address")


def _parts(header: str) -> tuple[str, str]:
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "vapid":
        raise MissingVapidError(reason="an Authorization header of the scheme vapid is required")
    parameters = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if not parameters.get("t") or not parameters.get("k"):
        raise BadVapidError(reason="the VAPID header needs t= and k=")
    return parameters["t"], parameters["k"]


def _verified_claims(token: str, key: ec.EllipticCurvePublicKey) -> dict[str, Any]:
    try:
        head, body, mark = token.split(".")
        if _json(head).get("alg") != "ES256":
            raise BadVapidError(reason="the VAPID token is not signed with ES256")
        key.verify(_der(_decode(mark)), f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
        return _json(body)
    except (ValueError, InvalidSignature) as error:
        raise BadVapidError(reason="the VAPID token is malformed or its signature is wrong") from error


def _json(part: str) -> dict[str, Any]:
    value = json.loads(_decode(part))
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - it is the text that is wrong, not the caller
    return value


def _der(raw: bytes) -> bytes:
    """The JWS form of a signature (r and s, 32 bytes each) as `cryptography` takes it."""
    if len(raw) != 64:
        raise ValueError("an ES256 signature has 64 bytes")
    return encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


def _point(key: str) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(key))
    except ValueError as error:
        raise BadVapidError(reason="k is no uncompressed P-256 point in base64url") from error


def _decode(part: str) -> bytes:
    """base64url without padding."""
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error as error:
        raise ValueError(str(error)) from error
