"""What the installed app sends, read into plain data. Nothing is stored here (ADR 0008): faces record."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loa.channels.app.webpush.endpoints import AllowList
from loa.errors import LoaError

BODY_LIMIT = 128 * 1024  # bytes of one request of the app
SYNC_LIMIT = 50  # acts in one request
CLAIM_LIMIT = 2_000  # characters of a question
TOKEN_LIMIT = 200
POINT_SIZE, AUTH_SIZE = 65, 16  # bytes (RFC 8291)


class BadRequestError(LoaError):
    """The app, or somebody in its name, sent what cannot be read."""

    code = "bad_app_request"
    message = "The app sent what could not be read: %(reason)s"


class MissingConsentError(LoaError):
    """Nobody is subscribed without having agreed to the words shown (standards P2)."""

    code = "missing_consent"
    message = "Notices are turned on only after you agree to the text shown."


@dataclass(frozen=True, slots=True)
class Subscription:
    """A push subscription. `token` is a personal proof, `consent` the words agreed to, `replaces` an older endpoint."""

    endpoint: str
    keys: Mapping[str, str]
    device: str = ""
    code: str = ""
    token: str = ""
    consent: str = ""
    replaces: str = ""
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done without a network: an acknowledgement (`code`, `token`) or a question (`text`)."""

    id: str
    code: str = ""
    token: str = ""
    text: str = ""


def document(body: bytes, content_type: str) -> dict[str, Any]:
    """The JSON object of a request. The content type is demanded: no foreign form can send it.

    Raises `BadRequestError`.
    """
    if content_type.partition(";")[0].strip() != "application/json":
        raise BadRequestError(reason="content type")
    if len(body) > BODY_LIMIT:
        raise BadRequestError(reason="size")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequestError(reason="JSON") from error
    if not isinstance(value, dict):
        raise BadRequestError(reason="JSON")
    return value


def subscription(value: Mapping[str, Any], allowed: AllowList) -> Subscription:
    """The subscription of a browser's `PushSubscription.toJSON()` and what the app adds.

    Raises `BadRequestError`, or `ForbiddenEndpointError` for a push service that we do not call (standards W6).
    """
    endpoint = text(value, "endpoint", 2_000)
    allowed.read(endpoint)
    keys = value.get("keys")
    if not isinstance(keys, dict):
        raise BadRequestError(reason="keys")
    return Subscription(
        endpoint=endpoint,
        keys={"p256dh": _key(keys, "p256dh", POINT_SIZE), "auth": _key(keys, "auth", AUTH_SIZE)},
        device=device(value, required=False),
        code=text(value, "code", 20, required=False),
        token=text(value, "token", TOKEN_LIMIT, required=False),
        consent=text(value, "consent", 2_000, required=False),
        replaces=text(value, "replaces", 2_000, required=False),
        language=text(value, "language", 10, required=False) or "vi",
    )


def device(value: Mapping[str, Any], *, required: bool = True) -> str:
    """The device's random name."""
    return text(value, "device", 64, required=required)


def acts(value: Mapping[str, Any]) -> list[Act]:
    """What was done off line, in the order sent.

    Raises `BadRequestError`, also for more than `SYNC_LIMIT` acts.
    """
    found = [
        Act(text(item, "id", 64), code=text(item, "code", 20), token=text(item, "token", TOKEN_LIMIT, required=False))
        for item in _objects(value, "acknowledgements")
    ]
    found += [Act(text(item, "id", 64), text=text(item, "text", CLAIM_LIMIT)) for item in _objects(value, "rumours")]
    if len(found) > SYNC_LIMIT:
        raise BadRequestError(reason="size")
    return found


def text(value: Mapping[str, Any], name: str, limit: int, *, required: bool = True) -> str:
    """The text *name* of an object; an empty one where it may be absent."""
    found = value.get(name)
    if found in (None, "") and not required:
        return ""
    if not isinstance(found, str) or not 0 < len(found) <= limit or "\0" in found:
        raise BadRequestError(reason=name)
    return found


def _objects(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = value.get(name, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise BadRequestError(reason=name)
    return found


def _key(keys: Mapping[str, Any], name: str, size: int) -> str:
    """A base64url key of exactly *size* bytes, without padding."""
    encoded = text(keys, name, 200).rstrip("=")
    try:
        raw = base64.b64decode(encoded.encode("ascii") + b"=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadRequestError(reason=name) from error
    if len(raw) != size or (name == "p256dh" and raw[0] != 4):
        raise BadRequestError(reason=name)
    return encoded
