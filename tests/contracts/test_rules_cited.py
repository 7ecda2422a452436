"""Every rule of the standards that binds portal, feeds, CAP and app is named by the test that holds us to it: who
doubts a rule finds its proof by its id."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
# C4 (codes of communes) and C13 (receipts between systems) wait for what they are about: shapes, another system.
RULES = {
    "C": (1, 2, 3, 5, 6, 7, 10, 11, 12, 14, 15, 20, 24),
    "F": (1, 2, 3, 4, 5),
    "I": (2, 3, 4, 5, 6),
    "M": (1, 2, 3, 4, 5),
    "W": (1, 2, 3, 4, 5, 6, 7),
}
_CITED = re.compile(r"\b([CFIMW])(\d{1,2})\b(?:[–-]\1?(\d{1,2})\b)?")


def cited(text: str) -> set[tuple[str, int]]:
    """The rule ids in *text*; a range names all that lie between (`W1–W4`, `C1-12`)."""
    found = set()
    for letter, first, last in _CITED.findall(text):
        found |= {(letter, number) for number in range(int(first), int(last or first) + 1)}
    return found


def test_ranges_name_what_lies_between() -> None:
    assert cited("C1–C3, W5 and F2-4") == {("C", 1), ("C", 2), ("C", 3), ("W", 5), ("F", 2), ("F", 3), ("F", 4)}


@pytest.mark.parametrize("letter", RULES)
def test_every_rule_is_cited_by_a_test(letter: str) -> None:
    found: set[tuple[str, int]] = set()
    for path in TESTS.rglob("test_*.py"):
        if path != Path(__file__):
            found |= cited(path.read_text(encoding="utf-8"))
    assert [f"{letter}{number}" for number in RULES[letter] if (letter, number) not in found] == []
