"""`loa sandbox`: the outside world on loopback, in the foreground."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from loa.errors import UsageError
from loa.sandbox.launcher import PARTS

app = typer.Typer(add_completion=False)


class UnknownPartError(UsageError):
    """There is no such stand-in."""

    code = "unknown_part"
    message = "There is no stand-in called %(part)s; there are mail, push and zalo."


@app.command()
def sandbox(
    parts: Annotated[list[str] | None, typer.Argument(metavar="[mail|push|zalo]…", help="Default: all three.")] = None,
    directory: Annotated[Path, typer.Option("--dir", help="Folder of its state.")] = Path("var/sandbox"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="HTTP port of the viewers and services; 0: any free one.")] = 8025,
    smtp_port: Annotated[int, typer.Option(help="SMTP port; 0: any free one.")] = 2525,
    as_json: Annotated[bool, typer.Option("--json", help="Print the addresses as one line of JSON.")] = False,
) -> None:
    """Stand-ins for the mail server, the push service and Zalo. Nothing they take leaves this machine."""
    from loa.sandbox.server import Options, run

    for part in parts or []:
        if part not in PARTS:
            raise UnknownPartError(part=part)
    chosen = tuple(part for part in PARTS if not parts or part in parts)
    run(Options(directory, host, port, smtp_port, chosen, as_json))
