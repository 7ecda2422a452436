"""A mail cut into fixed pieces of bytes, so that a personal message is one join.

What is the same for everybody (headers, encoded bodies, dots already doubled) is made once per variant; what is
personal goes in at marked places that are safe for it: whole header lines, or lines of their own in quoted-printable.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from enum import IntEnum

from loa.channels.base import Place, ReleaseContext
from loa.channels.mail.mime import base64_lines, dot_stuffed, header_text, mailbox, quoted_printable, soft_end
from loa.channels.mail.pictures import Inline
from loa.channels.mail.render import ACKNOWLEDGE_MARK, UNSUBSCRIBE_MARK, Content, Variant


class Slot(IntEnum):
    """The personal places of a message. Tokens must be base64url without padding: they stand in quoted-printable."""

    TO = 0
    DATE = 1
    MESSAGE_ID = 2
    ACKNOWLEDGE = 3
    UNSUBSCRIBE = 4


_MARKS = {ACKNOWLEDGE_MARK: Slot.ACKNOWLEDGE, UNSUBSCRIBE_MARK: Slot.UNSUBSCRIBE}
_MARKED_TEXT = re.compile(f"([{ACKNOWLEDGE_MARK}{UNSUBSCRIBE_MARK}])")
_SLOT = re.compile(rb"\x00([0-4])\x00")
_NOT_TOKEN = re.compile(r"[^A-Za-z0-9_-]")


def safe_token(token: str) -> bytes:
    """*token* as it may stand in a message. Raises `ValueError` for one that is not base64url."""
    if _NOT_TOKEN.search(token):
        raise ValueError("a token must be base64url without padding")
    return token.encode("ascii")


class MessageTemplate:
    """The message of one variant, as pieces. Immutable; shared by threads."""

    def __init__(self, marked: bytes) -> None:
        pieces = _SLOT.split(marked)
        self._pieces: tuple[bytes, ...] = tuple(pieces)
        self._places = tuple((place, int(pieces[place])) for place in range(1, len(pieces), 2))

    def fill(self, to: bytes, date: bytes, message_id: bytes, acknowledge: bytes, unsubscribe: bytes) -> bytes:
        """One person's message, ready for the wire. Header values without line breaks other than folds."""
        values = (to, date, message_id, acknowledge, unsubscribe)
        pieces = list(self._pieces)
        for place, slot in self._places:
            pieces[place] = values[slot]
        return b"".join(pieces)

    def stuffed(self) -> MessageTemplate:
        """The same with leading dots doubled for SMTP. Nothing personal begins a line with a dot: tokens have none."""
        return MessageTemplate(dot_stuffed(b"".join(self._marked())))

    def _marked(self) -> Iterator[bytes]:
        for place, piece in enumerate(self._pieces):
            yield _mark(Slot(int(piece))) if place % 2 else piece

    @property
    def size(self) -> int:
        """Bytes of the fixed part."""
        return sum(map(len, self._pieces))


class Letterhead:
    """What stands on all mails of an installation: who sends, from which domain, under which lists.

    Duty staff and subscribers are two lists (standards E5).
    """

    def __init__(self, authority: str, sender: bytes, domain: str) -> None:
        self.sender = mailbox(authority, sender)
        self.domain = domain

    def list_id(self, duty: bool) -> str:
        """RFC 2919: a list's name under our domain."""
        return f"{'duty' if duty else 'bulletins'}.lists.{self.domain}"


def build(letterhead: Letterhead, variant: Variant, content: Content, release: ReleaseContext) -> MessageTemplate:
    """The template of one variant, dots not doubled yet (`MessageTemplate.stuffed`)."""
    code = release.manifest.code
    headers = b"".join(_headers(letterhead, variant, content, release))
    return MessageTemplate(headers + b"\r\n" + _body(content, code))


def _headers(letterhead: Letterhead, variant: Variant, content: Content, release: ReleaseContext) -> Iterator[bytes]:
    """Header lines in the order of RFC 5322 §3.6 and standards E1, E3, E4."""
    yield b"Date: %b\r\n" % _mark(Slot.DATE)
    yield b"From: %b\r\n" % letterhead.sender
    yield b"To: %b\r\n" % _mark(Slot.TO)
    yield _line("Subject", header_text("Subject", content.subject))
    yield b"Message-ID: %b\r\n" % _mark(Slot.MESSAGE_ID)
    yield b"MIME-Version: 1.0\r\n"
    yield b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n' % _boundary(release.manifest.code)
    yield _line("Content-Language", variant.language)
    yield b"Auto-Submitted: auto-generated\r\n"
    yield b"Precedence: bulk\r\n"
    yield from _list_headers(letterhead, variant, release.place)
    yield _line("X-Loa-Release", release.manifest.code)
    if release.manifest.urgency != "normal":
        yield b"Importance: high\r\n"


def _list_headers(letterhead: Letterhead, variant: Variant, place: Place) -> Iterator[bytes]:
    yield _line("List-Id", f"<{letterhead.list_id(variant.duty)}>")
    yield _line("List-Help", f"<{place.base_url}/>")
    yield _line("List-Archive", f"<{place.base_url}/>")
    if variant.duty:  # officers are ordered to read: no way out of the list (standards E5)
        return
    target = place.unsubscribe_url("").encode("ascii")
    yield b"List-Unsubscribe: <%b%b>\r\n" % (target, _mark(Slot.UNSUBSCRIBE))
    yield b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


def _line(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode("ascii")


def _mark(slot: Slot) -> bytes:
    return b"\x00%d\x00" % slot


def _boundary(code: str) -> bytes:
    """The same at every repeat; `=_` cannot occur in quoted-printable (RFC 2045 §6.7)."""
    return b"=_loa_" + hashlib.sha256(code.encode()).hexdigest()[:24].encode()


def _body(content: Content, code: str) -> bytes:
    html = _part(b"html", content.html)
    if content.inline:
        html = _related(html, content.inline, code)
    return _multipart(_boundary(code), [_part(b"plain", content.text), html])


def _related(html: bytes, inline: Sequence[Inline], code: str) -> bytes:
    """The HTML with the pictures that it shows (RFC 2387)."""
    boundary = _boundary(f"{code} related")
    head = b'Content-Type: multipart/related; type="text/html";\r\n boundary="%b"\r\n\r\n' % boundary
    return head + _multipart(boundary, [html, *(_picture(one) for one in inline)])


def _multipart(boundary: bytes, parts: Sequence[bytes]) -> bytes:
    line = b"--" + boundary
    return b"".join(line + b"\r\n" + part for part in parts) + line + b"--\r\n"


def _picture(one: Inline) -> bytes:
    head = f"Content-Type: {one.media_type}\r\nContent-ID: <{one.cid}>\r\nContent-Disposition: inline\r\n"
    return f"{head}Content-Transfer-Encoding: base64\r\n\r\n".encode("ascii") + base64_lines(one.content) + b"\r\n"


def _part(subtype: bytes, text: str) -> bytes:
    head = b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" % subtype
    return head + _encoded(text) + b"\r\n"


def _encoded(text: str) -> bytes:
    """Quoted-printable with each mark on a line of its own between soft line breaks."""
    pieces = _MARKED_TEXT.split(text)
    encoded = [quoted_printable(piece) for piece in pieces[::2]]
    for place, mark in enumerate(pieces[1::2]):
        encoded[place] = soft_end(encoded[place]) + _mark(_MARKS[mark]) + b"=\r\n"
    return b"".join(encoded)
