"""Write docs/operators/settings.md from the table of settings in `loa.config`."""

from __future__ import annotations

from pathlib import Path

from loa.config import SETTINGS

TARGET = Path(__file__).resolve().parent.parent / "docs" / "operators" / "settings.md"
HEAD = """# Settings

Loa is configured by environment variables. They are checked together at start, and every mistake is named in one
line; `loa doctor` looks further (keys, servers, disk). This page is written by `scripts/document_settings.py`.

| variable | default | meaning |
|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
    rows = (
        f"| `{setting.name}` | {f'`{setting.default}`' if setting.default else ''} | {setting.help} |"
        for setting in SETTINGS
    )
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(page(), encoding="utf-8")
