"""MIME for hostile mail: any bytes in, a bounded list of parts out, never an exception.

Why not `email.parser`: a 30 MB mail costs it seconds and several copies, and it follows the standard where mail
programs forgive. This splitter looks only for boundaries, keeps views into the one buffer, and decodes what is asked.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

MAX_HEADER_BYTES = 256 * 1024
MAX_HEADERS = 1_000
MAX_PARTS = 200
MAX_DEPTH = 12
MAX_DECODED = 32 * 1024 * 1024  # bytes of one decoded part

# A line of blanks alone goes on with the field before it (RFC 5322 §4.2 obs-FWS); filters' reports have such lines.
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_FIELD = re.compile(r"^([!-9;-~]+)[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_FOLD = re.compile(r"\n[ \t]+")
_ENCODED = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=([ \t\n]*(?==\?))?")
_PARAMETER = re.compile(r""";\s*([\w*.-]+)\s*=\s*("(?:[^"\\]|\\.){0,1000}"?|[^;\s]{0,1000})""")
_CHARSET = re.compile(
    r"^(utf|iso|windows|cp\d|koi8|gb|big5|shift|sjis|euc|us-ascii|ascii|latin|mac|tis|hz|ks|johab|ansi_x)",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"^(utf-?16|utf-?32|utf-?7|iso-2022|hz)", re.IGNORECASE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


@dataclass(slots=True)
class Part:
    """One leaf of a mail: its headers, its type, and a view of its still encoded body."""

    headers: list[tuple[str, str]]
    kind: str
    parameters: dict[str, str]
    body: memoryview
    depth: int = 0
    nested: bool = False  # inside a forwarded message
    _data: bytes | None = field(default=None, repr=False)

    def header(self, name: str) -> str:
        """First header *name* (lower case), unfolded and decoded; empty when absent."""
        return next((decode_words(value) for key, value in self.headers if key == name), "")

    @property
    def filename(self) -> str:
        """The name the reader sees, from Content-Disposition or Content-Type, RFC 2231 and RFC 2047 undone."""
        _, parameters = parse_parameters(self.header_raw("content-disposition"))
        return _parameter(parameters, "filename") or _parameter(self.parameters, "name")

    @property
    def attached(self) -> bool:
        """Whether the part says it is an attachment or carries a name."""
        return self.header_raw("content-disposition").lower().startswith("attachment") or bool(self.filename)

    def header_raw(self, name: str) -> str:
        """First header *name* (lower case) as it stands, unfolded."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def data(self) -> bytes:
        """The body with its transfer encoding undone, at most `MAX_DECODED` bytes."""
        if self._data is None:
            self._data = _decode_transfer(self.body, self.header_raw("content-transfer-encoding"))
        return self._data

    def text(self, limit: int) -> str:
        """At most *limit* bytes of the body as text."""
        encoding = self.header_raw("content-transfer-encoding")
        head = (
            self.data[:limit] if self._data is not None else _decode_transfer(self.body[: limit * 3], encoding)[:limit]
        )
        return decode_charset(head, self.parameters.get("charset", ""))


def parse(raw: bytes, messages: list[tuple[int, int]] | None = None) -> tuple[list[tuple[str, str]], list[Part]]:
    """Headers of the mail, in order, and its leaves, in order. Bounded in parts, depth and header bytes.

    Places of messages inside the mail (message/rfc822) are appended to *messages*; their leaves are listed too.
    """
    view = memoryview(raw)
    start = raw.index(b"\n") + 1 if raw.startswith((b"From ", b">From ")) and b"\n" in raw[:2048] else 0
    headers, body = _split_headers(raw, start, len(raw))
    parts: list[Part] = []
    for part in _leaves(raw, view, headers, body, len(raw), 0, False, [] if messages is None else messages):
        parts.append(part)
        if len(parts) >= MAX_PARTS:
            break
    return headers, parts


def _split_headers(raw: bytes, start: int, end: int) -> tuple[list[tuple[str, str]], int]:
    """Header fields between *start* and the first blank line, and where the body begins."""
    if raw[start : start + 2] == b"\r\n" or raw[start : start + 1] == b"\n":
        return [], start + (2 if raw[start : start + 1] == b"\r" else 1)
    blank = _BLANK_LINE.search(raw, start, min(end, start + MAX_HEADER_BYTES))
    stop, body = (blank.start(), blank.end()) if blank else (min(end, start + MAX_HEADER_BYTES), end)
    text = decode_charset(raw[start:stop], "utf-8").replace("\r\n", "\n").replace("\r", "\n")
    fields = []
    for match in _FIELD.finditer(text):
        fields.append((match[1].lower(), _FOLD.sub(" ", match[2]).strip()))
        if len(fields) >= MAX_HEADERS:
            break
    return fields, body


def _leaves(
    raw: bytes,
    view: memoryview,
    headers: list[tuple[str, str]],
    start: int,
    end: int,
    depth: int,
    nested: bool,
    messages: list[tuple[int, int]],
) -> Iterator[Part]:
    kind, parameters = parse_parameters(next((v for k, v in headers if k == "content-type"), "text/plain"))
    boundary = parameters.get("boundary", "").encode("utf-8", "replace")
    if kind.startswith("multipart/") and boundary and depth < MAX_DEPTH:
        for begin, stop in _sections(raw, boundary, start, end):
            fields, body = _split_headers(raw, begin, stop)
            yield from _leaves(raw, view, fields, min(body, stop), stop, depth + 1, nested, messages)
    elif kind in {"message/rfc822", "message/global"} and depth < MAX_DEPTH and not _encoded(headers):
        messages.append((start, end))
        fields, body = _split_headers(raw, start, end)
        yield from _leaves(raw, view, fields, min(body, end), end, depth + 1, True, messages)
    else:
        yield Part(headers, kind, parameters, view[start:end], depth, nested)


def _encoded(headers: list[tuple[str, str]]) -> bool:
    return any(
        key == "content-transfer-encoding" and value.lower() in {"base64", "quoted-printable"} for key, value in headers
    )


def _sections(raw: bytes, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Places of the sections between boundary lines; a missing closing line ends with the enclosing part."""
    delimiter = b"--" + boundary
    begin: int | None = None
    place = start
    while (found := raw.find(delimiter, place, end)) >= 0:
        place = found + len(delimiter)
        if found > start and raw[found - 1 : found] not in b"\r\n":
            continue
        if begin is not None:
            yield begin, found
        if raw[place : place + 2] == b"--":
            return
        newline = raw.find(b"\n", place, end)
        begin = newline + 1 if newline >= 0 else end
        place = begin
    if begin is not None and begin < end:
        yield begin, end


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """`text/html; charset=x` as (`text/html`, {"charset": "x"}); names lower case, RFC 2231 pieces left apart."""
    head = value.partition(";")[0].strip().lower()
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(value[:8192]):
        text = match[2].strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text.strip('"'))
        found.setdefault(match[1].lower(), text)
    return head, found


