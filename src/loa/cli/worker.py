"""`loa worker`: sends parcels and keeps the schedule; any number may run on any number of machines."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Annotated

import typer

from loa.bulletins.core.manifest import CHANNELS
from loa.cli import setup
from loa.errors import UsageError

app = typer.Typer(add_completion=False)


class UnknownChannelError(UsageError):
    """There is no channel of that name."""

    code = "unknown_channel"
    message = "There is no channel “%(name)s”. There are: %(known)s."


@app.command()
def worker(
    channel: Annotated[list[str] | None, typer.Option(help="Serve this channel only (may be repeated).")] = None,
    threads: Annotated[int, typer.Option(help="Threads a channel.", min=1, max=32)] = 1,
    lease: Annotated[float, typer.Option(help="Seconds a lost machine keeps its parcels.", min=2, max=600)] = 60.0,
    schedule: Annotated[bool, typer.Option(help="Also keep the schedule (one leader by lock).")] = True,
    progress: Annotated[bool, typer.Option(help="Show deliveries live on the terminal.")] = False,
    metrics_port: Annotated[
        int, typer.Option(help="Serve this process's Prometheus metrics on loopback; 0: do not.", min=0, max=65535)
    ] = 0,
) -> None:
    """Send parcels until SIGTERM or Ctrl-C; what is under way is finished first."""
    _check_channels(channel or [])
    setup.django()
    from loa.channels.portal import notices
    from loa.delivery import recovery, scheduler, terminal
    from loa.delivery import worker as engine_room
    from loa.delivery.engine import choice
    from loa.integrations import courier

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if metrics_port:
        from prometheus_client import start_http_server

        start_http_server(metrics_port, addr="127.0.0.1")
    beside: list[Callable[[threading.Event], None]] = [courier.run]
    beside += [scheduler.run] if schedule else []
    beside += [terminal.watch] if progress else []
    beside += [recovery.run, notices.run] if not channel or "portal" in channel else []
    threads_beside = [threading.Thread(target=function, args=(stop,)) for function in beside]
    for thread in threads_beside:
        thread.start()
    try:
        engine_room.run(stop, channels=channel, threads=threads, lease_seconds=lease)
    finally:
        stop.set()
        for thread in threads_beside:
            thread.join()
        choice.close()


def _check_channels(names: list[str]) -> None:
    for name in names:
        if name not in CHANNELS:
            raise UnknownChannelError(name=name, known=", ".join(CHANNELS))
