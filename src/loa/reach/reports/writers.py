"""A report as .xlsx, .csv or .pdf bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import Any

from loa.config import config
from loa.reach.errors import UnknownFormatError
from loa.reach.reports.tables import Block, Report, Value
from loa.units.export import safe

SHARE_FORMAT, NUMBER_FORMAT = "0.0%", "#,##0"


def write(report: Report, form: str) -> bytes:
    """The report in the form "xlsx", "pdf" or "csv". Raises `UnknownFormatError`."""
    if form not in FORMATS:
        raise UnknownFormatError(form=form, known=", ".join(FORMATS))
    return FORMATS[form](report)


def to_csv(report: Report) -> bytes:
    """All tables one below the other; UTF-8 with its mark; shares as numbers from 0 to 1."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([report.subject])
    for block in report.blocks:
        writer.writerow([])
        writer.writerow([block.title])
        writer.writerow([column.title for column in block.columns])
        writer.writerows([_plain(value) for value in row] for row in block.rows)
    return target.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return safe(value)
    return round(value, 4) if isinstance(value, float) else value


def to_xlsx(report: Report) -> bytes:
    """One sheet per table with a frozen, repeated heading; numbers stay numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for block in report.blocks or [Block(report.title, [], [])]:
        _sheet(book, report, block)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet(book: Any, report: Report, block: Block) -> None:
    from openpyxl.styles import Font

    sheet = book.create_sheet(_sheet_name(block.title, book.sheetnames))
    for text in (
        report.issuer,
        f"{report.title}: {report.subject}",
        f"{report.at:%H:%M %d/%m/%Y}",
        *report.lead,
        block.title,
    ):
        sheet.append([text])
    sheet["A2"].font = Font(bold=True, size=13)
    sheet.append([])
    sheet.append([column.title for column in block.columns])
    heading = sheet.max_row
    for place, row in enumerate(block.rows):
        sheet.append(list(row))
        _style_row(sheet, block, place)
    _finish_sheet(sheet, block, heading)


def _sheet_name(title: str, taken: Iterable[str]) -> str:
    """At most 31 letters, none that the format forbids, and not the same twice."""
    name = "".join("-" if sign in "[]:*?/\\" else sign for sign in title)[:28]
    return name if name not in taken else f"{name} {len(list(taken))}"


def _style_row(sheet: Any, block: Block, place: int) -> None:
    from openpyxl.styles import Alignment

    formats = {"share": SHARE_FORMAT, "number": NUMBER_FORMAT}
    row = sheet.max_row
    for number, column in enumerate(block.columns, start=1):
        cell = sheet.cell(row, number)
        if column.kind == "text":
            cell.data_type = "s"  # a text that begins with "=" stays a text
            cell.alignment = Alignment(wrap_text=True, vertical="top", indent=_level(block, place, number))
        else:
            cell.number_format = formats[column.kind]


def _level(block: Block, place: int, column: int) -> int:
    return block.levels[place] if block.levels and column == 1 else 0


def _finish_sheet(sheet: Any, block: Block, heading: int) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(block.columns, start=1):
        cell = sheet.cell(heading, number)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = sheet.cell(heading + 1, 1)
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if sum(column.width for column in block.columns) > 90 else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def to_pdf(report: Report) -> bytes:
    """A PDF in the form of Decree 30/2020, annex I (standards V9), set by typst from `report.typ`.

    Data goes in as JSON, never as markup: a name cannot become a command.
    """
    import typst

    template = (files("loa.reach.reports") / "report.typ").read_bytes()
    return bytes(typst.compile(template, sys_inputs={"report": json.dumps(_record(report), ensure_ascii=False)}))


def _record(report: Report) -> dict[str, Any]:
    return {
        "issuer": report.issuer,
        "issuer_parent": report.issuer_parent,
        "place": report.place,
        "symbol": f"/BC-{config().body_code}",  # the clerk gives the number (standards V2, V3)
        "date": f"ngày {report.at:%d} tháng {report.at:%m} năm {report.at:%Y}",
        "title": report.title,
        "subject": report.subject,
        "lead": list(report.lead),
        "blocks": [_block_record(block) for block in report.blocks],
    }


def _block_record(block: Block) -> dict[str, Any]:
    kinds = [column.kind for column in block.columns]
    return {
        "title": block.title,
        "columns": [
            {"title": column.title, "text": column.kind == "text", "width": column.width} for column in block.columns
        ],
        "rows": [[_shown(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in block.rows],
        "levels": list(block.levels) or [0] * len(block.rows),
    }


def _shown(value: Value, kind: str) -> str:
    """Numbers as they are written in Viet Nam: 1.234 and 56,7%."""
    if kind == "share":
        return f"{float(value) * 100:.1f}%".replace(".", ",")
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


FORMATS: dict[str, Callable[[Report], bytes]] = {"xlsx": to_xlsx, "pdf": to_pdf, "csv": to_csv}
