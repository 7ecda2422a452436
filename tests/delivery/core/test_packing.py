"""Packed columns and outcome bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.base import Outcome
from loa.delivery.core.packing import close, give_up, pack, reached, tally, unpack

IDS = st.integers(0, 2**63 - 1)
OUTCOMES = st.lists(st.sampled_from(list(Outcome)), max_size=500).map(bytes)


@given(st.lists(IDS, max_size=500))
def test_what_is_packed_comes_back_in_its_order(ids: list[int]) -> None:
    assert list(unpack(pack(ids))) == ids


@given(st.sets(IDS, max_size=500))
def test_sorted_ids_come_back(ids: set[int]) -> None:
    assert list(unpack(pack(sorted(ids)))) == sorted(ids)


@pytest.mark.parametrize(("step", "size"), [(1, 508), (255, 508), (256, 1007), (70_000, 2005), (2**33, 4001)])
def test_dense_ids_cost_a_byte_and_sparse_ones_no_more_than_they_must(step: int, size: int) -> None:
    assert len(pack(range(7, 7 + 500 * step, step))) == size


@given(st.binary(max_size=40))
def test_rubbish_is_refused_or_read_but_never_breaks_otherwise(data: bytes) -> None:
    try:
        unpack(data)
    except (ValueError, OverflowError):
        return


@given(OUTCOMES, st.booleans())
def test_everybody_is_counted_once(outcomes: bytes, closed: bool) -> None:
    counts = tally(outcomes, closed=closed)
    cancelled = outcomes.count(Outcome.CANCELLED)
    assert counts.pending + counts.sent + counts.delivered + counts.failed + cancelled == len(outcomes)
    assert counts.sent + counts.delivered == sum(reached(outcomes))


@given(OUTCOMES, st.sampled_from([Outcome.CANCELLED, Outcome.EXPIRED]))
def test_closing_leaves_nothing_pending_and_takes_nothing_back(outcomes: bytes, outcome: Outcome) -> None:
    closed = close(outcomes, outcome)
    assert tally(closed, closed=True).pending == 0
    assert reached(closed) == reached(outcomes)


@given(OUTCOMES)
def test_giving_up_touches_only_what_could_be_retried(outcomes: bytes) -> None:
    for before, after in zip(outcomes, give_up(outcomes), strict=True):
        retried = before in (Outcome.TEMPORARY_FAILURE, Outcome.UNKNOWN)
        assert after == (Outcome.PERMANENT_FAILURE if retried else before)
