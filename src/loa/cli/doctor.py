"""`loa doctor`: what is wrong with this installation, one line each, with what to do about it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext as _
from rich.console import Console

from loa.cli import setup
from loa.config import config
from loa.errors import LoaError

if TYPE_CHECKING:
    from loa.bulletins.core.manifest import ChannelName

app = typer.Typer(add_completion=False)

Check = Callable[[], str | None]
DISK_RESERVE = 500_000_000  # bytes that must be free for a day's bulletins and the database's growth


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `problem` is empty when it is well, or when it is not used here at all."""

    subject: str
    problem: str = ""
    used: bool = True

    def line(self) -> str:
        """As the terminal shows it."""
        if not self.used:
            return f"[dim]–[/] {self.subject}: {_('not used')}"
        return f"[red]✗[/] {self.subject}: {self.problem}" if self.problem else f"[green]✓[/] {self.subject}"


@app.command()
def doctor() -> None:
    """Look at configuration, disk, database, signing key and the four channels. Exit status 1 when one is ill."""
    setup.django()
    console = Console()
    ill = False
    for finding in examine():
        ill = ill or bool(finding.problem)
        console.print(finding.line())
    raise typer.Exit(1 if ill else 0)


def examine() -> Iterator[Finding]:
    """Every examination in turn; a failing one hides the next only where that one fails for the same reason.

    When the database is ill or not migrated, whatever else asks it in vain has nothing to add.
    """
    checks: list[tuple[str, Check]] = [
        ("disk", _disk),
        ("database", _database),
        ("migrations", _migrations),
        ("signing key", _signing_key),
        ("mail server", _mail_server),
        ("check mailbox", _check_mailbox),
        ("NATS", _nats),
        ("sending", _sending),
    ]
    ready = True
    for subject, check in (*checks, *_channels()):
        try:
            problem = _guarded(check)
        except DatabaseError as error:
            if ready or check is _database:
                yield Finding(subject, f"{type(error).__name__}: {error}")
            ready = False
            continue
        ready = ready and not (problem and check in {_database, _migrations})
        yield Finding(subject, problem or "", used=problem is not None)


def _guarded(check: Check) -> str | None:
    """What *check* found; empty: all is well, None: it is not used here. Raises `DatabaseError`."""
    try:
        return check()
    except LoaError as error:
        return error.text
    except DatabaseError:
        raise
    except Exception as error:  # the doctor must go on whatever the patient has
        return f"{type(error).__name__}: {error}"


def _disk() -> str:
    free = shutil.disk_usage(Path(config().data_dir)).free
    return "" if free > DISK_RESERVE else f"only {free // 1_000_000} MB free in {config().data_dir}"


def _database() -> str:
    from django.db import connection

    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return ""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            answer = cursor.fetchone()[0]
    except OperationalError:  # not there, or not ours to read: said as it is
        raise
    except DatabaseError as error:
        answer = str(error)
    return "" if answer == "ok" else f"the file is damaged ({answer}); restore the last backup"


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


def _mail_server() -> str | None:
    """Bulletins by mail and the answers of the check mailbox go out through it."""
    from loa.channels.registry import channel
    from loa.delivery.standing import is_used

    host, port = config().smtp
    return _reach(host, port) if config().check_mailbox or is_used(channel("mail")) else None


def _check_mailbox() -> str | None:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    address = config().check_mailbox
    if not address:
        return None
    try:
        validate_email(address)
    except ValidationError:
        return _("LOA_CHECK_MAILBOX is no mail address: %(address)s") % {"address": address}
    return ""


def _reach(host: str, port: int) -> str:
    try:
        with socket.create_connection((host, port), timeout=5):
            return ""
    except OSError as error:
        return f"{host}:{port} does not answer ({error.strerror or error})"


def _nats() -> str | None:
    if not config().clustered:
        return None
    problems = []
    for url in filter(None, config().nats_url.split(",")):
        host, _, port = url.strip().removeprefix("nats://").rpartition(":")
        problems.append(_reach(host.rpartition("@")[2], int(port)))
    return "; ".join(filter(None, problems))


def _sending() -> str:
    """Channels that workers have stopped or hold back, in the provider's words: what a running system suffers from."""
    from loa.delivery.queries import troubles

    words = {True: _("%(channel)s has stopped: %(reason)s"), False: _("%(channel)s is held back: %(reason)s")}
    return "; ".join(words[ill.stopped] % {"channel": ill.channel, "reason": ill.reason} for ill in troubles())


def _channels() -> Iterator[tuple[str, Check]]:
    from loa.bulletins.core.manifest import CHANNELS
    from loa.delivery.standing import standing

    def look(name: ChannelName) -> str | None:
        found = standing(name)
        return " ".join(found.problems) if found.used else None

    for name in CHANNELS:
        yield f"channel {name}", partial(look, name)
