"""Message encryption for Web Push: RFC 8291 over RFC 8188 (`aes128gcm`), one record, a fresh key pair a message."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

BODY_LIMIT = 4096  # RFC 8030 §7.2: what every push service must take (standards W3)
HEADER_SIZE = 16 + 4 + 1 + 65  # salt, record size, key length, our public key
OVERHEAD = HEADER_SIZE + 16 + 1  # … with the GCM tag and the padding delimiter
PLAINTEXT_LIMIT = BODY_LIMIT - OVERHEAD  # 3993 bytes

# Padded lengths: who watches the wire learns only which of these a message fits (RFC 8291 §2.1 leaves it to us).
PADDED_SIZES = (1024, 2048, 3072, PLAINTEXT_LIMIT)

_RECORD_SIZE = BODY_LIMIT.to_bytes(4, "big") + b"\x41"  # one record holds all; the key that follows has 65 bytes
_LAST_RECORD = b"\x02"
_CURVE = SECP256R1()
_ECDH = ECDH()
_KEYS_AT_A_TIME = 16


class BadKeysError(ValueError):
    """A subscription's keys are not a P-256 point and a 16-byte secret."""


class TooLongError(ValueError):
    """The message does not fit one push."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A subscription's keys. `point` is the public key as it came (65 bytes), `auth` the shared secret (16 bytes)."""

    key: EllipticCurvePublicKey
    point: bytes
    auth: bytes

    @classmethod
    def read(cls, p256dh: str, auth: str) -> Recipient:
        """From the base64url of a browser's `PushSubscription`.

        Raises `BadKeysError` when they are not what they should be (also: a point that is not on the curve).
        """
        try:
            point, secret = decode(p256dh), decode(auth)
            key = EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
        except ValueError as error:
            raise BadKeysError(str(error)) from error
        if len(point) != 65 or len(secret) != 16:
            raise BadKeysError("wrong length")
        return cls(key, point, secret)


def decode(text: str) -> bytes:
    """Base64url with or without padding. Raises `ValueError`."""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


@dataclass(frozen=True, slots=True)
class EphemeralKey:
    """Our key pair for exactly one message (RFC 8291 §3.1)."""

    private: EllipticCurvePrivateKey
    point: bytes

    @classmethod
    def of(cls, private: EllipticCurvePrivateKey) -> EphemeralKey:
        """With its public half as it stands in the message."""
        return cls(private, private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


class KeyPool:
    """Gives ephemeral keys, each once. Not shared between threads.

    A few are made at a time: OpenSSL's code for it then stays in the processor's cache, a seventh of an encryption.
    """

    def __init__(self) -> None:
        self._fresh: list[EphemeralKey] = []

    def take(self) -> EphemeralKey:
        """A key that nobody had and nobody will have again."""
        if not self._fresh:
            private = [generate_private_key(_CURVE) for _ in range(_KEYS_AT_A_TIME)]
            self._fresh = [EphemeralKey.of(key) for key in private]
        return self._fresh.pop()


def encrypt(
    plaintext: bytes, recipient: Recipient, key: EphemeralKey, *, salt: bytes | None = None, padded: bool = True
) -> bytes:
    """The body of a push message, at most 4096 bytes. *key* must never serve twice; *salt* is given only by tests.

    Raises `TooLongError` when *plaintext* exceeds 3993 bytes.
    """
    if len(plaintext) > PLAINTEXT_LIMIT:
        raise TooLongError(len(plaintext))
    salt = salt or os.urandom(16)
    content_key, nonce = _derive(key.private.exchange(_ECDH, recipient.key), recipient, key.point, salt)
    padding = b"\0" * (_padded_size(len(plaintext)) - len(plaintext)) if padded else b""
    record = plaintext + _LAST_RECORD + padding
    return salt + _RECORD_SIZE + key.point + AESGCM(content_key).encrypt(nonce, record, None)


def _padded_size(size: int) -> int:
    return next(step for step in PADDED_SIZES if step >= size)


def _derive(shared: bytes, recipient: Recipient, point: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Content key and nonce (RFC 8291 §3.4). HKDF of one block each is two HMACs, cheaper than a library's object."""
    secret = hmac.digest(recipient.auth, shared, "sha256")
    material = hmac.digest(secret, b"WebPush: info\0" + recipient.point + point + b"\x01", "sha256")
    pseudo_random = hmac.digest(salt, material, "sha256")
    key = hmac.digest(pseudo_random, b"Content-Encoding: aes128gcm\0\x01", "sha256")[:16]
    nonce = hmac.digest(pseudo_random, b"Content-Encoding: nonce\0\x01", "sha256")[:12]
    return key, nonce
