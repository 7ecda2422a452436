"""What is inside a file, within bounds: real type, names in archives, TNEF. Nothing is unpacked to disk or run."""

from __future__ import annotations

import io
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MAX_MEMBERS = 500
MAX_NESTING = 3
MAX_UNPACKED = 16 * 1024 * 1024  # bytes of one member that are looked at
MAX_TOTAL = 48 * 1024 * 1024  # bytes unpacked for one mail
MAX_RATIO = 200  # packed text rarely shrinks more than a hundredfold

_MAGIC: tuple[tuple[bytes, int, str], ...] = (
    (b"MZ", 0, "exe"), (b"\x7fELF", 0, "exe"), (b"\xca\xfe\xba\xbe", 0, "exe"), (b"\xcf\xfa\xed\xfe", 0, "exe"),
    (b"%PDF-", 0, "pdf"), (b"PK\x03\x04", 0, "zip"), (b"PK\x05\x06", 0, "zip"), (b"Rar!\x1a\x07", 0, "rar"),
    (b"7z\xbc\xaf\x27\x1c", 0, "7z"), (b"\x1f\x8b", 0, "gz"), (b"BZh", 0, "bz2"), (b"\xfd7zXZ\x00", 0, "xz"),
    (b"MSCF", 0, "cab"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "ole"), (b"{\\rt", 0, "rtf"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", 0, "lnk"), (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", 0, "one"), (b"ITSF", 0, "chm"),
    (b"CD001", 0x8001, "iso"), (b"vhdxfile", 0, "iso"), (b"conectix", 0, "iso"), (b"ustar", 257, "tar"),
    (b"\x89PNG", 0, "png"), (b"\xff\xd8\xff", 0, "jpg"), (b"GIF8", 0, "gif"), (b"x\x9f\x3e\x22", 0, "tnef"),
    (b"BM", 0, "bmp"), (b"ID3", 0, "mp3"), (b"RIFF", 0, "riff"), (b"60\xea", 0, "arj"), (b"\x60\xea", 0, "arj"),
)  # fmt: skip
_TEXT_MARKUP = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<!--.{0,400}?-->\s*)?<(!doctype html|html|head|body|script|svg|\?xml)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside an archive. `data` is empty when it is locked or too big."""

    name: str
    data: bytes = b""
    locked: bool = False
    swells: bool = False


def real_type(data: bytes) -> str:
    """Short name of what *data* is by its first bytes; empty when unknown."""
    for magic, place, kind in _MAGIC:
        if data.startswith(magic, place):
            return kind if kind not in {"bmp", "exe"} or len(data) > 64 or kind == "exe" else ""
    found = _TEXT_MARKUP.match(data[:2048])
    if found:
        word = found[1].lower()
        return (
            "svg"
            if word == b"svg" or b"<svg" in data[:2048].lower()
            else ("xml" if word.startswith(b"?xml") else "html")
        )
    return ""


class Budget:
    """Bytes that may still be unpacked for this mail."""

    def __init__(self, left: int = MAX_TOTAL) -> None:
        self.left = left

    def take(self, wanted: int) -> int:
        """Reserve up to *wanted* bytes; what is granted."""
        granted = max(0, min(wanted, self.left, MAX_UNPACKED))
        self.left -= granted
        return granted


def members(data: bytes, kind: str, budget: Budget) -> Iterator[Member]:
    """Members of the archive *data* of type *kind*; broken archives give what can be read. Never raises."""
    reader = {"zip": _zip, "tar": _tar, "gz": _gzip, "rar": _names_inside, "7z": _names_inside, "cab": _names_inside,
              "iso": _names_inside, "arj": _names_inside, "bz2": _nothing, "xz": _nothing}.get(kind)  # fmt: skip
    if reader is None:
        return
    try:
        for count, member in enumerate(reader(data, budget)):
            if count >= MAX_MEMBERS:
                return
            yield member
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError,
            EOFError, struct.error, IndexError, UnicodeError, OverflowError, MemoryError):  # fmt: skip
        return


def _zip(data: bytes, budget: Budget) -> Iterator[Member]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield from _cut_zip(data)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            swells = info.file_size > MAX_UNPACKED and info.file_size > MAX_RATIO * max(1, info.compress_size)
            if info.flag_bits & 1:
                yield Member(info.filename, locked=True)
            elif info.is_dir():
                continue
            else:
                yield Member(info.filename, _zip_member(archive, info, budget), swells=swells)


def _cut_zip(data: bytes) -> Iterator[Member]:
    """A zip whose directory is missing (cut, or broken on purpose): its first entry stands at the beginning."""
    flags, length = struct.unpack_from("<H", data, 6)[0], struct.unpack_from("<H", data, 26)[0]
    yield Member(data[30 : 30 + min(length, 255)].decode("utf-8", "replace"), locked=bool(flags & 1))


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    granted = budget.take(min(info.file_size, MAX_UNPACKED))
    try:
        with archive.open(info) as stream:
            return stream.read(granted)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
        return b""


def _tar(data: bytes, budget: Budget) -> Iterator[Member]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for info in archive:
            stream = archive.extractfile(info) if info.isfile() else None
            if stream:
                yield Member(info.name, stream.read(budget.take(info.size)))


def _gzip(data: bytes, budget: Budget) -> Iterator[Member]:
    granted = budget.take(MAX_UNPACKED)
    engine = zlib.decompressobj(31)
    inner = engine.decompress(data, granted) if granted else b""
    swells = bool(engine.unconsumed_tail) and len(inner) > MAX_RATIO * max(1, len(data) - len(engine.unconsumed_tail))
    if real_type(inner) == "tar":
        yield from _tar(inner, budget)
    else:
        yield Member("", inner, swells=swells)


_NAME_INSIDE = re.compile(
    rb"[\w .()\[\]-]{1,120}\.(?:exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|wsh|hta|lnk|ps1|msi|dll|cpl|jar|html?)\b",
    re.IGNORECASE,
)
_WIDE_NAME_INSIDE = re.compile(
    rb"(?:[\w .()\[\]-]\x00){1,120}\.\x00(?:e\x00x\x00e|s\x00c\x00r|j\x00s|v\x00b\x00s|b\x00a\x00t|"
    rb"c\x00m\x00d|l\x00n\x00k|h\x00t\x00a|d\x00l\x00l)",
    re.IGNORECASE,
)
_SCANNED = 1024 * 1024


def _names_inside(data: bytes, budget: Budget) -> Iterator[Member]:
    """Formats without a reader here: names of programs stand in clear in their directory."""
    head, tail = data[:_SCANNED], data[-65536:] if len(data) > _SCANNED else b""
    for piece in (head, tail):
        for found in _NAME_INSIDE.finditer(piece):
            yield Member(found[0].decode("latin-1").strip())
        for found in _WIDE_NAME_INSIDE.finditer(piece):
            yield Member(found[0].decode("utf-16-le", "replace").strip())


def _nothing(data: bytes, budget: Budget) -> Iterator[Member]:
    yield from ()


def tnef(data: bytes) -> Iterator[Member]:
    """Attachments of a winmail.dat (MS-OXTNEF): titles and data, within bounds."""
    place, name, content = 6, "", b""
    while place + 9 <= len(data):
        level, attribute, length = struct.unpack_from("<BII", data, place)
        value = data[place + 9 : place + 9 + length]
        place += 9 + length + 2
        if level not in {1, 2}:
            return
        match attribute & 0xFFFF:
            case 0x9002:  # attAttachRendData: a new attachment begins
                if name or content:
                    yield Member(name, content)
                name, content = "", b""
            case 0x8010:  # attAttachTitle
                name = value.rstrip(b"\x00").decode("utf-8", "replace")
            case 0x800F:  # attAttachData
                content = value[:MAX_UNPACKED]
    if name or content:
        yield Member(name, content)
