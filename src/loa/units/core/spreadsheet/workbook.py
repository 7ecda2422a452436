"""From a file to a plain grid of cells, with merged cells filled in. Bounded: a list of staff is not a gigabyte."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loa.errors import LoaError
from loa.units.core.spreadsheet.cells import Cell

MAX_BYTES = 30_000_000
MAX_UNPACKED = 600_000_000  # bytes inside an xlsx: what 40,000 honest rows need twenty times over
MAX_ROWS = 200_000
MAX_COLUMNS = 100


class UnreadableFileError(LoaError):
    """The file is no staff list that can be read; each subclass says why."""

    code = "unreadable_file"
    message = "The file “%(file)s” cannot be read: it is damaged, or neither .xlsx nor .csv."


class FileTooLargeError(UnreadableFileError):
    """More bytes or rows than any staff list has."""

    code = "file_too_large"
    message = "The file “%(file)s” is too large for a staff list."


class OldFormatError(UnreadableFileError):
    """Excel's format until 2003."""

    code = "old_format"
    message = "The file “%(file)s” is in the old .xls format. Open it and save it as .xlsx."


class NoHeaderError(UnreadableFileError):
    """No row names the columns."""

    code = "no_header"
    message = "The file “%(file)s” has no heading that names the columns, such as “Họ và tên” and “Đơn vị”."


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: `rows` of cells as they are (the first row of the file is row 1)."""

    name: str
    rows: list[list[Cell]]


def load(data: bytes, filename: str) -> list[Grid]:
    """The sheets of an .xlsx or .csv file, in their order.

    Raises `UnreadableFileError`.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLargeError(file=filename)
    if data.startswith(b"PK"):
        return _load_xlsx(data, filename)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise OldFormatError(file=filename)
    return [Grid(filename, list(_csv_rows(_decoded(data, filename), filename)))]


def _load_xlsx(data: bytes, filename: str) -> list[Grid]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MAX_UNPACKED:
                raise FileTooLargeError(file=filename)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise UnreadableFileError(file=filename) from error
    return [_grid(sheet, filename) for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _grid(sheet: Any, filename: str) -> Grid:
    if sheet.max_row > MAX_ROWS:
        raise FileTooLargeError(file=filename)
    width = min(sheet.max_column, MAX_COLUMNS)
    rows = [list(row) for row in sheet.iter_rows(max_col=width, values_only=True)]
    for merged in sheet.merged_cells.ranges:
        _fill(rows, merged)
    return Grid(sheet.title, rows)


def _fill(rows: list[list[Cell]], merged: Any) -> None:
    """Give every row of a merged block the value of its first cell: one unit written beside ten people.

    Across columns nothing is filled: a title over the whole width stays one cell.
    """
    column = merged.min_col - 1
    if merged.min_row > len(rows) or column >= len(rows[0]):
        return
    value = rows[merged.min_row - 1][column]
    for place in range(merged.min_row, min(merged.max_row, len(rows))):
        rows[place][column] = value


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
