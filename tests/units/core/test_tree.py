"""The tree of a day against the plainest thinkable walk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.units.core.tree import Node, RingError, Tree


def node(pk: int, parent: int | None = None) -> Node:
    return Node(pk, parent, f"u{pk}", f"Unit {pk}", "department")


@st.composite
def forests(draw: st.DrawFn) -> list[Node]:
    """Nodes in any order whose parents are earlier ids."""
    count = draw(st.integers(1, 30))
    nodes = [node(1)]
    nodes += [node(pk, draw(st.none() | st.integers(1, pk - 1))) for pk in range(2, count + 1)]
    return draw(st.permutations(nodes))


def below(nodes: list[Node], pk: int) -> set[int]:
    return {pk}.union(*(below(nodes, child.id) for child in nodes if child.parent == pk))


@given(forests())
def test_subtrees_hold_exactly_what_hangs_below(nodes: list[Node]) -> None:
    tree = Tree(nodes)
    for each in nodes:
        assert set(tree.subtree(each.id)) == below(nodes, each.id)
        assert set(tree.children(each.id)) == {child.id for child in nodes if child.parent == each.id}
        assert all(each.id in tree.subtree(above) for above in tree.ancestors(each.id))
        assert tree.depth(each.id) == len(tree.ancestors(each.id))
    assert set(tree.roots()) == {each.id for each in nodes if each.parent is None}


@given(forests(), st.data())
def test_sums_over_subtrees(nodes: list[Node], data: st.DataObject) -> None:
    tree = Tree(nodes)
    values = data.draw(st.lists(st.integers(0, 9), min_size=len(tree), max_size=len(tree)))
    own = dict(zip(tree.ids, values, strict=True))
    sums = dict(zip(tree.ids, tree.accumulate(values), strict=True))
    assert sums == {pk: sum(own[child] for child in tree.subtree(pk)) for pk in tree.ids}


def test_siblings_keep_their_order() -> None:
    tree = Tree([node(1), node(9, 1), node(4, 9), node(2, 1)])
    assert tree.ids == (1, 9, 4, 2)


def test_a_unit_whose_parent_is_gone_becomes_a_root() -> None:
    tree = Tree([node(1), node(2, 77), node(3, 2)])
    assert tree.roots() == (1, 2)
    assert tree[2].parent is None


def test_a_ring_is_refused() -> None:
    with pytest.raises(RingError):
        Tree([node(1), node(2, 3), node(3, 2)])


def test_depth_has_no_limit() -> None:
    tree = Tree([node(1), *(node(pk, pk - 1) for pk in range(2, 5000))])
    assert tree.depth(4999) == 4998
    assert len(tree.subtree(1)) == 4999


def test_an_empty_organisation() -> None:
    assert len(Tree([])) == 0
    assert Tree([]).accumulate([]) == []
