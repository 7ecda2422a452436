"""The command `loa`. Each group of commands is imported only when it is called, so that `--help` answers at once."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Annotated, Any

import typer
import typer.main
from typer.core import TyperGroup

from loa.errors import LoaError
from loa.kernel.faults import in_words
from loa.kernel.parent import die_with_parent


@dataclass(frozen=True, slots=True)
class Entry:
    """A command or group: the module that holds its typer `app`, and its line in the help."""

    module: str
    help: str


# The command contract (DESIGN §9), in the order of its table.
ENTRIES: dict[str, Entry] = {
    "demo": Entry("loa.cli.demo", "The whole story on a fresh system, with the sandbox beside it."),
    "up": Entry("loa.cli.up", "Serve everything: web, worker and scheduler."),
    "web": Entry("loa.cli.serve", "Serve the web face alone (cluster)."),
    "worker": Entry("loa.cli.worker", "Send parcels and keep the schedule (cluster)."),
    "migrate": Entry("loa.cli.migrate", "Bring the database to this version."),
    "createadmin": Entry("loa.cli.createadmin", "Make the first operator account and the signing key."),
    "sandbox": Entry("loa.cli.sandbox", "Stand-ins for the outside world, on loopback."),
    "units": Entry("loa.cli.units", "Organisation and staff: import, tree."),
    "directive": Entry("loa.cli.directive", "Read official dispatches."),
    "mail": Entry("loa.cli.mail", "The mail guard: check, learn, milter."),
    "rumour": Entry("loa.cli.rumour", "The answer to a claim; a measuring run."),
    "verify": Entry("loa.cli.verify", "Is this really ours? Works offline."),
    "token": Entry("loa.cli.token", "Tokens that let other systems in: new, list, revoke."),
    "report": Entry("loa.cli.report", "The office's reports."),
    "backup": Entry("loa.cli.backup", "Write everything into one file."),
    "restore": Entry("loa.cli.restore", "Bring a backup back."),
    "doctor": Entry("loa.cli.doctor", "Say what is wrong with this installation."),
    "bench": Entry("loa.cli.bench", "Figures, each beside a peer or a limit in the same run."),
}


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # typer's own context class
        """Names in the order of the contract."""
        return list(ENTRIES)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """Import the command *cmd_name*; None when there is none."""
        entry = ENTRIES.get(cmd_name)
        if entry is None:
            return None
        command = typer.main.get_command(importlib.import_module(entry.module).app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in ENTRIES.items()])


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"loa {metadata.version('loa')}")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Loa: one signed official bulletin, four channels, proof of who was reached."""


def run(arguments: Sequence[str] | None = None) -> None:
    """Entry point: exit status 0 done, 1 the answer is no or something failed, 2 wrong usage (DESIGN §9)."""
    die_with_parent()
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="loa")
    except LoaError as error:
        sys.stderr.write(f"loa: {error.text}\n")
        sys.exit(error.exit_status)
    except OSError as error:
        # A full disk, a port in use, a file that may not be read: said in one line, never a traceback.
        name = f": {error.filename}" if error.filename else ""
        sys.stderr.write(f"loa: {error.strerror or error}{name}\n")
        sys.exit(1)
    except Exception as error:
        said = in_words(error)
        if said is None:
            raise
        sys.stderr.write(f"loa: {said.text}\n")
        sys.exit(said.exit_status)


if __name__ == "__main__":
    run()
