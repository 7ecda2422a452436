"""The linter: what it must find, what it must leave alone, and that no text makes it fall."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.lint import Finding, Surroundings, lint, open_errors
from loa.bulletins.core.lint.findings import passages
from loa.bulletins.core.manifest import AttachmentRef, Figure, Picture, Text

AROUND = Surroundings(date(2020, 2, 7), ("campha.example",))


def draft(body: str = "Rửa tay.", **changes: Any) -> Draft:
    words = {name: changes.pop(name) for name in ("title", "summary", "source") if name in changes}
    text = Text(**{"title": "Bản tin", "summary": "Tóm tắt", "body": body, "source": "Sở Y tế"} | words)
    return Draft(**{"kind": "update", "texts": {"vi": text}, "audience": {"units": [1]}} | changes)


def found(body: str = "Rửa tay.", **changes: Any) -> list[Finding]:
    return lint(draft(body, **changes), AROUND)


def codes(body: str = "Rửa tay.", **changes: Any) -> list[tuple[str, str]]:
    return [(one.code, one.excerpt) for one in found(body, **changes)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Gọi anh Nam, 0912 345 678.", ("phone", "0912 345 678")),
        ("Gọi trạm y tế phường. Hoặc gọi anh Nam 0912 345 678", ("phone", "0912 345 678")),
        ("Gọi +84 912.345.678.", ("phone", "+84 912.345.678")),
        ("Văn phòng: 0203 3862 035", ("phone", "0203 3862 035")),
        ("Căn cước 022 099 123 456", ("identity", "022 099 123 456")),
        ("CMND số 101234567 cấp năm 2010", ("identity", "101234567")),
        ("hộ chiếu C1234567", ("identity", "C1234567")),
        ("BN 123 Nguyễn Văn A đã khỏi.", ("patient", "Nguyễn Văn A")),
        ("F1 là bà TRẦN THỊ BÍCH.", ("patient", "TRẦN THỊ BÍCH")),
        ("Lò Thị Mai, 35 tuổi, đã về từ vùng dịch.", ("patient", "Lò Thị Mai")),
        ("Bệnh nhân trú tại số nhà 12, phường Cẩm Trung.", ("home", "số nhà 12")),
        ("F0 ở tổ 3, khu Hải Sơn", ("home", "tổ 3, khu")),
        ("Gửi về nguyenvana@gmail.com", ("mailbox", "nguyenvana@gmail.com")),
        ("Xem https://facebook.com/trang-la", ("link", "https://facebook.com/trang-la")),
        ("Xem tin-nong.com ngay", ("link", "tin-nong.com")),
        ("Xem bit.ly/3abc", ("shortener", "bit.ly/3abc")),
        ("Xem http://moh.gov.vn/tin", ("http", "http://moh.gov.vn/tin")),
        ("Vào https://campha.example/sign-in", ("sign-in", "https://campha.example/sign-in")),
        ("[moh.gov.vn](https://moh.gov.vn.evil.top/x)", ("misleading-link", "moh.gov.vn")),
        ("Có 12 ca mắc mới.", ("undated", "12 ca")),
        ("There are 12 cases.", ("undated", "12 cases")),
        ("TẤT CẢ MỌI NGƯỜI PHẢI ĐEO KHẨU TRANG ngay", ("capitals", "TẤT CẢ MỌI NGƯỜI PHẢI ĐEO KHẨU TRANG")),
        ("TTYT thành phố thông báo.", ("abbreviation", "TTYT")),
    ],
)
def test_it_finds(body: str, expected: tuple[str, str]) -> None:
    assert expected in codes(body)


@pytest.mark.parametrize(
    "body",
    [
        "Đường dây nóng của Sở Y tế: 0963 851 414.",
        "Gọi 115 hoặc 1900 9095.",
        "Trung tâm Y tế thành phố: 0203 3862 035",
        "Công văn số 365/UBND-VHTT ngày 07/02/2020 của UBND thành phố.",
        "Bệnh nhân Hà Nội và bệnh nhân 123 đã khỏi, ngày 06/02.",
        "Trạm y tế ở số 12, đường Trần Phú.",
        "Tính đến 18 giờ ngày 07/02/2020 có 12 ca mắc.",
        "Theo số liệu ngày 06/02:\n\n- 12 ca mắc\n- 40 người đang cách ly",
        "Trung tâm Kiểm soát bệnh tật Quảng Ninh (QNCDC) thông báo. QNCDC khuyên rửa tay.",
        "WHO, nCoV, COVID-19, RT-PCR, TP Hồ Chí Minh, khẩu trang N95, giai đoạn II.",
        "Xem https://moh.gov.vn/tin và https://bantin.campha.example/b/AAAA-BBBB.",
        "[Trang của Bộ Y tế](https://moh.gov.vn)",
        "Ngân sách 1.200.000 đồng; mã hồ sơ 000123456.",
    ],
)
def test_it_leaves_alone(body: str) -> None:
    assert codes(body) == []


def test_a_missing_source_is_an_error_where_something_is_claimed() -> None:
    [finding] = found(source="")
    assert (finding.code, finding.severity, finding.part) == ("source", "error", "source")
    [finding] = found(source="", kind="instruction")
    assert finding.severity == "warning"
    assert found(source="", kind="recall") == []


def test_figures_are_told_in_every_language_of_the_text() -> None:
    words = Text("T", "S", "B", "Sở Y tế")
    rows = (
        Figure({"vi": "a"}, 1, "2020-02-07", unit="ca"),
        Figure({"vi": "b", "en": "b"}, 1, "2020-02-07", unit="ca", units={"en": "cases"}),
        Figure({"vi": "c", "en": "c"}, 1, "2020-02-07"),
    )
    codes = [(one.code, one.language) for one in found(texts={"vi": words, "en": words}, figures=rows)]
    assert codes == [("figure-label", "en"), ("figure-unit", "en")]


def test_figures_need_a_day_that_was() -> None:
    rows = [Figure({"vi": name}, 1, day) for name, day in (("a", ""), ("b", "2020-02-08"), ("c", "2019-12-01"))]
    assert [one.code for one in found(figures=tuple(rows))] == ["figure-day", "figure-future", "figure-old"]


def test_pictures_are_told_in_words() -> None:
    pictures = (
        Picture("a1", {}, ()),
        Picture("b2", {"vi": "IMG_2031.jpg"}, ()),
        Picture("c3", {"vi": "Bản đồ các điểm khai báo y tế"}, ()),
    )
    assert [(one.code, one.excerpt) for one in found(pictures=pictures)] == [("alt", "a1"), ("alt-poor", "b2")]


def test_a_file_says_what_it_is() -> None:
    assert codes(attachments=(AttachmentRef("a.pdf", "application/pdf", 1, "0" * 64),)) == [("file-title", "a.pdf")]


def test_a_language_is_finished_or_not_begun() -> None:
    texts = {"vi": Text("Tiêu đề", "Tóm tắt", "Nội dung", "Sở Y tế"), "zh": Text("标题", "", "")}
    assert [(one.language, one.part) for one in found(texts=texts)] == [("zh", "summary"), ("zh", "body")]


def test_an_error_stands_only_with_a_reason() -> None:
    words = draft("Gọi 0912 345 678.")
    [phone] = open_errors(words, AROUND)
    assert open_errors(draft("Gọi 0912 345 678.", waivers={phone.key: "  "}), AROUND) == [phone]
    assert open_errors(draft("Gọi 0912 345 678.", waivers={phone.key: "Số trực của chốt kiểm dịch"}), AROUND) == []
    moved = draft("Khi cần, gọi 0912 345 678.", waivers={phone.key: "Số trực của chốt kiểm dịch"})
    assert open_errors(moved, AROUND) == []
    assert len(open_errors(draft("Gọi 0912 345 679.", waivers={phone.key: "Số trực"}), AROUND)) == 1


def test_what_must_never_stand_has_no_reason() -> None:
    words = draft("Vào https://campha.example/dang-nhap")
    [link] = open_errors(words, AROUND)
    assert open_errors(draft(words.texts["vi"].body, waivers={link.key: "Vì tiện"}), AROUND) == [link]


@settings(max_examples=40)
@given(st.text(max_size=400), st.text(max_size=60), st.sampled_from(["update", "instruction", "rebuttal", "recall"]))
def test_no_text_makes_it_fall_and_places_are_true(body: str, title: str, kind: str) -> None:
    words = draft(body, title=title, kind=kind)
    texts = {(passage.language, passage.part): passage.text for passage in passages(words)}
    for finding in lint(words, AROUND):
        assert finding.message % finding.fields
        if text := texts.get((finding.language, finding.part)):
            assert " ".join(text[finding.start :].split()).startswith(finding.excerpt)


@settings(max_examples=40)
@given(
    st.from_regex(r"0[35789][0-9]{8}", fullmatch=True),
    st.sampled_from(["", " ", ".", "-"]),
    st.sampled_from([(4, 3, 3), (3, 3, 4), (4, 2, 2, 2), (10,)]),
)
def test_a_mobile_number_is_found_however_it_is_grouped(digits: str, mark: str, groups: tuple[int, ...]) -> None:
    pieces, rest = [], digits
    for size in groups:
        pieces.append(rest[:size])
        rest = rest[size:]
    assert ("phone", mark.join(pieces)) in codes(f"Liên hệ anh Nam {mark.join(pieces)}, nhé")


@settings(max_examples=40)
@given(st.integers(1, 96), st.integers(0, 999_999_999))
def test_a_citizen_number_is_found(province: int, rest: int) -> None:
    number = f"{province:03d}{rest:09d}"
    assert ("identity", number) in codes(f"Người có số {number} ở đây")
