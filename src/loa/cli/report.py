"""`loa report`: the office's reports, as .xlsx, .pdf or .csv."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loa.cli import setup
from loa.errors import NotFoundError

if TYPE_CHECKING:
    from loa.bulletins.models import Release
    from loa.reach.reports import Report

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The office's reports.")


class Form(StrEnum):
    """The forms a report comes in."""

    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"


class NothingReleasedError(NotFoundError):
    """There is no release to report on yet."""

    code = "nothing_released"
    message = "Nothing has been released yet."


class NoDirectiveError(NotFoundError):
    """No dispatch of that number was received."""

    code = "no_directive"
    message = "No dispatch “%(number)s” was received."


AsForm = Annotated[Form, typer.Option("--format", help="xlsx, pdf or csv.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Where to write; left out: a name in this folder.")]
UnitCode = Annotated[str, typer.Option(help="Code of a unit: it and all below; left out: all.")]


@app.command()
def coverage(
    code: Annotated[str, typer.Argument(help="Code of the release; left out: the newest.")] = "",
    form: AsForm = Form.XLSX,
    unit: UnitCode = "",
    public: Annotated[bool, typer.Option(help="Figures alone, for the public.")] = False,
    out: Out = None,
) -> None:
    """Who received, read and confirmed a release, unit by unit, and who is still missing."""
    setup.django()
    from loa.reach.reports import coverage_report, public_report

    release = _release(code)
    report = public_report(release) if public else coverage_report(release, _unit_id(unit, release))
    _write(report, form, out or Path(f"coverage-{release.code}.{form}"))


@app.command()
def directive(
    number: Annotated[str, typer.Argument(help="Number of the dispatch, or its id; left out: the newest.")] = "",
    form: AsForm = Form.XLSX,
    out: Out = None,
) -> None:
    """How far the tasks of a dispatch are, and which units have not finished."""
    setup.django()
    from django.db.models import Q

    from loa.directives.models import Directive
    from loa.reach.reports import directive_report

    wanted = Q(number__iexact=number) | (Q(pk=int(number)) if number.isdigit() else Q()) if number else Q()
    found = Directive.objects.filter(wanted).order_by("-received_at").first()
    if found is None:
        raise NoDirectiveError(number=number)
    _write(directive_report(found), form, out or Path(f"directive-{found.pk}.{form}"))


@app.command()
def week(
    unit: Annotated[str, typer.Argument(help="Code of the unit.")],
    form: AsForm = Form.PDF,
    out: Out = None,
) -> None:
    """The last seven days of one unit, for its head."""
    setup.django()
    from django.utils import timezone

    from loa.reach.reports import weekly_digest
    from loa.units.queries import unit_by_code

    found = unit_by_code(unit, timezone.localdate())
    _write(weekly_digest(found.pk), form, out or Path(f"week-{unit}.{form}"))


def _release(code: str) -> Release:
    from loa.bulletins.queries import release_by_code, releases

    if code:
        return release_by_code(code)
    newest = releases().order_by("-issued_at", "-id").first()
    if newest is None:
        raise NothingReleasedError
    return newest


def _unit_id(code: str, release: Release) -> int | None:
    """The unit of that code on the day of the release."""
    from django.utils import timezone

    from loa.units.queries import unit_by_code

    on: dt.date = timezone.localdate(release.issued_at)
    return unit_by_code(code, on).pk if code else None


def _write(report: Report, form: Form, target: Path) -> None:
    from loa.reach.reports import write

    target.write_bytes(write(report, form))
    typer.echo(str(target))
