"""`loa migrate`: bring the database to this version."""

from __future__ import annotations

import typer

from loa.cli import setup

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Bring the database to this version. Safe to repeat."""
    setup.django()
    setup.migrate(verbosity=1)
