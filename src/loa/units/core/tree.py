"""The organisation at one date as an immutable tree of small integers.

Units stand in preorder (parents before children, siblings in their given order), so every subtree is one slice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """One unit on the day of its tree. `parent` is None for a root."""

    id: int
    parent: int | None
    code: str
    name: str
    kind: str


class RingError(ValueError):
    """Some nodes hang on each other instead of on a root; `node` is one of them."""

    def __init__(self, node: Node) -> None:
        self.node = node
        super().__init__(f"unit {node.id} lies inside itself")


class Tree:
    """A forest of units; most organisations have one root.

    *nodes* come with siblings in their order. A node whose parent is not among them is a root (its parent was closed
    before it was moved: nobody may vanish from the board for that). Raises `RingError`.
    """

    __slots__ = ("_depths", "_ends", "_nodes", "_order", "_places")

    def __init__(self, nodes: Iterable[Node]) -> None:
        given = {node.id: node for node in nodes}
        self._nodes: dict[int, Node] = {}
        self._order: list[int] = []
        self._depths: list[int] = []
        self._ends: list[int] = []
        self._places: dict[int, int] = {}
        self._lay_out(given)
        if len(self._order) != len(given):
            raise RingError(next(node for node in given.values() if node.id not in self._nodes))

    def _lay_out(self, given: dict[int, Node]) -> None:
        """Put the nodes in preorder without recursion: a tree may be as deep as it likes."""
        children: dict[int | None, list[Node]] = {}
        for node in given.values():
            children.setdefault(node.parent if node.parent in given else None, []).append(node)
        waiting = [(root, 0) for root in reversed(children.get(None, []))]
        while waiting:
            node, depth = waiting.pop()
            self._append(node if node.parent in given else _as_root(node), depth)
            waiting.extend((child, depth + 1) for child in reversed(children.get(node.id, [])))
        self._close()

    def _append(self, node: Node, depth: int) -> None:
        self._places[node.id] = len(self._order)
        self._order.append(node.id)
        self._depths.append(depth)
        self._nodes[node.id] = node

    def _close(self) -> None:
        """For each place the end of its subtree's slice: the next place that is not deeper."""
        self._ends = [len(self._order)] * len(self._order)
        open_places: list[int] = []
        for place, depth in enumerate(self._depths):
            while open_places and self._depths[open_places[-1]] >= depth:
                self._ends[open_places.pop()] = place
            open_places.append(place)

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self._places

    def __getitem__(self, unit_id: int) -> Node:
        return self._nodes[unit_id]

    def __iter__(self) -> Iterator[Node]:
        """Every node in preorder."""
        return (self._nodes[unit_id] for unit_id in self._order)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tree) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self._order))

    @property
    def ids(self) -> tuple[int, ...]:
        """Unit ids in preorder."""
        return tuple(self._order)

    def roots(self) -> tuple[int, ...]:
        """Units that hang on none."""
        return tuple(unit_id for unit_id, depth in zip(self._order, self._depths, strict=True) if depth == 0)

    def subtree(self, unit_id: int) -> tuple[int, ...]:
        """The unit and all below it, in preorder. Raises KeyError for a unit that is not in the tree."""
        place = self._places[unit_id]
        return tuple(self._order[place : self._ends[place]])

    def children(self, unit_id: int) -> tuple[int, ...]:
        """Units directly below."""
        deeper = self.depth(unit_id) + 1
        return tuple(below for below in self.subtree(unit_id) if self.depth(below) == deeper)

    def ancestors(self, unit_id: int) -> tuple[int, ...]:
        """The units above, nearest first."""
        above: list[int] = []
        parent = self._nodes[unit_id].parent
        while parent is not None:
            above.append(parent)
            parent = self._nodes[parent].parent
        return tuple(above)

    def depth(self, unit_id: int) -> int:
        """0 for a root."""
        return self._depths[self._places[unit_id]]

    def place(self, unit_id: int) -> int:
        """The unit's place in preorder, from 0."""
        return self._places[unit_id]

    def end(self, unit_id: int) -> int:
        """The place after the last unit of the subtree."""
        return self._ends[self._places[unit_id]]

    def accumulate(self, values: list[int]) -> list[int]:
        """Sums over subtrees: *values* and the result hold one number per unit in preorder."""
        sums = list(values)
        for place in range(len(sums) - 1, -1, -1):
            parent = self._nodes[self._order[place]].parent
            if parent is not None:
                sums[self._places[parent]] += sums[place]
        return sums


def _as_root(node: Node) -> Node:
    return node if node.parent is None else Node(node.id, None, node.code, node.name, node.kind)
