"""Every sentence that a person may see, and whether it is written in Vietnamese.

Sentences are found where they stand: in gettext calls, in `message` of error classes, in templates. Each room keeps
its own catalogue (`<room>/locale/vi/LC_MESSAGES/django.po`); run this to see what is missing.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_python
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "loa"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
# What only these rooms' own tables translate: both languages stand side by side in them.
BILINGUAL = ("mailguard/core", "mailguard/data")


def sentences() -> dict[str, set[str]]:
    """Message id → the files (relative to the package) that use it."""
    found: dict[str, set[str]] = {}
    for path in sorted(
        [*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]
    ):
        name = path.relative_to(SOURCE).as_posix()
        if "/migrations/" in name or name.startswith(BILINGUAL):
            continue
        for message in _of_python(path.read_bytes()) if path.suffix == ".py" else _of_template(path):
            found.setdefault(message, set()).add(name)
    return found


def _of_python(source: bytes) -> Iterator[str]:
    yield from _of_calls(source)
    yield from _of_errors(ast.parse(source))


def _of_calls(source: bytes) -> Iterator[str]:
    for _line, function, messages, _comments in extract_python(io.BytesIO(source), KEYWORDS, (), {}):
        given = messages if isinstance(messages, tuple) else (messages,)
        if function and function.startswith("pgettext"):
            given = given[1:]  # the first is the context
        yield from (message for message in given if message)


def _of_errors(tree: ast.AST) -> Iterator[str]:
    """The `message` of classes whose name ends in Error."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
            for statement in node.body:
                if isinstance(statement, ast.Assign | ast.AnnAssign) and _assigned(statement) == "message":
                    value = statement.value
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield value.value


def _assigned(statement: ast.Assign | ast.AnnAssign) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    return target.id if isinstance(target, ast.Name) else ""


def _of_template(path: Path) -> Iterator[str]:
    from django.utils.translation.template import templatize

    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # The indentation of HTML means nothing, but would be Python's to the extractor.
    yield from _of_calls("\n".join(map(str.strip, source.splitlines())).encode())


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated entry of a catalogue. *room*: the folder of the package that the catalogue stands in."""

    room: str
    context: str
    ids: tuple[str, ...]
    text: str

    def serves(self, file: str) -> bool:
        """Whether a sentence of *file* finds this entry: one with a context is found by its own room alone."""
        return not self.context or file.startswith(f"{self.room}/")


def entries() -> Iterator[Entry]:
    """Every translated entry: its message ids (two where there is a plural) and the Vietnamese."""
    for path in sorted(SOURCE.rglob("locale/vi/LC_MESSAGES/*.po")):
        room = path.relative_to(SOURCE).parent.parent.parent.parent.as_posix()
        with path.open("rb") as source:
            for message in read_po(source, abort_invalid=True):
                ids = tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)
                texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
                if message.id and not message.fuzzy and any(texts):
                    yield Entry(room, message.context or "", ids, str(texts[0]))


def missing() -> dict[str, set[str]]:
    """Sentences that no catalogue holds for one of the files that say them."""
    known: dict[str, list[Entry]] = {}
    for entry in entries():
        for one in entry.ids:
            known.setdefault(one, []).append(entry)
    found: dict[str, set[str]] = {}
    for message, files in sentences().items():
        unserved = {file for file in files if not any(entry.serves(file) for entry in known.get(message, ()))}
        if unserved and re.search(r"[A-Za-z]{2}", re.sub(r"%\(\w+\)[sd]", "", message)):
            found[message] = unserved
    return found


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    for message, files in sorted(missing().items(), key=lambda item: min(item[1])):
        sys.stdout.write(f"{min(files)}: {message!r}\n")
