"""Signatures of Zalo: of the webhooks that come in, and the proof beside the token that goes out. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json

from loa.channels.zalo.errors import BadSignatureError

HEADER = "X-ZEvent-Signature"


def webhook_mac(app_id: str, body: bytes, timestamp: str, oa_secret: str) -> str:
    """Hex SHA-256 of app id, body byte for byte, the body's timestamp and the OA secret key (contract §7.1).

    It is a plain digest, not an HMAC, and the key is that of the OA, not of the app.
    """
    return hashlib.sha256(app_id.encode() + body + timestamp.encode() + oa_secret.encode()).hexdigest()


def check_webhook(app_id: str, oa_secret: str, body: bytes, header: str) -> None:
    """Raises `BadSignatureError` unless *header* (`mac=<hex>`) signs *body*.

    Without an OA secret nothing is believed: an unset key must not open the door.
    """
    given = header.strip().removeprefix("mac=").removeprefix("sha256=").lower()
    wanted = webhook_mac(app_id, body, _timestamp(body), oa_secret)
    # Compared as bytes: `compare_digest` fails on texts outside ASCII, which anybody may send.
    if not oa_secret or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise BadSignatureError


def _timestamp(body: bytes) -> str:
    """The `timestamp` inside the body, as its text; empty where there is none."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    value = document.get("timestamp", "") if isinstance(document, dict) else ""
    return value if isinstance(value, str) else json.dumps(value)


def appsecret_proof(app_secret: str, access_token: str) -> str:
    """Lower hex HMAC-SHA256 of the token under the app secret (contract §2)."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()
