"""`loa backup FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from loa.config import config
from loa.kernel import backup as archive

app = typer.Typer(add_completion=False)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="File to write (.tar.gz).")]) -> None:
    """Write database, keys, uploads and the site's particulars into one file. Loa may go on running."""
    with Console(stderr=True).status("backup …"):
        size = archive.write(file.resolve(), Path(config().data_dir), config().database_url, config().elsewhere())
    typer.echo(f"{file}: {size / 1_000_000:.1f} MB" if size >= 100_000 else f"{file}: {size / 1000:.1f} kB")
