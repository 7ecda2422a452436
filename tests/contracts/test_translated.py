"""Vietnamese first: every sentence that a person may see is written in Vietnamese."""

from __future__ import annotations

import re

from scripts import messages

PLACE = re.compile(r"%\((\w+)\)[sd]")


def test_every_sentence_is_written_in_vietnamese() -> None:
    assert {message: sorted(files) for message, files in messages.missing().items()} == {}


def test_translations_keep_the_places_that_are_filled() -> None:
    wrong = [
        entry.ids
        for entry in messages.entries()
        if set(PLACE.findall(" ".join(entry.ids))) != set(PLACE.findall(entry.text))
    ]
    assert wrong == []


def test_rooms_say_the_same_sentence_alike() -> None:
    """Django merges the catalogues and the first room wins, unseen. The sandbox stands outside with its own."""
    said: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for entry in messages.entries():
        if entry.room != "sandbox":
            said.setdefault((entry.context, entry.ids), set()).add(entry.text)
    assert {sentence: texts for sentence, texts in said.items() if len(texts) > 1} == {}


def test_an_error_speaks_vietnamese_without_django() -> None:
    import subprocess
    import sys

    code = "from loa.errors import NotAllowedError; print(NotAllowedError())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "Bạn không được phép làm việc này."
