"""Text files in any encoding that offices use, and what is no text at all."""

from __future__ import annotations

import codecs
import unicodedata

import pytest

from loa.directives.core import errors, read
from loa.directives.core.formats import source
from loa.directives.core.formats.plain import decode
from tests.directives.core import letters

EXPECTED = read(letters.letter().encode(), "a.txt").to_dict()


def cp1258(text: str) -> bytes:
    """The old code page holds letters with their quality and the tones apart."""
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        out += unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones
    return out.encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        letters.letter().encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + letters.letter().encode("utf-16-le"),
        codecs.BOM_UTF16_BE + letters.letter().encode("utf-16-be"),
        letters.letter().encode("utf-16-le"),
        letters.letter().encode("utf-16-be"),
        cp1258(letters.letter()),
        unicodedata.normalize("NFD", letters.letter()).encode(),
        letters.letter().replace("\n", "\r\n").encode(),
        letters.letter().replace("\n", "\r").encode(),
        letters.letter().replace(" ", "\u00a0").encode(),
        letters.letter().replace("ngày", "ng\u200bày").encode(),
    ],
    ids=[
        "utf-8 bom",
        "utf-16 le",
        "utf-16 be",
        "le no bom",
        "be no bom",
        "cp1258",
        "nfd",
        "crlf",
        "cr",
        "nbsp",
        "zwsp",
    ],
)
def test_every_encoding_gives_the_same(data: bytes) -> None:
    assert read(data, "a.txt").to_dict() == EXPECTED


def test_both_columns_on_a_line_give_the_same() -> None:
    assert read(letters.side_by_side().encode(), "a.txt").to_dict() == EXPECTED


def test_the_made_up_letter_is_read_whole() -> None:
    assert EXPECTED["number"] == "1234/UBND-KGVX"
    assert EXPECTED["issuer"] == "ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA"
    assert EXPECTED["date"] == "2025-11-20"
    assert EXPECTED["subject"] == "tăng cường phòng, chống bệnh sởi"
    assert EXPECTED["addressees"] == ["Sở Y tế", "Ủy ban nhân dân các xã, phường"]
    assert [(task["who"], task["due"]) for task in EXPECTED["tasks"]] == [
        (["Sở Y tế"], "2025-12-31"),
        (["Ủy ban nhân dân các xã, phường"], None),
    ]
    assert EXPECTED["recipients"] == ["Như trên", "Bộ Y tế (b/c)"]
    assert EXPECTED["signer"] == "Nguyễn Thị Hoa"
    assert EXPECTED["warnings"] == []


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"\0" * 40])
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(errors.EmptyDispatchError):
        read(data, "rong.txt")


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + bytes(500), b"{\\rtf1 abc}", b"GIF89a\x01\x02\x00"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(errors.UnreadableDispatchError, match="anh"):
        read(data, "anh.png")


def test_a_file_larger_than_any_dispatch_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.DispatchTooLargeError, match="25 MB"):
        read(b"a" * (source.LARGEST_FILE + 1), "a.txt")
    monkeypatch.setattr(source, "LARGEST_TEXT", 1000)
    with pytest.raises(errors.DispatchTooLargeError):
        read(b"a b\n" * 500, "a.txt")


def test_text_that_is_no_dispatch_gives_nothing_and_says_so() -> None:
    found = read("Mẹ ơi con về rồi.\nHôm nay trời đẹp.".encode(), "a.txt")
    assert [notice.code for notice in found.notices] == ["not_a_dispatch"]


def test_a_field_longer_than_any_real_one_is_left_out() -> None:
    text = letters.letter().replace("TỈNH KHÁNH HÒA", "TỈNH KHÁNH HÒA " + "RẤT DÀI " * 100)
    found = read(text.encode(), "a.txt")
    assert found.issuer is None
    assert "too_long" in [notice.code for notice in found.notices]


def test_decoding_tells_utf_8_from_the_old_code_page() -> None:
    assert decode("Sở Y tế".encode(), "a") == "Sở Y tế"
    assert unicodedata.normalize("NFC", decode(cp1258("Sở Y tế, tỉnh Đắk Lắk"), "a")) == "Sở Y tế, tỉnh Đắk Lắk"
