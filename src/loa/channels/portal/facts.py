"""Who publishes: the particulars that the footer of a state body's site names (standards V10)."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from loa.config import config

FILE = "site.json"
# What V10 asks for: the key in the file, and what people call it (the footer says the same words).
REQUIRED = {
    "governing_body": _("Governing body"),
    "address": _("Address"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "responsible": _("Responsible for the content"),
}


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
        """What V10 asks for and nobody has filled in, each in words with its key in the file."""
        return [f"{label} ({name})" for name, label in REQUIRED.items() if not getattr(self, name)]


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
