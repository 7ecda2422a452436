"""What is public points at nobody: not by itself, and not by taking the rest from the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loa.reach.core.disclosure import LEAST, Part, disclose, joined, shown_of_tree


@st.composite
def parts(draw: st.DrawFn) -> Part:
    staff = draw(st.integers(0, 12))
    widest = draw(st.integers(0, 12))
    asked = widest * draw(st.integers(1, 4))
    reached = draw(st.integers(0, asked))
    return Part(draw(st.text("ab", min_size=1, max_size=3)), staff, draw(st.integers(0, staff)), asked, reached,
                draw(st.integers(0, reached)), widest)  # fmt: skip


@given(st.lists(parts(), max_size=12), st.integers(1, 6))
def test_nothing_public_is_small_and_nothing_is_lost(house: list[Part], most: int) -> None:
    found = disclose(house, most)
    if found.whole is None:
        assert joined(house).is_small
        assert (list(found.named), found.others) == ([], None)
        return
    public = [*found.named, *([found.others] if found.others else [])]
    assert not any(part.is_small for part in (found.whole, *public))
    assert len(found.named) <= most
    if public:
        assert joined(public) == found.whole


def part(name: str, staff: int) -> Part:
    return Part(name, staff, 1, staff, staff, staff, staff)


def test_one_small_unit_is_not_had_by_subtraction() -> None:
    found = disclose([part("big", 50), part("middle", 9), part("tiny", LEAST - 1)])
    assert [each.name for each in found.named] == ["big", "middle"][:1]
    assert found.others
    assert (found.others.staff, found.others.parts) == (13, 2)


def test_units_of_five_stand_by_themselves() -> None:
    found = disclose([part("a", LEAST), part("b", 7)])
    assert ([each.name for each in found.named], found.others) == (["a", "b"], None)


def test_five_people_of_whom_one_was_asked_are_one() -> None:
    lonely = Part("lonely", 9, 3, 1, 1, 0, 1)
    found = disclose([part("big", 50), part("middle", 20), lonely])
    assert [each.name for each in found.named] == ["big"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 7)), min_size=1, max_size=12), st.integers(0, 9))
def test_no_unit_of_a_tree_is_had_by_subtraction(drawn: list[tuple[int, int]], residents: int) -> None:
    """Each unit hangs below an earlier one (or is a root) and has people of its own besides those below it."""
    parents = {unit: (place % unit - 1 if unit else -1) for unit, (_own, place) in enumerate(drawn)}
    up = {unit: (parent if parent >= 0 else None) for unit, parent in parents.items()}
    people = {unit: own for unit, (own, _place) in enumerate(drawn)}
    for unit in reversed(range(1, len(drawn))):
        if up[unit] is not None:
            people[up[unit]] += people[unit]  # type: ignore[index]
    whole = sum(number for unit, number in people.items() if up[unit] is None) + residents
    named = shown_of_tree(people, up, whole)
    assert all(people[unit] >= LEAST for unit in named)
    assert all(up[unit] is None or up[unit] in named for unit in named)
    for above, number in [(None, whole), *((unit, people[unit]) for unit in named)]:
        told = [people[unit] for unit in named if up[unit] == above]
        left = number - sum(told)
        assert not told or left == 0 or left >= LEAST


def test_a_sibling_keeps_quiet_for_a_small_one() -> None:
    people = {1: 60, 2: 50, 3: 7, 4: 3}
    assert shown_of_tree(people, {1: None, 2: 1, 3: 1, 4: 1}, 60) == {1, 2}
