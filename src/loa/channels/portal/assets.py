"""Files that never change under their name: the hash of the content is part of it, so they are cached for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.apps import apps

_FOLDER = Path(__file__).parent / "assets"
PUBLIC = "public"  # folder of an installed app whose files stand at the root of the portal (unless it is a package)


@cache
def hashed() -> dict[str, tuple[str, bytes]]:
    """Kind (`css`, `js`) → address and content."""
    found = {}
    for path in sorted(_FOLDER.glob("portal.*")):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:10]
        found[path.suffix.removeprefix(".")] = (f"/assets/{path.stem}.{digest}{path.suffix}", content)
    return found


def addresses() -> dict[str, str]:
    """Kind → address, for templates."""
    return {kind: address for kind, (address, _content) in hashed().items()}


def files() -> dict[str, bytes]:
    """Every asset, and what installed apps put at the portal's root (icons, the app's manifest and worker)."""
    found = {address.lstrip("/"): content for address, content in hashed().values()}
    for app in apps.get_app_configs():
        folder = Path(app.path) / PUBLIC
        if app.name.startswith("loa.") and folder.is_dir() and not (folder / "__init__.py").exists():
            found |= {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in sorted(folder.rglob("*"))
                if path.is_file() and not path.name.startswith(".")
            }
    return found
