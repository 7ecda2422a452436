"""The reader against real dispatches with hand-written expectations (the development data beside the checkout)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from loa.directives.core import read
from loa.errors import LoaError

FORMS = ("txt", "docx", "pdf", "2col", "ocr")


@pytest.fixture(scope="module")
def data(shared_data: Path) -> Path:
    folder = shared_data / "dispatches-dev"
    if not folder.is_dir():
        pytest.skip("the development data has no dispatches-dev")
    return folder


@pytest.fixture(scope="module")
def score(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the scorer that came with the data says of everything we read."""
    folder = tmp_path_factory.mktemp("score")
    records = {
        path.relative_to(data).as_posix(): _record(path)
        for name in ("texts", "variants", "deadlines", "pdf")
        for path in sorted((data / name).iterdir())
    }
    (folder / "read.json").write_text(json.dumps(records), encoding="utf-8")
    command = [sys.executable, str(data / "score.py"), "--data", str(data), "--read", str(folder / "read.json")]
    subprocess.run([*command, "--headers", "--json", str(folder / "out.json")], check=True, capture_output=True)
    found: dict[str, Any] = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return found


def _record(path: Path) -> dict[str, Any]:
    try:
        return read(path.read_bytes(), path.name).to_dict()
    except LoaError as error:
        return {"warnings": [error.text]}


@pytest.mark.parametrize("form", FORMS)
def test_no_dangerous_error_in_any_form(score: dict[str, Any], form: str) -> None:
    """A wrong number, date or deadline is worse than none."""
    found = score[form]
    dangerous = ("number:wrong", "date:wrong", "due_wrong", "due_invented", "guessed_signer", "traceback")
    assert {name: found.get(name, 0) for name in dangerous} == dict.fromkeys(dangerous, 0)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", ["kind", "issuer", "number", "place", "date", "subject", "filing", "signer"])
def test_the_parts_of_every_labelled_dispatch(score: dict[str, Any], form: str, field: str) -> None:
    found = score[form]
    assert found[f"{field}:n"] > 0
    assert found[f"{field}:right"] == found[f"{field}:n"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", ["addressees", "recipients", "capacity", "cited", "channels"])
def test_the_lists_of_every_labelled_dispatch(score: dict[str, Any], form: str, field: str) -> None:
    assert score[form][f"{field}_f1"] >= 0.97


@pytest.mark.parametrize("form", FORMS)
def test_tasks_their_doers_and_their_deadlines(score: dict[str, Any], form: str) -> None:
    found = score[form]
    assert found["tasks_found"] >= 0.95 * found["tasks"] > 0
    assert found["units_found"] >= 0.95 * found["units"] > 0
    assert found["due_right"] == found["due"]
    assert found["due_text_kept"] == found["due_text"]


@pytest.mark.parametrize("field", ["number", "date", "signer", "kind"])
def test_the_heads_that_the_publishing_site_confirms(score: dict[str, Any], field: str) -> None:
    found = score["headers"]
    assert found[field] == found["n"] > 0


def test_every_labelled_deadline(score: dict[str, Any]) -> None:
    found = score["deadlines"]
    for kind in ("fixed", "period", "recurring", "relative", "none"):
        assert found[f"{kind} right"] == found[kind] > 0
    assert found.get("dangerous", 0) == 0


def test_what_tesseract_read_of_real_circulars(score: dict[str, Any]) -> None:
    found = score["ocr-real"]
    assert found["number:right"] == found["signer:right"] == 4
    assert found.get("date:wrong", 0) == 0


def test_the_e_office_file_gives_what_its_widgets_draw(data: Path) -> None:
    path = data / "pdf" / "hanoi_qd_2280_water.pdf"
    found = _record(path)
    assert (found["number"], found["date"]) == ("2280/QĐ-UBND", "2026-04-29")


def test_the_scan_asks_for_ocr_and_gives_nothing(data: Path) -> None:
    found = _record(data / "pdf" / "qd_729_ttg.pdf")
    assert [value for name, value in found.items() if value and name != "warnings"] == []
    assert "cần OCR" in found["warnings"][0]


def test_every_real_dispatch_gives_a_number_a_date_and_a_kind(data: Path) -> None:
    """Also those without labels; circulars that Tesseract read may lack a date."""
    for path in sorted((data / "texts").glob("*.txt")):
        found = _record(path)
        assert found["number"], path.name
        assert found["kind"], path.name
        assert found["date"] or path.name.startswith("ocr-"), path.name
