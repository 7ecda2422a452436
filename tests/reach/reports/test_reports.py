"""Reports opened again by other people's readers: what the office sees is what was counted."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pypdf
import pytest
from pyroaring import BitMap
from typer.testing import CliRunner

from loa.bulletins.models import Release
from loa.cli.report import app
from loa.directives.models import Assignment, Directive, Task
from loa.reach import actions
from loa.reach.errors import UnknownFormatError
from loa.reach.models import Receipt
from loa.reach.reports import coverage_report, directive_report, public_report, weekly_digest, write
from loa.reach.reports.form import form_of, long_date
from loa.reach.reports.report import Block, Column, Report, place_of
from loa.units.core.snapshot import Snapshot
from loa.units.models import Staff
from tests.reach.conftest import MORNING, Post
from tests.support.people import City


@pytest.fixture
def half(city: City, release: Release, post: Post, frozen: Snapshot) -> Release:
    """The east has confirmed; in the west nobody has."""
    east = frozen.members(city.east.pk)
    post.handed = {"mail": BitMap(frozen.everyone())}
    actions.record_many([(release.pk, person, Receipt.Kind.ACKNOWLEDGED, "app") for person in east])
    return release


def pdf_text(data: bytes) -> tuple[str, pypdf.PdfReader]:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split()), reader


def test_the_workbook_holds_numbers_per_unit_and_the_missing(half: Release) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(coverage_report(half), "xlsx")))
    units, missing = book.worksheets
    rows = {row[0]: row for row in units.iter_rows(values_only=True) if row[0]}
    assert rows["Đơn vị east"][1:6] == (3, 3, 3, 3, 1)
    assert rows["Đơn vị west"][1:6] == (3, 3, 0, 0, 0)
    assert rows["Đơn vị city"][5] == pytest.approx(0.5)
    names = [row[1] for row in missing.iter_rows(values_only=True)]
    assert [name for name in names if name and "west" in name] == [
        "Nguyễn Văn west0",
        "Nguyễn Văn west1",
        "Nguyễn Văn west2",
    ]
    assert units.freeze_panes is not None


def test_a_unit_reports_on_itself_alone(city: City, half: Release) -> None:
    report = coverage_report(half, city.west.pk)
    assert (report.issuer, len(report.blocks[0].rows), report.blocks[0].rows[0][1]) == ("Đơn vị west", 1, 3)
    assert len(report.blocks[1].rows) == 3


def test_the_pdf_is_in_the_form_of_the_decree(half: Release) -> None:
    text, reader = pdf_text(write(coverage_report(half), "pdf"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "Cẩm Phả, ngày" in text
    assert "3/6 cán bộ, công chức, viên chức" in text
    assert "50,0%" in text
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)  # A4 in points


def placed(page: pypdf.PageObject) -> list[tuple[str, float, float]]:
    """Words with the millimetres from the left and upper edge of the page where they begin."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, matrix: list[float], text_matrix: list[float], _font: object, _size: object) -> None:
        if text.strip():
            x, y = pypdf.mult(text_matrix, matrix)[4:6]
            found.append((text.strip(), x * 25.4 / 72, (float(page.mediabox.height) - y) * 25.4 / 72))

    page.extract_text(visitor_text=visit)
    return found


def long_report() -> Report:
    rows: list[list[str | int | float]] = [[f"Trường Tiểu học số {n}", n] for n in range(200)]
    return Report(
        "Ủy ban nhân dân phường Cửa Ông",
        "Ủy ban nhân dân thành phố Cẩm Phả",
        "Cẩm Phả",
        "BÁO CÁO",
        "Kết quả",
        MORNING,
        ["Câu mở đầu."],
        [Block("Bảng", [Column("Đơn vị", "text", 40), Column("Số")], rows)],
        "Phạm Văn Đức",
    )


def test_the_page_is_laid_out_as_annex_i_says() -> None:
    """V9: margins, the number and the place side by side, page numbers at the top centre from the second page."""
    _text, reader = pdf_text(write(long_report(), "pdf"))
    for number, page in enumerate(reader.pages, start=1):
        words = placed(page)
        assert min(x for _word, x, _y in words) >= 29.9
        assert max(y for _word, _x, y in words) <= 297 - 20
        above = [(word, x) for word, x, y in words if y < 20]
        assert [word for word, _x in above] == ([str(number)] if number > 1 else [])
        assert all(100 < x < 112 for _word, x in above)
    first = {word: (x, y) for word, x, y in placed(reader.pages[0])}
    symbol, date = first["Số:"], first["Cẩm Phả, ngày 07 tháng 02 năm 2020"]
    assert symbol[1] == pytest.approx(date[1], abs=0.5)
    assert symbol[0] < 100 < date[0]


def test_the_parts_around_the_content(half: Release, city: City) -> None:
    text, _reader = pdf_text(write(long_report(), "pdf"))
    for part in (
        "ỦY BAN NHÂN DÂN THÀNH PHỐ CẨM PHẢ ỦY BAN NHÂN DÂN PHƯỜNG CỬA ÔNG",
        "/BC-UBND",
        "Ủy ban nhân dân phường Cửa Ông kính báo cáo Ủy ban nhân dân thành phố Cẩm Phả./.",
        "Nơi nhận: - Ủy ban nhân dân thành phố Cẩm Phả (để báo cáo); - Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Phạm Văn Đức",
    ):
        assert part in text
    assert coverage_report(half, city.east.pk).signer == city.head_of_east.full_name
    assert coverage_report(half, city.west.pk).signer == "", "nobody is made up"


