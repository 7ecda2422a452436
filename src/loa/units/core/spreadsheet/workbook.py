"""From a file to plain grids of cells, whatever program wrote it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from loa.units.core.spreadsheet.cells import Cell
from loa.units.core.spreadsheet.errors import FileTooLargeError, OpenDocumentError, UnreadableFileError
from loa.units.core.spreadsheet.excel import load_xls, load_xlsx
from loa.units.core.spreadsheet.grid import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Grid

_ODS = b"mimetypeapplication/vnd.oasis.opendocument"  # the first member of such an archive, stored as it is
_XLS = b"\xd0\xcf\x11\xe0"


def load(data: bytes, filename: str) -> list[Grid]:
    """The sheets of an .xlsx, .xls or .csv file, in their order.

    Raises `UnreadableFileError`.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLargeError(file=filename)
    if _ODS in data[:100]:
        raise OpenDocumentError(file=filename)
    if data.startswith(b"PK"):
        return load_xlsx(data, filename)
    if data.startswith(_XLS):
        return load_xls(data, filename)
    return [Grid(filename, list(_csv_rows(_decoded(data, filename), filename)))]


def _decoded(data: bytes, filename: str) -> str:
    """CSV in the encodings in which it comes from Vietnamese desks: UTF-8, UTF-16 with its mark, Windows-1258."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            written = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in written:
            return written
    raise UnreadableFileError(file=filename)


def _csv_rows(written: str, filename: str) -> Iterator[list[Cell]]:
    try:
        dialect: Any = csv.Sniffer().sniff(written[:20_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        for number, row in enumerate(csv.reader(io.StringIO(written, newline=""), dialect)):
            if number >= MAX_ROWS:
                raise FileTooLargeError(file=filename)
            yield list(row[:MAX_COLUMNS])
    except csv.Error as error:
        raise UnreadableFileError(file=filename) from error
