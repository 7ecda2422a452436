"""Pauses: doubling, bounded, shared by all processes, and counted before the guess is judged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.accounts.actions import throttle
from loa.accounts.core import backoff
from loa.accounts.errors import TooManyAttemptsError
from loa.accounts.models import Throttle

NOON = datetime(2026, 2, 7, 5, tzinfo=UTC)


@given(st.integers(0, 10_000), st.integers(1, 100))
def test_pauses_never_shrink_and_never_pass_the_longest(failures: int, free: int) -> None:
    pause, more = backoff.wait(failures, free), backoff.wait(failures + 1, free)
    assert timedelta(0) <= pause <= more <= backoff.LONGEST
    assert (pause == timedelta(0)) is (failures < free)


@pytest.mark.django_db
def test_each_failure_beyond_the_free_ones_doubles_the_pause() -> None:
    guesser, now, pauses = throttle.account("bientap@campha.example"), NOON, []
    for _ in range(throttle.PER_ACCOUNT + 6):
        throttle.begin(guesser, now)
        row = Throttle.objects.get()
        assert row.blocked_until is not None
        pauses.append((row.blocked_until - now) // timedelta(minutes=1))
        now = row.blocked_until
    assert pauses == [0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15]


@pytest.mark.django_db
def test_who_waits_is_told_how_long_and_waiting_does_not_count() -> None:
    guesser = throttle.account("bientap@campha.example")
    for _ in range(throttle.PER_ACCOUNT):
        throttle.begin(guesser, NOON)
    for _ in range(3):
        with pytest.raises(TooManyAttemptsError) as refused:
            throttle.begin(guesser, NOON + timedelta(seconds=30))
        assert refused.value.fields == {"minutes": 1}
    throttle.begin(guesser, NOON + timedelta(seconds=61))


@pytest.mark.django_db
def test_a_day_without_failures_begins_anew_and_old_counts_are_deleted() -> None:
    guesser = throttle.account("bientap@campha.example")
    for _ in range(throttle.PER_ACCOUNT - 1):
        throttle.begin(guesser, NOON)
    throttle.begin(guesser, NOON + timedelta(hours=25))
    assert Throttle.objects.get().failures == 1
    assert throttle.forget_old(NOON + timedelta(hours=48)) == 0
    assert throttle.forget_old(NOON + timedelta(hours=50)) == 1


@pytest.mark.django_db
def test_an_office_behind_one_address_is_not_locked_out_by_those_who_get_it_right() -> None:
    office = throttle.address("203.0.113.7", NOON)
    for _ in range(throttle.PER_ADDRESS * 2):
        throttle.begin(office, NOON)
        throttle.give_back(office)
    throttle.begin(office, NOON)
