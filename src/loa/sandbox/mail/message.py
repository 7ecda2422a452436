"""A message taken apart for reading. Nothing that was sent in may break this."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, MIMEPart


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not shown in place. `size` in bytes, decoded."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Readable:
    """What a mail program would show."""

    headers: list[tuple[str, str]]
    text: str
    html: str
    attachments: list[Attachment]


def read(raw: bytes) -> Readable:
    """Take *raw* apart."""
    message = email.message_from_bytes(raw, policy=policy.default)
    return Readable(
        headers=_headers(message),
        text=_content(message, "plain"),
        html=_content(message, "html"),
        attachments=_attachments(message),
    )


def _headers(message: EmailMessage) -> list[tuple[str, str]]:
    try:
        return [(name, str(value)) for name, value in message.items()]
    except Exception:
        return [(name, str(value)) for name, value in message.raw_items()]


def _content(message: EmailMessage, kind: str) -> str:
    try:
        part = message.get_body((kind,))
    except Exception:
        return ""
    return _text(part) if part is not None else ""


def _text(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _attachments(message: EmailMessage) -> list[Attachment]:
    found = []
    for part in message.walk():
        if part.get_content_maintype() in {"multipart", "text"} and not part.get_filename():
            continue
        data = part.get_payload(decode=True)
        size = len(data) if isinstance(data, bytes) else 0
        found.append(Attachment(part.get_filename() or "", part.get_content_type(), size))
    return found
