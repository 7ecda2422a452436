"""`loa bench reach`: the board and the not-yet list for a province, beside the same questions in SQL over rows.

A database of its own in a temporary folder holds the real tables: units, people, memberships, the bitmaps of every
release and, for one release, its receipts as rows, which is what SQL is asked. Everybody sits in a unit drawn by lot,
so that no bitmap is a convenient run.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.world import quick_filling, resident, run_child, say

Progress = Callable[[str], None]
DAY = "2020-01-01"
NOW = "2020-02-07 01:00:00"
DELIVERED, OPENED, ACKNOWLEDGED = 1, 2, 3
SHARES = {DELIVERED: 0.97, OPENED: 0.8, ACKNOWLEDGED: 0.7}
FILLED = ("units_recipient", "units_staff", "units_membership", "reach_receipt", "reach_reachbitmap")
SQL_LISTS = 20  # units whose lists SQL is asked for, the root among them
SQL_TIMES = 1  # its answers take seconds, beside which other work hardly counts
LIMIT = {"missing_ms": 50.0, "rollup_ms": 200.0}


def run(
    progress: Progress = lambda _text: None,
    recipients: int = 1_300_000,
    units: int = 5_000,
    releases: int = 1_000,
    questions: int = 60,
) -> dict[str, Any]:
    """Build the province, ask, and compare.

    Each question counts with the best of three times it is asked;
    `missing_ms` and `rollup_ms` are the slowest of all questions, not their middle.
    """
    with tempfile.TemporaryDirectory(prefix="loa-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["LOA_DATA_DIR"] = folder
        from loa.cli import setup

        setup.django()
        setup.migrate()
        started = time.perf_counter()
        province = _build(recipients, units, releases, progress)
        built = time.perf_counter() - started
        asked = {"releases": releases, "units": province.units_asked(questions)}
        progress("asking for boards and lists")
        ours = run_child("reach", asked, {"LOA_DATA_DIR": folder}, progress)
        theirs = _ask_sql(province, questions, progress)
    return {
        "bench": "reach",
        "ours": {**ours, "build_s": built},
        "peers": {"sql_rows": theirs},
        "limit": LIMIT,
        "ratio": {
            "sql_rows_missing": theirs["missing_ms"] / ours["missing_ms"],
            "sql_rows_rollup": theirs["rollup_ms"] / ours["rollup_ms"],
            "missing_limit": ours["missing_ms"] / LIMIT["missing_ms"],
            "rollup_limit": ours["rollup_ms"] / LIMIT["rollup_ms"],
        },
        "params": {"recipients": recipients, "units": units, "releases": releases, "questions": questions},
    }


@dataclass
class _Province:
    """What was built. `parents` by unit id; unit 1 is the root."""

    parents: list[int | None]
    recipients: int
    releases: int
    random: random.Random

    def units_asked(self, questions: int) -> list[int]:
        """The root, and units drawn by lot: most are small, as in life."""
        return [1, *(self.random.randint(2, len(self.parents)) for _ in range(questions - 1))]

    def subtree(self, unit: int) -> list[int]:
        """Ids of a unit and all below it."""
        found, waiting = [], [unit]
        children: dict[int | None, list[int]] = {}
        for each, parent in enumerate(self.parents, start=1):
            children.setdefault(parent, []).append(each)
        while waiting:
            each = waiting.pop()
            found.append(each)
            waiting += children.get(each, [])
        return found


# Building


def _build(recipients: int, units: int, releases: int, progress: Progress) -> _Province:
    from django.db import connection, transaction

    generator = random.Random(365)
    # Districts below the root, wards below districts, offices below wards.
    parents: list[int | None] = [
        None,
        *(1 if unit <= 30 else generator.randint(2, unit // 5) for unit in range(2, units + 1)),
    ]
    province = _Province(parents, recipients, releases, generator)
    with connection.constraint_checks_disabled(), quick_filling(*FILLED) as cursor:
        with transaction.atomic():
            _drop_guards(cursor)
            _insert_units(cursor, parents)
            _insert_people(cursor, province, progress)
            _insert_releases(cursor, province, progress)
            _insert_receipts(cursor, province, progress)
        progress("indexes")
    return province


def _drop_guards(cursor: Any) -> None:
    """Releases by the thousand have no approvals here; the guards that ask for them are not what is measured."""
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'bulletins_release'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")


def _insert(cursor: Any, table: str, columns: str, values: Iterable[tuple[Any, ...]]) -> None:
    places = ", ".join(["%s"] * (columns.count(",") + 1))
    cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)


def _insert_units(cursor: Any, parents: list[int | None]) -> None:
    _insert(
        cursor,
        "units_unit",
        "id, code, official_code, name, name_en, kind, position, valid_from, updated_at",
        ((pk, f"u{pk}", "", f"Đơn vị {pk}", "", "ward", pk, DAY, NOW) for pk in range(1, len(parents) + 1)),
    )
    placed = ((pk, parent) for pk, parent in enumerate(parents, start=1) if parent)
    _insert(
        cursor,
        "units_placement",
        "unit_id, parent_id, valid_from, updated_at",
        ((pk, parent, DAY, NOW) for pk, parent in placed),
    )


def _insert_people(cursor: Any, province: _Province, progress: Progress) -> None:
    progress(f"{province.recipients:,} people")
    numbers = f"WITH RECURSIVE n(pk) AS (SELECT 1 UNION ALL SELECT pk + 1 FROM n WHERE pk < {province.recipients})"
    cursor.execute(
        f"{numbers} INSERT INTO units_recipient (id, kind, language, created_at) SELECT pk, 'staff', 'vi', %s FROM n",
        [NOW],
    )
    cursor.execute(
        f"{numbers} INSERT INTO units_staff "
        "(recipient_id, employee_code, full_name, given_name, sort_key, position, email, phone) "
        "SELECT pk, pk, 'Nguyễn Văn ' || pk, pk, printf('%05d', pk % 9973), 'Chuyên viên', '', '' FROM n",
    )
    progress("memberships")
    cursor.execute(
        # Fibonacci hashing scatters people over units as a lot would, and is the same every time.
        f"{numbers} INSERT INTO units_membership (staff_id, unit_id, kind, valid_from) "
        f"SELECT pk, 1 + (pk * 2654435761 % 4294967296) % {len(province.parents)}, 'regular', '{DAY}' FROM n"
    )


def _insert_releases(cursor: Any, province: _Province, progress: Progress) -> None:
    """One snapshot for all releases, as on days on which nobody moved, and three bitmaps for each release."""
    import datetime as dt

    from pyroaring import BitMap

    from loa.units.actions import freeze

    snapshot = freeze(dt.date(2020, 2, 7)).pk
    audience = BitMap(range(1, province.recipients + 1)).serialize()
    columns = (
        "id, bulletin_id, code, number, manifest, manifest_hash, signature, key_id, log_entry_id, audience, "
        "audience_count, snapshot_id, issued_at"
    )
    _insert(
        cursor,
        "bulletins_release",
        columns,
        (
            (pk, pk, f"R{pk}", f"{pk}/TB", b"{}", "", b"", 1, pk, audience, province.recipients, snapshot, NOW)
            for pk in range(1, province.releases + 1)
        ),
    )
    _insert(
        cursor,
        "reach_reachbitmap",
        "release_id, kind, channel, bitmap, high_water, updated_at",
        _bitmaps(province, progress),
    )


def _bitmaps(province: _Province, progress: Progress) -> Iterator[tuple[Any, ...]]:
    from pyroaring import BitMap

    base = {kind: BitMap(_drawn(province, share)) for kind, share in SHARES.items()}
    for release in range(1, province.releases + 1):
        if release % 50 == 0:
            progress(f"bitmaps of release {release:,}")
        for kind, people in base.items():
            own = people if release == 1 else BitMap(people).flip(release, release + 40 * release)
            own.remove_range(province.recipients + 1, 2**32)
            yield release, kind, "mail", own.serialize(), province.recipients * 3, NOW


def _drawn(province: _Province, share: float) -> Iterator[int]:
    draw = province.random.random
    return (pk for pk in range(1, province.recipients + 1) if draw() < share)


def _insert_receipts(cursor: Any, province: _Province, progress: Progress) -> None:
    """The receipts of release 1 as rows, the same people as in its bitmaps: what SQL is asked."""
    from pyroaring import BitMap

    for kind in SHARES:
        progress(f"receipts of kind {kind}")
        cursor.execute("SELECT bitmap FROM reach_reachbitmap WHERE release_id = 1 AND kind = %s", [kind])
        people = BitMap.deserialize(bytes(cursor.fetchone()[0]))
        cursor.execute(
            "INSERT INTO reach_receipt (release_id, recipient_id, kind, channel, at) "
            "SELECT 1, value, %s, 'mail', %s FROM json_each(%s)",
            [kind, NOW, json.dumps(list(people))],
        )


# Asking


def _milliseconds(ask: Callable[[], Any], times: int = 3) -> float:
    """The best of three: what the question costs, not what else the machine was doing."""
    return min(_once(ask) for _ in range(times))


def _once(ask: Callable[[], Any]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


def _ask_us(releases: int, units: list[int]) -> dict[str, float]:
    """In a process of its own, so that what it holds in memory is what asking takes."""
    from loa.cli import setup

    setup.django()
    from loa.bulletins.models import Release
    from loa.reach import queries

    drawn = random.Random(7).sample(range(1, releases + 1), min(len(units), releases))
    found = list(Release.objects.filter(pk__in=drawn).prefetch_related("snapshot"))
    first = _once(lambda: queries.board(found[0]))
    boards = [_milliseconds(partial(queries.board, each)) for each in found[:15]]
    asked = zip(itertools.cycle(found), units, strict=False)
    lists = [_milliseconds(partial(queries.missing, release, unit, "acknowledged", 0, 50)) for release, unit in asked]
    return {
        "missing_ms": max(lists),
        "missing_median_ms": statistics.median(lists),
        "rollup_ms": max(boards),
        "rollup_median_ms": statistics.median(boards),
        "first_board_ms": first,
        **resident(),
    }


_MISSING = """
    SELECT m.staff_id, s.full_name FROM units_membership m JOIN units_staff s ON s.recipient_id = m.staff_id
    WHERE m.unit_id IN ({units}) AND NOT EXISTS (
        SELECT 1 FROM reach_receipt r WHERE r.release_id = 1 AND r.recipient_id = m.staff_id AND r.kind = 3
    ) ORDER BY m.unit_id, s.sort_key LIMIT 50
