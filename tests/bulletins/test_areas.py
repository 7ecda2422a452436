"""A release names where it holds: signed with it, and a correction holds wherever the old one did."""

from __future__ import annotations

from importlib import import_module

import pytest

from loa.bulletins import actions, queries
from loa.bulletins.core.manifest import Area, Text
from loa.bulletins.models import Release
from loa.units.models import Unit
from tests.bulletins.test_desk import NOON, approved, city
from tests.support import people

__all__ = ["city"]
pytestmark = pytest.mark.django_db
CITY, EAST, WEST = (
    Area("Thành phố Cẩm Phả", "VN-QD124-2004", "195"),
    Area("Phường Đông", "VN-QD124-2004", "06748"),
    Area("Phường Tây", "VN-QD124-2004", "06757"),
)


@pytest.fixture
def coded(city: people.City) -> people.City:
    for unit, area in ((city.root, CITY), (city.east, EAST), (city.west, WEST)):
        Unit.objects.filter(pk=unit.pk).update(name=area.name, official_code=area.code)
    return city


def areas_of(release: Release) -> tuple[Area, ...]:
    return queries.manifest_of(release).areas


def test_it_holds_where_the_audience_is(coded: people.City, signing_key: object) -> None:
    both = {"units": [coded.west.pk, coded.east.pk], "subscribers": True}
    assert set(areas_of(actions.release(approved(coded, audience=both), NOON))) == {EAST, WEST}
    assert areas_of(actions.release(approved(coded), NOON)) == (CITY,)


def test_for_residents_alone_or_for_too_many_it_holds_for_the_issuer(
    coded: people.City, signing_key: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = {"units": [], "subscribers": True}
    assert areas_of(actions.release(approved(coded, audience=everybody), NOON)) == (CITY,)
    monkeypatch.setattr(import_module("loa.bulletins.actions.release"), "MOST_AREAS", 1)
    both = {"units": [coded.west.pk, coded.east.pk], "subscribers": True}
    assert areas_of(actions.release(approved(coded, audience=both), NOON)) == (CITY,)


def test_a_correction_holds_wherever_the_old_one_did(coded: people.City, signing_key: object) -> None:
    old = actions.release(approved(coded, audience={"units": [coded.east.pk], "subscribers": False}), NOON)
    texts = {"vi": Text(title="Đính chính", summary="Sửa", body="Đúng là …", source="Sở Y tế")}
    bulletin = actions.correct(old, by=coded.editor, texts=texts)
    Unit.objects.filter(pk=coded.east.pk).update(official_code="06781")
    actions.submit(bulletin, by=coded.editor)
    actions.approve(bulletin, by=coded.approver, seen_hash=queries.latest_revision(bulletin).content_hash)
    named = areas_of(actions.release(bulletin, NOON.replace(hour=6)))
    assert EAST in named
    assert Area("Phường Đông", "VN-QD124-2004", "06781") in named


def test_without_codes_nothing_is_said(city: people.City, signing_key: object) -> None:
    made = actions.release(approved(city), NOON)
    assert areas_of(made) == ()
    assert b"areas" not in bytes(made.manifest)
