"""Units as squares: each once, those furthest behind first, and 100 % only where nobody is missing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.portal.core.tiles import FEWEST, STEPS, Tile, bands, short
from loa.channels.portal.coverage import Line
from loa.channels.portal.publisher import Publisher
from tests.channels.portal.test_publisher import COVERED, text

TILES = st.builds(
    lambda name, whole, share: Tile(name, whole * share // 1000, whole),
    name=st.text(min_size=1, max_size=12), whole=st.integers(0, 10**6), share=st.integers(0, 1000),
)  # fmt: skip


@given(st.lists(TILES, max_size=60))
def test_every_unit_stands_once_in_its_band_and_the_last_come_first(tiles: list[Tile]) -> None:
    asked = [tile for tile in tiles if tile.whole]
    made = bands(tiles)
    shown = [tile for band in made for tile in band.tiles]
    if len(asked) < FEWEST:
        assert made == []
        return
    assert sorted(shown, key=repr) == sorted(asked, key=repr)
    assert [tile.share for tile in shown] == sorted(tile.share for tile in shown)
    for band in made:
        low, high = (0, *STEPS)[band.step], (*STEPS, 101)[band.step]
        assert all(low <= tile.share < high for tile in band.tiles)
        assert all((tile.part >= tile.whole) == (band.step == len(STEPS)) for tile in band.tiles)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ủy ban nhân dân phường Cửa Ông", "Cửa Ông"),
        ("UBND xã Hải Hòa", "Hải Hòa"),
        ("Phường 12", "Phường 12"),
        ("Trung tâm Y tế", "Trung tâm Y tế"),
        ("Phường", "Phường"),
    ],
)
def test_the_proper_name_stands_in_the_square(name: str, shown: str) -> None:
    assert short(name) == shown


def test_the_public_page_shows_them_with_names_and_figures_as_text(publisher: Publisher) -> None:
    units = tuple(Line(f"Ủy ban nhân dân phường Số <{n}>", 100, 50, 200, 150, 20 * n) for n in range(1, 11))
    publisher.show_coverage(replace(COVERED, units=units))
    page = text(publisher, "coverage/index.html")
    page = page.partition("Nhìn nhanh tất cả đơn vị")[2].partition("Theo từng đơn vị")[0]
    assert re.findall(r"<b>(\d+) %</b>", page) == [str(10 * n) for n in range(1, 11)]
    assert re.findall(r"<h3>(.*?) <span", page) == [
        "Dưới 25 %", "Từ 25 đến 49 %", "Từ 50 đến 74 %", "Từ 75 đến 99 %", "Đã đủ: 100 %",
    ]  # fmt: skip
    assert "<span>Số &lt;10&gt;</span>" in page
    assert 'title="Ủy ban nhân dân phường Số &lt;10&gt;"' in page
    publisher.show_coverage(COVERED)
    assert "Nhìn nhanh" not in text(publisher, "coverage/index.html"), "one unit is no picture"
