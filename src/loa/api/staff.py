"""Directory sync: a directory drops its list, looks at what it would change, and has exactly that done (ADR 0012)."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from loa.api.answers import WRITING, refusals
from loa.api.fields import Day, Id
from loa.api.scopes import BearerToken, mine
from loa.errors import LoaError
from loa.integrations.errors import OutsideUnitsError
from loa.integrations.models import Scope, Token
from loa.integrations.queries import units_of
from loa.units.actions.uploads import Options, take_over
from loa.units.models import Unit

router = Router(tags=["staff"], auth=BearerToken(Scope.STAFF_WRITE))
MEGABYTES = 10
MOST_CHANGES = 1_000  # single changes that an answer names; the counts name all


class FileTooLargeError(LoaError):
    """A staff list beyond what is read here."""

    code = "too_large"
    http_status = 413
    message = "The file is larger than %(megabytes)s MB."


class BelowMissingError(LoaError):
    """Where new units hang has to be said."""

    code = "below_missing"
    message = "With create_units, say with below under which unit new units hang."


class StaffListOptions(Schema):
    """How a list is meant."""

    dry_run: Annotated[bool, Field(description=_("Only say what would change; nothing is changed."))] = True
    expected: Annotated[
        str,
        Field(
            pattern=r"^([0-9a-f]{64})?$",
            description=_("Digest of the dry run: 409 if the list would now change something else."),
        ),
    ] = ""
    on: Annotated[Day | None, Field(description=_("From which day it holds; left out: today."))] = None
    complete: Annotated[
        bool, Field(description=_("The list names everybody of its units: who is not in it has left."))
    ] = False
    create_units: Annotated[bool, Field(description=_("Found units that are not known yet."))] = False
    below: Annotated[Id | None, Field(description=_("The unit below which new units hang."))] = None


class StaffChange(Schema):
    """What happens to one person."""

    row: Annotated[int, Field(description=_("Row of the file; 0: not in the file."))]
    kind: Annotated[str, Field(description=_("new, changed, moved or left."))]
    name: str
    unit: str
    fields: Annotated[list[list[str | None]], Field(description=_("Field, old value, new value."))]


class RowProblem(Schema):
    """A row that cannot be taken over."""

    row: int
    detail: str


class StaffListAnswer(Schema):
    """What a list changes, or would change."""

    dry_run: bool
    digest: Annotated[str, Field(description=_("Names exactly these changes."))]
    counts: Annotated[dict[str, int], Field(description=_("How many people are new, changed, moved, left, the same."))]
    new_units: list[str]
    changes: Annotated[list[StaffChange], Field(description=_("The first 1,000 changes."))]
    problems: Annotated[list[RowProblem], Field(description=_("Nothing can be taken over while there is one."))]


@router.post(
    "",
    response={200: StaffListAnswer, **refusals(404, *WRITING)},
    summary=_("Drop a staff list (Excel or CSV)"),
    description=_(
        "Needs the scope staff:write. The file as an office has it, at most 10 MB. A dry run by default; with "
        "dry_run=false all of it or nothing is done. Doing it again changes nothing more. People of units outside the "
        "token's subtree are problems of their rows."
    ),
    operation_id="dropStaffList",
)
def drop(request: HttpRequest, asked: Query[StaffListOptions], file: File[UploadedFile]) -> dict[str, Any]:
    """Look at a list or take it over."""
    if (file.size or 0) > MEGABYTES * 1024 * 1024:
        raise FileTooLargeError(megabytes=MEGABYTES)
    token = mine(request)
    options = _options(token, asked)
    name = (file.name or "list.csv")[-200:]
    preview, digest = take_over(
        file.read(), name, options, units_of(token), dry_run=asked.dry_run, expected=asked.expected
    )
    return {"dry_run": asked.dry_run, "digest": digest, **_shown(preview)}


def _options(token: Token, asked: StaffListOptions) -> Options:
    below = None
    if asked.create_units:
        if asked.below is None:
            raise BelowMissingError
        if asked.below not in units_of(token):
            raise OutsideUnitsError(unit=asked.below)
        below = Unit.objects.get(pk=asked.below)
    return Options(asked.on or timezone.localdate(), asked.create_units, asked.complete, below)


def _shown(preview: dict[str, Any]) -> dict[str, Any]:
    names = ("row", "kind", "name", "unit", "fields")
    return {
        "counts": preview["counts"],
        "new_units": preview["new_units"],
        "changes": [dict(zip(names, each, strict=True)) for each in preview["changes"][:MOST_CHANGES]],
        "problems": [{"row": row, "detail": detail} for row, detail in preview["problems"][:MOST_CHANGES]],
    }
