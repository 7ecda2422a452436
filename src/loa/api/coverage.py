"""How far releases have come: figures, never names. Without a token what the public report says (DESIGN §5.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router, Schema
from pydantic import Field

from loa.api.answers import PUBLIC, refusals
from loa.api.fields import Code, Id
from loa.api.gate import token_of
from loa.api.paging import Page, Paging, page_of
from loa.api.releases import UnitRef, by_code
from loa.bulletins.models import Release
from loa.config import config
from loa.errors import NotFoundError
from loa.integrations.actions.tokens import require_scope
from loa.integrations.models import Scope
from loa.integrations.queries import units_of
from loa.reach.overall import is_public, overall
from loa.reach.queries import Coverage, board, public_board
from loa.reach.queries import coverage as coverage_of
from loa.units.core.tree import Node
from loa.units.queries import tree

router = Router(tags=["coverage"])


class Figures(Schema):
    """Numbers of persons, each counted once. acknowledged ⊆ opened ⊆ reached ⊆ audience."""

    audience: Annotated[int, Field(description=_("Persons the release is for."))]
    reached: Annotated[int, Field(description=_("Persons some channel reached."))]
    opened: Annotated[int, Field(description=_("Persons who opened it, as far as channels tell."))]
    acknowledged: Annotated[int, Field(description=_("Persons who confirmed, on any channel."))]
    installed: Annotated[int, Field(description=_("Persons who have the app."))]


class ReleaseCoverage(Figures):
    """How far a release has come."""

    code: str
    at: Annotated[dt.datetime, Field(description=_("When it was counted."))]
    channels: Annotated[dict[str, int], Field(description=_("Persons reached on each channel."))]


class UnitCoverage(Figures):
    """How far a release has come in a unit and all below it, as the unit was on the day of the release."""

    unit: UnitRef
    parent: int | None
    depth: Annotated[int, Field(description=_("Steps below the root."))]


class UnitLine(Schema):
    """A unit of today."""

    id: int
    code: str
    name: str
    kind: str
    parent: int | None
    depth: int
    feed: Annotated[str, Field(description=_("Atom feed of what the unit issues; there once it has issued something."))]
    coverage: Annotated[str, Field(description=_("Address of the unit's coverage."))]


class UnitOverall(Schema):
    """A unit with all below it over the releases of the last thirty days; persons × releases."""

    unit: UnitRef
    staff: Annotated[int, Field(description=_("Persons on duty today."))]
    apps: Annotated[int, Field(description=_("Of these, persons who have the app."))]
    family: Annotated[int, Field(description=_("Devices of relatives that the unit won; whose is known to nobody."))]
    releases: Annotated[int, Field(description=_("Releases that were for somebody of the unit."))]
    asked: Annotated[int, Field(description=_("Persons × releases that were for them."))]
    reached: int
    acknowledged: int


@router.get(
    "/releases/{code}/coverage",
    response={200: ReleaseCoverage, **refusals(404, 422, *PUBLIC)},
    summary=_("Coverage of a release"),
    description=_("Figures of the whole audience. No token is needed."),
    operation_id="getReleaseCoverage",
)
def of_release(request: HttpRequest, code: Path[Code]) -> dict[str, Any]:
    """The figures of one release."""
    del request
    release = by_code(code)
    found = coverage_of(release)
    return {**_figures(found), "code": release.code, "at": timezone.now(), "channels": dict(found.by_channel)}


@router.get(
    "/releases/{code}/coverage/units",
    response={200: Page[UnitCoverage], **refusals(403, 404, 422, *PUBLIC)},
    summary=_("Coverage of a release, unit by unit"),
    description=_(
        "Without a token: the units from whose figures no person can be guessed. With a token of the scope "
        "coverage:read: every unit of its subtree, and no other."
    ),
    operation_id="listUnitCoverage",
)
def by_unit(request: HttpRequest, code: Path[Code], asked: Query[Paging]) -> dict[str, Any]:
    """The figures of one release by unit."""
    lines = _visible(request, by_code(code))
    return page_of(request, lines, asked, lambda found: [_line(line) for line in found])


def _visible(request: HttpRequest, release: Release) -> list[Coverage]:
    token = token_of(request)
    if token is None:
        return public_board(release)
    require_scope(token, Scope.COVERAGE_READ)
    units = units_of(token)
    return [line for line in board(release) if line.unit in units]


def _line(line: Coverage) -> dict[str, Any]:
    unit = {"id": line.unit, "code": line.code, "name": line.name}
    return {**_figures(line), "unit": unit, "parent": line.parent, "depth": line.depth}


def _figures(found: Coverage) -> Mapping[str, int]:
    return {name: getattr(found.counts, name) for name in Figures.model_fields}


@router.get(
    "/units",
    response={200: Page[UnitLine], **refusals(422, *PUBLIC)},
    summary=_("Units of today, parents before children"),
    description=_("The organisation in the order of its tree."),
    operation_id="listUnits",
)
def units(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """Today's units in pages."""
    current = tree(timezone.localdate())
    nodes = [current[unit_id] for unit_id in current.ids]
    return page_of(request, nodes, asked, lambda found: [_unit(node, current.depth(node.id)) for node in found])


def _unit(node: Node, depth: int) -> dict[str, Any]:
    base = config().base_url
    return {
        "id": node.id,
        "code": node.code,
        "name": node.name,
        "kind": node.kind,
        "parent": node.parent,
        "depth": depth,
        "feed": f"{base}/feeds/unit-{node.id}.atom",
        "coverage": f"{base}/api/v1/units/{node.id}/coverage",
    }


@router.get(
    "/units/{unit}/coverage",
    response={200: UnitOverall, **refusals(403, 404, 422, *PUBLIC)},
    summary=_("Coverage of a unit over thirty days"),
    description=_(
        "How the unit with all below it did in all releases of the last thirty days. Without a token: units from whose "
        "figures no person can be guessed; with one of the scope coverage:read: every unit of its subtree, and no "
        "other."
    ),
    operation_id="getUnitCoverage",
)
def of_unit(request: HttpRequest, unit: Path[Id]) -> dict[str, Any]:
    """One unit over thirty days."""
    token, current = token_of(request), tree(timezone.localdate())
    if token is not None:
        require_scope(token, Scope.COVERAGE_READ)
    if unit not in current or (token is not None and unit not in units_of(token)):
        raise NotFoundError
    line, _below, counted = overall(unit)
    if token is None and not is_public(unit):
        raise NotFoundError
    node = current[unit]
    kept = {name: getattr(line, name) for name in ("staff", "apps", "family", "asked", "reached", "acknowledged")}
    return {**kept, "unit": {"id": node.id, "code": node.code, "name": node.name}, "releases": len(counted)}
