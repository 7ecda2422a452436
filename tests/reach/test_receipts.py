"""Receipts are facts, kept once; folding never changes what they say."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.reach import actions, folding
from loa.reach.models import ReachBitmap, Receipt
from loa.units.models import Recipient

Kind = Receipt.Kind


@pytest.fixture
def people(release: Release) -> list[int]:
    return list(BitMap.deserialize(bytes(release.audience)))


def truth(release: Release) -> dict[tuple[int, str], BitMap]:
    found: dict[tuple[int, str], BitMap] = {}
    for recipient, kind, channel in Receipt.objects.filter(release=release).values_list("recipient", "kind", "channel"):
        found.setdefault((kind, channel), BitMap()).add(recipient)
    return found


def test_a_receipt_is_kept_once_whatever_the_channel(release: Release, people: list[int]) -> None:
    assert actions.record(release.pk, people[0], Kind.ACKNOWLEDGED, "mail")
    assert not actions.record(release.pk, people[0], Kind.ACKNOWLEDGED, "zalo")
    assert actions.record(release.pk, people[0], Kind.OPENED, "zalo")
    assert Receipt.objects.get(kind=Kind.ACKNOWLEDGED).channel == "mail"


def test_many_receipts_at_once_count_the_new_ones(release: Release, people: list[int]) -> None:
    rows = [(release.pk, person, Kind.OPENED, "app") for person in people]
    assert actions.record_many(rows[:4]) == 4
    assert actions.record_many(rows + rows) == len(people) - 4
    assert actions.record_many([]) == 0


def test_an_unknown_kind_is_no_receipt(release: Release, people: list[int]) -> None:
    with pytest.raises(ValueError, match="9"):
        actions.record(release.pk, people[0], 9, "mail")


@pytest.mark.parametrize("change", ["UPDATE reach_receipt SET kind = 3", "DELETE FROM reach_receipt"])
def test_the_database_keeps_receipts(release: Release, people: list[int], change: str) -> None:
    from django.db import connection

    actions.record(release.pk, people[0], Kind.OPENED, "mail")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


receipts = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(list(Kind)), st.sampled_from(["app", "mail"])), max_size=25
)


@given(receipts, st.sets(st.integers(0, 25)))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_folding_at_any_time_changes_no_answer(
    release: Release, people: list[int], written: list[tuple[int, Kind, str]], fold_at: set[int]
) -> None:
    with transaction.atomic():
        for number, (who, kind, channel) in enumerate(written):
            actions.record(release.pk, people[who], kind, channel)
            if number in fold_at:
                actions.fold(release.pk)
        assert folding.read(release.pk) == truth(release)
        actions.fold(release.pk)
        assert folding.read(release.pk) == truth(release)
        transaction.set_rollback(True)


def test_a_fold_passes_every_receipt_once(release: Release, people: list[int]) -> None:
    actions.record_many([(release.pk, person, Kind.OPENED, "app") for person in people])
    assert actions.fold(release.pk) == len(people)
    assert actions.fold(release.pk) == 0


def test_a_mark_that_cannot_be_settled_stays(
    release: Release, people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL: writers left no gap, so a lower id may still be on its way. Answers are right all the same."""
    monkeypatch.setattr("loa.reach.locks.settled_mark", lambda: None)
    actions.record(release.pk, people[0], Kind.OPENED, "app")
    assert actions.fold(release.pk) == 0
    assert not ReachBitmap.objects.exists()
    assert folding.read(release.pk) == truth(release)


def test_what_lies_beyond_the_mark_is_read_again(
    release: Release, people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receipt with a lower id that is committed after a fold must be found by the next one."""
    actions.record(release.pk, people[0], Kind.OPENED, "app")
    first = Receipt.objects.latest("id").pk
    actions.record(release.pk, people[1], Kind.OPENED, "app")
    monkeypatch.setattr("loa.reach.locks.settled_mark", lambda: first)
    actions.fold(release.pk)
    assert ReachBitmap.objects.get().high_water == first
    assert folding.read(release.pk) == truth(release)


def test_long_tails_are_folded_by_themselves(
    release: Release, people: list[int], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    monkeypatch.setattr(folding, "FOLD_EVERY", 3)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.record_many([(release.pk, person, Kind.OPENED, "app") for person in people])
    assert ReachBitmap.objects.get().kind == Kind.OPENED


def test_receipts_of_another_release_are_not_counted(release: Release, people: list[int]) -> None:
    actions.record(release.pk, people[0], Kind.OPENED, "app")
    assert folding.read(release.pk + 1) == {}


def test_an_installation_is_one_device(release: Release, people: list[int]) -> None:
    assert actions.install(people[0], "device-1")
    assert not actions.install(people[0], "device-1")
    assert actions.install(people[1], "device-1")
    assert actions.remove_installation("device-1")
    assert not actions.remove_installation("device-1")
    assert Recipient.objects.get(pk=people[1]).installations.count() == 1
