"""Webhooks of Zalo as neutral facts (contract §7.2). Pure.

Events may come twice, late, and in any order ("seen" before "received"); `key` is the same for every repeat of one
event, and whoever keeps the keys for `REPLAY_WINDOW` is safe from repeats.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from loa.channels.zalo.errors import UnreadableEventError
from loa.channels.zalo.signature import HEADER, check_webhook

REPLAY_WINDOW = timedelta(hours=2)  # longer than the last redelivery: 30 s + 5 + 15 + 30 + 60 min
MAX_BODY = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Event:
    """What every event has. `name` is the platform's; `key` identifies it; `at` is when it happened (aware, UTC)."""

    name: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivered(Event):
    """A message reached the device. `recipient` is a user id, a phone number (84…) or its SHA-256."""

    message_id: str
    recipient: str
    tracking_id: str = ""


@dataclass(frozen=True, slots=True)
class Seen(Event):
    """The person opened the chat: a hint that these were read, never an acknowledgement (standards N3)."""

    message_ids: tuple[str, ...]
    user: str


@dataclass(frozen=True, slots=True)
class Followed(Event):
    """Somebody follows the OA now."""

    user: str


@dataclass(frozen=True, slots=True)
class Unfollowed(Event):
    """Somebody follows no longer."""

    user: str


@dataclass(frozen=True, slots=True)
class TextMessage(Event):
    """Somebody wrote to the OA: perhaps a rumour to answer. It opens the seven days of contract §4.4."""

    user: str
    message_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """Somebody asks that their data be deleted (standards P3)."""

    user: str


@dataclass(frozen=True, slots=True)
class TemplateChanged(Event):
    """The platform changed the state of one of our templates (`ENABLE`, `REJECT`, …)."""

    template_id: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Other(Event):
    """An event that nothing here depends on."""


def receive(app_id: str, oa_secret: str, body: bytes, headers: Mapping[str, str]) -> Event | None:
    """Check and read one webhook; None for the console's empty probe, which is to be answered 200.

    *headers* must find names in any case (Django's and httpx's do). Raises `BadSignatureError` (401) and
    `UnreadableEventError` (400).
    """
    if not body.strip():
        return None
    if len(body) > MAX_BODY:
        raise UnreadableEventError
    check_webhook(app_id, oa_secret, body, headers.get(HEADER, ""))
    return parse(body)


def parse(body: bytes) -> Event:
    """The event in *body*, whose signature was checked before. Raises `UnreadableEventError`."""
    document = _document(body)
    name = document.get("event_name")
    if not isinstance(name, str) or not name:
        raise UnreadableEventError
    shared = (name, _key(name, document), _moment(document))
    read = _READERS.get(name)
    return read(shared, document) if read else Other(*shared)


_Shared = tuple[str, str, datetime]


def _delivered(shared: _Shared, document: dict[str, Any]) -> Event:
    message = _object(document, "message")
    identity = (_text(message, "msg_id"), _text(_object(document, "recipient"), "id"))
    if not all(identity):
        raise UnreadableEventError
    return Delivered(*shared, *identity, _text(message, "tracking_id"))


def _seen(shared: _Shared, document: dict[str, Any]) -> Event:
    message = _object(document, "message")
    numbers = message.get("msg_ids")
    given = numbers if isinstance(numbers, list) else [message.get("msg_id", "")]
    texts = tuple(text for text in map(_as_text, given) if text)
    return Seen(*shared, texts, _text(_object(document, "recipient"), "id"))


def _followed(shared: _Shared, document: dict[str, Any]) -> Event:
    return Followed(*shared, _person(document))


def _unfollowed(shared: _Shared, document: dict[str, Any]) -> Event:
    return Unfollowed(*shared, _person(document))


def _written(shared: _Shared, document: dict[str, Any]) -> Event:
    message = _object(document, "message")
    return TextMessage(*shared, _person(document), _text(message, "msg_id"), _text(message, "text"))


def _withdrawn(shared: _Shared, document: dict[str, Any]) -> Event:
    return Withdrawn(*shared, _person(document))


def _template_changed(shared: _Shared, document: dict[str, Any]) -> Event:
    status = _text(_object(document, "status"), "new_status")
    return TemplateChanged(*shared, _text(document, "template_id"), status, _text(document, "reason"))


_READERS = {
    "user_received_message": _delivered,
    "user_seen_message": _seen,
    "follow": _followed,
    "unfollow": _unfollowed,
    "user_send_text": _written,
    "user_withdraw": _withdrawn,
    "change_template_status": _template_changed,
}


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableEventError from None
    if not isinstance(document, dict):
        raise UnreadableEventError
    return document


def _key(name: str, document: dict[str, Any]) -> str:
    """`msg_id` and name where there is a message, else name, person and timestamp (contract §7.2)."""
    message = _text(_object(document, "message"), "msg_id")
    if message:
        return f"{name}:{message}"
    subject = _find_person(document) or _text(_object(document, "recipient"), "id") or _text(document, "template_id")
    return f"{name}:{subject}:{_text(document, 'timestamp')}"


def _moment(document: dict[str, Any]) -> datetime:
    """The 13-digit timestamp. Raises `UnreadableEventError` where it is none."""
    try:
        milliseconds = int(_text(document, "timestamp"))
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise UnreadableEventError from None


def _person(document: dict[str, Any]) -> str:
    found = _find_person(document)
    if not found:
        raise UnreadableEventError
    return found


def _find_person(document: dict[str, Any]) -> str:
    """Who did it. Where the body of an event is not documented (`user_withdraw`), any of the known places will do."""
    places = (("follower", "id"), ("sender", "id"), ("user", "id"))
    found = (_text(_object(document, outer), inner) for outer, inner in places)
    return next((text for text in found if text), "") or _text(document, "user_id")


def _object(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _text(document: dict[str, Any], name: str) -> str:
    return _as_text(document.get(name))


def _as_text(value: object) -> str:
    """Ids are texts, but some samples show bare numbers (contract §2)."""
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return str(value)
        except ValueError:  # thousands of digits: no id
            return ""
    return value if isinstance(value, str) else ""
