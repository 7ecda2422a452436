"""What of the portal's folder is gone: after a restore, a lost disk, or a folder that somebody emptied."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from loa.bulletins.core.paths import attachment_path, picture_path
from loa.channels.portal.archive import Archive
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.store import PRIVATE


def missing(root: Path, codes: Iterable[str]) -> list[str]:
    """Those of *codes* that the portal does not know, or whose page, pictures or files are not there."""
    with closing(Archive(root / PRIVATE / "archive.sqlite3")) as archive:
        return [code for code in codes if not _is_whole(root, archive.get(code))]


def _is_whole(root: Path, entry: Entry | None) -> bool:
    if entry is None:
        return False
    manifest = entry.manifest
    paths = [f"b/{entry.code}/index.html", *(attachment_path(file) for file in manifest.attachments)]
    paths += [picture_path(picture, file) for picture in manifest.pictures for file in picture.files]
    return all((root / path.lstrip("/")).is_file() for path in paths)
