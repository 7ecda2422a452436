"""The coverage board. One page, one question: who is still missing?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from loa.accounts.queries import holds
from loa.bulletins import queries as bulletins
from loa.bulletins.core.manifest import CHANNELS
from loa.bulletins.models import Release
from loa.errors import LoaError
from loa.reach import queries
from loa.reach.actions import remind
from loa.reach.core.sets import ASPECTS, Aspect
from loa.reach.overall import MOST, recent_releases
from loa.reach.overall import overall as overall_of
from loa.reach.queries import Coverage, Group
from loa.reach.reports import coverage_report, write
from loa.reach.timeline import timeline
from loa.units.core.tiles import Band, Tile, bands
from loa.units.core.tree import Tree
from loa.units.queries import tree
from loa.web.access import BOARD_ROLES, Role, for_roles, me
from loa.web.board import charts, scope
from loa.web.live import board_mark, still_current
from loa.web.paging import page_of

PEOPLE_PER_PAGE = 50
LINES_PER_PAGE = 50
TILES = 300  # a province of today has up to 168 communes
TOPS_SHOWN = 10  # links to units that a visitor answers for


@for_roles(*BOARD_ROLES)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Every release with the coverage of the visitor's units."""
    page = page_of(request, bulletins.releases().select_related("snapshot").defer("snapshot__content"), size=10)
    seen = board_mark([release.pk for release in page])
    if current := still_current(request, seen):
        return current
    units = scope.visible_units(request)
    counts = queries.counts_of(list(page), units, Group.DUTY)
    lines = [
        (release, bulletins.manifest_of(release).text("vi").title, counts[release.pk])
        for release in page
        if scope.concerns(release, units)
    ]
    today = tree(timezone.localdate())
    tops = [today[unit_id] for unit_id in scope.tops(today, units)][:TOPS_SHOWN]
    return render(request, "board/board.html", {"page": page, "lines": lines, "mark": seen, "tops": tops})


@for_roles(*BOARD_ROLES)
@require_GET
def overall(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit over all bulletins of the last thirty days, and the units below it."""
    today, units = tree(timezone.localdate()), scope.visible_units(request)
    scope.check(units.intersection(today.ids), unit_id)
    seen = board_mark(list(recent_releases(timezone.now()).values_list("pk", flat=True)[:MOST]))
    if current := still_current(request, seen):
        return current
    line, below, by_release = overall_of(unit_id)
    below.sort(key=lambda each: (each.acknowledged - each.asked, each.apps - each.staff, each.name))
    context = {
        "line": line,
        "below": Paginator(below, LINES_PER_PAGE).get_page(request.GET.get("page")),
        "by_release": [(each, bulletins.manifest_of(each).text("vi").title, counts) for each, counts in by_release],
        "above": [today[above] for above in reversed(today.ancestors(unit_id)) if above in units],
        "mark": seen,
    }
    return render(request, "board/overall.html", context)


@for_roles(*BOARD_ROLES)
@require_GET
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Lead on to the visitor's uppermost unit, or let them choose between several."""
    found, units, tree = scope.release_for(request, code)
    tops = scope.tops(tree, units)
    if len(tops) == 1:
        return redirect("board-unit", found.code, tops[0])
    lines = [line for line in queries.board(found, Group.DUTY) if line.unit in set(tops)]
    context = {"release": found, "title": bulletins.manifest_of(found).text("vi").title, "lines": lines}
    return render(request, "board/choose.html", context)


@for_roles(*BOARD_ROLES)
@require_GET
def unit(request: HttpRequest, code: str, unit_id: int) -> HttpResponse:
    """One unit: the figures, by channel, over time, and the units below it."""
    found, units, tree = scope.release_for(request, code)
    scope.check(units, unit_id)
    seen = board_mark([found.pk])
    if current := still_current(request, seen):
        return current
    line = queries.coverage(found, unit_id, Group.DUTY)
    below = scope.children_lines(queries.board(found, Group.DUTY), unit_id)
    points = timeline(found, unit_id)
    context = {
        "release": found,
        "title": bulletins.manifest_of(found).text("vi").title,
        "line": line,
        "figures": _figures(line),
        "channels": [(name, line.by_channel[name]) for name in CHANNELS if name in line.by_channel],
        "below": Paginator(below, LINES_PER_PAGE).get_page(request.GET.get("page")),
        "bands": _bands(found, below),
        "points": points,
        "chart": charts.chart(points),
        "mark": seen,
        "downloads": tuple(MEDIA_TYPES),
        **_place(request, found, units, tree, unit_id),
    }
    return render(request, "board/unit.html", context)


def _bands(found: Release, below: Sequence[Coverage]) -> Sequence[Band]:
    """All units below as squares; not for more than can be taken in."""
    if len(below) > TILES:
        return ()
    return bands(
        Tile(line.name, line.acknowledged, line.audience, reverse("board-unit", args=[found.code, line.unit]))
        for line in below
    )


def _figures(line: Coverage) -> Sequence[tuple[str, str, int, int]]:
    """Aspect, its name, persons who have it, persons who lack it."""
    names = {
        "reached": _("Reached"),
        "opened": _("Opened"),
        "acknowledged": _("Acknowledged"),
        "installed": _("Have the app"),
    }
    return [(aspect, names[aspect], getattr(line, aspect), line.counts.missing(aspect)) for aspect in ASPECTS]


def _place(request: HttpRequest, found: Release, units: frozenset[int], tree: Tree, unit_id: int) -> dict[str, Any]:
    """The way up to the visitor's uppermost unit, and what they may do here."""
    above = [tree[above] for above in reversed(tree.ancestors(unit_id)) if above in units]
    user = me(request)
    may = any(holds(user, role, unit_id) for role in (Role.UNIT_HEAD, Role.FOCAL_POINT, Role.EDITOR))
    return {"above": above, "node": tree[unit_id], "may_remind": may and bulletins.replaced_by(found) is None}


MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}


