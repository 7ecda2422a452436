"""Taking a staff list over in two steps: look at what it would change, then have exactly that done."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from loa.units.actions.importing import import_staff, plan_import
from loa.units.core.importing import Change, Plan
from loa.units.core.spreadsheet import StaffList, read
from loa.units.core.spreadsheet.reader import Problem
from loa.units.core.telling import Progress, silent
from loa.units.errors import ImportRefusedError, PreviewOutdatedError, explain
from loa.units.locks import change_staff_alone
from loa.units.models import StaffUpload, Unit
from loa.units.queries import tree

KEPT = dt.timedelta(days=1)  # names and telephones lie about no longer than that


@dataclass(frozen=True, slots=True)
class Options:
    """How a list is to be read: from which day, founding units below one, and whether it names everybody."""

    on: dt.date
    create_units: bool = False
    complete: bool = False
    below: Unit | None = None


def upload_staff(
    data: bytes,
    filename: str,
    options: Options,
    account: int,
    allowed: Collection[int],
    progress: Progress = silent,
) -> StaffUpload:
    """Read a list and keep it with what it would change; people of units outside *allowed* are problems of their rows.

    Raises `UnreadableFileError`.
    """
    preview = preview_of(_plan(read(data, filename, progress), options, allowed, progress), options.on)
    with transaction.atomic():
        StaffUpload.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
        StaffUpload.objects.filter(account=account).delete()
        return StaffUpload.objects.create(
            account=account,
            name=filename[:200],
            content=data,
            on=options.on,
            create_units=options.create_units,
            complete=options.complete,
            below=options.below,
            preview=preview,
        )


@transaction.atomic
def apply_upload(upload: StaffUpload, allowed: Collection[int], progress: Progress = silent) -> dict[str, int]:
    """Do exactly what the preview showed, all of it or nothing, and delete the file; the counts.

    Raises `ImportRefusedError`, and `PreviewOutdatedError` when it would now change something else; the new preview is
    kept then.
    """
    upload = StaffUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    options = Options(upload.on, upload.create_units, upload.complete, upload.below)
    staff = read(bytes(upload.content), upload.name, progress)
    change_staff_alone()  # what is compared with the preview is what is then done
    made = _plan(staff, options, allowed, progress)
    if made.problems:
        raise ImportRefusedError(made.problems)
    if preview_of(made, upload.on) != upload.preview:
        raise PreviewOutdatedError
    import_staff(
        staff,
        upload.on,
        create_units=upload.create_units,
        complete=upload.complete,
        below=upload.below,
        progress=progress,
    )
    upload.delete()
    return made.counts()


def refresh_upload(upload: StaffUpload, allowed: Collection[int]) -> None:
    """Work the preview out again, on the people of now."""
    options = Options(upload.on, upload.create_units, upload.complete, upload.below)
    upload.preview = preview_of(_plan(read(bytes(upload.content), upload.name), options, allowed), upload.on)
    upload.save(update_fields=["preview"])


def _plan(staff: StaffList, options: Options, allowed: Collection[int], progress: Progress = silent) -> Plan:
    """The plan; whoever would leave or enter a unit outside *allowed* is a problem of their row."""
    made = plan_import(
        staff, options.on, create_units=options.create_units, complete=options.complete, progress=progress
    )
    foreign = [change for change in made.changes if change.row is not None and not _within(change, allowed)]
    problems = [Problem(change.row.row, "not_yours", change.name) for change in foreign if change.row]
    kept = [change for change in made.changes if change.row is not None or _within(change, allowed)]
    return Plan(kept, sorted([*made.problems, *problems], key=lambda problem: problem.row), made.new_units)


def _within(change: Change, allowed: Collection[int]) -> bool:
    touched = {change.known.unit if change.known else None, change.target.id if change.target else None} - {None}
    return touched <= set(allowed)


def preview_of(made: Plan, on: dt.date) -> dict[str, Any]:
    """A plan as JSON: what a person looks through. Unit ids are written as names."""
    current = tree(on)
    names = {str(node.id): node.name for node in current}
    changes = [_change_row(change, names) for change in made.changes if change.kind != "same"]
    problems = [[problem.row, explain(problem)] for problem in made.problems]
    return {"counts": made.counts(), "new_units": made.new_units, "changes": changes, "problems": problems}


def _change_row(change: Change, names: dict[str, str]) -> list[Any]:
    """Row (0: not in the file), kind, whom, and each field with its old and new value."""
    details = [[name, names.get(old, old) if name == "unit" else old, new] for name, old, new in change.details]
    unit = change.target.name or names.get(str(change.target.id), "") if change.target else ""
    return [change.row.row if change.row else 0, change.kind, change.name, unit, details]


@transaction.atomic
def take_over(
    data: bytes, filename: str, options: Options, allowed: Collection[int], *, dry_run: bool, expected: str = ""
) -> tuple[dict[str, Any], str]:
    """The same in one step, for a directory that sends its list: what it changes (or would change), and its digest.

    *expected*: the digest of a dry run; if the list would now change something else, nothing is done. Raises
    `UnreadableFileError`, `ImportRefusedError`, `PreviewOutdatedError`.
    """
    staff = read(data, filename)
    if not dry_run:
        change_staff_alone()
    made = _plan(staff, options, allowed)
    preview = preview_of(made, options.on)
    digest = hashlib.sha256(json.dumps([preview, options.on.isoformat()], sort_keys=True).encode()).hexdigest()
    if dry_run:
        return preview, digest
    if made.problems:
        raise ImportRefusedError(made.problems)
    if expected and expected != digest:
        raise PreviewOutdatedError
    import_staff(staff, options.on, create_units=options.create_units, complete=options.complete, below=options.below)
    return preview, digest
