"""After a restore there is no portal; releases, pictures and keys make it again, byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from loa.bulletins import actions as desk
from loa.bulletins.models import Release
from loa.bulletins.queries import latest_revision
from loa.channels.portal.channel import publisher
from loa.channels.portal.store import PRIVATE
from loa.config import config
from loa.delivery import actions, recovery
from loa.delivery.models import Delivery
from loa.delivery.worker import Worker
from loa.demo import media
from tests.delivery.conftest import Clock
from tests.support.people import City
from tests.support.releases import draft


@pytest.fixture
def portal(city: City) -> Iterator[Path]:
    """The folder of this test's portal, with its standing pages."""
    folder = config().portal_path
    shutil.rmtree(folder, ignore_errors=True)
    publisher().ensure()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def released(city: City, worker: Worker, clock: Clock) -> Release:
    """A release with a picture and a file, on the portal."""
    words = draft(city, ["portal"])
    bulletin = desk.create(by=city.editor, unit=city.root, draft=words)
    media.furnish(bulletin, words, city.editor)
    desk.submit(bulletin, by=city.editor)
    desk.approve(bulletin, by=city.approver, seen_hash=latest_revision(bulletin).content_hash)
    bulletin.refresh_from_db()
    release = actions.release_and_plan(bulletin, clock())
    worker.drain()
    return release


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and PRIVATE not in path.parts
    }


def test_the_whole_portal_comes_back(city: City, portal: Path, worker: Worker, clock: Clock) -> None:
    first = released(city, worker, clock)
    clock.forward(60)
    released(city, worker, clock)
    before = tree(portal)
    assert any(name.startswith("files/") for name in before)
    assert f"b/{first.code}/index.html" in before
    shutil.rmtree(portal)
    publisher().ensure()
    assert recovery.republish() == 2
    assert tree(portal) == before
    assert recovery.republish() == 0


@pytest.mark.parametrize("lost", ["files", "b", "guides", PRIVATE])
def test_what_is_lost_alone_comes_back(lost: str, city: City, portal: Path, worker: Worker, clock: Clock) -> None:
    released(city, worker, clock)
    before = tree(portal)
    shutil.rmtree(portal / lost)
    if lost == "guides":
        (portal / "index.html").unlink()
    publisher().ensure()
    recovery.republish()
    assert tree(portal) == before


def test_what_never_stood_on_the_portal_is_not_put_there(
    city: City, portal: Path, worker: Worker, clock: Clock
) -> None:
    release = released(city, worker, clock)
    Delivery.objects.update(state=Delivery.State.CANCELLED)
    shutil.rmtree(portal)
    publisher().ensure()
    assert recovery.republish() == 0
    assert not (portal / "b" / release.code).exists()
