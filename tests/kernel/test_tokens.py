"""Personal tokens: prove who, for what, for which release, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from loa.kernel import tokens

IDS = st.integers(0, 2**63 - 1)


@given(IDS)
def test_a_token_proves_its_recipient_for_its_purpose_and_release_only(recipient: int) -> None:
    token = tokens.make("acknowledge", "7K3F-9QXA", recipient)
    assert tokens.read("acknowledge", "7K3F-9QXA", token) == recipient
    assert tokens.read("unsubscribe", "7K3F-9QXA", token) is None
    assert tokens.read("acknowledge", "7K3F-9QXB", token) is None


@given(IDS, st.data())
def test_a_changed_token_proves_nothing(recipient: int, data: st.DataObject) -> None:
    token = tokens.make("acknowledge", "CODE", recipient)
    place = data.draw(st.integers(0, len(token) - 2))
    letter = data.draw(st.sampled_from("ABCxyz019-_").filter(lambda letter: letter != token[place]))
    assert tokens.read("acknowledge", "CODE", token[:place] + letter + token[place + 1 :]) != recipient


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert tokens.read("acknowledge", "CODE", text) is None
