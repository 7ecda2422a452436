"""Signatures of webhooks as Standard Webhooks 1.0 writes them: `v1,` and HMAC-SHA256 over id, time and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def make_secret() -> str:
    """A new secret of 256 bits, as receivers' libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(keys: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature a secret, so that a receiver can change over in its own time.

    *timestamp* in seconds since 1970.
    """
    content = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_mac(key, content)}" for key in keys)


def _mac(key: str, content: bytes) -> str:
    raw = base64.b64decode(key.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(raw, content, hashlib.sha256).digest()).decode()
