"""Payment codes: read within bounds, and set against what the letter prints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import GuardSettings, check
from loa.mailguard.core.banks import bank_name, banks_named, number_of
from loa.mailguard.core.payment import MAX_ELEMENTS, MAX_LENGTH, Payment, drawn, read, tlv
from loa.mailguard.core.tables import rows
from tests.mailguard.builder import Mail
from tests.mailguard.vietqr import crc, element, picture, vietqr

SENDER = Mail("Hội Mẫu <vanphong@mau.example>", "Hội phí")
VIETCOMBANK, BIDV = "970436", "970418"
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30)
ACCOUNTS = st.from_regex(r"[0-9A-Za-z]{4,24}", fullmatch=True)
NUMBERS = st.from_regex(r"[0-9]{6}", fullmatch=True)


def found(text: str, code: str, html: str = "") -> dict[str, str]:
    """Code and Vietnamese sentence of each reason about payment codes."""
    files = (("ma.png", "image/png", picture(code)),) if code else ()
    verdict = check(SENDER.but(text=text, html=html, files=files).build(), settings=GuardSettings())
    return {item.code: item.text("vi") for item in verdict.evidence if item.code.startswith("ask.qr_")}


def test_the_published_example_of_the_checksum() -> None:
    assert crc("123456789") == "29B1"


def test_a_code_is_read() -> None:
    assert read(vietqr(VIETCOMBANK, "0011001234567", "150000", "HOI PHI")) == Payment(
        VIETCOMBANK, "0011001234567", "", "150000", "HOI PHI"
    )


@given(NUMBERS, ACCOUNTS, st.sampled_from(["", "1000", "25000000"]))
def test_what_is_written_is_read(bank: str, account: str, amount: str) -> None:
    payment = read(vietqr(bank, account, amount))
    assert payment is not None
    assert (payment.bank, payment.account, payment.amount) == (bank, account, amount)


@given(NUMBERS, ACCOUNTS, st.integers(0, 200), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_changed_letter_makes_it_no_code(bank: str, account: str, place: int, sign: str) -> None:
    """A 16-bit checksum finds every change of one character, as a banking app does."""
    text = vietqr(bank, account)
    place %= len(text) - 4
    changed = text[:place] + sign + text[place + 1 :]
    assert changed == text or read(changed) is None


@given(st.text(max_size=700))
def test_any_text_is_read_within_bounds(text: str) -> None:
    elements = tlv(text)
    assert elements is None or sum(len(value) for value in elements.values()) <= len(text)
    assert read(text) is None or len(text) <= MAX_LENGTH


@given(st.lists(st.tuples(st.from_regex(r"[0-9]{2}", fullmatch=True), TEXT), min_size=1, max_size=20))
def test_elements_come_back(pairs: list[tuple[str, str]]) -> None:
    first: dict[str, str] = {}
    for tag, value in pairs:
        first.setdefault(tag, value)
    assert tlv("".join(element(tag, value) for tag, value in pairs)) == first


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_any_elements_with_a_right_checksum_never_raise(values: list[str]) -> None:
    text = "000201" + "".join(element(f"{26 + place}", value) for place, value in enumerate(values)) + "6304"
    read(text + crc(text))


def test_more_elements_than_anybody_needs_are_not_read() -> None:
    assert tlv(element("99", "") * MAX_ELEMENTS) is not None
    assert tlv(element("99", "") * (MAX_ELEMENTS + 1)) is None


@pytest.mark.parametrize("text", ["", "00", "0002", "000201", "00020163041234", "²²²²", "0002016304" + "00" * 300])
def test_pieces_are_no_codes(text: str) -> None:
    assert read(text) is None


def test_another_scheme_pays_to_no_account_we_know() -> None:
    assert read(vietqr(VIETCOMBANK, "0011001234567", guid="A000000775")) is None


def test_the_letters_account_and_the_code_agree() -> None:
    text = "Số tài khoản: {} – Vietcombank."
    for written in ("0011001234567", "0011 0012 34567", "0011.001.234567", "0011xxxx4567", "001100*****67"):
        assert set(found(text.format(written), vietqr(VIETCOMBANK, "0011001234567"))) == {"ask.qr_pays"}


def test_the_report_says_what_a_code_pays_to() -> None:
    said = found("Mời các đơn vị đóng góp.", vietqr(VIETCOMBANK, "0011001234567"))
    assert list(said) == ["ask.qr_pays"]
    assert "0011001234567 (Vietcombank)" in said["ask.qr_pays"]


@pytest.mark.parametrize(
    "printed",
    ["Số tài khoản: 0011001234567, ngân hàng BIDV", "STK 0011001234567 BIDV", "Tai khoan 0011001234567 tai BIDV",
     "Account number 0011001234567 at BIDV", "Số tài khoản:\n0011001234567\nBIDV chi nhánh Quảng Ninh",
     "Tài khoản nhận: HỘI MẪU, số 0011xxxx4567, Ngân hàng BIDV", "Số tài khoản 0011001234567"],
)  # fmt: skip
def test_the_code_pays_to_somebody_else(printed: str) -> None:
    said = found(printed + " hoặc quét mã.", vietqr("970422", "0377123456"))
    assert set(said) == {"ask.qr_account", "ask.qr_pays"}
    assert "0011" in said["ask.qr_account"]
    assert "0377123456 (MB Bank)" in said["ask.qr_account"]


def test_another_account_of_the_same_bank_is_a_hint_only() -> None:
    said = found("Số tài khoản 0011001234567 tại BIDV.", vietqr(BIDV, "V3CAS0011220033"))
    assert set(said) == {"ask.qr_other_account", "ask.qr_pays"}


def test_only_the_bank_is_named() -> None:
    assert "ask.qr_bank" in found("Hội dùng tài khoản tại BIDV, xin quét mã.", vietqr("970422", "0377123456"))
    assert "ask.qr_bank" not in found("Tài khoản tại BIDV hoặc MB Bank, xin quét mã.", vietqr("970422", "0377123456"))


@pytest.mark.parametrize(
    "text",
    ["Nộp hội phí 1.500.000 đồng vào tài khoản của Hội.", "Tài khoản của Hội, hỏi số điện thoại 0912345678.",
     "Quét mã để nộp, hạn 2026-12-01. MST: 5700123456.", "Chuyển vào tài khoản, số tiền 25000000."],
)  # fmt: skip
def test_other_numbers_are_no_accounts(text: str) -> None:
    assert set(found(text, vietqr(BIDV, "21510000990034"))) == {"ask.qr_pays"}


def test_a_code_drawn_when_the_mail_is_shown() -> None:
    page = "<html><body><p>Số tài khoản 0011001234567 tại BIDV.</p><img src='{}' width=300></body></html>"
    for source in (
        "https://img.vietqr.io/image/970422-0377123456-compact2.png?amount=1",
        "https://api.vietqr.io/image/MB-0377123456-qr_only.jpg",
        "https://qr.sepay.vn/img?acc=0377123456&amp;bank=MBBank&amp;amount=1",
    ):
        assert "ask.qr_account" in found("", "", page.format(source))
    assert drawn("https://img.vietqr.io/image/x.png") is None


def test_banks_are_told_apart() -> None:
    for row in rows("bank_bins"):
        assert row["bin"].isdigit()
        assert len(row["bin"]) == 6
        names = {bank_name(number) for name in row["names"].split(";") for number in banks_named(f"tại {name}.")}
        assert bank_name(row["bin"]) in names
        assert bank_name(number_of(row["names"].partition(";")[0])) == bank_name(row["bin"])
    assert banks_named("tệp 5 MB, gửi mb@example.com") == []
    assert bank_name("123456") == "123456"
