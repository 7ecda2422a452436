"""Lists as offices have them: titles, merged cells, odd headings, two rows of headings, sections, sums."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.units.core.names import spelling_key
from loa.units.core.spreadsheet import UnreadableFileError, excel, read
from loa.units.core.spreadsheet.cells import Cell, text
from loa.units.core.spreadsheet.errors import FileTooLargeError, OpenDocumentError
from loa.units.core.spreadsheet.headers import SPELLINGS, field_of
from loa.units.core.spreadsheet.reader import duplicates
from tests.support.spreadsheets import workbook

FILES = Path(__file__).parent / "files"

TITLE = [
    ["ỦY BAN NHÂN DÂN THÀNH PHỐ CẨM PHẢ", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    [None, None, None, "Độc lập - Tự do - Hạnh phúc"],
    [],
    ["DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC"],
    ["(Kèm theo Công văn số 365/UBND-VHTT ngày 07/02/2020)"],
]


def test_a_list_with_titles_merged_units_and_numbers_for_telephones() -> None:
    data = workbook(
        [
            *TITLE,
            ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại", "Email công vụ", "Ngày vào cơ quan"],
            [1, "Nguyễn Văn An", "Trưởng phòng", "Phòng Y tế", 912345678, "AN@campha.example", dt.date(2015, 3, 1)],
            [2, unicodedata.normalize("NFD", "Trần Thị Thủy"), "Chuyên viên", None, "0333 444 555", None, "1/3/2018"],
            [3, "LÊ VĂN BÌNH", "Nhân viên", None, None, None, "ngày 2 tháng 9 năm 2019"],
            [None, "Tổng cộng: 3 người"],
        ],
        merged=["A4:G4", "D7:D9"],
    )
    staff = read(data, "ds.xlsx")
    assert staff.problems == []
    assert [(row.row, row.full_name, row.unit) for row in staff.rows] == [
        (7, "Nguyễn Văn An", "Phòng Y tế"),
        (8, "Trần Thị Thủy", "Phòng Y tế"),
        (9, "Lê Văn Bình", "Phòng Y tế"),
    ]
    first = staff.rows[0]
    assert (first.phone, first.email, first.position) == ("0912345678", "an@campha.example", "Trưởng phòng")
    assert [row.begins for row in staff.rows] == [dt.date(2015, 3, 1), dt.date(2018, 3, 1), dt.date(2019, 9, 2)]


def test_headings_in_two_rows_and_units_as_sections() -> None:
    data = workbook(
        [
            ["Danh sách viên chức"],
            ["TT", "Họ và tên", None, "Chức danh", "Liên hệ", None],
            [None, "Họ đệm", "Tên", None, "SĐT", "Thư điện tử"],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            ["I", "Trạm Y tế phường Cẩm Bình"],
            [1, "Nguyễn Thị", "Hoa", "Y sĩ", "0912345678", "hoa@campha.example"],
            [2, "Phạm", "Ân", "Điều dưỡng", None, None],
            ["II", "Trạm Y tế phường Cẩm Tây"],
            [1, "Vũ Đức", "Long", "Bác sĩ", None, None],
        ],
        merged=["A2:A3", "B2:C2", "D2:D3", "E2:F2"],
    )
    staff = read(data, "vc.xlsx")
    assert [(row.full_name, row.unit) for row in staff.rows] == [
        ("Nguyễn Thị Hoa", "Trạm Y tế phường Cẩm Bình"),
        ("Phạm Ân", "Trạm Y tế phường Cẩm Bình"),
        ("Vũ Đức Long", "Trạm Y tế phường Cẩm Tây"),
    ]
    assert staff.rows[0].position == "Y sĩ"
    assert staff.problems == []


def test_one_heading_over_a_name_in_two_columns() -> None:
    data = workbook(
        [
            ["STT", "Họ và tên", None, "Đơn vị"],
            [1, "Nguyễn Văn", "An", "Phòng Y tế"],
            [2, "Lê Thị Bình", None, "Phòng Y tế"],
        ],
        merged=["B1:C1"],
    )
    assert [row.full_name for row in read(data, "x.xlsx").rows] == ["Nguyễn Văn An", "Lê Thị Bình"]


def test_mistakes_are_told_in_the_row_they_are_in() -> None:
    data = workbook(
        [
            ["Họ tên", "Đơn vị", "Email", "SĐT", "Ngày nghỉ"],
            ["Trần Văn An", "Phòng Y tế", "không có", "12", "hôm qua"],
            ["An", "Phòng Y tế"],
            [None, "Phòng Y tế", "b@campha.example"],
        ]
    )
    problems = [(problem.row, problem.code) for problem in read(data, "x.xlsx").problems]
    assert problems == [(2, "bad_email"), (2, "bad_phone"), (2, "bad_ends"), (3, "half_a_name"), (4, "no_name")]


def test_a_person_twice_is_told() -> None:
    data = workbook(
        [
            ["Mã CB", "Họ tên", "Email"],
            ["01", "Trần Văn An", "an@campha.example"],
            ["01", "Trần Văn Bình", "AN@campha.example"],
        ]
    )
    found = [(problem.row, problem.code) for problem in duplicates(read(data, "x.xlsx").rows)]
    assert found == [(3, "same_employee_code"), (3, "same_email")]


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-8", "|")]
)
def test_csv_in_the_forms_it_comes_in(encoding: str, delimiter: str) -> None:
    lines = [["Họ và tên", "Đơn vị", "Số điện thoại"], ["Nguyễn Văn An", "Phòng Y tế", "0912345678"]]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    [row] = read(data, "ds.csv").rows
    assert (row.full_name, row.unit, row.phone) == ("Nguyễn Văn An", "Phòng Y tế", "0912345678")


def test_the_list_may_be_on_the_second_sheet() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook([["Bìa"], ["Không có gì ở đây"]])))
    sheet = book.create_sheet("DS")
    sheet.append(["Họ và tên", "Đơn vị"])
    sheet.append(["Nguyễn Văn An", "Phòng Y tế"])
    target = io.BytesIO()
    book.save(target)
    assert len(read(target.getvalue(), "x.xlsx").rows) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0 old excel", b"just some words", b"\x00\x01\x02", b"a,b\n1,2\n"],
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        read(data, "x.xlsx")


def test_a_zip_that_unpacks_to_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loa.units.core.spreadsheet.excel.MAX_UNPACKED", 1_000)
    with pytest.raises(FileTooLargeError):
        read(workbook([["Họ và tên", "Đơn vị"]]), "x.xlsx")


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(OpenDocumentError, match=r"\.xlsx"):
        read((FILES / "libreoffice.ods").read_bytes(), "ds.ods")


@pytest.mark.parametrize("name", ["libreoffice.xlsx", "libreoffice.xls"])
def test_a_list_saved_by_libreoffice(name: str) -> None:
    """Title rows, headings in two rows, units merged downward, a name in two columns, dates in four forms, NFD."""
    staff = read((FILES / name).read_bytes(), name)
    assert staff.problems == []
    assert [(row.row, row.full_name, row.unit, row.phone) for row in staff.rows[:5]] == [
        (9, "Nguyễn Thị Hòa", "Phường Cửa Ông", "0912345678"),
        (10, "Trần Văn Đức", "Phường Cửa Ông", "0987654321"),
        (11, "Trần Văn Đức", "Phường Cửa Ông", "0389000111"),
        (12, "Lê Hồng Phong", "UBND P. Cẩm Tây", "0904111222"),
        (13, "Vũ Thị Ngọc Ánh", "UBND P. Cẩm Tây", ""),
    ]
    assert [row.begins and row.begins.isoformat() for row in staff.rows] == [
        "2015-03-01",
        "2019-07-01",
        "2018-09-05",
        "2016-10-15",
        "2017-10-15",
    ], "and the form's foot is no person"


def test_a_stray_cell_in_the_far_corner_costs_no_memory() -> None:
    """Laid out whole this sheet would be seventeen thousand million cells."""
    rows = [["Họ và tên", "Đơn vị"], ["Nguyễn Văn An", "Phường Cửa Ông"]]
    with pytest.raises(FileTooLargeError):
        read(workbook(rows, stray="XFD1048576"), "x.xlsx")
    assert len(read(workbook(rows, stray="XFD600"), "x.xlsx").rows) == 1


# The two count the first days of 1900 differently (Excel thinks that it was a leap year); nobody was hired then.
_CELLS = st.one_of(st.none(), st.text(), st.integers(-(2**53), 2**53), st.dates(min_value=dt.date(1901, 1, 1)))


@given(rows=st.lists(st.lists(_CELLS, max_size=5), max_size=8))
@settings(max_examples=30)
def test_both_readers_of_excel_files_see_the_same_cells(rows: list[list[object]]) -> None:
    data = workbook([[_plain(cell) for cell in row] for row in rows])
    (ours,), (theirs,) = excel._calamine(data, "x.xlsx"), excel._openpyxl(data, "x.xlsx")
    assert _texts(ours.rows) == _texts(theirs.rows)


def _plain(cell: object) -> object:
    """What a workbook can hold: no control signs; a text that looks like a formula would be one."""
    if not isinstance(cell, str):
        return cell
    return "".join(sign for sign in cell if sign.isprintable()).lstrip("=")[:50]


def _texts(rows: list[list[Cell]]) -> dict[tuple[int, int], str]:
    """What people read, by row and column; how far the empty rest reaches is the program's choice."""
    return {(y, x): text(cell) for y, row in enumerate(rows) for x, cell in enumerate(row) if text(cell)}


def test_a_damaged_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(UnreadableFileError):
        read(target.getvalue(), "x.xlsx")


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_give_a_list_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(UnreadableFileError):
        assert read(data, "x").fields


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Họ và tên (*)", "full_name"),
        ("HỌ TÊN CÁN BỘ", "full_name"),
        ("Số ĐT\n(di động)", "phone"),
        ("Điện thoại di động của cán bộ", "phone"),
        ("E-mail công vụ", "email"),
        ("Chức vụ, chức danh", "position"),
        ("Cơ quan, đơn vị công tác", "unit"),
        ("Mã đơn vị", "unit_code"),
        ("Mã số CBCCVC", "employee_code"),
        ("Ngày sinh", None),
        ("Ghi chú", None),
    ],
)
def test_headings_in_many_spellings(header: str, field: str | None) -> None:
    assert field_of(header) == field
    assert field_of(unicodedata.normalize("NFD", header)) == field


def test_no_spelling_means_two_things() -> None:
    spellings = [spelling for each in SPELLINGS.values() for spelling in each]
    assert len(spellings) == len(set(spellings))
    assert all(spelling_key(spelling) == spelling for spelling in spellings)
