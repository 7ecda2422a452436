"""Staff lists out again, in the form in which they come in: what is exported can be imported, and changes nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext

from loa.units.actions.importing import known_staff
from loa.units.core.names import sort_key
from loa.units.queries import tree

HEADER = ("STT", "Mã CB", "Họ và tên", "Chức vụ", "Mã đơn vị", "Đơn vị", "Điện thoại", "Email")
WIDTHS = (6, 14, 28, 28, 16, 44, 14, 34)


def staff_table(on: dt.date, unit_ids: Iterable[int] | None = None) -> Iterator[tuple[str, ...]]:
    """Everybody on duty in *unit_ids* (None: all), unit by unit in the order of the tree, each in Vietnamese order."""
    current = tree(on)
    wanted = set(current.ids if unit_ids is None else unit_ids)
    staff = [person for person in known_staff(on) if person.unit in wanted and person.unit in current]
    staff.sort(key=lambda person: (current.place(person.unit or 0), sort_key(person.full_name)))
    for number, person in enumerate(staff, start=1):
        unit = current[person.unit or 0]
        described = (person.employee_code, person.full_name, person.position, unit.code, unit.name)
        yield (str(number), *described, person.phone, person.email)


def staff_csv(on: dt.date, unit_ids: Iterable[int] | None = None) -> bytes:
    """UTF-8 with its mark, so that Excel reads the letters right. Cells that would be formulas are disarmed."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(HEADER)
    writer.writerows([safe(cell) for cell in row] for row in staff_table(on, unit_ids))
    return target.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """A text that no spreadsheet runs (ASVS v5.0.0-1.2.10): a leading sign that begins a formula is quoted."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def staff_xlsx(on: dt.date, unit_ids: Iterable[int] | None = None) -> bytes:
    """A workbook with one sheet; every cell is text, so telephones keep their zero."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(gettext("Staff"))
    _set_widths(sheet, WIDTHS)
    sheet.append(HEADER)
    for row in staff_table(on, unit_ids):
        sheet.append([_text_cell(sheet, cell) for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _set_widths(sheet: object, widths: Sequence[int]) -> None:
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width  # type: ignore[attr-defined]


def _text_cell(sheet: object, value: str) -> object:
    """A cell that is text whatever it looks like."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]
    cell.data_type = "s"
    return cell
