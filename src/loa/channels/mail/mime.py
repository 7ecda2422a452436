"""The parts of RFC 5322 and MIME that every message needs: words in headers, addresses, quoted-printable."""

from __future__ import annotations

import base64
import binascii
import re
from email import quoprimime
from email.header import Header

# RFC 2047 §2: an encoded word is at most 75 characters, so 45 bytes of UTF-8 in base 64.
_WORD_BYTES = 45
_NAME_CHARACTERS = 120
_QUOTED_NAME = 60

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff]+")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]{1,253}\Z")
_LABELS = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z"
)
_ADDRESS_LENGTH = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets
_LOCAL_LENGTH = 64


def clean(text: str) -> str:
    """*text* on one line without control, private-use or line-breaking characters (no header injection)."""
    return _CONTROLS.sub(" ", text).strip()


def header_text(name: str, text: str) -> str:
    """The value of an unstructured header, folded at 76, in encoded words where it is not plain ASCII."""
    text = clean(text)
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, maxlinelen=76, header_name=name).encode(linesep="\r\n")


def phrase(name: str) -> bytes:
    """A display name: quoted where it is short ASCII, else encoded words of whole characters. May be folded."""
    name = clean(name)[:_NAME_CHARACTERS]
    if name.isascii() and len(name) <= _QUOTED_NAME and "=?" not in name:
        return b'"%b"' % name.replace("\\", "\\\\").replace('"', '\\"').encode("ascii") if name else b""
    raw = name.encode("utf-8", "replace")
    if len(raw) <= _WORD_BYTES:
        return _encoded_word(raw)
    return b"\r\n ".join(_encoded_word(piece) for piece in _pieces(name))


def _encoded_word(raw: bytes) -> bytes:
    return b"=?utf-8?B?%b?=" % binascii.b2a_base64(raw, newline=False)


def _pieces(text: str) -> list[bytes]:
    """*text* in UTF-8 pieces that fit one encoded word each and cut no character (RFC 2047 §5)."""
    pieces = [b""]
    for character in text:
        raw = character.encode("utf-8", "replace")
        if len(pieces[-1]) + len(raw) > _WORD_BYTES:
            pieces.append(b"")
        pieces[-1] += raw
    return pieces


def address(text: str) -> bytes | None:
    """*text* as an address for SMTP and headers, an international domain in its ASCII form; None if it is none."""
    if not text.isascii():
        text = _ascii_domain(text)
    if len(text) > _ADDRESS_LENGTH or _ADDRESS.match(text) is None:
        return None
    local, _, domain = text.rpartition("@")
    if len(local) > _LOCAL_LENGTH or _LABELS.match(domain) is None:
        return None
    return text.encode("ascii")


def _ascii_domain(text: str) -> str:
    local, at, domain = text.rpartition("@")
    try:
        return local + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def mailbox(name: str, spec: bytes) -> bytes:
    """`"Name" <address>` on folded lines, or the bare address."""
    shown = phrase(name)
    return b"%b\r\n <%b>" % (shown, spec) if shown else spec


def quoted_printable(text: str) -> bytes:
    """*text* in quoted-printable with CRLF line ends, no line above 76 characters (RFC 2045 §6.7)."""
    lines = "\n".join(f"{text}|".splitlines())[:-1]  # the bar keeps a line end at the very end
    # Not binascii.b2a_qp: it makes lines of 78 where an escape meets the margin.
    octets = lines.encode("utf-8", "replace").decode("latin-1")
    return quoprimime.body_encode(octets, maxlinelen=76, eol="\r\n").encode("ascii")


def base64_lines(content: bytes) -> bytes:
    """*content* in base64, lines of 76 characters that end in CRLF (RFC 2045 §6.8)."""
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def soft_end(encoded: bytes) -> bytes:
    """*encoded* quoted-printable with a soft line break at its end, so that what follows starts a new line."""
    if not encoded or encoded.endswith(b"\r\n"):
        return encoded
    line = encoded[encoded.rfind(b"\n") + 1 :]
    if len(line) < 76:
        return encoded + b"=\r\n"
    last = 3 if encoded[-3:-2] == b"=" else 1
    return encoded[:-last] + b"=\r\n" + encoded[-last:] + b"=\r\n"


def dot_stuffed(content: bytes) -> bytes:
    """*content* with every leading dot doubled (RFC 5321 §4.5.2). Lines must end in CRLF."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed
