"""The public page of coverage: counted from facts, without a name, on a portal that stands and on no other."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import loa.directives
from loa.accounts.errors import MissingRoleError
from loa.bulletins import actions
from loa.channels.portal.channel import publisher
from loa.delivery import scheduler
from loa.directives.actions import receive, show
from loa.directives.models import Assignment
from loa.reach.public import public_coverage, public_dispatches, publish
from loa.units.queries import snapshot
from tests.reach.conftest import MORNING, Post
from tests.reach.test_overall import acknowledge
from tests.support.people import City
from tests.support.people import city as make_city
from tests.support.releases import approved

SEED = Path(loa.directives.__file__).parent / "demo" / "365-UBND-VHTT.txt"
NOON = MORNING + dt.timedelta(hours=4)


@pytest.fixture
def town(db: None, signing_key: object, post: Post) -> City:
    """Two wards of six; five people of the east have confirmed."""
    made = make_city(staff_per_ward=6)
    release = actions.release(approved(made), MORNING)
    acknowledge(release, list(snapshot(release.snapshot).members(made.east.pk))[:5])
    return made


def test_it_counts_unit_by_unit(town: City) -> None:
    found = public_coverage(NOON)
    assert found.whole
    assert (found.whole.staff, found.whole.asked, found.whole.acknowledged) == (12, 12, 5)
    assert {(line.name, line.acknowledged) for line in found.units} == {(town.east.name, 5), (town.west.name, 0)}


def test_a_house_of_four_shows_nothing(db: None, signing_key: object, post: Post) -> None:
    make_city(staff_per_ward=2)
    assert public_coverage(NOON).whole is None


def test_it_is_a_file_and_names_nobody(town: City) -> None:
    portal = publisher()
    (portal.root / "index.html").unlink(missing_ok=True)
    assert not publish(NOON)
    portal.ensure()
    assert publish(NOON)
    data, page = portal.store.read("coverage.json") or b"", (portal.store.read("coverage/index.html") or b"").decode()
    assert json.loads(data)["at"] == "2020-02-07T05:00:00Z"
    assert "41,6 %" in page
    assert "Nguyễn Văn" not in page + data.decode()
    assert "@campha.example" not in data.decode()


def test_it_waits_for_no_release(town: City) -> None:
    portal = publisher()
    portal.ensure()
    with portal.store.exclusive():
        assert not publish(NOON)


def test_a_dispatch_is_shown_once_an_approver_says_so(town: City) -> None:
    directive = receive(SEED.read_bytes(), SEED.name)
    task = directive.tasks.first()
    assert task
    for unit, state in ((town.east, "done"), (town.west, "in_progress")):
        Assignment.objects.create(task=task, unit=unit, state=state)
    assert public_dispatches(NOON).dispatches == ()
    portal = publisher()
    portal.ensure()
    publish(NOON)
    assert "365/UBND-VHTT" not in (portal.store.read("dispatches/index.html") or b"").decode()
    with pytest.raises(MissingRoleError):
        show(directive, public=True, by=town.editor)
    show(directive, public=True, by=town.approver)
    (line,) = public_dispatches(NOON).dispatches
    assert (line.number, line.date, line.tasks) == ("365/UBND-VHTT", "2020-02-07", 4)
    assert (line.given, line.done, line.under_way) == (2, 1, 1)
    publish(NOON)
    page = (portal.store.read("dispatches/index.html") or b"").decode()
    assert "365/UBND-VHTT" in page
    data = (portal.store.read("dispatches.json") or b"").decode()
    assert json.loads(data)["dispatches"][0] == {
        "number": "365/UBND-VHTT", "date": "2020-02-07", "issuer": line.issuer, "subject": line.subject,
        "tasks": 4, "given": 2, "done": 1, "under_way": 1, "late": 0,
    }  # fmt: skip
    assert task.text[:40] not in page + data
    show(directive, public=False, by=town.approver)
    assert public_dispatches(NOON).dispatches == ()
    publish(NOON)
    assert json.loads(portal.store.read("dispatches.json") or b"")["dispatches"] == [], "taken back is taken back"


def test_the_clock_counts() -> None:
    assert scheduler._jobs["public figures"].every >= 600
