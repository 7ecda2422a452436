"""Which units' coverage a visitor may see: the own subtrees, whole or as far as they were in the release's tree."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from pyroaring import BitMap

from loa.accounts.queries import units_with
from loa.bulletins import queries
from loa.bulletins.models import Release
from loa.errors import NotFoundError
from loa.reach.queries import Coverage, members_of
from loa.units.core.tree import Tree
from loa.units.queries import snapshot
from loa.web.access import BOARD_ROLES, me


def visible_units(request: HttpRequest) -> frozenset[int]:
    """Every unit in whose name the visitor may look at coverage."""
    user = me(request)
    return frozenset().union(*(units_with(user, role) for role in BOARD_ROLES))


def release_for(request: HttpRequest, code: str) -> tuple[Release, frozenset[int], Tree]:
    """The release, the visitor's units in it, and the frozen tree of its day.

    Raises `NotFoundError` when none of the visitor's units was in the organisation on that day, and for a release that
    is no business of theirs.
    """
    release = queries.release_by_code(code)
    tree = snapshot(release.snapshot).tree
    units = frozenset(unit for unit in visible_units(request) if unit in tree)
    if not units or not concerns(release, units):
        raise NotFoundError
    return release, units, tree


def concerns(release: Release, units: frozenset[int]) -> bool:
    """Whether those who look after *units* may know of the release: public, theirs, or sent to their people."""
    if queries.is_public(release) or release.bulletin.unit_id in units:
        return True
    return bool(members_of(release, units) & BitMap.deserialize(bytes(release.audience)))


def tops(tree: Tree, units: Iterable[int]) -> list[int]:
    """The uppermost of *units*, in the order of the tree: where the visitor's view begins."""
    mine = set(units)
    return [unit for unit in tree.ids if unit in mine and tree[unit].parent not in mine]


def check(units: frozenset[int], unit_id: int) -> None:
    """Raise `NotFoundError` for a unit that is not the visitor's to see."""
    if unit_id not in units:
        raise NotFoundError


def children_lines(board: Iterable[Coverage], unit_id: int) -> list[Coverage]:
    """The lines of the units directly below *unit_id*, those with most people missing first."""
    lines = [line for line in board if line.parent == unit_id]
    return sorted(lines, key=lambda line: (line.acknowledged - line.audience, line.name))
