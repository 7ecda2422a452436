"""The milter protocol, versions 2 to 6, as bytes: frames in, typed commands out, replies as bytes. Pure.

A frame is a length of four bytes (network order, the command letter included), one letter, and its data. Strings end
with NUL. Letters and flags are those of Sendmail's `mfdef.h`; Postfix speaks the same (MILTER_README).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag

from loa.errors import LoaError

MAX_FRAME = 1_200_000  # bytes: the largest chunk that an MTA can be told to send is 1 MiB, and a header fits too
BODY_CHUNK = 65_535  # bytes of one replacement chunk (MILTER_CHUNK_SIZE)
LOWEST, HIGHEST = 2, 6  # protocol versions we speak
_HEAD = struct.Struct("!I")
_OPTIONS = struct.Struct("!III")


class MilterProtocolError(LoaError):
    """The other side does not speak the milter protocol."""

    code = "milter_protocol"
    message = "The mail server sent something that is not the milter protocol: %(reason)s"


class Action(IntFlag):
    """What a filter may do to a mail (SMFIF_*)."""

    ADD_HEADERS = 0x1
    CHANGE_BODY = 0x2
    CHANGE_HEADERS = 0x10
    QUARANTINE = 0x20


class Option(IntFlag):
    """What the server may leave out, or send otherwise (SMFIP_*)."""

    NO_REPLY_HEADER = 0x80
    NO_UNKNOWN = 0x100
    SKIP = 0x400
    NO_REPLY_CONNECT = 0x1000
    NO_REPLY_HELO = 0x2000
    NO_REPLY_MAIL = 0x4000
    NO_REPLY_RECIPIENT = 0x8000
    NO_REPLY_DATA = 0x10000
    NO_REPLY_UNKNOWN = 0x20000
    NO_REPLY_END_OF_HEADERS = 0x40000
    NO_REPLY_BODY = 0x80000
    LEADING_SPACE = 0x100000  # header values exactly as they stand, the blank after the colon included


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its letter and its data."""

    letter: bytes
    data: bytes


class FrameReader:
    """Cuts a stream of bytes, however it is split, into frames. Holds at most one unfinished frame."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Frames that *data* completes. Raises `MilterProtocolError` at a length that no server sends."""
        self._held += data
        start = 0
        try:
            while len(self._held) - start >= _HEAD.size:
                (length,) = _HEAD.unpack_from(self._held, start)
                if not 1 <= length <= MAX_FRAME:
                    raise MilterProtocolError(reason=f"a frame of {length} bytes")
                end = start + _HEAD.size + length
                if len(self._held) < end:
                    break
                yield Frame(bytes(self._held[start + 4 : start + 5]), bytes(self._held[start + 5 : end]))
                start = end
        finally:
            del self._held[:start]


# -- commands of the server ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Negotiate:
    """SMFIC_OPTNEG: version, actions and options that the server offers."""

    version: int
    actions: int
    options: int


@dataclass(frozen=True, slots=True)
class Macros:
    """SMFIC_MACRO: values that belong to the command *stage*, names without braces."""

    stage: bytes
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Connect:
    """SMFIC_CONNECT: who is connected; `address` is an IP address, or nothing."""

    host: str
    address: str


@dataclass(frozen=True, slots=True)
class Strings:
    """SMFIC_HELO, SMFIC_MAIL, SMFIC_RCPT: the first string and its parameters."""

    letter: bytes
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """SMFIC_HEADER: one header as bytes, line ends as the server writes them."""

    name: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """SMFIC_BODY, SMFIC_BODYEOB: a piece of the body; *last* ends the mail."""

    data: bytes
    last: bool


@dataclass(frozen=True, slots=True)
class Plain:
    """A command without data: T (DATA), N (end of headers), A (abort), Q, K (quit), U (unknown)."""

    letter: bytes


Command = Negotiate | Macros | Connect | Strings | Header | Body | Plain


