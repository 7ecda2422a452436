"""Retry-After in both its forms (RFC 9110 §10.2.3)."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loa.channels.app.webpush.answers import LONGEST_WAIT, Answer

NOW = 1_581_035_400.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("Fri, 07 Feb 2020 00:31:00 GMT", 60.0),
        ("Fri, 07 Feb 2020 00:29:00 GMT", 0.0),
        ("9999999", LONGEST_WAIT),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_to_wait(value: str, seconds: float | None) -> None:
    assert Answer(429, {"retry-after": value}, "").retry_after(NOW) == seconds


@given(st.text(max_size=40))
@example("²")  # a digit to Unicode, no number to Python
def test_any_wait_is_read_or_ignored(value: str) -> None:
    seconds = Answer(429, {"retry-after": value}, "").retry_after(NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT
