"""Dispatches in the database: received once, assigned to units, reported on by those who answer for them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import loa.directives
from loa.accounts.errors import MissingRoleError
from loa.directives import actions, queries
from loa.directives.errors import AlreadyReceivedError, WrongProgressError
from loa.directives.models import Assignment, Directive
from tests.support import people

pytestmark = pytest.mark.django_db
SEED = Path(loa.directives.__file__).parent / "demo" / "365-UBND-VHTT.txt"


@pytest.fixture
def directive() -> Directive:
    return actions.receive(SEED.read_bytes(), SEED.name)


def test_the_real_dispatch_becomes_a_directive_with_its_tasks(directive: Directive) -> None:
    assert (directive.number, directive.date) == ("365/UBND-VHTT", dt.date(2020, 2, 7))
    assert [task.no for task in directive.tasks.all()] == ["1", "2", "3", ""]
    assert len(directive.addressees) == len(directive.channels) == 4


def test_the_same_file_is_received_once(directive: Directive) -> None:
    with pytest.raises(AlreadyReceivedError, match="365/UBND-VHTT"):
        actions.receive(SEED.read_bytes(), "another-name.txt")


def test_a_task_is_followed_from_unit_to_unit(directive: Directive) -> None:
    city = people.city()
    task = directive.tasks.all()[1]
    east, west = actions.assign(task, [city.east.pk, city.west.pk], by=city.editor)
    actions.progress(east, Assignment.State.DONE, by=city.head_of_east)
    line = queries.task_progress(directive, dt.date(2020, 2, 10))[1]
    assert (line.assigned, line.acknowledged, line.done) == (2, 1, 1)
    with pytest.raises(MissingRoleError):
        actions.progress(west, Assignment.State.DONE, by=city.head_of_east)


def test_assigning_twice_keeps_the_state(directive: Directive) -> None:
    city = people.city()
    task = directive.tasks.all()[0]
    (first,) = actions.assign(task, [city.east.pk], by=city.editor)
    actions.progress(first, Assignment.State.DONE, by=city.head_of_east)
    (again,) = actions.assign(task, [city.east.pk], by=city.editor)
    assert again.state == Assignment.State.DONE


def test_a_done_task_cannot_go_back_to_received(directive: Directive) -> None:
    city = people.city()
    (given,) = actions.assign(directive.tasks.all()[0], [city.east.pk], by=city.editor)
    done = actions.progress(given, Assignment.State.DONE, by=city.head_of_east)
    with pytest.raises(WrongProgressError):
        actions.progress(done, Assignment.State.ACKNOWLEDGED, by=city.head_of_east)
