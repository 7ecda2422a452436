"""Files that people attach: what they really are, and whether that may go out under the office's name.

Staff were told not to open strange files (dispatch 365, task 3); ours must then be of the harmless kinds, and be what
their names say. Macros, programs in PDF and the old binary formats are refused: they are how the forged mails came.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from loa.errors import LoaError

BYTES_LIMIT = 10 * 1024 * 1024
MEMBERS_LIMIT = 5_000  # parts of an office file
_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
}
OLD_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of a PDF that run something when it is opened (ISO 32000-1 §12.6.4), in clear text.
PDF_ACTION = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)(?![A-Za-z])")


class FileTooLargeError(LoaError):
    """More bytes than we take in."""

    code = "file_too_large"
    message = "The file is larger than %(limit)s MB."


class FileTypeError(LoaError):
    """A kind of file that we do not send."""

    code = "file_type"
    message = "Files of this kind are not sent. Possible are: %(kinds)s."


class FileNameError(LoaError):
    """The name says one kind, the content is another."""

    code = "file_name"
    message = "“%(name)s” is not what its name says: the content is of another kind, or damaged."


class ActiveFileError(LoaError):
    """Something in the file would run on the reader's machine."""

    code = "active_file"
    message = "“%(name)s” holds macros or programs. Save it without them, or as a plain PDF."


class OldFormatError(LoaError):
    """The binary Office formats, whose macros cannot be told from outside."""

    code = "old_format"
    message = "“%(name)s” is in the old Office format. Save it as .docx, .xlsx or PDF first."


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may go out: its name without a path, and its real type."""

    name: str
    media_type: str


def check(data: bytes, name: str) -> CheckedFile:
    """What the file is.

    Raises `FileTooLargeError`, `FileTypeError`, `FileNameError`, `ActiveFileError` or `OldFormatError`.
    """
    if len(data) > BYTES_LIMIT:
        raise FileTooLargeError(limit=BYTES_LIMIT // 1024 // 1024)
    bare = clean_name(name)
    if data.startswith(OLD_BINARY):
        raise OldFormatError(name=bare)
    kind = bare.rpartition(".")[2].lower()
    if kind not in TYPES:
        raise FileTypeError(kinds=", ".join(TYPES))
    _CHECKS[kind](data, bare)
    return CheckedFile(bare, TYPES[kind])


def clean_name(name: str) -> str:
    """The last part of a path, without control characters and what file systems or headers could misread."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(" " if character in '<>:"|?*%' else character for character in last if character.isprintable())
    stem, dot, ending = " ".join(shown.split()).strip(". ").rpartition(".")
    return f"{stem[:80].strip()}{dot}{ending[:8]}" or "file"


def _pdf(data: bytes, name: str) -> None:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise FileNameError(name=name)
    if PDF_ACTION.search(data):
        raise ActiveFileError(name=name)


def _office(folder: str) -> Callable[[bytes, str], None]:
    """Office Open XML: a ZIP with `[Content_Types].xml` and its own folder (ECMA-376 part 2)."""

    def checked(data: bytes, name: str) -> None:
        members = _members(data, name)
        if "[Content_Types].xml" not in members or not any(member.startswith(f"{folder}/") for member in members):
            raise FileNameError(name=name)
        if any(re.search(r"vbaProject|/activeX/|/embeddings/|\.bin$|\.exe$", member) for member in members):
            raise ActiveFileError(name=name)

    return checked


def _open_document(media_type: str) -> Callable[[bytes, str], None]:
    """OpenDocument: the first member of the ZIP is `mimetype`, stored as it is (OpenDocument 1.3 part 2, §3.3)."""

    def checked(data: bytes, name: str) -> None:
        members = _members(data, name)
        if data[38 : 38 + len(media_type)] != media_type.encode():
            raise FileNameError(name=name)
        if any(member.startswith(("Basic/", "Scripts/", "Object ")) for member in members):
            raise ActiveFileError(name=name)

    return checked


def _members(data: bytes, name: str) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileNameError(name=name) from error
    if len(names) > MEMBERS_LIMIT:
        raise FileNameError(name=name)
    return names


def _words(data: bytes, name: str) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileNameError(name=name) from error
    if any(character < " " and character not in "\t\r\n" for character in text):
        raise FileNameError(name=name)
    if name.lower().endswith(".csv") and any(_formula(cell) for cell in _cells(text)):
        raise ActiveFileError(name=name)


def _cells(text: str) -> Iterator[str]:
    return (cell.strip(' "') for line in text.splitlines() for cell in re.split(r"[,;\t]", line))


def _formula(cell: str) -> bool:
    """What a spreadsheet would run (CSV injection); numbers with a sign are none."""
    return cell[:1] in {"=", "@"} or (cell[:1] in {"+", "-"} and "(" in cell)


_CHECKS: dict[str, Callable[[bytes, str], None]] = {
    "pdf": _pdf,
    "docx": _office("word"),
    "xlsx": _office("xl"),
    "pptx": _office("ppt"),
    "odt": _open_document(TYPES["odt"]),
    "ods": _open_document(TYPES["ods"]),
    "csv": _words,
    "txt": _words,
}
