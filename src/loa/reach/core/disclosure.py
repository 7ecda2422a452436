"""What of the figures may be public: no figure from which a person could be guessed (DESIGN §5.7).

A part of fewer than five people is joined with other small ones. The whole is published too, so what is joined must
itself be large enough: else it could be had by taking the others from the whole. Then the next smallest part joins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5  # people; a figure of fewer is a person's business
MOST = 300  # parts that a page shows by name; the smallest beyond are joined


@dataclass(frozen=True, slots=True)
class Part:
    """Figures of people that are in no other part. `widest`: persons of the release that most were asked in."""

    name: str
    staff: int
    apps: int
    asked: int
    reached: int
    acknowledged: int
    widest: int
    parts: int = 1

    @property
    def is_empty(self) -> bool:
        """Nobody works there, and nobody was asked."""
        return not (self.staff or self.asked)

    @property
    def is_small(self) -> bool:
        """Whether a figure of it could be laid at somebody's door."""
        return self.staff < LEAST or bool(self.asked and self.widest < LEAST)


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The whole, the parts that may be named, and the rest as one. None: too few people, or there is no rest."""

    whole: Part | None
    named: Sequence[Part]
    others: Part | None


def disclose(parts: Sequence[Part], most: int = MOST) -> Disclosed:
    """The public figures of *parts*, which keep their order."""
    parts = [part for part in parts if not part.is_empty]
    whole = joined(parts)
    if whole.is_small:
        return Disclosed(None, [], None)
    by_size = sorted(range(len(parts)), key=lambda place: (parts[place].is_small, -parts[place].staff, place))
    kept = min(most, sum(not part.is_small for part in parts))
    while kept and kept < len(parts) and joined([parts[place] for place in by_size[kept:]]).is_small:
        kept -= 1
    named, rest = sorted(by_size[:kept]), sorted(by_size[kept:])
    others = joined([parts[place] for place in rest]) if named and rest else None
    return Disclosed(whole, [parts[place] for place in named], others)


def joined(parts: Sequence[Part]) -> Part:
    """All of *parts* as one, without a name."""
    return Part(
        name="",
        staff=sum(part.staff for part in parts),
        apps=sum(part.apps for part in parts),
        asked=sum(part.asked for part in parts),
        reached=sum(part.reached for part in parts),
        acknowledged=sum(part.acknowledged for part in parts),
        widest=max((part.widest for part in parts), default=0),
        parts=sum(part.parts for part in parts),
    )


def shown(parts: Mapping[int, int], whole: int) -> frozenset[int]:
    """Which of *parts* (people by id, nobody in two) may be named beside their *whole*.

    What is left of the whole is a figure too: the smallest parts join it until it is nobody's or large enough.
    """
    named = sorted((part for part, people in parts.items() if people >= LEAST), key=lambda part: (parts[part], part))
    rest = whole - sum(parts[part] for part in named)
    while named and 0 < rest < LEAST:
        rest += parts[named.pop(0)]
    return frozenset(named)


def shown_of_tree(people: Mapping[int, int], parents: Mapping[int, int | None], whole: int) -> frozenset[int]:
    """Which units may be named. *people*: in each unit with all below it; a parent that is not in it is a root's.

    Below a unit that is not named, none is.
    """
    children: dict[int | None, dict[int, int]] = {}
    for unit, number in people.items():
        parent = parents[unit]
        children.setdefault(parent if parent in people else None, {})[unit] = number
    named, waiting = set[int](), [*shown(children.get(None, {}), whole)]
    while waiting:
        unit = waiting.pop()
        named.add(unit)
        waiting += shown(children.get(unit, {}), people[unit])
    return frozenset(named)
