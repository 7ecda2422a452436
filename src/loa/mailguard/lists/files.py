"""Lists of other offices as they come: CSV or JSON, columns under many names, addresses defanged or not. Pure.

The directory of labelled sites and the lists of scam domains (standards V23) have no fixed form; so columns are known
by their names, and every row that cannot be used is named with its number.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from loa.errors import LoaError
from loa.mailguard.core.hosts import is_domain
from loa.mailguard.core.text import fold
from loa.mailguard.lists.values import NotBlockableError, checked_host, host_of

MAX_ROWS = 100_000
MAX_PROBLEMS = 500
_HOST_NAMES = frozenset({"domain", "domains", "host", "url", "website", "ten mien", "dia chi", "link", "trang web"})
_NAME_NAMES = frozenset({"name", "name vi", "ten", "to chuc", "ten to chuc", "co quan", "organization", "organisation"})
_NOTE_NAMES = frozenset({"note", "ghi chu", "mo ta", "description", "type", "loai"})


class UnreadableListError(LoaError):
    """The file is not a list that can be read."""

    code = "unreadable_list"
    http_status = 422
    message = "The list cannot be read. It needs a CSV or JSON file with a column “domain” (or host, url, tên miền)."


@dataclass
class Rows:
    """What was read: rows ready to be kept, and (row number, what is wrong) of all others."""

    rows: list[dict[str, str]] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def read_hosts(data: bytes, own_domains: Iterable[str] = ()) -> Rows:
    """A list of scam domains: `host` and `note` of each row, each host once. Raises `UnreadableListError`."""
    own, found, seen = tuple(own_domains), Rows(), set()
    for number, row in _table(data):
        try:
            host = checked_host(_cell(row, _HOST_NAMES), own)
        except NotBlockableError as error:
            _complain(found, number, error.text)
            continue
        if host not in seen:
            seen.add(host)
            found.rows.append({"host": host, "note": _cell(row, _NOTE_NAMES | _NAME_NAMES)[:200]})
    return found


def read_bodies(data: bytes, no_name: str, no_domain: str) -> Rows:
    """A list of trusted bodies: `name` and `domains` (by semicolons); the two words say what a bad row lacks.

    Raises `UnreadableListError`.
    """
    together: dict[str, dict[str, None]] = {}
    found = Rows()
    for number, row in _table(data):
        name = " ".join(_cell(row, _NAME_NAMES).split())[:200]
        hosts = [host_of(part) for part in _cell(row, _HOST_NAMES).replace(",", ";").split(";") if part.strip()]
        hosts = [host.removeprefix("www.") for host in hosts]
        if not name:
            _complain(found, number, no_name)
        elif not hosts or not all(map(is_domain, hosts)):
            _complain(found, number, no_domain)
        else:
            together.setdefault(name, {}).update(dict.fromkeys(hosts))
    found.rows = [{"name": name, "domains": ";".join(hosts)} for name, hosts in together.items()]
    return found


def _complain(found: Rows, number: int, problem: str) -> None:
    if len(found.problems) < MAX_PROBLEMS:
        found.problems.append((number, problem))


def _cell(row: dict[str, str], names: frozenset[str]) -> str:
    return next((value for key, value in row.items() if key in names and value), "")


def _table(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Rows with their numbers as a spreadsheet shows them; keys folded."""
    text = data.decode("utf-8-sig", "replace").strip()
    read: Callable[[str], list[dict[str, Any]]] = _json if text[:1] in {"[", "{"} else _csv
    try:
        rows = read(text)
    except (ValueError, csv.Error, RecursionError) as error:
        raise UnreadableListError from error
    folded = [{fold(str(key)): str(value or "").strip() for key, value in row.items()} for row in rows]
    if not folded or len(folded) > MAX_ROWS or not any(_HOST_NAMES & row.keys() for row in folded):
        raise UnreadableListError
    return list(enumerate(folded, start=2))


def _json(text: str) -> list[dict[str, Any]]:
    value = json.loads(text)
    if isinstance(value, dict):
        value = next((one for one in value.values() if isinstance(one, list)), [])
    return [row if isinstance(row, dict) else {"domain": row} for row in value]


def _csv(text: str) -> list[dict[str, Any]]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    if not _HOST_NAMES & {fold(cell) for cell in next(csv.reader([first], delimiter=separator), [])}:
        return [{"domain": line.strip()} for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    return [{str(key): value for key, value in row.items() if key is not None} for row in rows]
