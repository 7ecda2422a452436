"""`loa mail site`: the desk's lists as one file, for a gateway without the database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from loa.cli import setup


def site(
    out: Annotated[
        Path | None, typer.Option(help="File to write; without it the document goes to standard output.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Settings file whose policy and lists are kept.")
    ] = None,
) -> None:
    """Write registry and block lists of the security desk, as `milter --policy` and `check --site` read them."""
    setup.django()
    from loa.mailguard import queries
    from loa.mailguard.site import Site

    base = Site.from_json(policy.read_text(encoding="utf-8")) if policy else Site()
    text = queries.site(base).to_json() + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    made = out.with_name(f".{out.name}.{os.getpid()}")
    made.write_text(text, encoding="utf-8")
    made.replace(out)  # at once: a milter that looks meanwhile reads the old list or the new, never half of one
