"""A report as a workbook in the office's form: one sheet per table, printed on A4 as it stands (standards V9)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from loa.reach.reports.form import MOTTO, NATION, Form
from loa.reach.reports.report import Block, Report

SHARE_FORMAT, NUMBER_FORMAT = "0.0%", "#,##0"
FONT = "Times New Roman"
_Line = tuple[str, dict[str, Any]]  # words and their look
LEAST_COLUMNS = 4  # the two halves of the head need two columns each
LINE = 15.0  # points; said outright, for not every program fits rows to wrapped words
LANDSCAPE_FROM = 90  # letters in all columns together
MARGINS = {"left": 30, "right": 18, "top": 22, "bottom": 22}  # millimetres (V9)


def workbook(report: Report, form: Form) -> bytes:
    """One sheet per table with a frozen, repeated heading; numbers stay numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for block in report.blocks or [Block(report.title, [], [])]:
        _Sheet(book.create_sheet(_sheet_name(block.title, book.sheetnames)), report, form, block).write()
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet_name(title: str, taken: Iterable[str]) -> str:
    """At most 31 letters, none that the format forbids, and not the same twice."""
    name = "".join("-" if sign in "[]:*?/\\" else sign for sign in title)[:28]
    return name if name not in taken else f"{name} {len(list(taken))}"


class _Sheet:
    """One table with the parts of an office document around it."""

    def __init__(self, sheet: Any, report: Report, form: Form, block: Block) -> None:
        self.sheet, self.report, self.form, self.block = sheet, report, form, block
        self.width = max(len(block.columns), LEAST_COLUMNS)
        widths = [column.width for column in block.columns]
        self.half = max(1, sum(sum(widths[: place + 1]) <= sum(widths) * 0.45 for place in range(len(widths))))
        self.row = 0

    def write(self) -> None:
        """Head, title, words, table, signature."""
        self._head()
        self._title()
        heading = self._table()
        self._foot()
        self._page(heading)

    def _head(self) -> None:
        form = self.form
        left = [(line, False) for line in form.issuer_parent] + [(line, True) for line in form.issuer]
        right = [(NATION, True), (MOTTO, True)]
        rows = max(len(left), len(right))
        for place in range(rows):
            self.row += 1
            for lines, whole in ((left, True), (right, False)):
                if place < len(lines):
                    self._half(lines[place][0], left=whole, bold=lines[place][1])
        self.row += 1
        self._half(f"Số:          {form.symbol}", left=True)
        self._half(form.place_and_date, left=False, italic=True)

    def _half(self, text: str, *, left: bool, **style: Any) -> None:
        first, last = (1, self.half) if left else (self.half + 1, self.width)
        self._across(text, first, last, horizontal="center", **style)

    def _across(self, text: str, first: int, last: int, *, horizontal: str, height: float = 0, **style: Any) -> None:
        """Words over several columns; a text that begins with "=" stays a text."""
        from openpyxl.styles import Alignment, Font

        cell = self.sheet.cell(self.row, first, text)
        cell.data_type = "s"
        look: dict[str, Any] = {"name": FONT, "size": 12, **style}
        cell.font = Font(**look)
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=bool(height))
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        if height:
            self.sheet.row_dimensions[self.row].height = height

    def _title(self) -> None:
        self.row += 1
        for text in (self.report.title, self.report.subject):
            self.row += 1
            self._across(text, 1, self.width, horizontal="center", bold=True, size=14)
        for sentence in self.report.lead:
            self.row += 1
            letters = sum(column.width for column in self.block.columns) or 40
            self._across(sentence, 1, self.width, horizontal="left", height=17.0 * (1 + len(sentence) // letters))
        self.row += 1
        self._across(self.block.title, 1, self.width, horizontal="left", bold=True)

    def _table(self) -> int:
        """The table itself; the row of its headings."""
        self.row += 1
        heading = self.row
        self.sheet.row_dimensions[heading].height = 3 * LINE
        for number, column in enumerate(self.block.columns, start=1):
            self._cell(number, column.title, bold=True, horizontal="center", vertical="center")
        for place, row in enumerate(self.block.rows):
            self.row += 1
            self._line(place, row)
        return heading

    def _line(self, place: int, row: Sequence[Any]) -> None:
        formats = {"share": SHARE_FORMAT, "number": NUMBER_FORMAT}
        for number, (column, value) in enumerate(zip(self.block.columns, row, strict=True), start=1):
            indent = self.block.levels[place] if self.block.levels and number == 1 else 0
            aligned: dict[str, Any] = {"horizontal": "left", "indent": indent} if column.kind == "text" else {}
            cell = self._cell(number, value, vertical="top", **aligned)
            if column.kind == "text":
                cell.data_type = "s"
            else:
                cell.number_format = formats[column.kind]
        lines = [-(-len(str(value)) // column.width) for column, value in zip(self.block.columns, row, strict=True)]
        self.sheet.row_dimensions[self.row].height = LINE * max(lines, default=1)

    def _cell(self, number: int, value: Any, *, bold: bool = False, **alignment: Any) -> Any:
        from openpyxl.styles import Alignment, Border, Font, Side

        cell, side = self.sheet.cell(self.row, number, value), Side(style="thin")
        cell.font = Font(name=FONT, size=11, bold=bold)
        cell.alignment = Alignment(wrap_text=True, **alignment)
        cell.border = Border(left=side, right=side, top=side, bottom=side)
        return cell

    def _foot(self) -> None:
        form = self.form
        self.row += 1
        if form.closing:
            self.row += 1
            self._across(form.closing, 1, self.width, horizontal="left", height=34)
        left: list[_Line] = [("Nơi nhận:", {"bold": True, "italic": True})]
        left += [(line, {"size": 11}) for line in form.recipients]
        right: list[_Line] = [(line, {"bold": True}) for line in form.signs]
        right += [("", {})] * 4 + [(form.signer, {"bold": True})]
        for place in range(max(len(left), len(right))):
            self.row += 1
            if place < len(left):
                self._across(left[place][0], 1, self.half, horizontal="left", **left[place][1])
            if place < len(right):
                self._half(right[place][0], left=False, **right[place][1])

    def _page(self, heading: int) -> None:
        from openpyxl.utils import get_column_letter

        sheet, columns = self.sheet, self.block.columns
        for number, column in enumerate(columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.freeze_panes = sheet.cell(heading + 1, 1)
        sheet.print_title_rows = f"{heading}:{heading}"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        wide = sum(column.width for column in columns) > LANDSCAPE_FROM
        sheet.page_setup.orientation = "landscape" if wide else "portrait"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToHeight = 0
        for side, millimetres in MARGINS.items():
            setattr(sheet.page_margins, side, millimetres / 25.4)
        sheet.HeaderFooter.differentFirst = True  # page numbers begin on the second page
        sheet.oddHeader.center.text = "&P"
