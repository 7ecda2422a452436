"""`loa up`: the whole of Loa in one process tree."""

from __future__ import annotations

import socket
import sys
from typing import Annotated

import typer

from loa.cli import setup
from loa.errors import LoaError
from loa.kernel.supervisor import Child, Supervisor, until_signal

app = typer.Typer(add_completion=False)


class PortInUseError(LoaError):
    """Somebody else listens there already."""

    code = "port_in_use"
    message = "The port %(port)s on %(host)s is in use. Choose another with --port, or stop the other program."


def claim(host: str, port: int) -> None:
    """Raise `PortInUseError` unless *port* can be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUseError(host=host, port=port) from error


@app.command()
def up(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Serve everything: web, worker, scheduler. Embedded unless DATABASE_URL / LOA_NATS_URL say cluster."""
    setup.django()
    claim(host, port)
    setup.migrate()
    from loa.trust.actions import ensure_signing_key

    ensure_signing_key()
    children = [Child("web", ["web", "--host", host, "--port", str(port)]), Child("worker", ["worker"])]
    with Supervisor(children) as supervisor:
        sys.stderr.write(f"Loa: http://{host}:{port}\n")
        until_signal(supervisor)
