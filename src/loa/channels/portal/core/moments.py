"""Dates as people say them: "07:30, thứ Sáu 07/02/2020" (DESIGN §12)."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_DAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def parse(moment: str) -> datetime:
    """An aware time in Vietnam from an ISO 8601 text with offset or `Z`."""
    return datetime.fromisoformat(moment).astimezone(HANOI)


def long(moment: str, language: str = "vi") -> str:
    """Hour, weekday and date."""
    at = parse(moment)
    return f"{at:%H:%M}, {_DAYS.get(language, _DAYS['en'])[at.weekday()]} {at:%d/%m/%Y}"


def short(moment: str) -> str:
    """Hour and date."""
    return f"{parse(moment):%H:%M %d/%m/%Y}"


def day(iso_day: str) -> str:
    """`2020-02-07` as `07/02/2020`."""
    year, month, number = iso_day[:10].split("-")
    return f"{number}/{month}/{year}"


def local_iso(moment: str) -> str:
    """ISO 8601 with Vietnam's offset, whole seconds, no `Z` (standards C1)."""
    return parse(moment).isoformat(timespec="seconds")


def rfc822(moment: str) -> str:
    """The date form of RSS 2.0, with a four-digit year (standards F3)."""
    return format_datetime(parse(moment))


def place_and_date(moment: str) -> str:
    """The date line of an official document: `ngày 07 tháng 02 năm 2020` (zeros before days < 10, months 1 and 2)."""
    at = parse(moment)
    month = f"{at.month:02d}" if at.month <= 2 else str(at.month)
    return f"ngày {at.day:02d} tháng {month} năm {at.year}"


def later(moment: str, **delta: float) -> str:
    """*moment* plus a span (`days=…`, `hours=…`), ISO 8601 in Vietnam."""
    return (parse(moment) + timedelta(**delta)).isoformat(timespec="seconds")


def number(value: float, language: str = "vi") -> str:
    """1234.5 as `1.234,5` in Vietnamese and `1,234.5` in English."""
    text = f"{value:,.10g}" if value != int(value) else f"{int(value):,}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text