def test_the_workbook_has_the_same_form() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write(long_report(), "xlsx"))).worksheets[0]
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "PHƯỜNG CỬA ÔNG",
        "Cẩm Phả, ngày 07 tháng 02 năm 2020",
        "Nơi nhận:",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "Phạm Văn Đức",
    ):
        assert part in words
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None} == {
        "Times New Roman"
    }
    assert sheet.page_margins.left * 25.4 == pytest.approx(30)
    assert sheet.print_title_rows is not None


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2020, 2, 7), "ngày 07 tháng 02 năm 2020"),
        (dt.date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
        (dt.date(2026, 11, 27), "ngày 27 tháng 11 năm 2026"),
    ],
)
def test_noughts_stand_where_they_keep_a_date_from_being_changed(day: dt.date, words: str) -> None:
    assert long_date(dt.datetime.combine(day, dt.time(), dt.UTC)) == words


def test_a_body_that_is_no_committee_signs_by_its_head_and_leaves_its_symbol_to_the_clerk() -> None:
    form = form_of("Trạm Y tế", "Ủy ban nhân dân phường", "", MORNING, "BÁO CÁO", "UBND")
    assert (form.signs, form.symbol) == (["THỦ TRƯỞNG ĐƠN VỊ"], "/BC-…")
    assert form_of("Sở Y tế", "", "", MORNING, "BÁO CÁO", "SYT").symbol == "/BC-SYT"


def test_every_vietnamese_letter_is_in_the_pdf() -> None:
    letters = "ắ ằ ẳ ẵ ặ ấ ầ ẩ ẫ ậ ế ề ể ễ ệ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự ỳ ỵ ỷ ỹ đ Đ Ẫ Ữ"
    report = Report("Cơ quan", "", "", "BÁO CÁO", letters, MORNING, [])
    text, reader = pdf_text(write(report, "pdf"))
    assert letters in text
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }
    assert all("+" in font for font in fonts)  # embedded subsets: it looks the same everywhere


def test_a_name_is_never_a_command() -> None:
    evil = '#read("/etc/passwd") $x$ *b* =1+1'
    report = Report(evil, evil, "", evil, evil, MORNING, [evil], [Block(evil, [Column(evil, "text")], [[evil]], [0])])
    text, _reader = pdf_text(write(report, "pdf"))
    assert "#READ" in text
    assert "root:" not in text
    book = openpyxl.load_workbook(
        io.BytesIO(
            write(Report("", "", "", "", "", MORNING, [], [Block("b", [Column("c", "text")], [["=1+1"]])]), "xlsx")
        )
    )
    assert [cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "=1+1"] == ["s"]


def test_csv_is_read_back(half: Release) -> None:
    rows = list(csv.reader(io.StringIO(write(coverage_report(half), "csv").decode("utf-8-sig"))))
    assert ["Đơn vị east", "3", "3", "3", "3", "1.0", "0", "0.0"] in rows


def test_the_public_sees_figures_and_no_names(half: Release) -> None:
    report = public_report(half)
    assert [row[0] for row in report.blocks[0].rows] == ["Đơn vị city"]  # three people are too few to be a figure
    data = write(report, "csv").decode()
    assert not any(name in data for name in Staff.objects.values_list("full_name", flat=True))


def test_the_week_of_a_unit(city: City, half: Release) -> None:
    actions.install_for_family(city.east.pk, "phone")
    report = weekly_digest(city.east.pk, MORNING.replace(day=9))
    assert (report.issuer, report.blocks[0].rows[0][4]) == ("Đơn vị east", 3)
    assert "1 máy" in report.lead[0]
    assert weekly_digest(city.east.pk, MORNING.replace(day=20)).blocks[0].rows == []
    assert write(report, "pdf").startswith(b"%PDF")


def test_a_dispatch_report_names_the_unfinished(city: City) -> None:
    directive = Directive.objects.create(kind="Công văn", number="365/UBND-VHTT", date=MORNING.date(), file_sha256="0")
    task = Task.objects.create(directive=directive, position=1, no="1", text="Quán triệt 04 kênh thông tin")
    Assignment.objects.create(task=task, unit=city.east, state="done")
    Assignment.objects.create(task=task, unit=city.west, state="acknowledged", note="Đang làm")
    report = directive_report(directive)
    assert report.blocks[1].rows == [["Đơn vị west", "1", "Đã tiếp nhận", "Đang làm"]]
    assert all(write(report, form) for form in ("xlsx", "pdf", "csv"))


def test_another_form_is_wrong_usage(half: Release) -> None:
    with pytest.raises(UnknownFormatError):
        write(coverage_report(half), "docx")


@pytest.mark.parametrize(
    ("authority", "place"),
    [
        ("Ủy ban nhân dân thành phố Cẩm Phả", "Cẩm Phả"),
        ("UBND phường Quang Hanh", "Quang Hanh"),
        ("UBND TỈNH Quảng Ninh", "Quảng Ninh"),
        ("Bộ Y tế", ""),
    ],
)
def test_places(authority: str, place: str) -> None:
    assert place_of(authority) == place


@pytest.mark.parametrize("form", ["xlsx", "pdf", "csv"])
def test_the_command_writes_the_file(
    city: City, half: Release, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loa.cli.setup.django", lambda: None)
    target = tmp_path / f"report.{form}"
    result = CliRunner().invoke(app, ["coverage", half.code, "--format", form, "--out", str(target), "--unit", "east"])
    assert result.exit_code == 0, result.exception
    assert target.stat().st_size > 100
