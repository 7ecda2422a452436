"""Fills the tables of docs/performance*.md from var/bench.json: `python scripts/figures.py [FILE]` (`make figures`).

A table stands between `<!-- figures: NAME -->` and `<!-- /figures -->`. A bench that FILE does not hold keeps the
row it has, with its own date, so that no page says what no run has said.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
BLOCK = re.compile(r"(<!-- figures: ([\w-]+) -->\n)(.*?)(<!-- /figures -->)", re.DOTALL)
Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a result: where it stands, how it is written, and what is asked of it ("≥ 0.7", "≤ 5")."""

    path: str
    form: str
    asked: str = ""

    def text(self, result: Result) -> str:
        """The number; one that misses what is asked is bold and says so. Empty where the result has none."""
        value: Any = result
        for key in self.path.split("/"):
            value = value.get(key) if isinstance(value, Mapping) else None
        if not isinstance(value, int | float):
            return ""
        written = self.form.format(value)
        return written if self._is_met(value) else f"**{written}, missed**"

    def _is_met(self, value: float) -> bool:
        if not self.asked:
            return True
        sign, limit = self.asked.split()
        return value >= float(limit) if sign == "≥" else value <= float(limit)


@dataclass(frozen=True, slots=True)
class Row:
    """One bench in the table of all: its name, what is asked in words, its figures, and the page that says more."""

    bench: str
    title: str
    asked: str
    figures: Sequence[Figure]
    page: str


ROWS = (
    Row(
        "plan",
        "plan, 1.3 million",
        "≤ 5 s, ≤ 16 bytes a recipient, ≥ 5 × faster and ≥ 10 × smaller than a row each",
        (
            Figure("ours/sqlite_s", "SQLite {:.2f} s", "≤ 5"),
            Figure("ours/sqlite_bytes_per_recipient", "{:.2f} bytes", "≤ 16"),
            Figure("ratio/rows_sqlite_time", "{:.1f} ×", "≥ 5"),
            Figure("ratio/rows_sqlite_size", "{:.0f} × smaller", "≥ 10"),
            Figure("ours/postgresql_s", "PostgreSQL {:.2f} s", "≤ 5"),
            Figure("ours/postgresql_bytes_per_recipient", "{:.2f} bytes", "≤ 16"),
            Figure("ratio/rows_postgresql_time", "{:.1f} ×", "≥ 5"),
            Figure("ratio/rows_postgresql_size", "{:.0f} × smaller", "≥ 10"),
        ),
        "[delivery](performance/delivery.md)",
    ),
    Row(
        "mail",
        "mail",
        "≥ 0.7 of smtp-source, ≥ 1.5 × smtplib, ≥ 4 × aiosmtplib",
        (
            Figure("ratio/smtp_source", "{:.2f}", "≥ 0.7"),
            Figure("ratio/smtplib_rows", "{:.1f} ×", "≥ 1.5"),
            Figure("ratio/aiosmtplib_rows", "{:.1f} ×", "≥ 4"),
        ),
        "`loa bench mail`",
    ),
    Row(
        "push",
        "push",
        "≥ 4 × pywebpush, encryption ≥ 0.4 of OpenSSL's ECDH",
        (Figure("ratio/pywebpush", "{:.1f} ×", "≥ 4"), Figure("ratio/openssl_ecdh", "{:.2f}", "≥ 0.4")),
        "`loa bench push`",
    ),
    Row(
        "reach",
        "reach, 1.3 million",
        "not-yet list ≤ 50 ms, roll-up ≤ 200 ms, asking ≤ 250 MB",
        (
            Figure("ours/missing_ms", "{:.1f} ms", "≤ 50"),
            Figure("ours/rollup_ms", "{:.1f} ms", "≤ 200"),
            Figure("ours/rss_mb", "{:.0f} MB", "≤ 250"),
        ),
        "[reach](performance/reach.md)",
    ),
    Row(
        "memory",
        "memory",
        "≤ 250 MB at 1.3 million",
        (
            Figure("ours/planner_rss_mb", "planner {:.0f} MB", "≤ 250"),
            Figure("ours/worker_rss_mb", "worker that plans and sends {:.0f} MB", "≤ 250"),
        ),
        "[delivery](performance/delivery.md)",
    ),
    Row(
        "portal",
        "portal",
        "≥ 0.6 of nginx, ≥ 30 × a dynamic page, published in ≤ 1 s",
        (
            Figure("ratio/nginx", "{:.2f}", "≥ 0.6"),
            Figure("ratio/dynamic", "{:.0f} ×", "≥ 30"),
            Figure("ours/publish_s", "{:.2f} s", "≤ 1"),
        ),
        "[portal](performance/portal.md)",
    ),
    Row(
        "mailguard",
        "mail guard",
        "≤ 8 ms median, p99 ≤ 100 ms, ≥ 10 × SpamAssassin, ≥ 0.4 of rspamd",
        (
            Figure("ours/median_ms", "{:.1f} ms", "≤ 8"),
            Figure("ours/p99_ms", "{:.0f} ms", "≤ 100"),
            Figure("ratio/spamassassin", "{:.0f} ×", "≥ 10"),
            Figure("ratio/rspamd", "{:.2f}", "≥ 0.4"),
        ),
        "[mail guard](performance/mailguard.md)",
    ),
    Row(
        "rumours",
        "rumours",
        "first answer right more often than SQLite FTS5's",
        (
            Figure("ours/first_right", "{:.1%} right", ""),
            Figure("ratio/fts5", "{:.2f} × FTS5", "≥ 1"),
            Figure("ours/ms_per_claim", "{:.1f} ms a claim", ""),
        ),
        "`loa bench rumours`",
    ),
)


