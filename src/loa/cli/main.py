"""The command `loa`. Each group of commands is imported only when it is called, so that `--help` answers at once."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click
import typer.main

from loa.errors import LoaError
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
    "report": Entry("loa.cli.report", "The office's reports."),
    "backup": Entry("loa.cli.backup", "Write everything into one file."),
    "restore": Entry("loa.cli.restore", "Bring a backup back."),
    "doctor": Entry("loa.cli.doctor", "Say what is wrong with this installation."),
    "bench": Entry("loa.cli.bench", "Figures, each beside a peer or a limit in the same run."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the contract."""
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command *cmd_name*."""
        entry = ENTRIES.get(cmd_name)
        if entry is None:
            return None
        command = typer.main.get_command(importlib.import_module(entry.module).app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in ENTRIES.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="loa")
def cli() -> None:
    """Loa: one signed official bulletin, four channels, proof of who was reached."""


def run(arguments: Sequence[str] | None = None) -> None:
    """Entry point: exit status 0 done, 1 the answer is no or something failed, 2 wrong usage (DESIGN §9)."""
    die_with_parent()
    try:
        status = cli.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.stderr.write("\n")
        sys.exit(130)
    except LoaError as error:
        sys.stderr.write(f"loa: {error.text}\n")
        sys.exit(error.exit_status)
    except OSError as error:
        # A full disk, a port in use, a file that may not be read: said in one line, never a traceback.
        name = f": {error.filename}" if error.filename else ""
        sys.stderr.write(f"loa: {error.strerror or error}{name}\n")
        sys.exit(1)


if __name__ == "__main__":
    run()
