"""Verbs of dispatches: receive one, assign its tasks, report progress."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.directives.core import read
from loa.directives.errors import AlreadyReceivedError, WrongProgressError
from loa.directives.models import Assignment, Directive, Task

Role = RoleAssignment.Role
State = Assignment.State

# A task is done by somebody who first took it; it can be taken up again when the work is sent back.
NEXT_STATES: dict[str, frozenset[str]] = {
    State.ASSIGNED: frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS, State.DONE, State.RETURNED}),
    State.ACKNOWLEDGED: frozenset({State.IN_PROGRESS, State.DONE, State.RETURNED}),
    State.IN_PROGRESS: frozenset({State.DONE, State.RETURNED}),
    State.DONE: frozenset({State.IN_PROGRESS}),
    State.RETURNED: frozenset({State.ASSIGNED, State.ACKNOWLEDGED}),
}


@transaction.atomic
def receive(data: bytes, filename: str, by: User | None = None) -> Directive:
    """Read a dispatch and store it with its tasks.

    Raises the reader's `LoaError`s for files that cannot be read, `AlreadyReceivedError` for the same file again.
    """
    if by is not None:
        require(by, Role.EDITOR, Role.APPROVER)
    digest = hashlib.sha256(data).hexdigest()
    known = Directive.objects.filter(file_sha256=digest).first()
    if known is not None:
        raise AlreadyReceivedError(date=timezone.localdate(known.received_at).strftime("%d/%m/%Y"), number=known.number)
    dispatch = read(data, filename)
    record = dispatch.to_dict()
    directive = Directive.objects.create(
        **_fields(record), file_name=filename[-200:], file_sha256=digest, text=dispatch.text, received_by=by
    )
    Task.objects.bulk_create(
        [_task(directive, position, task) for position, task in enumerate(record["tasks"], start=1)]
    )
    return directive


@transaction.atomic
def show(directive: Directive, *, public: bool, by: User) -> None:
    """Let the portal show *directive* (number, date, issuer, subject, how far its tasks are), or take it off again."""
    require(by, Role.APPROVER)
    Directive.objects.filter(pk=directive.pk).update(public=public)


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    texts = ("kind", "issuer", "issuer_parent", "number", "place", "subject", "filing", "signer")
    lists = ("addressees", "cited", "channels", "recipients", "capacity", "warnings")
    values: dict[str, Any] = {name: record.get(name) or "" for name in texts}
    values.update({name: record.get(name) or [] for name in lists})
    values["date"] = _date(record.get("date"))
    return values


def _task(directive: Directive, position: int, task: dict[str, Any]) -> Task:
    return Task(
        directive=directive,
        position=position,
        no=task["no"] or "",
        text=task["text"],
        who=task["who"],
        due=_date(task["due"]),
        due_text=task["due_text"] or "",
    )


def _date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


@transaction.atomic
def assign(task: Task, unit_ids: Iterable[int], by: User) -> list[Assignment]:
    """Give *task* to units; units that have it already keep their state."""
    wanted = sorted(set(unit_ids))
    for unit_id in wanted:
        require(by, Role.EDITOR, Role.APPROVER, unit_id=unit_id)
    Assignment.objects.bulk_create(
        [Assignment(task=task, unit_id=unit_id) for unit_id in wanted], ignore_conflicts=True
    )
    return list(task.assignments.filter(unit__in=wanted).select_related("unit"))


@transaction.atomic
def progress(assignment: Assignment, state: str, by: User, note: str = "") -> Assignment:
    """Report how far a unit is.

    Raises `WrongProgressError`, and `MissingRoleError` unless *by* answers for the unit.
    """
    assignment = Assignment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=assignment.pk)
    require(by, Role.UNIT_HEAD, Role.FOCAL_POINT, Role.EDITOR, unit_id=assignment.unit_id)
    if state not in NEXT_STATES[assignment.state]:
        raise WrongProgressError(state=assignment.get_state_display(), target=State(state).label)
    now = timezone.now()
    assignment.state, assignment.note = state, note.strip() or assignment.note
    assignment.acknowledged_at = assignment.acknowledged_at or now
    assignment.done_at = now if state == State.DONE else None
    assignment.save()
    return assignment
