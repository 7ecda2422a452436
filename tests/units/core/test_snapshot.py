"""Frozen membership: what goes in comes out, equal facts make equal bytes, damage is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from loa.units.core.snapshot import MalformedSnapshotError, decode, digest, encode
from loa.units.core.tree import Node, Tree

TREE = Tree(
    [
        Node(1, None, "tp", "Thành phố", "city"),
        Node(5, 1, "p1", "Phường Một", "ward"),
        Node(3, 1, "p2", "Phường Hai", "ward"),
    ]
)
people = st.dictionaries(st.integers(0, 2**32 - 1), st.sampled_from([1, 3, 5]), max_size=60)


def grouped(place: dict[int, int]) -> dict[int, BitMap]:
    return {unit: BitMap([person for person, where in place.items() if where == unit]) for unit in set(place.values())}


@given(people, st.data())
def test_what_is_frozen_is_read_back(place: dict[int, int], data: st.DataObject) -> None:
    duty = BitMap(data.draw(st.lists(st.sampled_from(sorted(place)))) if place else [])
    snapshot = decode(encode(TREE, grouped(place), duty))
    assert snapshot.tree == TREE
    assert snapshot.duty == duty
    assert snapshot.subtree_members(1) == BitMap(place) == snapshot.everyone()
    assert all(snapshot.unit_of(person) == unit for person, unit in place.items())


@given(people)
def test_equal_facts_make_equal_bytes(place: dict[int, int]) -> None:
    backwards = dict(reversed(place.items()))
    one, other = grouped(place), {unit: BitMap() for unit in (3, 5)}
    for person, unit in backwards.items():
        other.setdefault(unit, BitMap()).add(person)
    assert digest(encode(TREE, one, BitMap(place))) == digest(encode(TREE, other, BitMap(backwards)))


@given(st.integers(0, 200))
def test_a_cut_snapshot_is_refused(length: int) -> None:
    whole = encode(TREE, {5: BitMap(range(50))}, BitMap(range(50)))
    with pytest.raises(MalformedSnapshotError):
        decode(whole[: min(length, len(whole) - 1)])


@given(st.binary(max_size=80))
def test_foreign_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(MalformedSnapshotError):
        decode(b"LOAS\x01" + content)


def test_somebody_in_no_unit() -> None:
    snapshot = decode(encode(TREE, {}, BitMap()))
    assert snapshot.unit_of(7) is None
    assert snapshot.members(5) == BitMap()
