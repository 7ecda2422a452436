"""Questions about dispatches: which there are, how far each task is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from loa.directives.models import Assignment, Directive, Task


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """How many units have a task, and how far they are (units)."""

    task: Task
    assigned: int
    acknowledged: int
    done: int
    overdue: int


MOST_PUBLIC = 50  # on one page: what is older has been dealt with


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A dispatch that the portal may show; the counts are of tasks × units."""

    directive: Directive
    tasks: int
    given: int
    done: int
    under_way: int
    late: int


def public_lines(today: dt.date) -> list[PublicLine]:
    """The dispatches that the portal may show, newest first."""
    state, given = "tasks__assignments__state", Q(tasks__assignments__isnull=False)
    done = Q(**{state: Assignment.State.DONE})
    begun = Q(**{f"{state}__in": [Assignment.State.ACKNOWLEDGED, Assignment.State.IN_PROGRESS]})
    found = Directive.objects.filter(public=True).annotate(
        n_tasks=Count("tasks", distinct=True),
        n_given=Count("tasks__assignments"),
        n_done=Count("tasks__assignments", filter=done),
        n_begun=Count("tasks__assignments", filter=begun),
        n_late=Count("tasks__assignments", filter=Q(tasks__due__lt=today) & given & ~done),
    )
    newest = found.order_by("-date", "-id")[:MOST_PUBLIC]
    return [PublicLine(one, one.n_tasks, one.n_given, one.n_done, one.n_begun, one.n_late) for one in newest]


def directives() -> QuerySet[Directive]:
    """All dispatches, newest first."""
    return Directive.objects.annotate(task_count=Count("tasks"))


def task_progress(directive: Directive, today: dt.date) -> list[TaskProgress]:
    """One line per task of *directive*."""
    done = Q(assignments__state=Assignment.State.DONE)
    tasks = directive.tasks.annotate(
        n_assigned=Count("assignments"),
        n_acknowledged=Count("assignments", filter=Q(assignments__acknowledged_at__isnull=False)),
        n_done=Count("assignments", filter=done),
        n_late=Count("assignments", filter=Q(due__lt=today) & ~done & Q(assignments__isnull=False)),
    ).order_by("position")
    return [TaskProgress(task, task.n_assigned, task.n_acknowledged, task.n_done, task.n_late) for task in tasks]


def assignments_of_units(unit_ids: frozenset[int]) -> QuerySet[Assignment]:
    """What the given units have to do, the most urgent first."""
    return (
        Assignment.objects.filter(unit__in=unit_ids)
        .select_related("task", "task__directive", "unit")
        .order_by("done_at", "task__due", "task__directive__date", "task__position")
    )


def as_record(directive: Directive) -> Mapping[str, object]:
    """The directive in the shape of `loa directive read --json`."""
    return {
        "kind": directive.kind or None,
        "issuer": directive.issuer or None,
        "issuer_parent": directive.issuer_parent or None,
        "number": directive.number or None,
        "place": directive.place or None,
        "date": directive.date.isoformat() if directive.date else None,
        "subject": directive.subject or None,
        "addressees": directive.addressees,
        "cited": directive.cited,
        "channels": directive.channels,
        "tasks": [
            {
                "no": task.no,
                "text": task.text,
                "who": task.who,
                "due": task.due.isoformat() if task.due else None,
                "due_text": task.due_text or None,
            }
            for task in directive.tasks.all()
        ],
        "recipients": directive.recipients,
        "filing": directive.filing or None,
        "capacity": directive.capacity,
        "signer": directive.signer or None,
        "warnings": directive.warnings,
    }
