"""Secrets that have to be read again, encrypted with the installation's own: a copy of the database opens nothing."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@cache
def box(secret: str, purpose: str) -> Fernet:
    """A box of its own for each *purpose*; *secret* is the installation's."""
    key = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode())
    return Fernet(urlsafe_b64encode(key))
