"""`loa mail milter`: the mail guard beside the mail server."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loa.cli import setup
from loa.config import config
from loa.errors import UsageError
from loa.kernel.logs import configure

if TYPE_CHECKING:
    from loa.mailguard.milter.server import Options
    from loa.mailguard.site import Site


class BadListenError(UsageError):
    """--listen is not HOST:PORT."""

    code = "bad_listen"
    message = "“%(value)s” is not HOST:PORT."


def host_and_port(value: str) -> tuple[str, int]:
    """`127.0.0.1:8891` → its parts. Raises `BadListenError`."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise BadListenError(value=value)
    return host.strip("[]"), int(port)


def milter(
    listen: Annotated[str, typer.Option(help="HOST:PORT for the mail server; port 0: any free one, printed.")],
    policy: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Settings file (JSON); read again when it changes.")
    ] = None,
    desk: Annotated[
        bool, typer.Option("--desk", help="Also the lists of the security desk, from the database, as they change.")
    ] = False,
    authserv: Annotated[
        str | None, typer.Option(help="authserv-id of your own gateway, whose results are believed.")
    ] = None,
    own: Annotated[list[str] | None, typer.Option("--own", help="Mail domain of your own; may be repeated.")] = None,
    model: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Model learned at this site.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Working processes; 0: one for each processor.")] = 0,
    connections: Annotated[int, typer.Option(min=1, help="Connections of the mail server at one time.")] = 500,
    metrics: Annotated[str, typer.Option(help="HOST:PORT for Prometheus; empty: none.")] = "",
) -> None:
    """Judge every mail while Postfix or Sendmail holds it; SIGHUP reads the settings again."""
    from loa.mailguard.milter.server import Options, serve

    host, port = host_and_port(listen)
    configure(config().log_format, config().log_level)
    if metrics:
        from prometheus_client import start_http_server

        metrics_host, metrics_port = host_and_port(metrics)
        start_http_server(metrics_port, metrics_host)
    site, stamp = _from_file(policy) if policy else _defaults()
    if desk:
        setup.django()
        from loa.mailguard.desk_site import from_desk

        site, stamp = from_desk(site, stamp)
    options: Options = Options(
        host, port, site, stamp, authserv, tuple(domain.lower() for domain in own or ()), model,
        jobs or os.cpu_count() or 1, connections, announce,
    )  # fmt: skip
    asyncio.run(serve(options))


def announce(port: int) -> None:
    """Say on standard output where it listens."""
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


def _from_file(path: Path) -> tuple[Callable[[], Site], Callable[[], object]]:
    from loa.mailguard.site import Site

    def stamp() -> object:
        status = path.stat()
        return status.st_mtime_ns, status.st_ino, status.st_size

    return lambda: Site.from_json(path.read_text(encoding="utf-8")), stamp


def _defaults() -> tuple[Callable[[], Site], Callable[[], object]]:
    from loa.mailguard.site import Site

    return Site, lambda: None
