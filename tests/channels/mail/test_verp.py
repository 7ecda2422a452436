"""Return paths come home (standards E2, E20)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loa.channels.mail.verp import Bounced, ReturnPaths
from loa.trust.core import shortcode

PATHS = ReturnPaths("a secret", "bounce.loa.example")


@given(st.binary(), st.integers(0, 2**63 - 1))
def test_a_return_path_says_what_bounced_even_after_its_case_was_folded(content: bytes, point: int) -> None:
    code = shortcode.make(content)
    made = PATHS.make(code, point).decode()
    expected = Bounced(code.replace("-", ""), point)
    assert PATHS.read(made) == PATHS.read(made.upper()) == expected
    assert len(made.partition("@")[0]) <= 64


@given(st.integers(0, 2**40), st.integers(0, 60), st.sampled_from("ab2"))
def test_a_changed_return_path_is_nobodys(point: int, place: int, letter: str) -> None:
    made = PATHS.make("7K3F-9QXA", point).decode()
    place %= made.index("@")
    changed = made[:place] + letter + made[place + 1 :]
    assert changed == made or PATHS.read(changed) is None


@given(st.text())
def test_foreign_addresses_are_nobodys(text: str) -> None:
    assert PATHS.read(text) is None


def test_another_installation_cannot_make_ours() -> None:
    assert PATHS.read(ReturnPaths("another", "bounce.loa.example").make("7K3F-9QXA", 5).decode()) is None
