"""The matcher on made claims: what must be found, what must be refused, and that nothing breaks it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.rumours.core import Index, Item
from loa.rumours.core.folding import words

ITEMS = [
    Item(
        "garlic", "Ăn tỏi sống diệt được virus Corona\nTỏi không diệt được virus. Ăn nhiều tỏi sống làm bỏng niêm mạc."
    ),
    Item("market", "Chợ trung tâm Cẩm Phả đóng cửa 3 ngày vì có ca nhiễm\nChợ vẫn mở cửa, không có ca nhiễm nào."),
    Item("pets", "Chó mèo lây truyền virus Corona sang người\nChưa có bằng chứng chó, mèo lây bệnh cho người."),
    Item("dryer", "Máy sấy tay 30 giây diệt được virus\nMáy sấy tay không diệt được virus; hãy rửa tay bằng xà phòng."),
]
INDEX = Index(ITEMS)


@pytest.mark.parametrize(
    ("claim", "wanted"),
    [
        ("ăn tỏi sống có diệt được virus corona không", "garlic"),
        ("an toi song diet duoc virut corona ko", "garlic"),
        ("Anw toir soongs dieetj dduwowcj virus corona", "garlic"),
        ("MN ƠI CHÓ MÈO LÂY TRUYỀN CORONA SANG NGƯỜI ĐẤY", "pets"),
        ("cho trung tam cam pha dong cua vi co ca nhiem", "market"),
    ],
)
def test_a_claim_finds_its_answer_however_it_is_typed(claim: str, wanted: str) -> None:
    answer = INDEX.answer(claim)
    assert answer is not None
    assert answer.id == wanted


@pytest.mark.parametrize(
    "claim",
    ["Giá xăng mai giảm còn 11 nghìn một lít", "Lịch cắt điện phường Cửa Ông tuần này", "12 người trốn cách ly"],
)
def test_what_nobody_answered_is_unknown(claim: str) -> None:
    assert INDEX.answer(claim) is None


def test_a_contradicting_number_puts_the_neighbour_back() -> None:
    neighbours = Index(
        [Item("three", "Cách ly khu phố 3 phường Cẩm Tây"), Item("five", "Cách ly khu phố 5 phường Cẩm Tây")]
    )
    assert neighbours.search("cách ly khu phố 5 phường Cẩm Tây")[0].id == "five"


@given(st.text(max_size=200))
def test_any_text_is_searched_without_an_error_and_scored_between_0_and_1(text: str) -> None:
    for match in INDEX.search(text):
        assert 0.0 <= match.score <= 1.0


@given(st.text(alphabet="aăâeêioôơuưyđ áàảãạ", max_size=40))
def test_folding_ignores_unicode_form(text: str) -> None:
    import unicodedata

    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


def test_the_development_set_is_answered_as_well_as_documented(shared_data: Path) -> None:
    """The figures of docs/officers/rumours.md, with room for ties: 300 queries of the easy and the unknown kinds."""
    import gzip
    import json

    with gzip.open(shared_data / "rumours-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    index = Index(Item(row["id"], row["text"]) for row in rows if row["type"] == "item")
    easy = [row for row in rows if row.get("kind") == "para-faq"]
    right = sum(index.search(row["text"], 1)[0].id in row["relevant"] for row in easy)
    assert right / len(easy) >= 0.93
    unknown = [row for row in rows if row["type"] == "query" and not row["relevant"]]
    assert sum(index.answer(row["text"]) is not None for row in unknown) / len(unknown) <= 0.12
