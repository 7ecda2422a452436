"""Short codes survive being read out, and notice a slip."""

from hypothesis import assume, given
from hypothesis import strategies as st

from loa.trust.core.shortcode import ALPHABET, make, normalise

CODES = st.binary(max_size=40).map(make)


@given(CODES)
def test_a_code_means_itself_however_it_is_typed(code: str) -> None:
    assert normalise(code) == code
    assert normalise(code.lower().replace("-", " ")) == code
    assert normalise(code.replace("0", "o").replace("1", "l")) == code


@given(CODES, st.integers(0, 7), st.sampled_from(ALPHABET[:31]))
def test_one_wrong_character_is_noticed(code: str, place: int, character: str) -> None:
    plain = code.replace("-", "")
    wrong = plain[:place] + character + plain[place + 1 :]
    assume(wrong != plain)
    assert normalise(wrong) is None


@given(CODES, st.integers(0, 6))
def test_two_swapped_neighbours_are_noticed(code: str, place: int) -> None:
    plain = code.replace("-", "")
    wrong = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assume(wrong != plain)
    assert normalise(wrong) is None


@given(st.text(max_size=20))
def test_any_text_is_a_code_or_none(text: str) -> None:
    code = normalise(text)
    assert code is None or normalise(code) == code


def test_another_attempt_gives_another_code() -> None:
    assert len({make(b"same", attempt) for attempt in range(20)}) == 20
