"""`loa directive read`: records as one JSON list or a summary; one bad file does not stop the others (DESIGN §9)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loa.cli import directive
from loa.directives.core.formats import source
from tests.directives.core import letters

runner = CliRunner()
SEED = str(letters.SEED)


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def test_json_is_a_list_with_one_record_per_file(tmp_path: Path) -> None:
    other = tmp_path / "thư.txt"
    other.write_text(letters.letter(), encoding="utf-8")
    result = runner.invoke(directive.app, ["read", SEED, str(other), "--json"])
    assert result.exit_code == 0
    records = json.loads(result.stdout)
    assert [(record["file"], record["number"]) for record in records] == [
        (SEED, "365/UBND-VHTT"),
        (str(other), "1234/UBND-KGVX"),
    ]
    assert "Cẩm Phả" in result.stdout  # letters, not escapes


def test_a_bad_file_among_good_ones(tmp_path: Path) -> None:
    empty, missing = tmp_path / "trong.txt", tmp_path / "khong-co.txt"
    empty.write_bytes(b"")
    result = runner.invoke(directive.app, ["read", str(empty), SEED, str(missing), "--json"])
    assert result.exit_code == 1
    bad, good, lost = json.loads(result.stdout)
    assert set(bad) == {"file", "error"}
    assert "trong.txt" in bad["error"]
    assert good["number"] == "365/UBND-VHTT"
    assert str(missing) in lost["error"]
    assert result.stderr.count("\n") == 2
    assert all(line.startswith("loa: ") for line in result.stderr.splitlines())


def test_a_folder_is_no_dispatch(tmp_path: Path) -> None:
    result = runner.invoke(directive.app, ["read", str(tmp_path)])
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


def test_a_huge_file_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directive, "LARGEST_FILE", 100)
    big = tmp_path / "lon.txt"
    big.write_bytes(b"a" * 1000)
    result = runner.invoke(directive.app, ["read", str(big)])
    assert result.exit_code == 1
    assert "lon.txt" in result.stderr


def test_the_summary_shows_what_matters() -> None:
    result = runner.invoke(directive.app, ["read", SEED])
    assert result.exit_code == 0
    for words in ("365/UBND-VHTT", "07/02/2020", "Đinh Ngọc Chiến", "Smart Quảng Ninh", "hàng ngày", "⚠"):
        assert words in result.stdout


def test_the_summary_names_each_file_when_there_are_several() -> None:
    result = runner.invoke(directive.app, ["read", SEED, SEED])
    assert result.stdout.count(letters.SEED.name) == 2


def test_brackets_in_a_dispatch_are_no_markup(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(letters.letter().replace("bệnh sởi", "bệnh [red]sởi[/red] [/x]"), encoding="utf-8")
    result = runner.invoke(directive.app, ["read", str(path)])
    assert result.exit_code == 0
    assert "[red]sởi[/red] [/x]" in result.stdout


def test_a_bar_is_shown_when_many_files_take_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directive, "PATIENCE", 0.0)
    shown: list[int] = []
    made = directive._bar

    def counted(total: int) -> object:
        shown.append(total)
        return made(total)

    monkeypatch.setattr(directive, "_bar", counted)
    result = runner.invoke(directive.app, ["read", SEED, SEED, SEED, "--json"])
    assert len(json.loads(result.stdout)) == 3
    assert shown == [3]


def test_no_file_is_wrong_usage() -> None:
    assert runner.invoke(directive.app, ["read"]).exit_code == 2


def test_the_command_starts_without_django_and_without_the_libraries_of_other_formats() -> None:
    code = (
        "import sys; from loa.cli.directive import app; app(['read', sys.argv[1], '--json'], standalone_mode=False);"
        "print({'django', 'pdfminer', 'docx', 'lxml'} & set(sys.modules), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code, SEED], capture_output=True, text=True, check=True)
    assert result.stderr.strip() == "set()"


def _imports(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip().startswith(("import ", "from ")):
            yield line.split()[1]


def test_the_reader_is_pure() -> None:
    """No framework, no network, no other room but the errors that all share."""
    core = Path(source.__file__).parents[1]
    allowed = ("loa.directives.core", "loa.errors")
    for path in core.rglob("*.py"):
        names = list(_imports(path))
        assert not [name for name in names if name.startswith("loa") and not name.startswith(allowed)], path
        assert not [name for name in names if name.split(".")[0] in {"django", "socket", "urllib", "http"}], path
