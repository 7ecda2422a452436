"""Excel files into grids: calamine where it is safe, which is nearly always; openpyxl for the odd rest.

Calamine reads forty times as fast, but lays out the whole area from A1 to the last cell in memory: a stray full stop in
cell XFD1048576 would cost hundreds of gigabytes. So the area is measured first, on the bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any

from loa.units.core.spreadsheet.cells import Cell
from loa.units.core.spreadsheet.errors import FileTooLargeError, UnreadableFileError
from loa.units.core.spreadsheet.grid import MAX_COLUMNS, MAX_ROWS, Grid

MAX_UNPACKED = 600_000_000  # bytes inside an xlsx: what 40,000 honest rows need twenty times over
MAX_AREA = 8_000_000  # cells between A1 and the last one, about 250 MB
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(?=\d)')
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d{1,7})"')
_CELL = re.compile(rb"<c[ />]")
Merged = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column), from 0


def load_xlsx(data: bytes, filename: str) -> list[Grid]:
    """The visible sheets of an .xlsx file.

    Raises `UnreadableFileError`.
    """
    try:
        dense = _is_dense(data, filename)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableFileError(file=filename) from error
    return _calamine(data, filename) if dense else _openpyxl(data, filename)


def load_xls(data: bytes, filename: str) -> list[Grid]:
    """The visible sheets of a file in the format of Excel until 2003, which has at most 65,536 × 256 cells.

    Raises `UnreadableFileError`.
    """
    return _calamine(data, filename)


def _is_dense(data: bytes, filename: str) -> bool:
    """Whether every sheet can be laid out whole. Reads every member, so that sizes and sums are true ones."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(each.file_size for each in archive.infolist()) > MAX_UNPACKED:
            raise FileTooLargeError(file=filename)
        if "xl/workbook.xml" not in archive.namelist() or archive.testzip() is not None:
            raise UnreadableFileError(file=filename)
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return all(_area(archive.read(name)) <= MAX_AREA for name in sheets)


def _area(sheet: bytes) -> int:
    """How many cells lie between A1 and the last one; endless when some do not say where they are."""
    columns = _PLACE.findall(sheet)
    if len(columns) < len(_CELL.findall(sheet)):
        return MAX_AREA + 1
    rows = max(map(int, _ROW.findall(sheet)), default=0)
    return rows * max(map(_column, set(columns)), default=0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _calamine(data: bytes, filename: str) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_object(io.BytesIO(data))
        visible = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
        return [_laid_out(book.get_sheet_by_name(name), filename) for name in visible]
    except (CalamineError, ValueError, KeyError, OSError) as error:
        raise UnreadableFileError(file=filename) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what Rust calls a mistake of its own; it is no Exception
            raise
        raise UnreadableFileError(file=filename) from error


def _laid_out(sheet: Any, filename: str) -> Grid:
    if sheet.total_height > MAX_ROWS:
        raise FileTooLargeError(file=filename)
    rows: list[list[Cell]] = [
        [None if cell == "" else cell for cell in row[:MAX_COLUMNS]] for row in sheet.to_python(skip_empty_area=False)
    ]
    _fill(rows, sheet.merged_cell_ranges or ())
    return Grid(sheet.name, rows)


def _openpyxl(data: bytes, filename: str) -> list[Grid]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise UnreadableFileError(file=filename) from error
    return [_walked(sheet, filename) for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _walked(sheet: Any, filename: str) -> Grid:
    if sheet.max_row > MAX_ROWS:
        raise FileTooLargeError(file=filename)
    width = min(sheet.max_column, MAX_COLUMNS)
    rows = [list(row) for row in sheet.iter_rows(max_col=width, values_only=True)]
    blocks = sheet.merged_cells.ranges
    _fill(rows, (((each.min_row - 1, each.min_col - 1), (each.max_row - 1, each.max_col - 1)) for each in blocks))
    return Grid(sheet.title, rows)


def _fill(rows: list[list[Cell]], blocks: Iterable[Merged]) -> None:
    """Give every row of a merged block the value of its first cell: one unit written beside ten people.

    Across columns nothing is filled: a title over the whole width stays one cell.
    """
    for (first, column), (last, _right) in blocks:
        if first >= len(rows) or column >= len(rows[first]):
            continue
        for place in range(first + 1, min(last + 1, len(rows))):
            if column < len(rows[place]):
                rows[place][column] = rows[first][column]