@for_roles(*BOARD_ROLES)
@require_GET
def report(request: HttpRequest, code: str, unit_id: int, form: str) -> HttpResponse:
    """The office's report of one unit, to be sent upward."""
    found, units, _tree = scope.release_for(request, code)
    scope.check(units, unit_id)
    response = HttpResponse(write(coverage_report(found, unit_id), form), content_type=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="do-phu-{found.code}-{unit_id}.{form}"'
    return response


@for_roles(*BOARD_ROLES)
@require_GET
def missing(request: HttpRequest, code: str, unit_id: int, aspect: str) -> HttpResponse:
    """Who lacks *aspect*: staff by name, residents as a number only (DESIGN §5.7)."""
    found, units, tree = scope.release_for(request, code)
    scope.check(units, unit_id)
    seen = board_mark([found.pk])
    if current := still_current(request, seen):
        return current
    kind = cast("Aspect", aspect)
    number = _page_number(request)
    listed = queries.missing(found, unit_id, kind, (number - 1) * PEOPLE_PER_PAGE, PEOPLE_PER_PAGE)
    line = queries.coverage(found, unit_id, Group.DUTY)
    context = {
        "release": found,
        "line": line,
        "mark": seen,
        "aspect": aspect,
        "figures": _figures(line),
        "listed": listed,
        "page": Paginator(range(listed.total), PEOPLE_PER_PAGE).get_page(number),
        **_place(request, found, units, tree, unit_id),
    }
    return render(request, "board/missing.html", context)


def _page_number(request: HttpRequest) -> int:
    value = request.GET.get("page", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 8 else 1


@for_roles(Role.UNIT_HEAD, Role.FOCAL_POINT, Role.EDITOR)
@require_POST
def remind_missing(request: HttpRequest, code: str, unit_id: int) -> HttpResponse:
    """Remind exactly those of the subtree who have not acknowledged, each once, on their best channel."""
    found, units, _tree = scope.release_for(request, code)
    scope.check(units, unit_id)
    try:
        made = remind(found, unit_id, me(request))
    except LoaError as error:
        messages.error(request, error.text, extra_tags="warn")
    else:
        messages.success(request, _reminded(made.count if made else 0), extra_tags="good")
    return redirect("board-unit", found.code, unit_id)


def _reminded(number: int) -> str:
    if not number:
        return _("Nobody is left to be reminded: all have acknowledged or were reminded before.")
    return ngettext("%(n)s person is reminded now.", "%(n)s people are reminded now.", number) % {"n": number}
