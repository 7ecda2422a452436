"""What may stand on the block list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.lists.values import NotBlockableError, checked, refang

OWN = ("halong.gov.vn",)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("host", "hxxps://Khaibao-YTe[.]example/dang-nhap?x=1", "khaibao-yte.example"),
        ("host", "evil.weebly.com", "evil.weebly.com"),
        ("domain", " Evil.Example. ", "evil.example"),
        ("sender", "Bộ Y tế <Gia.Mao@gmail.com>", "gia.mao@gmail.com"),
        ("sender", "gia-mao[@]gmail[.]com", "gia-mao@gmail.com"),
        ("hash", "AB" * 32, "ab" * 32),
    ],
)
def test_values_are_kept_in_one_form(kind: str, value: str, kept: str) -> None:
    assert checked(kind, value, OWN) == kept


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("host", "moh.gov.vn"),
        ("host", "https://www.moh.gov.vn/"),
        ("domain", "gmail.com"),
        ("domain", "com.vn"),
        ("domain", "gov.vn"),
        ("host", "bit.ly"),
        ("host", "mail.halong.gov.vn"),
        ("host", "không phải tên miền"),
        ("host", ""),
        ("sender", "khong-co-a-cong"),
        ("sender", "vanthu@halong.gov.vn"),
        ("hash", "123"),
    ],
)
def test_what_would_stop_honest_mail_is_refused_with_a_reason(kind: str, value: str) -> None:
    with pytest.raises(NotBlockableError) as caught:
        checked(kind, value, OWN)
    assert caught.value.fields["reason"]


@given(st.sampled_from(["host", "domain", "sender", "hash"]), st.text(max_size=80))
def test_any_text_is_kept_in_a_form_that_stays_or_refused(kind: str, value: str) -> None:
    try:
        kept = checked(kind, value, OWN)
    except NotBlockableError:
        return
    assert checked(kind, kept, OWN) == kept
    assert kept == kept.lower().strip()
    assert refang(kept) == kept
