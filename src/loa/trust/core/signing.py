"""Ed25519 keys and signatures. A key is named by the first 16 hex digits of SHA-256 of its raw public half."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from loa.trust.errors import BadKeyError, MissingSigningKeyError, SignatureMismatchError


def key_id(public_key: bytes) -> str:
    """The name of a raw 32-byte public key."""
    return hashlib.sha256(public_key).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key in use."""

    private: Ed25519PrivateKey

    @property
    def public_key(self) -> bytes:
        """32 raw bytes."""
        return self.private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """The key's name."""
        return key_id(self.public_key)

    def sign(self, content: bytes) -> bytes:
        """64 bytes of signature over *content*."""
        return self.private.sign(content)


def verify(public_key: bytes, content: bytes, signature: bytes) -> None:
    """Check a signature.

    Raises `SignatureMismatchError` unless *signature* is that of *content* under *public_key*.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, content)
    except (InvalidSignature, ValueError) as error:
        raise SignatureMismatchError from error


def load_signer(path: Path) -> Signer:
    """Read a PEM private key.

    Raises `MissingSigningKeyError` when there is no file, `BadKeyError` when it holds something else.
    """
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise MissingSigningKeyError(path=path) from error
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise BadKeyError(path=path, reason=str(error)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKeyError(path=path, reason=type(key).__name__)
    return Signer(key)


def create_signer(path: Path) -> Signer:
    """Make a key and write it where only its owner may read it; an existing file is never overwritten."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(pem)
        target.flush()
        os.fsync(target.fileno())
    return Signer(key)
