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
) -> None:
    """Serve the web face: the portal's files first, then everything else."""
    setup.django()
    from loa.web.server import serve

    serve(host, port, workers)
