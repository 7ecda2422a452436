"""`loa restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from loa.config import config
from loa.kernel import backup as archive

app = typer.Typer(add_completion=False)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that `loa backup` wrote.", exists=True)]) -> None:
    """Bring a backup back into an empty data folder, whole or not at all."""
    with Console(stderr=True).status("restore …"):
        archive.read(file, Path(config().data_dir), config().database_url, config().elsewhere())
    typer.echo(f"{config().data_dir}")
