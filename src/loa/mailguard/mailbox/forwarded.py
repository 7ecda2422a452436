"""From a forwarded mail back to the one that somebody received: attached whole, or quoted in the text. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loa.mailguard.core.mail import Mail, read_mail

MAX_ORIGINALS = 5
MAX_BYTES = 30 * 1024 * 1024
_BLANK = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(
    r"^[\s>*]*(?P<name>From|Từ|Người gửi|Subject|Chủ đề|Tiêu đề|Date|Sent|Ngày|Đã gửi|To|Tới|Đến|Người nhận|Cc|"
    r"Reply-To|Trả lời tới)\s*:[*\s]*(?P<value>.*)$",
    re.IGNORECASE,
)
_MEANS = {
    "from": "From", "từ": "From", "người gửi": "From", "subject": "Subject", "chủ đề": "Subject", "tiêu đề": "Subject",
    "reply-to": "Reply-To", "trả lời tới": "Reply-To",
}  # fmt: skip
_BLOCK = 10  # lines of a quoted head
_SEARCHED = 400  # lines of the text in which the head is looked for
_BODY_FIELDS = (b"mime-version:", b"content-")


@dataclass(frozen=True, slots=True)
class Original:
    """The mail as it was received. *attached*: with its own head; else its head is what the quoting program kept."""

    raw: bytes
    attached: bool


def originals(raw: bytes) -> list[Original]:
    """The mails that *raw* forwards, `MAX_ORIGINALS` at most; none when it forwards nothing."""
    mail = read_mail(raw)
    attached = [Original(one, True) for one in _attached(mail)][:MAX_ORIGINALS]
    if attached:
        return attached
    quoted = _quoted(mail)
    return [Original(quoted, False)] if quoted else []


def _attached(mail: Mail) -> list[bytes]:
    found = [mail.raw[start : min(end, start + MAX_BYTES)] for start, end in mail.inner]
    for part in mail.attachments:
        named = part.filename.lower().endswith(".eml") or part.kind in {"message/rfc822", "message/global"}
        if named and not part.nested:
            found.append(part.data[:MAX_BYTES])
    return [one for one in found if one.strip()]


def _quoted(mail: Mail) -> bytes:
    """The forward with the head of the quoted mail in place of its own; empty when none is quoted."""
    text = mail.plain_text if mail.plain_text.strip() else "\n".join(page.text for page in mail.pages)
    lines = text.splitlines()
    for place, line in enumerate(lines[:_SEARCHED]):
        head, stop = _head(lines[place : place + _BLOCK])
        if _means(line) == "From" and "Subject" in head:
            return _rebuilt(mail, head, lines[place + stop :])
    return b""


def _means(line: str) -> str:
    found = _FIELD.match(line)
    return _MEANS.get(found["name"].lower(), "") if found else ""


def _head(lines: list[str]) -> tuple[dict[str, str], int]:
    """The fields of a quoted head, and after which line it ends."""
    head: dict[str, str] = {}
    for place, line in enumerate(lines):
        found = _FIELD.match(line)
        if not found:
            return head, place
        if name := _MEANS.get(found["name"].lower()):
            head.setdefault(name, " ".join(found["value"].split()).strip("*")[:1000])
    return head, len(lines)


def _rebuilt(mail: Mail, head: dict[str, str], rest: list[str]) -> bytes:
    """HTML and files stay as they are; of a mail of plain words only what stands below the quoted head is judged."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode("utf-8", "replace")
    if not mail.pages and not mail.attachments:
        words = "\r\n".join(line.lstrip("> ") for line in rest)
        return fields + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + words.encode("utf-8", "replace")
    blank = _BLANK.search(mail.raw)
    top, body = (mail.raw[: blank.start()], mail.raw[blank.end() :]) if blank else (mail.raw, b"")
    return fields + _kept(top) + b"\r\n" + body


def _kept(top: bytes) -> bytes:
    """The fields that say how the body is read; all others speak of the way of the forward."""
    kept, taking = [], False
    for line in top.splitlines():
        if not line.startswith((b" ", b"\t")):
            taking = line.lower().startswith(_BODY_FIELDS)
        if taking:
            kept.append(line + b"\r\n")
    return b"".join(kept)