"""
_TOTAL = """
    SELECT COUNT(*) FROM units_membership m WHERE m.unit_id IN ({units}) AND NOT EXISTS (
        SELECT 1 FROM reach_receipt r WHERE r.release_id = 1 AND r.recipient_id = m.staff_id AND r.kind = 3
    )
"""
_ROLL_UP = """
    SELECT m.unit_id, COUNT(DISTINCT m.staff_id), SUM(r.kind = 1), SUM(r.kind = 2), SUM(r.kind = 3)
    FROM units_membership m LEFT JOIN reach_receipt r ON r.release_id = 1 AND r.recipient_id = m.staff_id
    GROUP BY m.unit_id
"""


def _ask_sql(province: _Province, questions: int, progress: Progress) -> dict[str, float]:
    """The same page, the same total and the same board from rows; sums up the tree are left out, in favour of SQL."""
    from django.db import connection

    def ask(sql: str, units: list[int]) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql.format(units=", ".join(map(str, units))))
            return cursor.fetchall()

    progress("asking SQL")
    units = [province.subtree(unit) for unit in province.units_asked(min(questions, SQL_LISTS))]
    best = partial(_milliseconds, times=SQL_TIMES)
    lists = [best(partial(ask, _MISSING, each)) + best(partial(ask, _TOTAL, each)) for each in units]
    boards = [best(partial(ask, _ROLL_UP, []))]
    return {
        "missing_ms": max(lists),
        "missing_median_ms": statistics.median(lists),
        "rollup_ms": min(boards),
    }


if __name__ == "__main__":
    say(json.dumps(_ask_us(**json.loads(sys.argv[1]))))