def _parameter(parameters: dict[str, str], name: str) -> str:
    """Parameter *name*, joined and decoded when it comes in RFC 2231 pieces."""
    if name in parameters:
        return decode_words(parameters[name])
    pieces = [parameters[key] for key in sorted(parameters) if key.startswith(f"{name}*")]
    joined = "".join(pieces)
    if f"{name}*" in parameters or f"{name}*0*" in parameters:
        charset, _, rest = joined.partition("'")
        return decode_charset(unquote_to_bytes(rest.partition("'")[2] or joined), charset)
    return decode_words(joined)


def decode_words(value: str) -> str:
    """RFC 2047 encoded words undone; adjacent words of one charset are joined as bytes first."""
    if "=?" not in value:
        return value
    out, pending, charset, last = [], b"", "", 0
    for match in _ENCODED.finditer(value):
        between = value[last : match.start()]
        if pending and (between or match[1].lower() != charset):
            out.append(decode_charset(pending, charset))
            pending = b""
        out.append(between)
        pending, charset, last = pending + _word_bytes(match[2], match[3]), match[1].lower(), match.end()
    out.append(decode_charset(pending, charset))
    return "".join(out) + value[last:]


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    if encoding in "bB":
        return _base64(data)
    return quopri.decodestring(data.replace(b"_", b" "))


def _decode_transfer(body: memoryview, encoding: str) -> bytes:
    data = bytes(body[: MAX_DECODED * 4 // 3])
    match encoding.strip().lower():
        case "base64":
            return _base64(data)
        case "quoted-printable":
            return quopri.decodestring(data)
        case "x-uuencode" | "uuencode" | "x-uue":
            return b"".join(_uu_lines(data))
    return data


def _base64(data: bytes) -> bytes:
    """Base64 as mail programs read it: strange signs skipped, missing padding added."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        clean = _NOT_BASE64.sub(b"", data)
        clean = clean[: len(clean) - (len(clean) % 4 == 1)]
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _uu_lines(data: bytes) -> Iterator[bytes]:
    for line in data.splitlines():
        if line.startswith((b"begin ", b"end")):
            continue
        try:
            yield binascii.a2b_uu(line)
        except binascii.Error:
            continue


def decode_charset(data: bytes, charset: str) -> str:
    """*data* as text. UTF-8 is believed when it fits, whatever is declared; then the declared set; then cp1258/1252."""
    charset = charset.strip().strip("'\"").lower()
    known = bool(_CHARSET.match(charset))
    if known and _SPECIAL.match(charset):
        return _try_decode(data, charset) or data.decode("utf-8", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4:  # only cut off in the middle of a letter
            return data.decode("utf-8", "ignore")
    if charset in {"utf-8", "utf8", "us-ascii", "ascii", ""} or not known:
        return data.decode("cp1252", "replace") if _mostly_latin(data) else data.decode("utf-8", "replace")
    return _try_decode(data, charset) or data.decode("cp1252", "replace")


def _mostly_latin(data: bytes) -> bool:
    return len(data.decode("utf-8", "ignore")) < len(data) - len(data) // 8 or len(data) < 200


def _try_decode(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except (LookupError, UnicodeError, ValueError):
        return ""
