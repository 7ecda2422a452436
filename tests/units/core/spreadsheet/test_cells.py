"""Cells as programs leave them, read as they were meant."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.units.core.spreadsheet import cells

DAY = dt.date(2020, 2, 7)


@pytest.mark.parametrize(
    "written",
    [912345678, 912345678.0, "0912345678", "0912 345 678", "091.234.5678", "+84 912 345 678", "84912345678",
     "(0912) 345-678", "0084912345678", "912345678", "0912345678 / 0333222111", "\u200b0912345678"],
)  # fmt: skip
def test_one_telephone_in_all_its_forms(written: cells.Cell) -> None:
    assert cells.phone(written) == "0912345678"


@pytest.mark.parametrize("written", ["không có", 12, "09123", "09123456789012"])
def test_what_is_no_telephone(written: cells.Cell) -> None:
    with pytest.raises(ValueError, match=r".+"):
        cells.phone(written)


@pytest.mark.parametrize(
    "written",
    [DAY, dt.datetime.fromisoformat("2020-02-07T08:30"), "07/02/2020", "7/2/2020", "7-2-2020", "07.02.2020",
     "2020-02-07", "ngày 7 tháng 2 năm 2020", " 07 / 02 / 2020 ", 43868, 43868.0],
)  # fmt: skip
def test_one_day_in_all_its_forms(written: cells.Cell) -> None:
    assert cells.date(written) == DAY


@pytest.mark.parametrize("written", ["31/02/2020", "hôm qua", "13/13/2020", 5])
def test_what_is_no_day(written: cells.Cell) -> None:
    with pytest.raises(ValueError, match=r".+"):
        cells.date(written)


@given(st.dates(dt.date(1960, 1, 1), dt.date(2100, 1, 1)))
def test_days_survive_every_way_of_writing(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    for written in (
        day.strftime("%d/%m/%Y"),
        day.isoformat(),
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        serial,
    ):
        assert cells.date(written) == day


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_telephones_survive_being_taken_for_numbers(number: str) -> None:
    assert cells.phone(int(number)) == cells.phone(float(number)) == cells.phone(f"+84{number[1:]}") == number


def test_texts_and_mailboxes() -> None:
    assert cells.text(12.0) == "12"
    assert cells.text(None) == cells.phone(None) == cells.email("  ") == ""
    assert cells.text(unicodedata.normalize("NFD", " Thuỷ\u00a0 ")) == "Thuỷ"
    assert cells.email("mailto:An.NV@CamPha.example") == "an.nv@campha.example"
    with pytest.raises(ValueError, match="an nv"):
        cells.email("an nv@campha.example")


@given(st.none() | st.text() | st.floats() | st.integers() | st.booleans() | st.datetimes())
def test_no_cell_breaks_the_reader(cell: cells.Cell) -> None:
    cells.text(cell)
    for parse in (cells.phone, cells.email, cells.date):
        try:
            parse(cell)
        except ValueError:
            continue
