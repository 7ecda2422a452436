"""A command, option, setting or address without words, or a reference page behind the code, fails here."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts import document


@pytest.mark.parametrize("target", document.PAGES, ids=lambda target: target.stem)
def test_the_reference_page_says_what_the_code_does(target: Path) -> None:
    assert target.read_text(encoding="utf-8") == document.PAGES[target](), "run `python scripts/document.py`"


def test_something_without_words_is_refused() -> None:
    class Silent:
        help = ""
        params: tuple[object, ...] = ()

    with pytest.raises(document.UndocumentedError):
        list(document._command("loa silent", Silent()))


def test_every_command_of_the_contract_exists() -> None:
    from loa.cli.main import ENTRIES

    contract = "demo up web worker migrate createadmin sandbox units directive mail rumour verify token report"
    assert list(ENTRIES) == [*contract.split(), "backup", "restore", "doctor", "bench"]
