"""`loa directive`: official dispatches read into their fields. Needs no database, no network and no set-up."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loa.directives.core import Dispatch, Task
from loa.directives.core import read as read_dispatch
from loa.directives.core.errors import DispatchTooLargeError
from loa.directives.core.formats.source import LARGEST_FILE
from loa.directives.core.wording import translate as _
from loa.errors import LoaError

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress
    from rich.table import Table

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Read official dispatches.")

PATIENCE = 2.0  # seconds of silence before a progress bar is shown
LONGEST_TASK = 400  # characters of a task in the summary; --json prints all


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a dispatch, or the sentence that says why not."""

    file: str
    dispatch: Dispatch | None = None
    error: str = ""

    def record(self) -> dict[str, Any]:
        """The file's record in the list of `--json`."""
        if self.dispatch is None:
            return {"file": self.file, "error": self.error}
        return {"file": self.file, **self.dispatch.to_dict()}


@app.callback()
def group() -> None:
    """Read official dispatches."""


@app.command()
def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Dispatches: .txt, .docx, .pdf or edXML (.xml).")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list of records.")] = False,
) -> None:
    """Read the fields and tasks of dispatches. Exit status 1 when a file could not be read; the others still are."""
    outcomes: list[Outcome] = []
    for outcome in _read_all(files):
        outcomes.append(outcome)
        if outcome.dispatch is None:
            typer.echo(f"loa: {outcome.error}", err=True)
        elif not as_json:
            _show(outcome.dispatch, outcome.file if len(files) > 1 else "")
    if as_json:
        typer.echo(json.dumps([outcome.record() for outcome in outcomes], ensure_ascii=False, indent=1))
    raise typer.Exit(int(any(outcome.dispatch is None for outcome in outcomes)))


def _read_all(files: Sequence[Path]) -> Iterator[Outcome]:
    """Each file's outcome; with a bar on stderr when there are several and they take their time."""
    began, bar = time.monotonic(), None
    try:
        for done, path in enumerate(files):
            if bar is None and len(files) > 1 and time.monotonic() - began > PATIENCE:
                bar = _bar(len(files))
            if bar is not None:
                bar.update(bar.task_ids[0], completed=done)
            yield _outcome(path)
    finally:
        if bar is not None:
            bar.stop()


def _bar(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    bar.add_task(_("Reading dispatches"), total=total)
    bar.start()
    return bar


def _outcome(path: Path) -> Outcome:
    try:
        return Outcome(str(path), read_dispatch(_bytes(path), path.name))
    except LoaError as error:
        return Outcome(str(path), error=error.text)
    except OSError as error:
        return Outcome(str(path), error=f"{path}: {error.strerror or error}")


def _bytes(path: Path) -> bytes:
    """The file's bytes; never more than a dispatch can have, whatever the path leads to."""
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise DispatchTooLargeError(file=path.name, limit=f"{LARGEST_FILE // 2**20} MB")
    return data


# The summary


def _show(dispatch: Dispatch, file: str) -> None:
    from rich.console import Console
    from rich.rule import Rule
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False)
    if file:
        console.print(Rule(Text(file)))
    console.print(Text(_title(dispatch), style="bold"))
    console.print(_fields(dispatch))
    if dispatch.tasks:
        console.print(_tasks(dispatch.tasks))
    for warning in dispatch.warnings:
        console.print(Text(f"⚠ {warning}", style="yellow"))
    console.print()


def _title(dispatch: Dispatch) -> str:
    kind = (dispatch.kind or _("official document")).capitalize()
    number = dispatch.number or _("without number")
    return f"{kind} {number}" if dispatch.subject is None else f"{kind} {number}: {dispatch.subject}"


def _fields(dispatch: Dispatch) -> Table:
    """Labels and values, the empty ones left out."""
    from rich.table import Table
    from rich.text import Text

    issuer = " – ".join(filter(None, (dispatch.issuer_parent, dispatch.issuer)))
    day = dispatch.date.strftime("%d/%m/%Y") if dispatch.date else ""
    cited = "; ".join(f"{c.number} ({c.date:%d/%m/%Y})" if c.date else c.number for c in dispatch.cited)
    rows = (
        (_("Issued by"), issuer),
        (_("Place and date"), ", ".join(filter(None, (dispatch.place, day)))),
        (_("Signed by"), " / ".join((*dispatch.capacity, dispatch.signer or ""))),
        (_("Addressed to"), "\n".join(dispatch.addressees)),
        (_("Cited documents"), cited),
        (_("Channels"), "\n".join(dispatch.channels)),
        (_("Copied to"), "; ".join(dispatch.recipients)),
        (_("Filed at"), dispatch.filing or ""),
    )
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in rows:
        if value.strip(" /"):
            table.add_row(label, Text(value.strip(" /")))
    return table


def _tasks(tasks: Sequence[Task]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_lines=True)
    for label, ratio in ((_("Task number"), 1), (_("What to do"), 8), (_("Who does it"), 4), (_("By when"), 3)):
        table.add_column(label, overflow="fold", ratio=ratio)
    for task in tasks:
        text = task.text if len(task.text) <= LONGEST_TASK else f"{task.text[:LONGEST_TASK]}…"
        cells: list[RenderableType] = [Text(task.no), Text(text), Text("\n".join(task.who)), Text(_due(task))]
        table.add_row(*cells)
    return table


def _due(task: Task) -> str:
    return task.due.strftime("%d/%m/%Y") if task.due else task.due_text or ""


if __name__ == "__main__":
    app(prog_name="loa directive")
