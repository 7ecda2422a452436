"""The mail server's half of the milter protocol, for tests: commands as bytes, written from the specification."""

from __future__ import annotations

import struct
from collections.abc import Sequence


def frame(letter: bytes, data: bytes = b"") -> bytes:
    return struct.pack("!I", len(data) + 1) + letter + data


def negotiate(version: int = 6, actions: int = 0x1FF, options: int = 0x1FFFFF) -> bytes:
    return frame(b"O", struct.pack("!III", version, actions, options))


def macros(stage: bytes, **values: str) -> bytes:
    pairs = b"".join(
        f"{name if len(name) == 1 else '{' + name + '}'}\0{value}\0".encode() for name, value in values.items()
    )
    return frame(b"D", stage + pairs)


def mail(content: bytes, sender: bytes = b"<a@b.example>", space: bytes = b" ", chunk: int = 65535) -> list[bytes]:
    """The commands of one mail from MAIL to its end."""
    head, _, body = content.partition(b"\r\n\r\n")
    commands = [macros(b"M", i="4Xyz", mail_addr="a@b.example"), frame(b"M", sender + b"\0SIZE=100\0")]
    commands += [frame(b"R", b"<c@d.example>\0"), frame(b"T")]
    for name, value in headers(head):
        commands.append(frame(b"L", name + b"\0" + space + value + b"\0"))
    commands.append(frame(b"N"))
    commands += [frame(b"B", body[start : start + chunk]) for start in range(0, len(body), chunk)]
    return [*commands, frame(b"E")]


def headers(head: bytes) -> list[tuple[bytes, bytes]]:
    """Headers with the line ends of a milter: folded by LF."""
    lines = head.replace(b"\r\n ", b"\n ").replace(b"\r\n\t", b"\n\t").split(b"\r\n")
    pairs = (line.partition(b":") for line in lines)
    return [(name, value.lstrip(b" ")) for name, _, value in pairs]


def connect(host: bytes = b"mail.b.example", address: bytes = b"192.0.2.7") -> bytes:
    return frame(b"C", host + b"\x004" + struct.pack("!H", 4711) + address + b"\0")


def frames(data: bytes) -> list[tuple[bytes, bytes]]:
    """What a filter answered: (letter, data)."""
    found = []
    while data:
        (length,) = struct.unpack("!I", data[:4])
        found.append((data[4:5], data[5 : 4 + length]))
        data = data[4 + length :]
    return found


def apply(content: bytes, answers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The mail as a server delivers it after *answers*: headers changed, the body replaced."""
    head, _, body = content.partition(b"\r\n\r\n")
    lines = [(name, value) for name, value in headers(head)]
    new_body: list[bytes] = []
    for letter, data in answers:
        if letter == b"b":
            new_body.append(data)
        elif letter in {b"i", b"m"}:
            (number,) = struct.unpack("!I", data[:4])
            name, value, _ = data[4:].split(b"\0")
            lines = _changed(lines, letter, number, name, value.lstrip(b" "))
    written = b"".join(name + b": " + value.replace(b"\n", b"\r\n") + b"\r\n" for name, value in lines)
    return written + b"\r\n" + (b"".join(new_body) if new_body else body)


def _changed(
    lines: list[tuple[bytes, bytes]], letter: bytes, number: int, name: bytes, value: bytes
) -> list[tuple[bytes, bytes]]:
    if letter == b"i":
        return [*lines[:number], (name, value), *lines[number:]]
    places = [place for place, (known, _) in enumerate(lines) if known.lower() == name.lower()]
    if len(places) < number:
        return [*lines, (name, value)] if value else lines
    place = places[number - 1]
    return [*lines[:place], *([(name, value)] if value else []), *lines[place + 1 :]]
