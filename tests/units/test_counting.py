"""Counting addresses: right for every shape of audience, in few questions, in memory that does not grow with it."""

from __future__ import annotations

import tracemalloc
from collections import Counter

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pyroaring import BitMap

from loa.units import counting, queries, rows
from loa.units.models import ContactPoint, Recipient

CHANNELS = ("app", "mail", "zalo")
Ask = pytest.FixtureRequest


def residents(number: int) -> None:
    """*number* residents with a mailbox each, made by the database alone."""
    series = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO units_recipient (id, kind, language, created_at) "
            f"{series} SELECT x, 'subscriber', 'vi', '2026-01-01' FROM n",
            [number],
        )
        cursor.execute(
            "INSERT INTO units_contactpoint (recipient_id, channel, address, keys, created_at, closed_reason) "
            f"{series} SELECT x, 'mail', 'm' || x, '{{}}', '2026-01-01', '' FROM n",
            [number],
        )


class EveryShape(TestCase):
    """Small audiences, nearly everybody, and what lies between, with several addresses a person and closed ones."""

    @settings(max_examples=60)
    @given(
        st.lists(st.tuples(st.integers(0, 29), st.sampled_from(CHANNELS), st.booleans()), max_size=60),
        st.sets(st.integers(0, 29)),
        st.sampled_from([0, 5, 30]),
    )
    def test_the_count_is_that_of_the_rows(
        self, points: list[tuple[int, str, bool]], chosen: set[int], sparse: int
    ) -> None:
        Recipient.objects.all().delete()
        people = [Recipient.objects.create(kind=Recipient.Kind.SUBSCRIBER).pk for _ in range(30)]
        for number, (person, channel, closed) in enumerate(points):
            at = "2026-01-01T00:00:00Z" if closed else None
            ContactPoint.objects.create(
                recipient_id=people[person], channel=channel, address=f"a{number}", closed_at=at
            )
        true = Counter(channel for person, channel, closed in points if person in chosen and not closed)
        before, counting.SPARSE = counting.SPARSE, sparse
        try:
            found = counting.count_points(CHANNELS, BitMap(people[person] for person in chosen))
        finally:
            counting.SPARSE = before
        assert found == {channel: true[channel] for channel in CHANNELS}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("audience", "questions", "number"),
    [
        (range(1, 501), 1, 500),
        (range(1, 60_001), 2, 60_000),  # everybody: the last id, and one count
        (range(501, 60_001), 3, 59_500),  # … less those left out
        (range(1, 60_001, 2), 5, 30_000),  # between: last id, mark (2), two slices
    ],
)
def test_few_questions_are_asked(audience: range, questions: int, number: int, django_assert_num_queries: Ask) -> None:
    residents(60_000)
    with django_assert_num_queries(questions):  # type: ignore[operator]
        assert counting.count_points(["mail"], BitMap(audience)) == {"mail": number}


@pytest.mark.django_db
def test_an_audience_between_is_walked_once_until_an_address_changes(django_assert_num_queries: Ask) -> None:
    residents(45_000)
    half = BitMap(range(1, 45_001, 2))
    assert counting.count_points(["mail"], half) == {"mail": 22_500}
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert counting.count_points(["mail"], half) == {"mail": 22_500}
    ContactPoint.objects.create(recipient_id=1, channel="mail", address="new@nhan.example")
    assert counting.count_points(["mail"], half) == {"mail": 22_501}


@pytest.mark.django_db
@pytest.mark.parametrize("audience", [range(1, 200_001), range(1, 200_001, 2)])
def test_memory_does_not_grow_with_the_audience(audience: range, monkeypatch: pytest.MonkeyPatch) -> None:
    """200,000 here as 1,300,000 in a province: a list of these rows would take 20 MB, a slice of 5,000 half of one."""
    monkeypatch.setattr(rows, "STEP", 5_000)
    residents(200_000)
    people = BitMap(audience)
    tracemalloc.start()
    try:
        counted = counting.count_points(["mail", "zalo"], people)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counted == {"mail": len(people), "zalo": 0}
    assert peak < 3_000_000
    assert len(people) > queries.SPARSE
