"""Starting and ending a sandbox, and what it says of itself."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from babel.messages.pofile import read_po

from loa.sandbox import Addresses, Sandbox, SandboxFailedError
from loa.sandbox.__main__ import main

ROOM = Path(__file__).resolve().parents[2] / "src" / "loa" / "sandbox"


def test_one_part_alone(tmp_path: Path, http: httpx.Client) -> None:
    with Sandbox(tmp_path, parts=("push",)) as sandbox:
        assert sandbox.addresses.zalo_url == ""
        assert http.get(sandbox.addresses.push_url).status_code == 200
        assert http.get(f"{sandbox.addresses.url}/zalo").status_code == 404


def test_it_says_that_it_is_not_zalo(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "loa.sandbox", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(7)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert "none of it is Zalo" in "".join(lines)


def test_it_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path, parts=("mail",))
    sandbox.start()
    process = sandbox._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0
    sandbox.stop()
    sandbox.stop()


def test_a_taken_port_is_an_error(sandbox: Addresses, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    taken = int(sandbox.url.rsplit(":", 1)[1])
    with pytest.raises(SandboxFailedError):
        Sandbox(tmp_path, port=taken).start()
    assert "in use" in capfd.readouterr().err


def test_an_unknown_part_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["fax", "--dir", str(tmp_path)])
    assert stop.value.code == 2
    assert "fax" in capsys.readouterr().err


def test_the_overview_leads_to_all_parts(sandbox: Addresses, http: httpx.Client) -> None:
    page = http.get(sandbox.url, headers={"Accept-Language": "en-GB"}).text
    for part in ("/mail", "/push", "/zalo"):
        assert f'href="{part}"' in page
    assert "not Zalo" in page


def test_every_sentence_has_its_vietnamese() -> None:
    with (ROOM / "locale/vi/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file) if message.id}
    for template in (ROOM / "templates").rglob("*.html"):
        text = template.read_text("utf-8")
        sentences = re.findall(r"""{% translate (["'])(.+?)\1 %}""", text)
        blocks = re.findall(r"{% blocktranslate .*?%}(.+?){% endblocktranslate %}", text)
        blocks = [re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks]
        for sentence in [found for _, found in sentences] + blocks:
            assert catalogue.get(sentence), f"{template.name}: {sentence}"
    for module in ROOM.rglob("*.py"):
        for sentence in re.findall(r'^    message = "(.+)"$', module.read_text("utf-8"), re.MULTILINE):
            if re.sub(r"%\(\w+\)s", "", sentence):
                assert catalogue.get(sentence), f"{module.name}: {sentence}"
