"""The organisation of today; a staff list in two steps (look, then do), and out again."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loa.accounts.queries import units_with
from loa.errors import LoaError
from loa.units.actions.uploads import Options, apply_upload, refresh_upload, upload_staff
from loa.units.core.telling import Progress, silent
from loa.units.core.tree import Node
from loa.units.errors import PreviewOutdatedError
from loa.units.export import staff_csv, staff_xlsx
from loa.units.models import StaffUpload, Unit
from loa.units.queries import duty_on, tree
from loa.web.access import Role, for_roles, me
from loa.web.organisation import told
from loa.web.organisation.forms import StaffUploadForm
from loa.web.paging import page_of
from loa.web.templatetags.loa_ui import number

ROWS_PER_PAGE = 100
FORMS = {
    "xlsx": (staff_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (staff_csv, "text/csv; charset=utf-8"),
}


def _allowed(request: HttpRequest) -> frozenset[int]:
    return units_with(me(request), Role.OPERATOR)


def _nodes(request: HttpRequest) -> list[Node]:
    """The visitor's units in the order of the tree."""
    allowed = _allowed(request)
    return [node for node in tree(timezone.localdate()) if node.id in allowed]


@for_roles(Role.OPERATOR)
@require_GET
def organisation(request: HttpRequest) -> HttpResponse:
    """The visitor's units with their numbers of staff, and the way in and out for lists."""
    return _page(request, StaffUploadForm(units=_nodes(request)))


def _page(request: HttpRequest, form: StaffUploadForm) -> HttpResponse:
    today = timezone.localdate()
    current, duty = tree(today), duty_on(today)
    own = [len(duty.get(unit, ())) for unit in current.ids]
    staff = dict(zip(current.ids, current.accumulate(own), strict=True))
    page = page_of(request, _nodes(request), size=ROWS_PER_PAGE)
    lines = [(node, current.depth(node.id), staff[node.id]) for node in page]
    context = {"form": form, "page": page, "lines": lines, "forms": tuple(FORMS)}
    return render(request, "organisation/organisation.html", context, status=422 if form.errors else 200)


@for_roles(Role.OPERATOR)
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The staff list of the visitor's units; it can be imported again and changes nothing."""
    if form not in FORMS:
        raise Http404
    write, media_type = FORMS[form]
    response = HttpResponse(write(timezone.localdate(), _allowed(request)), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="can-bo-{timezone.localdate():%Y-%m-%d}.{form}"'
    return response


@for_roles(Role.OPERATOR)
@require_POST
def upload(request: HttpRequest) -> HttpResponseBase:
    """Read a list and show what it would change; nothing is changed yet."""
    form = StaffUploadForm(request.POST, request.FILES, units=_nodes(request))
    if not form.is_valid():
        return _page(request, form)
    read = _reading(form, request)
    if told.wanted(request):
        return told.stream(request, lambda tell: told.Ending(go=reverse("staff-review", args=[read(tell).pk])))
    try:
        made = read(silent)
    except LoaError as error:
        form.add_error("file", error.text)
        return _page(request, form)
    return redirect("staff-review", made.pk)


def _reading(form: StaffUploadForm, request: HttpRequest) -> Callable[[Progress], StaffUpload]:
    """The reading of the list that was sent; all that hangs on the request is taken from it before."""
    asked = form.cleaned_data
    below = Unit.objects.get(pk=asked["below"]) if asked["create_units"] else None
    options = Options(asked["on"], asked["create_units"], asked["complete"], below)
    data, name, account, allowed = asked["file"].read(), asked["file"].name, me(request).pk, _allowed(request)
    return lambda tell: upload_staff(data, name, options, account, allowed, tell)


def _own(request: HttpRequest, pk: int) -> StaffUpload:
    return get_object_or_404(StaffUpload.objects.defer("content"), pk=pk, account=me(request).pk)


@for_roles(Role.OPERATOR)
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run, page by page: mistakes with their rows first, else every change."""
    found = _own(request, pk)
    problems = found.preview["problems"]
    page = page_of(request, problems or found.preview["changes"], size=ROWS_PER_PAGE)
    words = {"new": _("new"), "changed": _("changed"), "moved": _("moves"), "left": _("left"), "same": _("unchanged")}
    counts = [(words[kind], number) for kind, number in found.preview["counts"].items()]
    context = {"upload": found, "page": page, "problems": problems, "counts": counts, "words": words}
    return render(request, "organisation/review.html", context)


@for_roles(Role.OPERATOR)
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Do exactly what was shown."""
    found, allowed = _own(request, pk), _allowed(request)
    if told.wanted(request):
        return told.stream(request, lambda tell: _take_over(found, allowed, tell))
    ending = _take_over(found, allowed, silent)
    messages.add_message(request, messages.INFO, ending.said, ending.tone)
    return redirect(ending.go)


def _take_over(found: StaffUpload, allowed: frozenset[int], tell: Progress) -> told.Ending:
    """How it ended, and where one goes from there."""
    back = reverse("staff-review", args=[found.pk])
    try:
        counts = apply_upload(found, allowed, tell)
    except PreviewOutdatedError as error:
        refresh_upload(found, allowed)
        return told.Ending(error.text, "warn", back)
    except LoaError as error:
        return told.Ending(error.text, "grave", back)
    changed = sum(number for kind, number in counts.items() if kind != "same")
    said = _("The list is taken over: %(count)s changes.") % {"count": number(changed)}
    return told.Ending(said, "good", reverse("organisation"))


@for_roles(Role.OPERATOR)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget an uploaded list."""
    _own(request, pk).delete()
    messages.success(request, _("The list was deleted; nothing was changed."), extra_tags="good")
    return redirect("organisation")
