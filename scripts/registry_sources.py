"""Confirm the domains of the mail guard's trust registry by public lists, and name those that nothing confirms.

    python -m scripts.registry_sources CHECKOUT [CHECKOUT …]

Each CHECKOUT is a clone of one of the lists in `src/loa/mailguard/data/sources.csv`; which one it is, is seen from its
files. Rewrites `source` and `as_of` of `registry.csv` and `provinces.csv`: what a list confirms, what was confirmed by
hand before (kept), and the rest as plainly unconfirmed. Only facts are taken: which domain belongs to whom.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from loa.mailguard.core.hosts import registrable, within
from loa.mailguard.core.sources import UNCONFIRMED, confirmations
from loa.mailguard.core.text import fold
from scripts.registry_lists import Listing, read

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src/loa/mailguard/data"
PAGE = ROOT / "docs/performance/mailguard.md"
BLOCK = re.compile(r"(<!-- sources of the registry -->\n).*?(<!-- /sources -->)", re.DOTALL)
MIN_NAME = 4  # letters: shorter names must be the same, longer ones may go on ("Chase" and "Chase Bank")


# Names that nobody else can get: they confirm the state or the treaty, not which of its bodies it is.
RULES = {"rule-gov.vn": "gov.vn", "rule-gov": "gov", "rule-int": "int"}
Index = dict[str, list[Listing]]


def index(listings: Iterable[Listing]) -> Index:
    """Listings by their domain."""
    found: Index = defaultdict(list)
    for listing in listings:
        found[listing.domain].append(listing)
    return found


@lru_cache(maxsize=65536)
def _glued(name: str) -> str:
    return re.sub(r"[^\w]", "", fold(name))


def names_of(row: dict[str, str]) -> frozenset[str]:
    """Every way *row* writes its body, without blanks."""
    cells = (
        row.get(column, "")
        for column in ("name_vi", "name_en", "names", "acronyms", "common", "labels", "name", "also")
    )
    return frozenset(_glued(name) for cell in cells for name in cell.split(";") if _glued(name))


def alike(listed: str, names: Iterable[str]) -> bool:
    """Whether *listed* is one of *names*, or either goes on where the other ends."""
    own = _glued(listed)
    return any(
        own == name or (min(len(own), len(name)) >= MIN_NAME and (own.startswith(name) or name.startswith(own)))
        for name in names
    )


def _says(listing: Listing, row: dict[str, str], names: frozenset[str], sure: set[str]) -> bool:
    """Whether *listing* bears out that its domain is the body's: by title, by the domain's own word, by its company."""
    if listing.kinds and row["kind"] not in listing.kinds:
        return False
    if listing.titles:
        return any(alike(title, names) for title in listing.titles)
    spelled = registrable(listing.domain).partition(".")[0].replace("-", "") in names
    return spelled or bool(sure & (listing.group - {listing.domain}))


def confirmed(row: dict[str, str], listed: Index) -> dict[str, list[str]]:
    """Source → domains of *row* that it confirms. Twice: what one list makes sure, another may build upon."""
    names, sure = names_of(row), set[str]()
    for _ in range(2):
        found: dict[str, list[str]] = defaultdict(list)
        for domain in filter(None, row["domains"].split(";")):
            for listing in (entry for key in _above(domain) for entry in listed.get(key, ())):
                if domain not in found[listing.source] and _says(listing, row, names, sure):
                    found[listing.source].append(domain)
                    sure.add(domain)
    for rule, suffix in RULES.items():
        found[rule] = [domain for domain in row["domains"].split(";") if within(domain, suffix)]
    return {source: domains for source, domains in found.items() if domains}


def _above(domain: str) -> Iterator[str]:
    """*domain* and what it lies below, down to the name that was registered."""
    own = registrable(domain)
    while within(domain, own):
        yield domain
        domain = domain.partition(".")[2]


def traced(row: dict[str, str], listed: Index, order: dict[str, str]) -> tuple[str, str]:
    """`source` and `as_of` for *row*: what confirms which domain, newest month of those sources."""
    read_now = {listing.source for listings in listed.values() for listing in listings}
    kept = {
        name: found for name, found in confirmations(row["source"]).items() if name in order and name not in read_now
    }
    groups = {**kept, **confirmed(row, listed)}
    domains = [domain for domain in row["domains"].split(";") if domain]
    lines = [f"{source}: {' '.join(d for d in domains if d in groups[source])}" for source in order if source in groups]
    lines = [line for line in lines if not line.endswith(": ")]
    rest = [domain for domain in domains if not any(domain in line.split(" ") for line in lines)]
    if rest or not lines:
        lines.append(f"{UNCONFIRMED}: {' '.join(rest)}".removesuffix(": "))
    months = [order[source] for source in order if any(line.startswith(f"{source}: ") for line in lines)]
    return "; ".join(lines), max(months, default=row["as_of"])


def _months(sources: list[dict[str, str]], folders: Iterable[Path]) -> None:
    """The month of the newest commit read, for each list whose clone is at hand."""
    for folder in folders:
        done = subprocess.run(
            ["git", "-C", str(folder), "log", "-1", "--format=%cs"],
            check=False,
            capture_output=True,
            text=True,
            timeout=20,
        )
        ids = {listing.source for listing in read(folder)}
        for source in sources:
            if source["id"] in ids and done.returncode == 0 and done.stdout:
                source["as_of"] = done.stdout[:7]


def load(name: str) -> list[dict[str, str]]:
    """Rows of a table of the mail guard."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _save(name: str, rows: list[dict[str, str]]) -> None:
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def table(sources: list[dict[str, str]], rows: list[dict[str, str]]) -> str:
    """How many bodies are confirmed by what, as two tables for the page of figures."""
    groups = [confirmations(row["source"]) for row in rows]
    whole = sum(UNCONFIRMED not in found for found in groups)
    none = sum(list(found) == [UNCONFIRMED] for found in groups)
    lines = ["| confirmed is | bodies |", "|---|---|", f"| every domain | {whole} |"]
    lines += [f"| some domains | {len(rows) - whole - none} |", f"| no domain | {none} |", ""]
    lines += ["| source | what it says | terms | as of | bodies |", "|---|---|---|---|---|"]
    for source in sources:
        number = sum(source["id"] in found for found in groups)
        title = f"[{source['title']}]({source['address']})"
        lines.append(
            f"| `{source['id']}` | {title}: {source['says']} | {source['licence']} | {source['as_of']} | {number} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Trace all rows by the lists in the folders named, and write how many bodies each of them confirms."""
    folders = [Path(argument) for argument in arguments]
    sources = load("sources")
    _months(sources, folders)
    order = {source["id"]: source["as_of"] for source in sources}
    listed = index(listing for folder in folders for listing in read(folder))
    for name, kind in (("registry", ""), ("provinces", "province")):
        rows = load(name)
        for row in rows:
            row["source"], row["as_of"] = traced({"kind": kind, **row}, listed, order)
        _save(name, rows)
    _save("sources", sources)
    text = table(sources, load("registry"))
    PAGE.write_text(BLOCK.sub(lambda found: found[1] + text + found[2], PAGE.read_text("utf-8")), "utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
