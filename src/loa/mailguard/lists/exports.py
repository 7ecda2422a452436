"""The block list in the forms that mail servers, resolvers and other offices take."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from loa.units.export import safe


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. Times are ISO 8601; `expires` is empty for an entry without end."""

    kind: str
    value: str
    reason: str
    at: str
    expires: str = ""


def postfix(lines: Sequence[Line], _at: datetime) -> str:
    """An access map for `check_sender_access`: addresses, and domains with all below them."""
    senders = [line for line in lines if line.kind in {"sender", "domain"}]
    rows = [row for line in senders for row in _access(line)]
    return "".join(
        f"{row}\n" for row in ["# postmap hash:FILE; smtpd_sender_restrictions = check_sender_access", *rows]
    )


def _access(line: Line) -> list[str]:
    act = "REJECT 5.7.1 Blocked by the security desk"
    return [f"{line.value} {act}"] if line.kind == "sender" else [f"{line.value} {act}", f".{line.value} {act}"]


def rpz(lines: Sequence[Line], at: datetime) -> str:
    """A response policy zone: names of links, and all below them, do not exist.

    The serial is the second *at*: it also grows when a name goes.
    """
    serial = int(at.timestamp())
    head = [
        "$TTL 300",
        f"@ SOA localhost. root.localhost. {serial} 3600 600 86400 300",
        "@ NS localhost.",
    ]
    rows = [row for host in _hosts(lines) for row in (f"{host} CNAME .", f"*.{host} CNAME .")]
    return "".join(f"{row}\n" for row in [*head, *rows])


def hosts(lines: Sequence[Line], _at: datetime) -> str:
    """Plain names, one a line."""
    return "".join(f"{host}\n" for host in _hosts(lines))


def _hosts(lines: Iterable[Line]) -> list[str]:
    return sorted({line.value for line in lines if line.kind in {"host", "domain"}})


def to_csv(lines: Sequence[Line], _at: datetime) -> str:
    """A table; cells that a spreadsheet would calculate are kept from it (standards A1 V1)."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(["kind", "value", "reason", "at", "expires"])
    writer.writerows([line.kind, safe(line.value), safe(line.reason), line.at, line.expires] for line in lines)
    return target.getvalue()


def to_json(lines: Sequence[Line], _at: datetime) -> str:
    """One document."""
    return json.dumps({"entries": [asdict(line) for line in lines]}, ensure_ascii=False, indent=1) + "\n"


# Name in the address → how it is written, its media type, the file's name.
FORMS: dict[str, tuple[Callable[[Sequence[Line], datetime], str], str, str]] = {
    "postfix": (postfix, "text/plain; charset=utf-8", "sender_access"),
    "rpz": (rpz, "text/plain; charset=utf-8", "rpz.zone"),
    "hosts": (hosts, "text/plain; charset=utf-8", "hosts.txt"),
    "csv": (to_csv, "text/csv; charset=utf-8", "block-list.csv"),
    "json": (to_json, "application/json", "block-list.json"),
}
