"""`loa units`: the organisation and its staff: import, export, tree, reorganise."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table
from rich.tree import Tree as Branches

from loa.cli import setup
from loa.errors import UsageError

if TYPE_CHECKING:
    from loa.units.core.importing import Plan
    from loa.units.core.tree import Tree
    from loa.units.models import Unit

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Organisation and staff: import, export, tree.")

SHOWN = 200  # rows of a dry run that are printed; --json prints all

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A list: .xlsx or .csv.")]
On = Annotated[str, typer.Option(help="The day it holds from, as YYYY-MM-DD; left out: today.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Below = Annotated[str, typer.Option(help="Code of the unit below which new units hang.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]


class WrongDayError(UsageError):
    """A day is not written as it should be."""

    code = "wrong_day"
    message = "“%(written)s” is not a day in the form YYYY-MM-DD."


class WrongDecisionError(UsageError):
    """A decision is not written as it should be."""

    code = "wrong_decision"
    message = "“%(written)s” is not in the form OLD=NEW."


def day(written: str) -> dt.date:
    """The day an option names; today when it is empty. Raises `WrongDayError`."""
    from django.utils import timezone

    try:
        return dt.date.fromisoformat(written) if written else timezone.localdate()
    except ValueError:
        raise WrongDayError(written=written) from None


def _unit(code: str, on: dt.date) -> Unit | None:
    from loa.units.queries import unit_by_code

    return unit_by_code(code, on) if code else None


@app.command("import")
def import_(
    file: File,
    dry_run: DryRun = False,
    on: On = "",
    create_units: Annotated[bool, typer.Option(help="Found units that are not known.")] = False,
    complete: Annotated[
        bool, typer.Option(help="The file lists everybody of its units: who is not in it has left.")
    ] = False,
    below: Below = "",
    as_json: AsJson = False,
) -> None:
    """Import a staff list (.xlsx, .csv): all of it, or nothing when any row has a mistake."""
    setup.django()
    from loa.units import actions
    from loa.units.core.spreadsheet import read
    from loa.units.errors import ImportRefusedError

    since = day(on)
    staff = read(file.read_bytes(), file.name)
    if dry_run:
        plan = actions.plan_import(staff, since, create_units=create_units, complete=complete)
        _show(plan, as_json, dry_run=True)
        raise typer.Exit(1 if plan.problems else 0)
    try:
        with Progress(console=Console(stderr=True), transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def report(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=total)
                bars.update(tasks[what], completed=done)

            plan = actions.import_staff(
                staff, since, create_units=create_units, complete=complete, below=_unit(below, since), progress=report
            )
    except ImportRefusedError as refused:
        _show_problems(refused.problems)
        raise
    _show(plan, as_json, dry_run=False)


def _show(plan: Plan, as_json: bool, *, dry_run: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_record(plan, dry_run), ensure_ascii=False))
        return
    if dry_run:
        Console().print(_changes(plan))
        _show_problems(plan.problems)
    counts = plan.counts()
    typer.echo(" · ".join(f"{kind}: {number}" for kind, number in counts.items()))


def _record(plan: Plan, dry_run: bool) -> dict[str, Any]:
    from loa.units.errors import explain

    changes = [
        {
            "row": change.row.row if change.row else None,
            "kind": change.kind,
            "name": change.name,
            "details": change.details,
        }
        for change in plan.changes
        if change.kind != "same"
    ]
    problems = [{"row": each.row, "code": each.code, "text": explain(each)} for each in plan.problems]
    return {
        "dry_run": dry_run,
        "counts": plan.counts(),
        "new_units": plan.new_units,
        "changes": changes if dry_run else [],
        "problems": problems,
    }


def _changes(plan: Plan) -> Table:
    table = Table("row", "", "name", "what")
    shown = [change for change in plan.changes if change.kind != "same"]
    for change in shown[:SHOWN]:
        what = "; ".join(f"{name}: {old or '–'} → {new}" for name, old, new in change.details)
        table.add_row(str(change.row.row) if change.row else "–", change.kind, change.name, what)
    if len(shown) > SHOWN:
        table.caption = f"+ {len(shown) - SHOWN} (--json)"
    return table


def _show_problems(problems: list[Any]) -> None:
    from loa.units.errors import explain

    for problem in problems[:SHOWN]:
        typer.echo(f"{problem.row}: {explain(problem)}", err=True)


@app.command()
def tree(on: On = "", as_json: AsJson = False) -> None:
    """Show the organisation of a day, with the number of staff."""
    setup.django()
    from loa.units.queries import membership_on
    from loa.units.queries import tree as tree_of

    since = day(on)
    current = tree_of(since)
    members, duty = membership_on(since)
    own = [members[unit].intersection_cardinality(duty) if unit in members else 0 for unit in current.ids]
    staff = dict(zip(current.ids, current.accumulate(own), strict=True))
    if as_json:
        units = [
            {
                "code": node.code,
                "name": node.name,
                "kind": node.kind,
                "depth": current.depth(node.id),
                "staff": staff[node.id],
            }
            for node in current
        ]
        typer.echo(json.dumps(units, ensure_ascii=False))
    else:
        _draw(current, staff)


def _draw(current: Tree, staff: dict[int, int]) -> None:
    branches: dict[int, Branches] = {}
    console = Console()
    for node in current:
        label = f"{node.name} [dim]{node.code}[/] · {staff[node.id]}"
        branches[node.id] = branches[node.parent].add(label) if node.parent else Branches(label)
    for root in current.roots():
        console.print(branches[root])


@app.command()
def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to write: .xlsx or .csv.")],
    unit: Annotated[str, typer.Option(help="Code of a unit: it and all below; left out: all.")] = "",
    on: On = "",
) -> None:
    """Write the staff list of a day; what is written can be imported again."""
    setup.django()
    from loa.units.export import staff_csv, staff_xlsx
    from loa.units.queries import tree as tree_of

    since = day(on)
    chosen = _unit(unit, since)
    units = tree_of(since).subtree(chosen.pk) if chosen else None
    write = staff_csv if file.suffix.lower() == ".csv" else staff_xlsx
    file.write_bytes(write(since, units))


@app.command()
def reorganise(
    file: File,
    on: On = "2025-07-01",
    dry_run: DryRun = False,
    decide: Annotated[list[str] | None, typer.Option(help="OLD=NEW codes, where the list leaves a ward open.")] = None,
    below: Below = "",
) -> None:
    """Carry out a reorganisation of wards from a list of administrative units."""
    setup.django()
    from loa.units.actions import plan_reorganisation
    from loa.units.actions import reorganise as carry_out

    since, text = day(on), file.read_text("utf-8-sig")
    decisions = dict(_decision(each) for each in decide or [])
    made = (
        plan_reorganisation(text, since, decisions)
        if dry_run
        else carry_out(text, since, decisions, _unit(below, since))
    )
    for merger in made.mergers:
        typer.echo(f"{merger.unit.code} {merger.unit.full_name} ← {len(merger.takes)}")
    for open_unit in made.undecided:
        typer.echo(f"? {open_unit.code} {open_unit.full_name} → {' / '.join(open_unit.candidates) or '–'}")


def _decision(written: str) -> tuple[str, str]:
    old, separator, new = written.partition("=")
    if not separator:
        raise WrongDecisionError(written=written)
    return old.strip(), new.strip()
