"""Single cells: what a person typed and what the program made of it, brought back to what was meant."""

from __future__ import annotations

import datetime as dt
import re

from loa.units.core.names import normalise

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | None

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_NUMERIC_DATE = re.compile(r"^(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_SPOKEN_DATE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
_EMAIL = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]{2,}$")


def text(cell: Cell) -> str:
    """The cell as a person reads it: whole numbers without ".0", no stray blanks, composed letters."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime | dt.date):
        return cell.strftime("%d/%m/%Y")
    return normalise(str(cell))


def phone(cell: Cell) -> str:
    """A Vietnamese number with its leading zero, digits only.

    Spreadsheets take 0912345678 for a number and drop the zero; people write +84, dots and blanks. Raises ValueError.
    """
    written = text(cell)
    if not written:
        return ""
    digits = re.sub(r"[\s.\-()]", "", re.split(r"[/;,]", written)[0])
    digits = re.sub(r"^(\+|00)84", "0", digits)
    if re.fullmatch(r"84[0-9]{9}", digits):
        digits = "0" + digits[2:]
    elif re.fullmatch(r"[1-9][0-9]{8,9}", digits):
        digits = "0" + digits
    if not re.fullmatch(r"0[0-9]{8,10}", digits):
        raise ValueError(written)
    return digits


def email(cell: Cell) -> str:
    """A mailbox in small letters, without `mailto:`. Raises ValueError."""
    written = text(cell).lower().removeprefix("mailto:")
    if written and not _EMAIL.match(written):
        raise ValueError(written)
    return written


def date(cell: Cell) -> dt.date | None:
    """A day, from a date, a serial number of the program, or a text; day before month, as is written here.

    Raises ValueError.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, int | float) and 20_000 < cell < 80_000:  # the years 1954 to 2119
        return _EXCEL_EPOCH + dt.timedelta(days=int(cell))
    return _written_date(text(cell))


def _written_date(written: str) -> dt.date | None:
    if not written:
        return None
    if match := _ISO_DATE.match(written):
        year, month, day = map(int, match.groups())
    elif match := _NUMERIC_DATE.match(written) or _SPOKEN_DATE.search(written):
        day, month, year = map(int, match.groups())
    else:
        raise ValueError(written)
    return dt.date(year, month, day)
