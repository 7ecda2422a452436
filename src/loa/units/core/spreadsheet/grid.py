"""A sheet as a plain grid of cells, bounded: a list of staff is not a gigabyte."""

from __future__ import annotations

from dataclasses import dataclass

from loa.units.core.spreadsheet.cells import Cell

MAX_BYTES = 30_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: `rows` of cells as they are (the first row of the file is row 1)."""

    name: str
    rows: list[list[Cell]]
