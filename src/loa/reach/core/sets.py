"""Coverage as algebra on sets of recipients (DESIGN §7, standards N1–N3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Literal, get_args

from pyroaring import BitMap

from loa.units.core.snapshot import Snapshot, union

Aspect = Literal["reached", "opened", "acknowledged", "installed"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of persons. `unproven`: handed over on some channel, but nothing came back yet (N2)."""

    audience: int = 0
    reached: int = 0
    opened: int = 0
    acknowledged: int = 0
    installed: int = 0
    unproven: int = 0

    def missing(self, aspect: Aspect) -> int:
        """How many of the audience lack *aspect*."""
        return self.audience - int(getattr(self, aspect))

    def share(self, aspect: Aspect) -> float:
        """The part of the audience that has *aspect*, 0 to 1; nobody missing of nobody is all."""
        return float(getattr(self, aspect)) / self.audience if self.audience else 1.0

    def as_dict(self) -> dict[str, int]:
        """The keys of DESIGN §9 and `unproven`."""
        return {name: getattr(self, name) for name in COUNTED}


COUNTED = tuple(field.name for field in fields(Counts))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one release before it is asked about: sets of recipients, in and out of the audience alike."""

    audience: BitMap
    handed_over: Mapping[str, BitMap]  # by channel: the provider took it (SENT or DELIVERED)
    delivered: Mapping[str, BitMap]  # receipts, by channel
    opened: Mapping[str, BitMap]
    acknowledged: Mapping[str, BitMap]
    installed: BitMap


@dataclass(frozen=True, slots=True)
class Sets:
    """Who counts as what, within the audience. Each is a subset of the one before: acknowledged ⊆ opened ⊆ reached.

    Somebody who acknowledged has opened, and somebody who opened was reached, whatever the channel reported (N1);
    never the other way round: an open is a weak hint and acknowledges nothing (N3).
    """

    audience: BitMap
    reached: BitMap
    opened: BitMap
    acknowledged: BitMap
    installed: BitMap
    unproven: BitMap
    by_channel: Mapping[str, BitMap]

    @classmethod
    def of(cls, facts: Facts) -> Sets:
        """Derive the sets from the facts."""
        audience = facts.audience
        acknowledged = _any(facts.acknowledged) & audience
        opened = (_any(facts.opened) & audience) | acknowledged
        proven = (_any(facts.delivered) & audience) | opened
        by_channel = {channel: _on_channel(facts, channel) & audience for channel in _channels(facts)}
        reached = _any(by_channel) | proven
        return cls(audience, reached, opened, acknowledged, facts.installed & audience, reached - proven, by_channel)

    def within(self, people: BitMap) -> Sets:
        """The same for *people* alone."""
        narrowed = {name: getattr(self, name) & people for name in COUNTED}
        channels = {channel: found & people for channel, found in self.by_channel.items()}
        return Sets(**narrowed, by_channel=channels)

    def counts(self) -> Counts:
        """The numbers of all sets."""
        return Counts(**{name: len(getattr(self, name)) for name in COUNTED})

    def lacking(self, aspect: Aspect) -> BitMap:
        """The audience without those who have *aspect*."""
        having: BitMap = getattr(self, aspect)
        return self.audience - having


def _any(by_channel: Mapping[str, BitMap]) -> BitMap:
    return union(tuple(by_channel.values()))


def _channels(facts: Facts) -> list[str]:
    known = (facts.handed_over, facts.delivered, facts.opened, facts.acknowledged)
    return sorted({channel for by_channel in known for channel in by_channel})


def _on_channel(facts: Facts, channel: str) -> BitMap:
    """Who was reached on *channel*: whatever of a person came over it shows that it works for them."""
    known = (facts.handed_over, facts.delivered, facts.opened, facts.acknowledged)
    return union(tuple(by_channel[channel] for by_channel in known if channel in by_channel))


def roll_up(snapshot: Snapshot, sets: Sets) -> list[Counts]:
    """The counts of every unit with all below it, in the tree's preorder.

    Everybody counts in exactly one unit, so a subtree's number is a sum: one intersection per unit and set, and no
    union of bitmaps.
    """
    columns = [_subtree_counts(snapshot, getattr(sets, name)) for name in COUNTED]
    return [Counts(*row) for row in zip(*columns, strict=True)]


def _subtree_counts(snapshot: Snapshot, people: BitMap) -> list[int]:
    if not people:
        return [0] * len(snapshot.bitmaps)
    return snapshot.tree.accumulate([each.intersection_cardinality(people) for each in snapshot.bitmaps])


@dataclass(frozen=True, slots=True)
class Slice:
    """Some people of one unit: those at places `start` to `stop` of the unit's ordered list (of `people`)."""

    unit: int
    people: BitMap
    start: int
    stop: int


def page(snapshot: Snapshot, units: Iterable[int], people: BitMap, offset: int, limit: int) -> tuple[list[Slice], int]:
    """Where a page of *people* lies, listed unit by unit in the order of *units*, and how many they are in all.

    So a page needs the names of the few units it touches, however many people are missing; and no union of thousands
    of bitmaps is made for a unit high in the tree.
    """
    slices, seen = [], 0
    for unit_id in units:
        here = snapshot.members(unit_id).intersection_cardinality(people)
        start, stop = max(offset - seen, 0), min(offset + limit - seen, here)
        if start < stop:
            slices.append(Slice(unit_id, snapshot.members(unit_id) & people, start, stop))
        seen += here
    return slices, seen
