"""Coverage against the plainest thinkable count: Python sets and loops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from loa.reach.core.sets import ASPECTS, COUNTED, Counts, Facts, Sets, page, roll_up
from loa.units.core.snapshot import Snapshot, decode, encode
from loa.units.core.tree import Node, Tree

TREE = Tree(
    [
        Node(1, None, "tp", "Thành phố", "city"),
        Node(2, 1, "a", "Phường A", "ward"),
        Node(3, 2, "a1", "Trạm A", "service"),
        Node(4, 1, "b", "Phường B", "ward"),
    ]
)
ids = st.sets(st.integers(1, 40))
bitmaps = ids.map(BitMap)
by_channel = st.dictionaries(st.sampled_from(["app", "mail", "zalo"]), bitmaps)
all_facts = st.builds(Facts, bitmaps, by_channel, by_channel, by_channel, by_channel, bitmaps)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    place = draw(st.dictionaries(st.integers(1, 40), st.sampled_from(TREE.ids)))
    members = {unit: BitMap([who for who, where in place.items() if where == unit]) for unit in TREE.ids}
    return decode(encode(TREE, members, BitMap(draw(st.sets(st.sampled_from(sorted(place)))) if place else [])))


@given(all_facts)
def test_each_set_holds_the_next(facts: Facts) -> None:
    sets = Sets.of(facts)
    assert sets.acknowledged <= sets.opened <= sets.reached <= sets.audience
    assert sets.installed <= sets.audience
    assert sets.unproven <= sets.reached
    assert not sets.unproven & sets.opened
    assert all(people <= sets.reached for people in sets.by_channel.values())


@given(all_facts)
def test_opens_never_acknowledge(facts: Facts) -> None:
    """Standards N3."""
    confirmed = set().union(*facts.acknowledged.values()) & set(facts.audience)
    assert set(Sets.of(facts).acknowledged) == confirmed


@given(all_facts)
def test_reached_is_any_channel(facts: Facts) -> None:
    """Standards N2."""
    sources = (facts.handed_over, facts.delivered, facts.opened, facts.acknowledged)
    anything = set().union(*(people for source in sources for people in source.values()))
    assert set(Sets.of(facts).reached) == anything & set(facts.audience)


@given(all_facts, snapshots())
def test_a_board_is_what_each_unit_would_count_alone(facts: Facts, snapshot: Snapshot) -> None:
    sets = Sets.of(facts)
    for unit, counts in zip(TREE.ids, roll_up(snapshot, sets), strict=True):
        people = {who for below in TREE.subtree(unit) for who in snapshot.members(below)}
        assert counts == Counts(**{name: len(people & set(getattr(sets, name))) for name in COUNTED})
        assert counts == sets.within(snapshot.subtree_members(unit)).counts()


@given(all_facts, snapshots(), st.integers(1, 7))
def test_pages_laid_end_to_end_are_the_list(facts: Facts, snapshot: Snapshot, limit: int) -> None:
    people = Sets.of(facts).lacking("acknowledged")
    whole = [who for unit in TREE.ids for who in snapshot.members(unit) & people]
    paged: list[int] = []
    for offset in range(0, len(whole) + limit, limit):
        slices, total = page(snapshot, TREE.ids, people, offset, limit)
        assert total == len(whole)
        found = [who for here in slices for who in list(here.people)[here.start : here.stop]]
        assert len(found) <= limit
        paged += found
    assert paged == whole


@pytest.mark.parametrize("aspect", ASPECTS)
def test_who_lacks_and_who_has_make_the_audience(aspect: str) -> None:
    facts = Facts(
        BitMap(range(10)), {"mail": BitMap([1])}, {}, {"app": BitMap([2])}, {"zalo": BitMap([3, 99])}, BitMap([4])
    )
    sets = Sets.of(facts)
    assert sets.lacking(aspect) | getattr(sets, aspect) == sets.audience
    assert sets.counts().missing(aspect) == len(sets.lacking(aspect))


def test_shares_of_nobody_are_whole() -> None:
    assert Counts().share("reached") == 1.0
    assert Counts(audience=8, reached=2).share("reached") == 0.25
