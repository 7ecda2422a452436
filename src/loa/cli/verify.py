"""`loa verify`: is this really ours? A file is checked with no network and no database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from loa.cli import setup
from loa.config import config
from loa.errors import NotFoundError
from loa.trust.core.bundle import Bundle, loads
from loa.trust.errors import ForeignKeyError

app = typer.Typer(add_completion=False)


@app.command()
def verify(
    what: Annotated[str, typer.Argument(metavar="FILE|CODE|URL", help="A release.json, a short code or an address.")],
    key: Annotated[str, typer.Option(help="Id (16 hex digits) of the key that you trust; default: this Loa's.")] = "",
) -> None:
    """Check a release. Exit status 0: really ours; 1: not ours, changed, or unknown."""
    path = Path(what)
    bundle = loads(path.read_bytes()) if path.is_file() else _published(what)
    bundle.check()
    trusted = {key.lower()} if key else _own_keys()
    if bundle.key_id not in trusted:
        raise ForeignKeyError(key=bundle.key_id)
    manifest = bundle.manifest
    title = manifest["texts"].get("vi", {}).get("title", "")
    typer.echo(
        f"✓ {manifest['code']}  {manifest['number']}  {manifest['issued_at']}\n  {title}\n  {manifest['issuer']}"
    )


def _published(what: str) -> Bundle:
    """The release of a code or address, from this installation's portal files."""
    from loa.trust.core.shortcode import normalise

    found = re.search(r"([0-9A-Za-z]{4}[-–\s]?[0-9A-Za-z]{4})/?(?:release\.json)?$", what.strip())
    code = normalise(found.group(1)) if found else None
    file = config().portal_path / "b" / (code or "-") / "release.json"
    if code is None or not file.is_file():
        raise NotFoundError
    return loads(file.read_bytes())


def _own_keys() -> set[str]:
    """The keys that this installation has ever signed with."""
    setup.django()
    from loa.trust.models import SigningKey

    return set(SigningKey.objects.values_list("key_id", flat=True))
