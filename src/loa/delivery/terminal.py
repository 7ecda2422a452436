"""The live view of deliveries on a terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence

from django.db import Error as DatabaseError
from django.db import connection
from django.utils.translation import gettext as _
from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from loa.delivery.queries import ChannelProgress, running

REFRESH = 0.5  # seconds


def table(rows: Sequence[ChannelProgress]) -> Table:
    """One line a delivery: where it stands, in words and as a bar."""
    view = Table(box=None, padding=(0, 2))
    for heading in (_("Channel"), _("State"), "", _("Sent"), _("Failed"), _("Waiting"), _("Time left")):
        view.add_column(heading)
    for row in rows:
        settled = row.planned - row.pending
        view.add_row(
            row.channel,
            row.state_label,
            ProgressBar(total=max(1, row.planned), completed=settled, width=30),
            f"{row.sent + row.delivered:,}",
            f"{row.failed:,}",
            f"{row.pending:,}",
            duration(row.eta_seconds),
        )
    return view


def duration(seconds: float | None) -> str:
    """`1:02:03`, `2:03`, or a dash while nothing moves."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def watch(stop: threading.Event) -> None:
    """Show what is running on stderr until *stop*."""
    with Live(table([]), console=Console(file=sys.stderr), refresh_per_second=4) as live:
        while not stop.wait(REFRESH):
            try:
                live.update(table(running()))
            except DatabaseError:
                connection.close()
    connection.close()