def all_benches(results: Mapping[str, Result], before: str) -> str:
    """The table of all benches; a bench without a result keeps the row it had in *before*."""
    kept = {line.split("|")[1].strip(): line for line in before.splitlines() if line.startswith("| ")}
    lines = ["| bench | asked | measured | when, and the load then | page |", "|---|---|---|---|---|"]
    for row in ROWS:
        if row.bench in results:
            measured = "; ".join(filter(None, (figure.text(results[row.bench]) for figure in row.figures)))
            lines.append(f"| {row.title} | {row.asked} | {measured} | {_when(results[row.bench])} | {row.page} |")
        elif row.title in kept:
            lines.append(kept[row.title])
    return "\n".join(lines) + "\n"


def _when(result: Result) -> str:
    return f"{str(result.get('at', '?'))[:16].replace('T', ' ')}, {float(result.get('load', 0.0)):.1f}"


def plan(results: Mapping[str, Result], before: str) -> str:
    """Plan on both databases."""
    return _table(results, before, "plan", ("", "ours", "limit", "times better than a row each"), _plan_lines)


def _plan_lines(result: Result) -> Iterator[tuple[str, ...]]:
    for key, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        ours, ratio = result["ours"], result["ratio"]
        seconds, burnt = ours[f"{key}_s"], ours[f"{key}_client_cpu_s"]
        better = f"{ratio[f'rows_{key}_time']:.1f} ({ratio[f'rows_{key}_cpu']:.1f} by processor)"
        yield f"{name}, seconds", f"{seconds:.2f} ({burnt:.2f} of the client's processor)", "5", better
        size = ours[f"{key}_bytes_per_recipient"]
        yield f"{name}, bytes a recipient", f"{size:.2f}", "16", f"{ratio[f'rows_{key}_size']:.0f}"


def cluster(results: Mapping[str, Result], before: str) -> str:
    """Parcels a second by number of workers."""
    return _table(results, before, "cluster", ("workers", "parcels/s", "envelopes/s", "against one"), _cluster_lines)


def _cluster_lines(result: Result) -> Iterator[tuple[str, ...]]:
    ours = result["ours"]
    for number in sorted(int(key.rsplit("_", 1)[1]) for key in ours if key.startswith("parcels_per_s_")):
        envelopes = f"envelopes_per_s_{number}"
        against = f"{result['ratio'][envelopes]:.2f}"
        yield str(number), f"{ours[f'parcels_per_s_{number}']:.1f}", f"{ours[envelopes]:,.0f}", against


def memory(results: Mapping[str, Result], before: str) -> str:
    """Resident memory."""
    return _table(results, before, "memory", ("process", "MB", "limit"), _memory_lines)


def _memory_lines(result: Result) -> Iterator[tuple[str, ...]]:
    for key, name in (("planner_rss_mb", "releases and plans"), ("worker_rss_mb", "worker that also plans")):
        yield name, f"{result['ours'][key]:.0f}", "250"


def reach(results: Mapping[str, Result], before: str) -> str:
    """Boards and lists."""
    return _table(results, before, "reach", ("", "ours", "limit", "SQL over rows", "times better"), _reach_lines)


def _reach_lines(result: Result) -> Iterator[tuple[str, ...]]:
    ours, sql = result["ours"], result["peers"]["sql_rows"]
    for key, name, limit in (
        ("missing_ms", "not-yet list, slowest unit asked (the root)", "50 ms"),
        ("missing_median_ms", "not-yet list, median (a small unit)", ""),
        ("rollup_ms", "roll-up of all units, slowest release asked", "200 ms"),
    ):
        yield name, f"{ours[key]:.1f} ms", limit, f"{sql[key]:,.1f} ms", f"{sql[key] / ours[key]:.2f}"
    yield "first board of a process (decodes the snapshot)", f"{ours['first_board_ms']:.0f} ms", "", "", ""
    yield "memory of the asking process", f"{ours['rss_mb']:.0f} MB", "250 MB", "", ""


def _table(
    results: Mapping[str, Result],
    before: str,
    bench: str,
    head: Sequence[str],
    lines: Callable[[Result], Iterator[tuple[str, ...]]],
) -> str:
    """A table of one bench with its date, or what stood there before."""
    if bench not in results:
        return before
    rows = [tuple(head), ("---",) * len(head), *lines(results[bench])]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{table}\n\nMeasured on {_when(results[bench]).replace(', ', ' UTC at a load of ')}.\n"


TABLES: dict[str, Callable[[Mapping[str, Result], str], str]] = {
    "all": all_benches,
    "plan": plan,
    "cluster": cluster,
    "memory": memory,
    "reach": reach,
}


def fill(page: str, results: Mapping[str, Result]) -> str:
    """*page* with every marked table made anew."""
    return BLOCK.sub(lambda found: found[1] + TABLES[found[2]](results, found[3]) + found[4], page)


def main(file: Path) -> None:
    """Fill every page that has a marked table."""
    results = {result["bench"]: result for result in json.loads(file.read_text(encoding="utf-8"))}
    for page in [DOCS / "performance.md", *sorted((DOCS / "performance").glob("*.md"))]:
        before = page.read_text(encoding="utf-8")
        after = fill(before, results)
        if after != before:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "bench.json")
