"""Units as squares: each once, those furthest behind first, and 100 % only where nobody is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.units.core.tiles import FEWEST, STEPS, Tile, bands, short

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
