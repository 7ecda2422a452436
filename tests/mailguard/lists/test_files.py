"""Lists of other offices, in the forms they come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.lists.files import UnreadableListError, read_bodies, read_hosts


@pytest.mark.parametrize(
    "text",
    [
        "Tên miền;Ghi chú\nhxxps://evil[.]example/a;giả mạo\nlua.example;\n",
        "domain,note\nevil.example,giả mạo\nLUA.example,\nevil.example,lần nữa\n",
        '{"data": [{"url": "https://evil.example/x", "note": "giả mạo"}, {"domain": "lua.example"}]}',
        '["evil.example", "lua.example"]',
        "# scam list\nevil.example\nlua.example\n",
    ],
)
def test_scam_domains_in_every_form(text: str) -> None:
    found = read_hosts(text.encode("utf-8-sig"))
    assert [row["host"] for row in found.rows] == ["evil.example", "lua.example"]
    assert not found.problems


def test_a_row_that_would_stop_honest_mail_is_named_by_its_number() -> None:
    found = read_hosts(b"domain\nevil.example\nmoh.gov.vn\ngmail.com\n\nhalong.gov.vn\n", ("halong.gov.vn",))
    assert [row["host"] for row in found.rows] == ["evil.example"]
    assert [number for number, _ in found.problems][:2] == [3, 4]
    assert "halong.gov.vn" in found.problems[-1][1]


def test_trusted_bodies_with_several_domains() -> None:
    text = (
        "Tên tổ chức,Website\nUBND phường Cửa Ông,https://cuaong.example/\n"
        "UBND phường Cửa Ông,mail.cuaong.example\n,x.example\nSở Z,không\n"
    )
    found = read_bodies(text.encode(), "no name", "no domain")
    assert found.rows == [{"name": "UBND phường Cửa Ông", "domains": "cuaong.example;mail.cuaong.example"}]
    assert found.problems == [(4, "no name"), (5, "no domain")]


@pytest.mark.parametrize("data", [b"", b"{", b"[1", b'{"a": 1}', b"[]", b"[[[[", b'[{"name": "x"}]'])
def test_what_is_no_list_is_said(data: bytes) -> None:
    with pytest.raises(UnreadableListError):
        read_hosts(data)


@given(st.binary(max_size=400))
def test_garbage_is_read_or_refused(data: bytes) -> None:
    try:
        found = read_hosts(data)
    except UnreadableListError:
        return
    assert len({row["host"] for row in found.rows}) == len(found.rows)
