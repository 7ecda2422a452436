"""`loa doctor`: what is wrong with this installation, one line each, with what to do about it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

from loa.cli import setup
from loa.config import config
from loa.errors import LoaError

app = typer.Typer(add_completion=False)

DISK_RESERVE = 500_000_000  # bytes that must be free for a day's bulletins and the database's growth


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `problem` is empty when it is well."""

    subject: str
    problem: str = ""


@app.command()
def doctor() -> None:
    """Look at configuration, disk, database, signing key and the four channels. Exit status 1 when one is ill."""
    setup.django()
    console = Console()
    ill = False
    for finding in examine():
        ill = ill or bool(finding.problem)
        mark = "[red]✗[/]" if finding.problem else "[green]✓[/]"
        console.print(f"{mark} {finding.subject}" + (f": {finding.problem}" if finding.problem else ""))
    raise typer.Exit(1 if ill else 0)


def examine() -> Iterator[Finding]:
    """Every examination in turn; a failing one never hides the next."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("disk", _disk),
        ("database", _database),
        ("migrations", _migrations),
        ("signing key", _signing_key),
        ("mail server", _mail_server),
        ("NATS", _nats),
        ("sending", _sending),
    ]
    for subject, check in checks:
        yield Finding(subject, _guarded(check))
    yield from _channels()


def _guarded(check: Callable[[], str]) -> str:
    try:
        return check()
    except LoaError as error:
        return error.text
    except Exception as error:  # the doctor must go on whatever the patient has
        return f"{type(error).__name__}: {error}"


def _disk() -> str:
    free = shutil.disk_usage(Path(config().data_dir)).free
    return "" if free > DISK_RESERVE else f"only {free // 1_000_000} MB free in {config().data_dir}"


def _database() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            answer = cursor.fetchone()[0]
            return "" if answer == "ok" else f"the file is damaged ({answer}); restore the last backup"
    return ""


def _migrations() -> str:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} to apply: run `loa migrate`" if missing else ""


def _signing_key() -> str:
    from loa.trust.actions import signer
    from loa.trust.models import SigningKey

    known = SigningKey.objects.filter(key_id=signer().key_id).exists()
    return "" if known else "the key on disk never signed here; is it the right file?"


def _mail_server() -> str:
    host, port = config().smtp
    return _reach(host, port)


def _reach(host: str, port: int) -> str:
    try:
        with socket.create_connection((host, port), timeout=5):
            return ""
    except OSError as error:
        return f"{host}:{port} does not answer ({error.strerror or error})"


def _nats() -> str:
    problems = []
    for url in filter(None, config().nats_url.split(",")):
        host, _, port = url.strip().removeprefix("nats://").rpartition(":")
        problems.append(_reach(host.rpartition("@")[2], int(port)))
    return "; ".join(filter(None, problems))


def _sending() -> str:
    """Channels that workers have stopped or hold back, in the provider's words: what a running system suffers from."""
    from django.utils.translation import gettext as _

    from loa.delivery.queries import troubles

    words = {True: _("%(channel)s has stopped: %(reason)s"), False: _("%(channel)s is held back: %(reason)s")}
    return "; ".join(words[ill.stopped] % {"channel": ill.channel, "reason": ill.reason} for ill in troubles())


def _channels() -> Iterator[Finding]:
    from loa.channels.registry import channels

    for channel in channels():
        yield Finding(f"channel {channel.name}", _guarded(lambda channel=channel: " ".join(channel.check())))  # type: ignore[misc]
