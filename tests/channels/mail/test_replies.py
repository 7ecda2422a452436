"""Replies are read the same however the network cuts them, and garbage is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.base import Outcome
from loa.channels.mail.outcomes import refused
from loa.channels.mail.replies import MAX_LINE, MAX_LINES, Reply, ReplyReader, UnintelligibleReplyError

WORDS = st.text(st.characters(codec="ascii", exclude_characters="\r\n", exclude_categories=["Cc"]), max_size=40)
REPLIES = st.builds(
    lambda code, lines: Reply(code, tuple(line.encode() for line in lines)),
    st.integers(200, 599),
    st.lists(WORDS, min_size=1, max_size=5),
)


def wire(reply: Reply) -> bytes:
    lines = [b"%d-%b\r\n" % (reply.code, line) for line in reply.lines[:-1]]
    return b"".join(lines) + b"%d %b\r\n" % (reply.code, reply.lines[-1])


@given(st.lists(REPLIES, max_size=6), st.data())
def test_replies_do_not_depend_on_how_they_are_cut(replies: list[Reply], data: st.DataObject) -> None:
    stream = b"".join(map(wire, replies))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    reader = ReplyReader()
    read = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        read += reader.feed(stream[start:end])
    assert read == replies


@given(st.binary(min_size=1))
def test_any_bytes_are_replies_or_named_unintelligible(data: bytes) -> None:
    reader = ReplyReader()
    try:
        for reply in reader.feed(data):
            assert 200 <= reply.code <= 599
    except UnintelligibleReplyError:
        pass


@pytest.mark.parametrize(
    "data", [b"HTTP/1.1 400 Bad Request\r\n", b"x" * (MAX_LINE + 1), b"250-more\r\n" * (MAX_LINES + 1), b"199 no\r\n"]
)
def test_garbage_and_endless_replies_are_refused(data: bytes) -> None:
    with pytest.raises(UnintelligibleReplyError):
        ReplyReader().feed(data)


@pytest.mark.parametrize(
    ("words", "outcome", "gone"),
    [
        (b"550 5.1.1 <x@y>: Recipient address rejected: User unknown", Outcome.PERMANENT_FAILURE, True),
        (b"550 5.7.1 policy", Outcome.PERMANENT_FAILURE, False),  # E20: policy, not the address
        (b"550 no such user", Outcome.PERMANENT_FAILURE, False),
        (b"450 4.2.0 greylisted", Outcome.TEMPORARY_FAILURE, False),
        (b"452 4.2.2 mailbox full", Outcome.TEMPORARY_FAILURE, False),
        (b"552 5.3.4 message too big", Outcome.TECHNICAL_FAILURE, False),
        (b"503 5.5.1 bad sequence", Outcome.TECHNICAL_FAILURE, False),
        (b"501 5.1.3 bad address syntax", Outcome.PERMANENT_FAILURE, False),
        (b"554 5.6.0 message malformed", Outcome.TECHNICAL_FAILURE, False),
    ],
)
def test_what_a_refusal_means(words: bytes, outcome: Outcome, gone: bool) -> None:
    (reply,) = ReplyReader().feed(words + b"\r\n")
    report = refused(3, reply)
    assert (report.index, report.outcome, report.gone) == (3, outcome, gone)
    assert report.provider_text == words[4:].decode()
    assert report.provider_code.startswith(words[:3].decode())
