"""Dispatches: take one in, see what was read, give its tasks to units, follow them to done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.accounts.queries import units_with
from loa.directives import actions, queries
from loa.directives.addressing import suggest_units
from loa.directives.models import Assignment, Directive, Task
from loa.errors import LoaError, NotFoundError
from loa.units.queries import tree
from loa.web.access import DIRECTIVE_ROLES, Role, for_roles, has_role, me
from loa.web.desk.picker import Branch, branches
from loa.web.directives.forms import AssignForm, ProgressForm, UploadForm
from loa.web.paging import page_of

State = Assignment.State


@for_roles(*DIRECTIVE_ROLES)
@require_GET
def directives(request: HttpRequest) -> HttpResponse:
    """All dispatches, and what the visitor's own units have to do."""
    context = {
        "page": page_of(request, queries.directives().order_by("-date", "-id")),
        "may_receive": has_role(request, Role.EDITOR, Role.APPROVER),
        "mine": _mine(request).exclude(state=State.DONE).count(),
        "upload": UploadForm(),
    }
    return render(request, "directives/directives.html", context)


@for_roles(Role.EDITOR, Role.APPROVER)
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Read an uploaded dispatch and store it with its tasks."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors.get("file", []))), extra_tags="grave")
        return redirect("directives")
    upload = form.cleaned_data["file"]
    try:
        made = actions.receive(upload.read(), upload.name, by=me(request))
    except LoaError as error:
        messages.error(request, error.text, extra_tags="grave")
        return redirect("directives")
    messages.success(request, _("Read. Check the fields and give the tasks to units."), extra_tags="good")
    return redirect("directive", made.pk)


@dataclass(frozen=True, slots=True)
class Line:
    """One task with its progress, the units that have it, and the picker for giving it to more."""

    progress: queries.TaskProgress
    assignments: Sequence[Assignment]
    suggested: Sequence[int]
    branches: Sequence[Branch]


@for_roles(*DIRECTIVE_ROLES)
@require_GET
def directive(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read from a dispatch, what the reader is unsure of, and how far each task is."""
    found = get_object_or_404(Directive, pk=pk)
    may = has_role(request, Role.EDITOR, Role.APPROVER)
    allowed = units_with(me(request), Role.EDITOR) | units_with(me(request), Role.APPROVER) if may else frozenset()
    lines = [_line(found, progress, allowed) for progress in queries.task_progress(found, timezone.localdate())]
    context = {"directive": found, "lines": lines, "may_assign": may, "may_show": has_role(request, Role.APPROVER)}
    return render(request, "directives/directive.html", context)


@for_roles(Role.APPROVER)
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a dispatch on the portal, or take it off; the portal follows when it is next counted."""
    found = get_object_or_404(Directive, pk=pk)
    public = request.POST.get("public") == "1"
    actions.show(found, public=public, by=me(request))
    done = (
        _("The portal will show it within half an hour.") if public else _("The portal drops it within half an hour.")
    )
    messages.success(request, done, extra_tags="good")
    return redirect("directive", pk)


def _line(found: Directive, progress: queries.TaskProgress, allowed: frozenset[int]) -> Line:
    given = list(progress.task.assignments.select_related("unit").order_by("unit__position", "unit__name"))
    suggested = _suggested(found, progress.task, allowed) if allowed and not given else []
    ticked = set(suggested)
    return Line(progress, given, suggested, branches(allowed, ticked) if allowed else [])


def _suggested(found: Directive, task: Task, allowed: frozenset[int]) -> list[int]:
    """Units that the dispatch's own words name for the task, among those the visitor may give work to."""
    names = {node.id: node.name for node in tree(timezone.localdate()) if node.id in allowed}
    addressed = suggest_units(found.addressees, names)
    return suggest_units(task.who, names, addressed)


@for_roles(Role.EDITOR, Role.APPROVER)
@require_POST
def assign(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """Give a task to the ticked units; those that have it keep their state."""
    chosen = get_object_or_404(Task, pk=task, directive=pk)
    allowed = units_with(me(request), Role.EDITOR) | units_with(me(request), Role.APPROVER)
    form = AssignForm(request.POST, unit_ids=allowed)
    if form.is_valid():
        made = actions.assign(chosen, form.cleaned_data["units"], me(request))
        done = _("The task is with %(count)s units now.") % {"count": len(made)}
        messages.success(request, done, extra_tags="good")
    else:
        messages.error(request, _("Tick at least one unit."), extra_tags="grave")
    return redirect("directive", pk)


def _mine(request: HttpRequest) -> QuerySet[Assignment]:
    user = me(request)
    own = units_with(user, Role.UNIT_HEAD) | units_with(user, Role.FOCAL_POINT)
    return queries.assignments_of_units(own)


@for_roles(Role.UNIT_HEAD, Role.FOCAL_POINT)
@require_GET
def my_tasks(request: HttpRequest) -> HttpResponse:
    """What the visitor's units have to do, with the states each may go to next."""
    page = page_of(request, _mine(request))
    today = timezone.localdate()
    rows = [
        (row, _next_states(row), bool(row.task.due and row.task.due < today and row.state != State.DONE))
        for row in page
    ]
    return render(request, "directives/my_tasks.html", {"page": page, "rows": rows})


def _next_states(assignment: Assignment) -> list[tuple[str, str]]:
    wanted = actions.NEXT_STATES[assignment.state]
    return [(state.value, str(state.label)) for state in State if state in wanted]


@for_roles(Role.UNIT_HEAD, Role.FOCAL_POINT)
@require_http_methods(["POST"])
def progress(request: HttpRequest, assignment: int) -> HttpResponse:
    """Report how far a unit is."""
    found = _mine(request).filter(pk=assignment).first()
    form = ProgressForm(request.POST)
    if found is None or not form.is_valid() or form.cleaned_data["state"] not in State.values:
        raise NotFoundError
    try:
        actions.progress(found, form.cleaned_data["state"], me(request), form.cleaned_data["note"])
    except LoaError as error:
        messages.error(request, error.text, extra_tags="grave")
    else:
        messages.success(request, _("Noted."), extra_tags="good")
    return redirect("my-tasks")
