"""From a grid to people: finds the header, reads row by row, and says of each row what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from loa.units.core.names import fold
from loa.units.core.spreadsheet import cells
from loa.units.core.spreadsheet.errors import NoHeaderError
from loa.units.core.spreadsheet.grid import Grid
from loa.units.core.spreadsheet.headers import LOOKED_THROUGH, NAMED, Field, find_header
from loa.units.core.spreadsheet.workbook import load
from loa.units.core.telling import Progress, counted, silent

_NUMBERING = re.compile(r"^\s*(?:[IVXLC]+|[A-Z]|\d+)\s*[.)/\-]\s*", re.IGNORECASE)
_SUMS = ("tong cong", "tong so", "cong", "tong", "danh sach nay", "an dinh danh sach", "tong hop")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row: a message id with the text it is about."""

    row: int
    code: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the file has them; empty texts for what it does not say. `row` counts from 1, as on the screen."""

    row: int
    full_name: str
    unit: str = ""
    unit_code: str = ""
    employee_code: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    begins: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True, slots=True)
class StaffList:
    """All people of a file, what could not be read, and which columns it has."""

    rows: list[Row]
    problems: list[Problem]
    fields: frozenset[Field]


def read(data: bytes, filename: str, progress: Progress = silent) -> StaffList:
    """Read the first sheet that has a header.

    Problems of single rows are returned, not raised. Raises `UnreadableFileError` (`NoHeaderError`: no list in it).
    """
    for grid in load(data, filename):
        texts = [[cells.text(cell) for cell in row] for row in grid.rows[: LOOKED_THROUGH + 1]]
        header = find_header(texts)
        if header is not None:
            return _read_rows(grid, *header, progress)
    raise NoHeaderError(file=filename)


def _read_rows(grid: Grid, header: int, columns: dict[Field, int], progress: Progress) -> StaffList:
    rows: list[Row] = []
    problems: list[Problem] = []
    section = ""
    listed = counted(grid.rows[header + 1 :], "read", progress)
    for number, raw in enumerate(listed, start=header + 2):
        texts = [cells.text(cell) for cell in raw]
        title = _title(texts, columns)
        if title is not None:
            section = title or section
            continue
        row = _Reading(number, raw, texts, columns)
        rows.append(row.person(section))
        problems += row.problems
    return StaffList(rows, problems, frozenset(columns))


def _title(texts: Sequence[str], columns: dict[Field, int]) -> str | None:
    """The unit that a heading row between the people names; "" for a row that says nothing; None for a person."""
    filled = [(place, written) for place, written in enumerate(texts) if written]
    if not filled:
        return ""
    if any(fold(written).startswith(_SUMS) for _place, written in filled[:2]):
        return ""
    if _is_column_numbering(filled):
        return ""
    words = [written for _place, written in filled if not re.fullmatch(r"[IVXLC]+|\d+|[A-Z]", written)]
    if len(words) != 1 or len(filled) > 2 or _stands_as_name(filled, words[0], columns):
        return None
    return _NUMBERING.sub("", words[0])


def _is_column_numbering(filled: list[tuple[int, str]]) -> bool:
    """The row (1) (2) (3) … that many forms have below the header."""
    numbers = [re.sub(r"\D", "", written) for _place, written in filled]
    return len(filled) > 2 and numbers == [str(number) for number in range(1, len(filled) + 1)]


def _stands_as_name(filled: list[tuple[int, str]], word: str, columns: dict[Field, int]) -> bool:
    """A single text in the column of names, numbered, is a person of whom nothing else is said."""
    named = {columns[field] for field in NAMED if field in columns}
    place = next(place for place, written in filled if written == word)
    numbered = "number" in columns and any(at == columns["number"] and text.isdigit() for at, text in filled)
    return place in named and (numbered or "number" not in columns)


class _Reading:
    """One row being read; collects what is wrong with it."""

    def __init__(self, number: int, raw: Sequence[cells.Cell], texts: Sequence[str], columns: dict[Field, int]) -> None:
        self.number, self.raw, self.texts, self.columns = number, raw, texts, columns
        self.problems: list[Problem] = []

    def person(self, section: str) -> Row:
        """The row's person; *section* is the unit of the heading above, where the row names none itself."""
        name = self._full_name()
        if not name:
            self._problem("no_name")
        elif len(name.split()) < 2:
            self._problem("half_a_name", name)
        return Row(
            row=self.number,
            full_name=name,
            unit=self._text("unit") or (section if not self._text("unit_code") else ""),
            unit_code=self._text("unit_code"),
            employee_code=self._text("employee_code"),
            position=self._text("position"),
            email=self._parsed("email", cells.email) or "",
            phone=self._parsed("phone", cells.phone) or "",
            begins=self._parsed("begins", cells.date),
            ends=self._parsed("ends", cells.date),
        )

    def _full_name(self) -> str:
        whole, given = self._text("full_name"), self._text("given_name")
        if whole and not given.replace(" ", "").isalpha():  # a column without heading may hold anything
            given = ""
        name = f"{whole or self._text('family_name')} {given}".strip()
        return name.title() if name.isupper() or name.islower() else name

    def _cell(self, field: Field) -> cells.Cell:
        place = self.columns.get(field)
        return self.raw[place] if place is not None and place < len(self.raw) else None

    def _text(self, field: Field) -> str:
        place = self.columns.get(field)
        return self.texts[place] if place is not None and place < len(self.texts) else ""

    def _parsed(self, field: Field, parse: Callable[[cells.Cell], Any]) -> Any:
        try:
            return parse(self._cell(field))
        except ValueError:
            self._problem(f"bad_{field}", self._text(field))
            return None

    def _problem(self, code: str, found: str = "") -> None:
        self.problems.append(Problem(self.number, code, found))


def duplicates(rows: Sequence[Row]) -> Iterator[Problem]:
    """Rows that say the same person twice: the same code, or the same e-mail."""
    for field in ("employee_code", "email"):
        seen: dict[str, int] = {}
        for row in rows:
            key = getattr(row, field).casefold()
            if key and key in seen:
                yield Problem(row.row, f"same_{field}", f"{getattr(row, field)} (← {seen[key]})")
            seen.setdefault(key, row.row)
