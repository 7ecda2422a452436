"""File formats: what a file is, is told from its first bytes, never from its name."""

from __future__ import annotations

import importlib

from loa.directives.core.errors import (
    DispatchTooLargeError,
    EmptyDispatchError,
    EncryptedDispatchError,
    UnknownFormatError,
)
from loa.directives.core.formats.source import LARGEST_FILE, Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def extract(data: bytes, filename: str) -> Source:
    """The text of a file. Raises a subclass of `UnreadableDispatchError`.

    The modules of the formats are imported when they are needed: reading a text file does not load a PDF library.
    """
    if not data.strip(b"\x00\t\n\x0b\x0c\r \xef\xbb\xbf\xff\xfe"):
        raise EmptyDispatchError(file=filename)
    if len(data) > LARGEST_FILE:
        raise DispatchTooLargeError(file=filename, limit=f"{LARGEST_FILE // 2**20} MB")
    module = importlib.import_module(f"{__name__}.{_format(data, filename)}")
    source: Source = module.extract(data, filename)
    return source


def _format(data: bytes, filename: str) -> str:
    if data.startswith(_OLE):
        return _inside_ole(data, filename)
    if data[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _inside_zip(data, filename)
    head = data[:4096].replace(b"\x00", b"")
    if b"<" in head[:8] and b"edxml" in head.lower():
        return "edxml"
    if data.startswith(b"{\\rtf"):
        raise UnknownFormatError(file=filename)
    return "plain"


def _inside_ole(data: bytes, filename: str) -> str:
    """A Word file with a password is wrapped in the old container; the rest of it is old Word files."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedDispatchError(file=filename)
    raise UnknownFormatError(file=filename)


def _inside_zip(data: bytes, filename: str) -> str:
    from loa.directives.core.formats.archive import open_archive

    names = open_archive(data, filename, "ZIP").namelist()
    if "word/document.xml" in names or "[Content_Types].xml" in names:
        return "word"
    if any(name.lower().endswith((".edxml", ".xml")) for name in names):
        return "edxml"
    raise UnknownFormatError(file=filename)
