"""Message encryption for Web Push: RFC 8291 over RFC 8188 (`aes128gcm`), one record, a fresh key pair a message."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

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
LAST_RECORD = b"\x02"
_CURVE = SECP256R1()
_ECDH = ECDH()


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


def encrypt(plaintexts: Sequence[bytes], recipients: Sequence[Recipient]) -> list[bytes]:
    """The bodies of push messages, at most 4096 bytes each, in the order of *plaintexts*.

    Each has a fresh key pair (RFC 8291 §3.1). Done in stages over all of them: each part of OpenSSL then stays in the
    processor's cache, which makes a batch of 50 a quarter cheaper than 50 single messages.

    Raises `TooLongError` when a plaintext exceeds 3993 bytes.
    """
    records = [padded(plaintext) for plaintext in plaintexts]
    private = [generate_private_key(_CURVE) for _ in records]
    points = [_point(key) for key in private]
    shared = [key.exchange(_ECDH, recipient.key) for key, recipient in zip(private, recipients, strict=True)]
    salts = [os.urandom(16) for _ in records]
    return list(map(_seal, records, shared, recipients, points, salts))


def encrypt_with(key: EllipticCurvePrivateKey, salt: bytes, record: bytes, recipient: Recipient) -> bytes:
    """One body with a key pair and salt that are given: for the examples of the RFC."""
    return _seal(record, key.exchange(_ECDH, recipient.key), recipient, _point(key), salt)


def _point(key: EllipticCurvePrivateKey) -> bytes:
    """The public half of our key pair as it stands in the message."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def padded(plaintext: bytes) -> bytes:
    """The only record of a message: text, delimiter, zeros up to one of `PADDED_SIZES` (RFC 8188 §2).

    Raises `TooLongError`.
    """
    size = next((step for step in PADDED_SIZES if step >= len(plaintext)), None)
    if size is None:
        raise TooLongError(len(plaintext))
    return plaintext + LAST_RECORD + b"\0" * (size - len(plaintext))


def _seal(record: bytes, shared: bytes, recipient: Recipient, point: bytes, salt: bytes) -> bytes:
    content_key, nonce = _derive(shared, recipient, point, salt)
    return salt + _RECORD_SIZE + point + AESGCM(content_key).encrypt(nonce, record, None)


def _derive(shared: bytes, recipient: Recipient, point: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Content key and nonce (RFC 8291 §3.4). HKDF of one block each is two HMACs."""
    secret = hmac_sha256(recipient.auth, shared)
    material = hmac_sha256(secret, b"WebPush: info\0" + recipient.point + point + b"\x01")
    pseudo_random = hmac_sha256(salt, material)
    key = hmac_sha256(pseudo_random, b"Content-Encoding: aes128gcm\0\x01")[:16]
    nonce = hmac_sha256(pseudo_random, b"Content-Encoding: nonce\0\x01")[:12]
    return key, nonce


_BLOCK = 64  # bytes of a SHA-256 block
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 with a key of at most one block (RFC 2104 §2).

    From two plain hashes, because setting up OpenSSL's HMAC costs more than the hashing: five of them a message took
    the time of a twelfth of the whole encryption.
    """
    block = key.ljust(_BLOCK, b"\0")
    return sha256(block.translate(_OUTER) + sha256(block.translate(_INNER) + message).digest()).digest()
