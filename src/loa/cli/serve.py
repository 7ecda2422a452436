"""`loa web`: the web face alone, one role of the cluster."""

from __future__ import annotations

from typing import Annotated

import typer

from loa.cli import setup

app = typer.Typer(add_completion=False)


@app.command()
def web(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Server processes.", min=1, max=64)] = 1,
    renew: Annotated[
        bool, typer.Option("--renew", help="Serve nothing: bring the portal's pages to this version, and end.")
    ] = False,
) -> None:
    """Serve the web face: the portal's files first, then everything else.

    After an upgrade the portal's pages are renewed beside it; readers see the earlier ones meanwhile.
    """
    setup.django()
    from loa.web import server

    if renew:
        server.renew()
    else:
        server.serve(host, port, workers)
