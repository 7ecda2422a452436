"""The log in the database: gapless, append-only, its root always that of its leaves."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from loa.trust import actions
from loa.trust.core.merkle import leaf_hash, root
from loa.trust.models import LogEntry

NOON = datetime(2020, 2, 7, 5, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_entries_are_numbered_without_gaps_and_carry_the_root() -> None:
    for name in ("a", "b", "c"):
        with transaction.atomic():
            actions.append("test", {"name": name}, NOON)
    entries = list(LogEntry.objects.all())
    assert [entry.sequence for entry in entries] == [0, 1, 2]
    assert bytes(entries[-1].root) == root([leaf_hash(bytes(entry.leaf)) for entry in entries])


@pytest.mark.django_db
def test_the_database_refuses_to_change_or_remove_an_entry() -> None:
    with transaction.atomic():
        actions.append("test", {}, NOON)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        LogEntry.objects.update(type="other")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        LogEntry.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_programming_error() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        actions.append("test", {}, NOON)