def decode(frame: Frame) -> Command:
    """The command in *frame*. Raises `MilterProtocolError`."""
    letter, data = frame.letter, frame.data
    if letter == b"O":
        return _negotiate(data)
    if letter == b"D":
        return _macros(data)
    if letter == b"C":
        return _connect(data)
    if letter in {b"H", b"M", b"R"}:
        return Strings(letter, tuple(_text(part) for part in _strings(data)))
    if letter == b"L":
        return _header(data)
    if letter in {b"B", b"E"}:
        return Body(data, letter == b"E")
    if letter in {b"T", b"N", b"A", b"Q", b"K", b"U"}:
        return Plain(letter)
    raise MilterProtocolError(reason=f"the command {letter!r}")


def _negotiate(data: bytes) -> Negotiate:
    if len(data) < _OPTIONS.size:
        raise MilterProtocolError(reason="an option negotiation that is too short")
    return Negotiate(*_OPTIONS.unpack_from(data))


def _macros(data: bytes) -> Macros:
    parts = [_text(part) for part in _strings(data[1:])] if len(data) > 1 else []
    if len(parts) % 2:
        raise MilterProtocolError(reason="a macro without a value")
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return Macros(data[:1], {name.strip("{}"): value for name, value in pairs})


def _connect(data: bytes) -> Connect:
    host, nul, rest = data.partition(b"\0")
    if not nul or not rest:
        raise MilterProtocolError(reason="a connection without a family")
    family, address = rest[:1], rest[3:].partition(b"\0")[0]
    known = _text(address).removeprefix("IPv6:") if family in {b"4", b"6"} else ""
    return Connect(_text(host), known)


def _header(data: bytes) -> Header:
    parts = _strings(data)
    if len(parts) != 2:
        raise MilterProtocolError(reason="a header that is not a name and a value")
    return Header(parts[0], parts[1])


def _strings(data: bytes) -> list[bytes]:
    if not data.endswith(b"\0"):
        raise MilterProtocolError(reason="a string without an end")
    return data[:-1].split(b"\0")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# -- replies ------------------------------------------------------------------------------------------------------


def frame(letter: bytes, data: bytes = b"") -> bytes:
    """One frame as bytes."""
    return _HEAD.pack(len(data) + 1) + letter + data


CONTINUE, ACCEPT, REJECT, TEMPFAIL, SKIP = (frame(letter) for letter in (b"c", b"a", b"r", b"t", b"s"))


def negotiated(version: int, actions: int, options: int) -> bytes:
    """SMFIC_OPTNEG, our half."""
    return frame(b"O", _OPTIONS.pack(version, actions, options))


def insert_header(place: int, name: bytes, value: bytes) -> bytes:
    """SMFIR_INSHEADER: *place* 0 is the top."""
    return frame(b"i", _HEAD.pack(place) + name + b"\0" + value + b"\0")


def change_header(number: int, name: bytes, value: bytes) -> bytes:
    """SMFIR_CHGHEADER: the *number*-th header of that name, from 1; an empty value deletes it."""
    return frame(b"m", _HEAD.pack(number) + name + b"\0" + value + b"\0")


def replace_body(pieces: Sequence[bytes] | Iterator[bytes]) -> Iterator[bytes]:
    """SMFIR_REPLBODY for every chunk of *pieces*; together they are the new body."""
    for piece in pieces:
        for start in range(0, len(piece), BODY_CHUNK):
            yield frame(b"b", piece[start : start + BODY_CHUNK])


def quarantine(reason: bytes) -> bytes:
    """SMFIR_QUARANTINE: Postfix puts the mail on hold, Sendmail in its quarantine."""
    return frame(b"q", reason + b"\0")


def reply_code(line: bytes) -> bytes:
    """SMFIR_REPLYCODE: an SMTP reply of our own, `550 5.7.1 text`; a percent sign is doubled as libmilter asks."""
    return frame(b"y", line.replace(b"%", b"%%") + b"\0")
