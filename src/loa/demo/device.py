"""A simulated phone: it makes its own keys, so only it can read what is pushed to it (RFC 8291, the receiving side)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def encode(data: bytes) -> str:
    """base64url without padding, as browsers give it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _derive(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(key)


@dataclass(frozen=True, slots=True)
class Device:
    """The phone of one person."""

    private: ec.EllipticCurvePrivateKey
    auth: bytes

    @classmethod
    def seeded(cls, seed: str) -> Device:
        """The phone that *seed* names, always with the same keys: a demo that was killed goes on with them."""
        secret = int.from_bytes(hashlib.sha256(f"device:{seed}".encode()).digest(), "big")
        order = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)
        private = ec.derive_private_key(secret % (order - 1) + 1, CURVE)
        return cls(private, hmac.digest(b"auth", seed.encode(), "sha256")[:16])

    @property
    def public(self) -> bytes:
        """The uncompressed public point, 65 bytes."""
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        """What the browser's PushSubscription would hand to the server."""
        return {"p256dh": encode(self.public), "auth": encode(self.auth)}

    def decrypt(self, body: bytes) -> dict[str, Any]:
        """The notification inside an aes128gcm body (RFC 8188: salt, record size, key id, one record)."""
        salt, key_length = body[:16], body[20]
        sender, record = body[21 : 21 + key_length], body[21 + key_length :]
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
        input_key = _derive(shared, self.auth, b"WebPush: info\0" + self.public + sender, 32)
        key = _derive(input_key, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derive(input_key, salt, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        if not plain.endswith(b"\x02"):
            raise ValueError("the last record is not marked as such")
        value: dict[str, Any] = json.loads(plain[:-1])
        return value
