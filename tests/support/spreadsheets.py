"""Spreadsheets with the defects of real ones, made on purpose."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import openpyxl


def workbook(
    rows: Iterable[Sequence[object]], merged: Iterable[str] = (), title: str = "Sheet1", stray: str = ""
) -> bytes:
    """An .xlsx file of *rows* with *merged* ranges ("A1:H1"), and a full stop in the cell *stray* ("XFD1")."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for block in merged:
        sheet.merge_cells(block)
    if stray:
        sheet[stray] = "."
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
