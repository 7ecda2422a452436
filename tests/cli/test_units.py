"""`loa units` as it is typed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loa.cli.units import app
from loa.units import actions
from loa.units.core.spreadsheet import read
from loa.units.export import staff_csv, staff_xlsx
from loa.units.models import Staff, Unit
from tests.support.spreadsheets import workbook

pytestmark = pytest.mark.django_db
BEGIN = dt.date(2020, 1, 1)
HEADER = ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại", "Email"]


@pytest.fixture(autouse=True)
def city(monkeypatch: pytest.MonkeyPatch) -> Unit:
    monkeypatch.setattr("loa.cli.setup.django", lambda: None)
    root = actions.create_unit(code="tp", name="Thành phố", kind=Unit.Kind.CITY, on=BEGIN)
    actions.create_unit(code="pyt", name="Phòng Y tế", kind=Unit.Kind.DEPARTMENT, on=BEGIN, parent=root)
    return root


@pytest.fixture
def staff_list(tmp_path: Path) -> Path:
    rows = [
        [1, "Nguyễn Văn An", "Trưởng phòng", "Phòng Y tế", 912345678, "an@campha.example"],
        [2, "Lê Thị Bình", "", "Phòng Y tế"],
    ]
    path = tmp_path / "ds.xlsx"
    path.write_bytes(workbook([["DANH SÁCH"], HEADER, *rows]))
    return path


def run(*arguments: str) -> tuple[int, str, object]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.exception


def test_a_dry_run_changes_nothing(staff_list: Path) -> None:
    status, out, _ = run("import", str(staff_list), "--dry-run", "--json")
    record = json.loads(out)
    assert (status, record["counts"]["new"], record["dry_run"]) == (0, 2, True)
    assert [change["name"] for change in record["changes"]] == ["Nguyễn Văn An", "Lê Thị Bình"]
    assert not Staff.objects.exists()


def test_an_import_and_again(staff_list: Path) -> None:
    assert run("import", str(staff_list))[0] == 0
    assert Staff.objects.count() == 2
    _status, out, _ = run("import", str(staff_list), "--json")
    assert json.loads(out)["counts"] == {"new": 0, "changed": 0, "moved": 0, "same": 2, "left": 0}


def test_mistakes_end_with_status_one(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook([HEADER, [1, "Nguyễn Văn An", "", "Phòng Lạ"]]))
    status, out, error = run("import", str(path))
    assert (status, Staff.objects.count()) == (1, 0)
    assert "Phòng Lạ" in str(error)
    status, out, _ = run("import", str(path), "--dry-run", "--json")
    assert (status, json.loads(out)["problems"][0]["row"]) == (1, 2)


def test_units_of_the_list_can_be_founded(tmp_path: Path, city: Unit) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook([HEADER, [1, "Nguyễn Văn An", "", "Phòng Mới"]]))
    assert run("import", str(path), "--create-units", "--below", "tp")[0] == 0
    _status, out, _ = run("tree", "--json")
    units = {unit["name"]: unit for unit in json.loads(out)}
    assert (units["Phòng Mới"]["depth"], units["Thành phố"]["staff"]) == (1, 1)


def test_the_tree_is_drawn() -> None:
    status, out, _ = run("tree")
    assert status == 0
    assert "Phòng Y tế" in out
    assert run("tree", "--on", "2019-01-01", "--json")[1].strip() == "[]"


def test_a_wrong_day_is_wrong_usage() -> None:
    _status, _out, error = run("tree", "--on", "hôm qua")
    assert getattr(error, "exit_status", None) == 2


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_exported_can_be_imported_and_changes_nothing(staff_list: Path, tmp_path: Path, suffix: str) -> None:
    run("import", str(staff_list))
    target = tmp_path / f"out.{suffix}"
    assert run("export", str(target), "--unit", "tp")[0] == 0
    _status, out, _ = run("import", str(target), "--json", "--complete")
    assert json.loads(out)["counts"] == {"new": 0, "changed": 0, "moved": 0, "same": 2, "left": 0}


def test_exported_cells_are_no_formulas(city: Unit) -> None:
    actions.register_staff(
        employee_code="1", full_name="Trần Văn An", position='=HYPERLINK("http://x.example")', unit=city, on=BEGIN
    )
    assert "\"'=HYPERLINK" in staff_csv(BEGIN).decode("utf-8-sig")
    [row] = read(staff_xlsx(BEGIN), "x.xlsx").rows
    assert row.position.startswith("=HYPERLINK")  # kept, as text


def test_the_reorganisation_is_told_before_it_is_done(tmp_path: Path, city: Unit) -> None:
    actions.create_unit(code="p-1", name="Phường A", kind="ward", on=BEGIN, parent=city, official_code="1")
    path = tmp_path / "units.csv"
    path.write_text(
        "vintage,level,code,name,type,full_name,successor_codes\n2020,ward,1,A,phường,Phường A,1; 2\n"
        "2025-07,ward,1,A,phường,Phường A,\n2025-07,ward,2,B,phường,Phường B,\n"
    )
    assert "? 1 Phường A → 1 / 2" in run("reorganise", str(path), "--dry-run")[1]
    assert run("reorganise", str(path), "--decide", "1=2")[0] == 0
    assert Unit.objects.filter(name="Phường B").exists()
    assert getattr(run("reorganise", str(path), "--decide", "x")[2], "exit_status", None) == 2
