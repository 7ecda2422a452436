"""`loa bench`: figures, each beside a peer or a limit in the same run (DESIGN §9)."""

from __future__ import annotations

import importlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from loa.errors import LoaError

BENCHES = ("mail", "push", "plan", "portal", "reach", "mailguard", "rumours", "cluster", "memory")

app = typer.Typer(add_completion=False)


class UnknownBenchError(LoaError):
    """There is no bench of that name."""

    code = "unknown_bench"
    exit_status = 2
    message = "There is no bench “%(name)s”. There are: %(known)s."


class NoBenchesError(LoaError):
    """Benches and their peers come with the source, not with the package."""

    code = "no_benches"
    message = "The benches are part of the source checkout; run `loa bench` from there."


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(BENCHES)}.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Run one bench. Further options (--recipients 100000 …) go to the bench."""
    if name not in BENCHES:
        raise UnknownBenchError(name=name, known=", ".join(BENCHES))
    console = Console(stderr=True)
    begun = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "load": round(os.getloadavg()[0], 2)}
    with console.status(f"bench {name} …") as status:
        result = _module(name).run(
            progress=lambda text: status.update(f"bench {name}: {text}"), **_options(context.args)
        )
    result |= begun
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))
    else:
        Console().print(_table(result))


def _module(name: str) -> Any:
    root = Path(__file__).resolve().parents[3]
    if not (root / "bench" / f"{name}.py").is_file():
        raise NoBenchesError
    sys.path.insert(0, str(root))
    return importlib.import_module(f"bench.{name}")


def _options(arguments: list[str]) -> dict[str, Any]:
    """`--recipients 1000 --seconds=2` as keyword arguments; numbers become numbers."""
    options: dict[str, Any] = {}
    words = iter(arguments)
    for word in words:
        key, separator, value = word.removeprefix("--").partition("=")
        options[key.replace("-", "_")] = _number(value if separator else next(words, ""))
    return options


def _number(value: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(value.replace("_", ""))
        except ValueError:
            continue
    return value


def _table(result: dict[str, Any]) -> Table:
    table = Table(title=f"bench {result['bench']}", show_header=True)
    for heading in ("", "figure", "value"):
        table.add_column(heading)
    sections = {
        "ours": result["ours"],
        **result.get("peers", {}),
        "limit": result.get("limit", {}),
        "ratio": result["ratio"],
    }
    for section, figures in sections.items():
        for figure, value in (figures or {}).items():
            table.add_row(section, figure, f"{value:,.3f}" if isinstance(value, float) else str(value))
            section = ""
    return table
