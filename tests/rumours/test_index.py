"""What answers claims: what stands on the portal and was not replaced, read in one walk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loa.bulletins import actions as bulletins
from loa.bulletins import queries as published
from loa.bulletins.core.manifest import Text
from loa.bulletins.models import Bulletin, Release
from loa.rumours import queries
from tests.support.people import City
from tests.support.people import city as make_city
from tests.support.releases import approved

WORDS = Text("Chợ đêm tạm dừng", "Chợ đêm tạm dừng từ tối nay.", "Chợ đêm tạm dừng.", "UBND phường")


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No index of another test, whose releases had the same ids."""
    queries._cache.newest = -1
    yield
    queries._cache.newest = -1


@pytest.fixture
def city(db: None, signing_key: object) -> City:
    return make_city()


def release(bulletin: Bulletin) -> Release:
    return bulletins.release(bulletin, timezone.now())


def corrected(city: City, old: Release) -> Release:
    begun = bulletins.correct(old, by=city.editor, texts={"vi": WORDS})
    bulletins.submit(begun, by=city.editor)
    bulletins.approve(begun, by=city.approver, seen_hash=published.latest_revision(begun).content_hash)
    begun.refresh_from_db()
    return release(begun)


def test_only_what_stands_in_public_answers(city: City) -> None:
    internal = release(approved(city, ("mail",)))
    public = release(approved(city, ("portal", "mail")))
    assert [item.id for item in queries.index().items] == [public.code]
    newer = corrected(city, public)
    assert [item.id for item in queries.index().items] == [newer.code]
    assert internal.code not in {item.id for item in queries.index().items}


@pytest.mark.parametrize("number", [1, 6])
def test_it_is_read_in_one_walk_however_much_was_published(city: City, number: int) -> None:
    for _ in range(number):
        release(approved(city, ("portal",)))
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.index().items) == number
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        queries.index()
    assert len(asked) == 1
