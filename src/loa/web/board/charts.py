"""Coverage over time as a line drawing: labels at the lines themselves, no legend, a table behind it (DESIGN §12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loa.reach.timeline import Point

WIDTH, HEIGHT = 640, 240  # of the drawing, in its own units
LEFT, RIGHT, TOP, BOTTOM = 44, 130, 12, 28  # margins; the right one holds the names of the lines
APART = 16  # the least distance between two names


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the points for SVG, and where its name stands."""

    points: str
    x: float
    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws; `ticks` are (y, share in percent)."""

    opened: Line
    acknowledged: Line
    ticks: Sequence[tuple[float, int]]
    right: float
    bottom: float


def chart(points: Sequence[Point]) -> Chart | None:
    """The drawing of *points*; None when there is nobody to draw."""
    if len(points) < 2 or not points[0].audience:
        return None
    whole = points[0].audience
    opened = _line([point.opened for point in points], whole)
    acknowledged = _line([point.acknowledged for point in points], whole)
    if abs(opened.y - acknowledged.y) < APART:
        acknowledged = Line(acknowledged.points, acknowledged.x, opened.y + APART, acknowledged.value)
    ticks = [(_y(share, 100), share) for share in (0, 25, 50, 75, 100)]
    return Chart(opened, acknowledged, ticks, WIDTH - RIGHT, HEIGHT - BOTTOM)


def _line(values: Sequence[int], whole: int) -> Line:
    step = (WIDTH - LEFT - RIGHT) / (len(values) - 1)
    placed = [(LEFT + step * index, _y(value, whole)) for index, value in enumerate(values)]
    x, y = placed[-1]
    return Line(" ".join(f"{x:.1f},{y:.1f}" for x, y in placed), x + 8, y + 4, values[-1])


def _y(value: int, whole: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / whole)
