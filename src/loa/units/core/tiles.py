"""A picture of many units at once: one square a unit, in bands of how far it has come. Who is behind comes first.

It stands where a map would: no geometry comes with Loa, and a map shows large wards large, not those with many people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loa.units.core.names import place_name

FEWEST = 6  # units; fewer are seen at a glance in their rows
STEPS = (25, 50, 75, 100)  # percent at which the next band begins; the last band is those who are complete
_TYPES = ("phường ", "xã ", "thị trấn ", "đặc khu ", "quận ", "huyện ", "thị xã ", "thành phố ", "tỉnh ")


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit: *part* of *whole* have done it. *url*: where its own page is, if there is one."""

    name: str
    part: int
    whole: int
    url: str = ""

    @property
    def share(self) -> int:
        """Percent, rounded down: 100 is said only when nobody is missing."""
        return min(100 * self.part // self.whole, 100)

    @property
    def short(self) -> str:
        """The name as it fits in a square."""
        return short(self.name)


@dataclass(frozen=True, slots=True)
class Band:
    """Tiles of one step: from 0 (nearly nobody) to 4 (everybody)."""

    step: int
    tiles: tuple[Tile, ...]


def bands(tiles: Iterable[Tile]) -> list[Band]:
    """The bands that have a unit, the furthest behind first; none for fewer than `FEWEST`, for a picture says no more.

    Units that nothing was asked of have no share and are left out.
    """
    found = sorted((tile for tile in tiles if tile.whole > 0), key=lambda tile: (tile.share, tile.name))
    if len(found) < FEWEST:
        return []
    made = [Band(step, tuple(tile for tile in found if _step(tile.share) == step)) for step in range(len(STEPS) + 1)]
    return [band for band in made if band.tiles]


def _step(share: int) -> int:
    return sum(share >= begin for begin in STEPS)


def short(name: str) -> str:
    """The proper name: "Ủy ban nhân dân phường Cửa Ông" → "Cửa Ông"; a ward that has but a number keeps its word."""
    place = place_name(name)
    kind = next((kind for kind in _TYPES if place.lower().startswith(kind)), "")
    proper = place[len(kind) :].strip()
    return proper if proper and not proper[0].isdigit() else place
