"""Reminding: the missing alone, each step once, never at night.

A step is taken for a person once per release: everybody in an earlier round of the same step is left out, and rounds of
one release are made one after the other (the release's row is locked).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from pyroaring import BitMap

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.models import Release
from loa.bulletins.queries import replaced_by
from loa.reach import deliveries, queries
from loa.reach.core.escalation import GIVEN_UP, Step, is_quiet, next_waking, steps_due
from loa.reach.errors import QuietHoursError, RecalledError
from loa.reach.models import Reminder
from loa.units.core.snapshot import Snapshot, union
from loa.units.queries import snapshot

Role = RoleAssignment.Role
ROLE_OF: dict[Step, str] = {"focal_point": Role.FOCAL_POINT, "unit_head": Role.UNIT_HEAD}


@transaction.atomic
def remind(
    release: Release, unit_id: int, by: User | None, step: Step = "person", now: dt.datetime | None = None
) -> Reminder | None:
    """Take a step for all of *unit_id*'s subtree who have not acknowledged; None when there is nobody left for it.

    `person` reminds the missing themselves, `focal_point` and `unit_head` those who answer for their units. *by* is
    None for the clock. Raises `MissingRoleError`, `QuietHoursError`, `RecalledError`, `NotInTreeError`.
    """
    now = now or timezone.now()
    if by is not None:
        require(by, Role.UNIT_HEAD, Role.FOCAL_POINT, Role.EDITOR, unit_id=unit_id)
    _refuse_at_night(now)
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    _refuse_replaced(release)
    missing = queries.missing_people(release, unit_id)
    wanted = missing if step == "person" else _answering_for(release, missing, step)
    people = wanted - _reminded(release, step)
    return _round(release, unit_id, step, people, by) if people else None


def _refuse_at_night(now: dt.datetime) -> None:
    if is_quiet(now):
        raise QuietHoursError(next=next_waking(now).strftime("%H:%M %d/%m/%Y"))


def _refuse_replaced(release: Release) -> None:
    newer = replaced_by(release)
    if newer is not None:
        raise RecalledError(release=release.number, newer=newer.number)


def _reminded(release: Release, step: Step) -> BitMap:
    """Everybody in an earlier round of this step."""
    rounds = Reminder.objects.filter(release=release, step=step).values_list("recipients", flat=True)
    return union(tuple(BitMap.deserialize(bytes(people)) for people in rounds))


def _round(release: Release, unit_id: int, step: Step, people: BitMap, by: User | None) -> Reminder:
    """Write the round down and plan its delivery, in one transaction: neither without the other."""
    number = Reminder.objects.filter(release=release).count() + 1
    reminder = Reminder.objects.create(
        release=release, unit_id=unit_id, step=step, recipients=people.serialize(), count=len(people), by=by
    )
    deliveries.remind(release, people, number)
    return reminder


def _answering_for(release: Release, missing: BitMap, step: Step) -> BitMap:
    """The recipients who answer for the units in which somebody is missing.

    A unit without such a person is answered for by the nearest unit above that has one.
    """
    frozen = snapshot(release.snapshot)
    holders = _holders(ROLE_OF[step])
    found = BitMap()
    for unit_id, members in zip(frozen.tree.ids, frozen.bitmaps, strict=True):
        if members.intersect(missing):
            found |= _nearest(frozen, unit_id, holders)
    return found


def _holders(role: str) -> dict[int, BitMap]:
    """By unit, the staff whose active account holds *role* on it."""
    held = RoleAssignment.objects.filter(
        role=role, user__is_active=True, user__staff__recipient__closed_at__isnull=True
    )
    found: dict[int, BitMap] = {}
    for unit_id, recipient in held.filter(user__staff__isnull=False).values_list("unit_id", "user__staff_id"):
        found.setdefault(unit_id, BitMap()).add(recipient)
    return found


def _nearest(frozen: Snapshot, unit_id: int, holders: dict[int, BitMap]) -> BitMap:
    for candidate in (unit_id, *frozen.tree.ancestors(unit_id)):
        if candidate in holders:
            return holders[candidate]
    return BitMap()


def remind_due(now: dt.datetime | None = None) -> int:
    """What the clock asks for: every step of every recent release whose hour has come. Returns persons reminded.

    Calling it again and again is safe: nobody is in two rounds of one step.
    """
    now = now or timezone.now()
    if is_quiet(now):
        return 0
    recent = Release.objects.filter(issued_at__gt=now - GIVEN_UP, replaced_by__isnull=True).select_related("snapshot")
    return sum(_take_due_steps(release, now) for release in recent if _still_news(release, now))


def _still_news(release: Release, now: dt.datetime) -> bool:
    return release.not_after is None or release.not_after > now


def _take_due_steps(release: Release, now: dt.datetime) -> int:
    """The first due step that somebody is left for, on the whole organisation; the next has to wait for it."""
    for step in steps_due(release.issued_at, now, _last_rounds(release)):
        rounds = [remind(release, root, None, step, now) for root in snapshot(release.snapshot).tree.roots()]
        reminded = sum(reminder.count for reminder in rounds if reminder)
        if reminded:
            return reminded
    return 0


def _last_rounds(release: Release) -> dict[Step, dt.datetime]:
    """When each step was last taken, by the clock or by a person."""
    rounds = Reminder.objects.filter(release=release).values_list("step").annotate(Max("created_at")).order_by()
    return dict(rounds)
