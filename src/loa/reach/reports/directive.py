"""The report of a dispatch: how far its tasks are."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from loa.directives.models import Assignment, Directive
from loa.directives.queries import TaskProgress, task_progress
from loa.reach.reports.report import Block, Column, Report, Value, head

STATES = {
    "assigned": "Đã giao",
    "acknowledged": "Đã tiếp nhận",
    "in_progress": "Đang thực hiện",
    "done": "Hoàn thành",
    "returned": "Trả lại",
}
LISTED_OPEN = 2000  # assignments that are not done yet
_TASK_COLUMNS = (
    Column("STT", width=6),
    Column("Nhiệm vụ", "text", 60),
    Column("Thời hạn", "text", 14),
    Column("Đã giao"),
    Column("Đã tiếp nhận", width=12),
    Column("Hoàn thành"),
    Column("Quá hạn"),
)
_ASSIGNMENT_COLUMNS = (
    Column("Đơn vị", "text", 46),
    Column("Nhiệm vụ", "text", 12),
    Column("Tình trạng", "text", 18),
    Column("Ghi chú", "text", 40),
)


def directive_report(directive: Directive, at: dt.datetime | None = None) -> Report:
    """How far the tasks of a dispatch are, and which units have not finished."""
    lines = enumerate(task_progress(directive, timezone.localdate(at)), start=1)
    written = directive.date.strftime("%d/%m/%Y") if directive.date else "…"
    return Report(
        **head(at),
        title="BÁO CÁO",
        subject=f"Kết quả thực hiện {directive.kind or 'Văn bản'} số {directive.number} ngày {written}",
        lead=[f"{directive.issuer}: {directive.subject}".strip(": ")],
        blocks=[
            Block("Tiến độ nhiệm vụ", _TASK_COLUMNS, [_task_row(*line) for line in lines]),
            *_open_assignments(directive),
        ],
    )


def _task_row(number: int, line: TaskProgress) -> list[Value]:
    due = _due(line.task.due, line.task.due_text)
    return [number, line.task.text, due, line.assigned, line.acknowledged, line.done, line.overdue]


def _due(day: dt.date | None, words: str) -> str:
    return day.strftime("%d/%m/%Y") if day else words


def _open_assignments(directive: Directive) -> list[Block]:
    unfinished = Assignment.objects.filter(task__directive=directive).exclude(state=Assignment.State.DONE)
    ordered = unfinished.select_related("unit", "task").order_by("unit__position", "unit__name", "task__position")
    rows = [
        [each.unit.name, each.task.no or str(each.task.position), STATES[each.state], each.note]
        for each in ordered[:LISTED_OPEN]
    ]
    return [Block("Đơn vị chưa hoàn thành", _ASSIGNMENT_COLUMNS, rows)] if rows else []
