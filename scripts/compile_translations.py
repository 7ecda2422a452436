"""Compile the gettext catalogues (*.po → *.mo), as a build hook and as a command.

The compiled files are build products: they are made at installation and never committed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).resolve().parent.parent / "src"


def compile_catalogues(root: Path = SOURCE) -> list[Path]:
    """Compile each catalogue under *root* that is newer than its product; return what was written."""
    written = []
    for po in sorted(root.rglob("LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, abort_invalid=True)
        with mo.open("wb") as target:
            write_mo(target, catalogue)
        written.append(mo)
    return written


class TranslationBuildHook(BuildHookInterface):
    """Runs for wheels and for editable installations."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are packed."""
        compile_catalogues()


if __name__ == "__main__":
    for path in compile_catalogues():
        print(path.relative_to(SOURCE), file=sys.stderr)
