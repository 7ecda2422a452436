"""A program that the cluster test runs on PostgreSQL: many writers commit out of order while others fold.

Prints one JSON document: what was found in the bitmaps and in the rows, and the answers to the room's questions.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import threading
import time

from loa.cli import setup

WRITERS, ROUNDS = 6, 25


def main() -> None:
    """Set up, write and fold at the same time, and compare."""
    setup.django()
    setup.migrate()
    from django.db import connection, transaction
    from pyroaring import BitMap

    from loa.bulletins import actions as bulletins
    from loa.reach import actions, folding, queries
    from loa.reach.models import ReachBitmap, Receipt
    from loa.reach.timeline import timeline
    from loa.trust.actions import ensure_signing_key
    from loa.units.queries import contact_points, snapshot
    from tests.support.people import city as make_city
    from tests.support.releases import approved
    from tests.support.releases import contact_points as make_points

    ensure_signing_key()
    city = make_city(staff_per_ward=100)
    make_points("app")
    release = bulletins.release(approved(city), dt.datetime(2020, 2, 7, 1, tzinfo=dt.UTC))
    people = list(snapshot(release.snapshot).everyone())
    done = threading.Event()

    def write(number: int) -> None:
        """Take receipts and commit them later than those that come after them."""
        lot = random.Random(number)
        for _round in range(ROUNDS):
            with transaction.atomic():
                actions.record(release.pk, lot.choice(people), lot.choice(list(Receipt.Kind)), "mail")
                time.sleep(lot.random() * 0.02)
        connection.close()

    def fold() -> None:
        while not done.is_set():
            actions.fold(release.pk)
        connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    folders = [threading.Thread(target=fold) for _ in range(2)]
    for thread in (*writers, *folders):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in folders:
        thread.join()
    actions.fold(release.pk)
    truth: dict[str, BitMap] = {}
    for kind, recipient in Receipt.objects.values_list("kind", "recipient"):
        truth.setdefault(str(kind), BitMap()).add(recipient)
    stored = {str(row.kind): BitMap.deserialize(bytes(row.bitmap)) for row in ReachBitmap.objects.all()}
    report = {
        "truth": {kind: list(found) for kind, found in truth.items()},
        "stored": {kind: list(found) for kind, found in stored.items()},
        "tail": folding.newest_receipt(release.pk) - min(ReachBitmap.objects.values_list("high_water", flat=True)),
        "audience": queries.board(release)[0].audience,
        "missing": len(queries.missing(release, city.root.pk, limit=500).people),
        "points": sum(len(points) for points, _people in contact_points("app")),
        "installed": queries.coverage(release).installed,
        "timeline": timeline(release)[-1].acknowledged,
        "again": actions.record_many([(release.pk, people[0], 4, "app")] * 3),
    }
    print(json.dumps(report))  # noqa: T201 - this is a program


if __name__ == "__main__":
    main()
