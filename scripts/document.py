"""Write the reference pages that are made from the code: settings, commands, addresses.

`tests/contracts/test_documented.py` fails when a page is behind the code, or when something has no words.
"""

from __future__ import annotations

import importlib
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MADE = "This page is written by `scripts/document.py`.\n"


class UndocumentedError(Exception):
    """Something that people use has no words."""


def settings_page() -> str:
    """docs/operators/settings.md"""
    from loa.config import SETTINGS

    rows = [f"| `{one.name}` | {f'`{one.default}`' if one.default else ''} | {one.help} |" for one in SETTINGS]
    return (
        "# Settings\n\nLoa is configured by environment variables. They are checked together at start, and every "
        f"mistake is named in one line; `loa doctor` looks further (keys, servers, disk). {MADE}\n"
        "| variable | default | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def commands_page() -> str:
    """docs/operators/commands.md"""
    import typer.main

    from loa.cli.main import ENTRIES

    parts = [f"# Commands\n\nExit status: 0 done, 1 the answer is no or something failed, 2 wrong usage. {MADE}"]
    for name, entry in ENTRIES.items():
        command = typer.main.get_command(importlib.import_module(entry.module).app)
        parts.append(f"## `loa {name}`\n\n{entry.help}\n")
        parts += _command(f"loa {name}", command)
    return "\n".join(parts)


def _command(path: str, command: Any) -> Iterator[str]:
    if hasattr(command, "commands"):
        for name, inner in sorted(command.commands.items()):
            yield f"### `{path} {name}`\n"
            yield from _command(f"{path} {name}", inner)
        return
    if not command.help:
        raise UndocumentedError(path)
    yield inspect.cleandoc(command.help) + "\n"
    rows = [_parameter(path, parameter) for parameter in command.params if parameter.name != "help"]
    if rows:
        yield "| argument or option | meaning |\n|---|---|\n" + "\n".join(rows) + "\n"


def _parameter(path: str, parameter: Any) -> str:
    words = getattr(parameter, "help", "") or ""
    if not words:
        raise UndocumentedError(f"{path}: {parameter.name}")
    name = " ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.metavar or parameter.name
    return "| `" + name.replace("|", "\\|") + "` | " + words.replace("|", "\\|") + " |"


def addresses_page() -> str:
    """docs/developers/addresses.md"""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.settings")
    django.setup()
    from django.urls import get_resolver

    rows = [f"| `{route}` | {words} |" for route, words in sorted(_routes(get_resolver().url_patterns, "/"))]
    return (
        "# Addresses\n\nEvery address that the server answers beside the portal's files, with what it does (the first "
        f"sentence of its view). {MADE}\n| address | does |\n|---|---|\n" + "\n".join(rows) + "\n"
    )


def _routes(patterns: list[Any], prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: match[1].upper(), str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, route)
            continue
        view = getattr(pattern.callback, "view_class", pattern.callback)
        words = inspect.getdoc(inspect.unwrap(view)) or ""
        if not words:
            raise UndocumentedError(route)
        yield route.replace("|", "\\|"), words.splitlines()[0].replace("|", "\\|")


PAGES: dict[Path, Callable[[], str]] = {
    ROOT / "docs" / "operators" / "settings.md": settings_page,
    ROOT / "docs" / "operators" / "commands.md": commands_page,
    ROOT / "docs" / "developers" / "addresses.md": addresses_page,
}

if __name__ == "__main__":
    for target, page in PAGES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(), encoding="utf-8")
        sys.stderr.write(f"{target.relative_to(ROOT)}\n")
