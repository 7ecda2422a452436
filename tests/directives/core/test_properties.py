"""Whatever the bytes are: an answer or one clear error; the same for the same text; in time that its length bounds."""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loa.directives.core import Dispatch, read
from loa.directives.core.errors import UnreadableDispatchError
from loa.directives.core.letters import detone, fold, latin
from tests.directives.core import letters
from tests.directives.core.pdfs import pdf

SEED = letters.SEED.read_text(encoding="utf-8")
TEXTS = {
    "seed": SEED,
    "letter": letters.letter(),
    "decision": letters.decision("Ban hành Quy chế.", "Giao Sở Y tế thi hành./."),
}
# Pieces of which dispatches are made, in any order: what real ones never are, but damaged ones may be.
PIECES = st.sampled_from(
    [
        *letters.HEAD_LEFT,
        *letters.HEAD_RIGHT,
        *letters.CLOSE_LEFT,
        *letters.CLOSE_RIGHT,
        *letters.BODY.split("\n"),
        "QUYẾT ĐỊNH",
        "Điều 1. Sở Y tế",
        "a) UBND các xã",
        "I. MỤC ĐÍCH",
        "THỦ TƯỚNG CHÍNH PHỦ điện:",
        "“Điều 5.",
        "trước ngày 15/12",
        "Số:",
        "-",
        "(",
        " " * 40,
        "ngày",
        "V/v",
        "kênh sau:",
        "\x00",
        "1.",
        "1.1.",
        "KT.",
    ]
)


def answer(data: bytes) -> Dispatch | None:
    try:
        dispatch = read(data, "a")
    except UnreadableDispatchError:
        return None
    json.dumps(dispatch.to_dict())
    return dispatch


@given(st.binary(max_size=3000))
def test_any_bytes_give_an_answer_or_one_clear_error(data: bytes) -> None:
    answer(data)


@given(
    st.sampled_from(
        [b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml version='1.0'?><edXML>", b"{\\rtf"]
    ),
    st.binary(max_size=1000),
)
def test_any_bytes_behind_a_known_beginning_too(beginning: bytes, data: bytes) -> None:
    answer(beginning + data)


@given(st.text(max_size=3000))
@example("Kính gửi:")
@example("Số:")
@example("Kính")
@example("Nơi nhận:")
@example("Điều 1.")
def test_any_text_gives_an_answer_or_one_clear_error(text: str) -> None:
    answer(text.encode("utf-8", "surrogatepass"))


@given(st.lists(PIECES, max_size=60).map("\n".join))
@settings(max_examples=200)
def test_any_order_of_the_pieces_of_a_dispatch_gives_an_answer(text: str) -> None:
    answer(text.encode())


@given(st.data())
@settings(max_examples=60)
def test_a_damaged_pdf_gives_an_answer_or_one_clear_error(data: st.DataObject) -> None:
    whole = bytearray(pdf([SEED]))
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    answer(bytes(whole))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "spelt",
    [
        lambda text: unicodedata.normalize("NFC", text),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n\n", "\n\n\n\n"),
        lambda text: "\n\n" + text + "\n\n\n",
        lambda text: text.replace("\n", " \n"),
        lambda text: text.replace(" ngày ", "\u00a0ngày\u00a0"),
        lambda text: "\ufeff" + text,
    ],
    ids=["nfc", "nfd", "crlf", "more blank lines", "blank ends", "trailing blanks", "nbsp", "bom"],
)
def test_the_same_text_spelt_otherwise_gives_the_same(name: str, spelt: Callable[[str], str]) -> None:
    assert read(spelt(TEXTS[name]).encode(), "a").to_dict() == read(TEXTS[name].encode(), "a").to_dict()


@given(st.lists(st.integers(0, SEED.count("\n\n") - 1), max_size=20), st.integers(1, 5))
def test_blank_lines_may_be_repeated_anywhere(places: list[int], times: int) -> None:
    blocks = SEED.split("\n\n")
    text = "".join(block + "\n\n" + "\n" * times * places.count(number) for number, block in enumerate(blocks))
    assert read(text.encode(), "a").to_dict() == read(SEED.encode(), "a").to_dict()


@given(st.text())
def test_coarse_spellings_keep_every_letter_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(detone(text)) == len(latin(text)) == len(text)


def test_reading_what_was_read_gives_the_same() -> None:
    first = read(letters.letter().encode(), "a")
    again = read(first.text.encode(), "a")
    assert (again.number, again.date, again.addressees, again.signer) == (
        first.number,
        first.date,
        first.addressees,
        first.signer,
    )


HOSTILE = {
    "letters": "a",
    "digits": "1",
    "dashes": "- ",
    "brackets": "(",
    "numbers": "12/QĐ-UBND ",
    "days": "ngày ",
    "dates": "Hà Nội, ngày 1 tháng 1 năm 2020\n",
    "commas": "Sở Y tế, ",
    "orders": "đề nghị Sở Y tế ",
    "lists": "các tỉnh: ",
    "quotes": "“abc\n",
    "columns": "x    ",
    "mottos": "CỘNG HÒA ",
    "recipients": "Nơi nhận:\n",
    "signatures": "KT. CHỦ TỊCH\n",
    "greetings": "Kính gửi: \n- a,\n",
    "subjects": "V/v abc\n",
    "deadlines": "thời hạn là ",
    "ranges": "từ ngày 1/1/2020 đến ",
    "capitals": "BỘ TRƯỞNG BỘ Y TẾ\n",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_length_never_with_its_square(piece: str) -> None:
    """Four times the text takes about four times as long; sixteen times would be a square."""

    def seconds(length: int) -> float:
        data = (letters.letter() + piece * (length // len(piece))).encode()
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            answer(data)
            best = min(best, time.process_time() - began)
        return best

    short, long = seconds(100_000), seconds(400_000)
    assert long < 8 * short + 0.1


def test_a_text_of_five_million_letters_is_answered_at_once() -> None:
    began = time.process_time()
    with pytest.raises(UnreadableDispatchError):
        read(b"So Y te bao cao\n" * 330_000, "a.txt")
    assert time.process_time() - began < 5
