"""The organisation as nested check boxes, for the audience and for assigning tasks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils import timezone

from loa.units.core.tree import Tree
from loa.units.queries import tree


@dataclass
class Branch:
    """A unit with those below it. `open` when something inside is ticked."""

    id: int
    name: str
    ticked: bool
    allowed: bool
    open: bool = False
    below: list[Branch] = field(default_factory=list)


def branches(allowed: Collection[int], ticked: Collection[int]) -> list[Branch]:
    """Today's tree, cut down to *allowed* units and those above them (which are shown but cannot be ticked)."""
    current = tree(timezone.localdate())
    shown = {above for unit_id in allowed if unit_id in current for above in (unit_id, *current.ancestors(unit_id))}
    return [_branch(current, root, shown, allowed, ticked) for root in current.roots() if root in shown]


def _branch(current: Tree, unit_id: int, shown: set[int], allowed: Collection[int], ticked: Collection[int]) -> Branch:
    below = [_branch(current, child, shown, allowed, ticked) for child in current.children(unit_id) if child in shown]
    opened = current.depth(unit_id) == 0 or any(branch.open or branch.ticked for branch in below)
    return Branch(unit_id, current[unit_id].name, unit_id in ticked, unit_id in allowed, opened, below)
