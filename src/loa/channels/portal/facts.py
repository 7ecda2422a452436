"""Who publishes: the particulars that the footer of a state body's site names (standards V10)."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from loa.config import config

FILE = "site.json"
REQUIRED = ("governing_body", "address", "email", "phone", "responsible")


@dataclass(frozen=True, slots=True)
class Site:
    """The site's particulars; empty ones are not shown. `base_url` has no trailing slash."""

    base_url: str
    authority: str
    governing_body: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    responsible: str = ""
    security_contact: str = ""
    hub: str = ""

    @property
    def phone_link(self) -> str:
        """The number as `tel:` wants it."""
        return "".join(character for character in self.phone if character.isdigit() or character == "+")

    def missing(self) -> list[str]:
        """The particulars that V10 asks for and nobody has filled in."""
        return [name for name in REQUIRED if not getattr(self, name)]


def particulars_path() -> Path:
    """Where the operator writes them: DATA_DIR/site.json."""
    return Path(config().data_dir) / FILE


def load(path: Path | None = None) -> Site:
    """The particulars of this installation; an unreadable file counts as empty and is named by `check`."""
    known = {field.name for field in fields(Site)} - {"base_url", "authority"}
    values = {name: str(value) for name, value in _read(path or particulars_path()).items() if name in known}
    return Site(config().base_url, config().authority, **values)


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
