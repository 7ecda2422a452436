"""`loa mail`: files, folders, maildirs, mbox files and standard input."""

from __future__ import annotations

import io
import json
import mailbox
from pathlib import Path
from types import SimpleNamespace

import pytest

from loa.cli.main import run
from tests.mailguard.builder import GATEWAY
from tests.mailguard.mails import HONEST, PAIRS

SPOOF, HONEST_MAIL = PAIRS[0].spoof.build(), PAIRS[0].honest.build()


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        run(["mail", *arguments])
    return int(stop.value.code or 0)


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(SPOOF)
    assert call("check", str(path), "--jsonl", "--authserv", GATEWAY) == 0
    (found,) = lines(capsys.readouterr().out)
    assert found["file"] == str(path)
    assert found["verdict"] in {"caution", "dangerous"}
    assert found["impersonates"] == "Bộ Y tế"
    assert {"score", "evidence", "ms"} <= found.keys()


def test_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(SPOOF)
    assert call("check", str(path)) == 0
    assert "nhưng thư đến từ" in capsys.readouterr().out


def test_a_folder_in_parallel_keeps_its_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.eml").write_bytes(SPOOF if number % 2 else HONEST_MAIL)
    assert call("check", str(tmp_path), "--jsonl", "--jobs", "2", "--authserv", GATEWAY) == 0
    found = lines(capsys.readouterr().out)
    assert [Path(str(item["file"])).stem for item in found] == [f"{number:02}" for number in range(40)]
    assert all((item["verdict"] == "safe") == (number % 2 == 0) for number, item in enumerate(found))


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
def test_mailboxes(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    path = tmp_path / ("box.mbox" if kind == "mbox" else "box")
    box: mailbox.Mailbox = mailbox.mbox(path) if kind == "mbox" else mailbox.Maildir(path)  # type: ignore[type-arg]
    for mail in HONEST.values():
        box.add(mail.build())
    box.close()
    assert call("check", str(path), "--jsonl") == 0
    assert len(lines(capsys.readouterr().out)) == len(HONEST)


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(SPOOF)))
    assert call("check", "-", "--jsonl") == 0
    assert lines(capsys.readouterr().out)[0]["file"] == "-"


def test_what_is_not_there_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("check", str(tmp_path / "none.eml")) == 1
    assert call("check", str(tmp_path)) == 1
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert len(error.splitlines()) == 2


def test_learn_check_and_take_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, mails in (("phish", [p.spoof for p in PAIRS]), ("ham", [p.honest for p in PAIRS])):
        (tmp_path / name).mkdir()
        for number, mail in enumerate(mails):
            (tmp_path / name / f"{number}.eml").write_bytes(mail.build())
    model = tmp_path / "model.json"
    learn = (
        "learn",
        "--phish",
        str(tmp_path / "phish"),
        "--ham",
        str(tmp_path / "ham"),
        "--out",
        str(model),
        "--jobs",
        "1",
    )
    assert call(*learn) == 0
    assert call(*learn) == 0
    assert call("check", str(tmp_path / "phish" / "0.eml"), "--jsonl", "--model", str(model)) == 0
    assert "learned." in capsys.readouterr().out
    assert call("rollback", str(model)) == 0
    assert call("rollback", str(model)) == 1
