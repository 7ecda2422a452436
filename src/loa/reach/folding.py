"""Receipts folded into bitmaps behind a high-water mark. The rows stay the truth (DESIGN §7).

Every stored bitmap holds at least all receipts up to its mark; folding twice, or two foldings at once, change nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from pyroaring import BitMap

from loa.reach import locks
from loa.reach.models import ReachBitmap, Receipt
from loa.units import rows

FOLD_EVERY = 2_000  # receipts after the mark that a question may have to read
RELEASES_AT_ONCE = 100  # in one statement: SQLite joins at most 500 selects

Folded = dict[tuple[int, str], BitMap]  # by (kind, channel the receipt came over first)


def read(release_id: int) -> Folded:
    """All receipts of one release as sets of recipients."""
    return read_many([release_id])[release_id]


def read_many(release_ids: Sequence[int]) -> dict[int, Folded]:
    """All receipts of each release as sets of recipients: the stored bitmaps and what came after them. Two queries."""
    stored = _stored(release_ids)
    for release_id, recipient, kind, channel in _tails({pk: mark for pk, (_folded, mark) in stored.items()}):
        stored[release_id][0].setdefault((kind, channel), BitMap()).add(recipient)
    return {release_id: folded for release_id, (folded, _mark) in stored.items()}


def _stored(release_ids: Sequence[int]) -> dict[int, tuple[Folded, int]]:
    """By release, the stored bitmaps, and the mark up to which they are complete."""
    folded: dict[int, Folded] = {release_id: {} for release_id in release_ids}
    marks: defaultdict[int, list[int]] = defaultdict(list)
    found = ReachBitmap.objects.filter(release__in=release_ids)
    for release_id, kind, channel, bitmap, mark in found.values_list(
        "release_id", "kind", "channel", "bitmap", "high_water"
    ):
        folded[release_id][kind, channel] = BitMap.deserialize(bytes(bitmap))
        marks[release_id].append(mark)
    return {release_id: (sets, min(marks[release_id], default=0)) for release_id, sets in folded.items()}


def _tails(marks: Mapping[int, int]) -> Iterator[tuple[Any, ...]]:
    """The receipts above the mark of each release (folding keeps them few), in one statement."""
    for some in rows.chunks(marks.items(), RELEASES_AT_ONCE):
        statement = " UNION ALL ".join([_TAIL_OF] * len(some))
        yield from rows.select(statement, [value for pair in some for value in pair])


_TAIL_OF = "SELECT release_id, recipient_id, kind, channel FROM reach_receipt WHERE release_id = %s AND id > %s"


def _tail(release_id: int, after: int) -> Folded:
    """Receipts with ids above *after*, by kind and channel."""
    found: defaultdict[tuple[int, str], BitMap] = defaultdict(BitMap)
    for step in rows.walk(_TAIL, [release_id], after):
        grouped: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for _pk, recipient, kind, channel in step:
            grouped[kind, channel].append(recipient)
        for key, people in grouped.items():
            found[key].update(people)
    return found


_TAIL = "SELECT id, recipient_id, kind, channel FROM reach_receipt WHERE release_id = %s AND id > %s ORDER BY id"


@transaction.atomic
def fold(release_id: int) -> int:
    """Move the mark of a release; return how many receipts it passed. Safe at any time and from anywhere."""
    locks.fold_alone(release_id)
    folded, before = _stored([release_id])[release_id]
    mark = locks.settled_mark()
    if mark is None or mark <= before:
        return 0
    new = _tail(release_id, before)
    for key, people in new.items():
        folded[key] = folded.get(key, BitMap()) | people
    _store(release_id, folded, mark)
    return sum(len(people) for people in new.values())


def _store(release_id: int, folded: Folded, mark: int) -> None:
    """Write every bitmap with its mark. What was read beyond the mark is in them too, and will be read again."""
    stored = [
        ReachBitmap(
            release_id=release_id,
            kind=kind,
            channel=channel,
            bitmap=people.serialize(),
            high_water=mark,
            updated_at=timezone.now(),
        )
        for (kind, channel), people in folded.items()
    ]
    ReachBitmap.objects.bulk_create(
        stored,
        update_conflicts=True,
        unique_fields=["release", "kind", "channel"],
        update_fields=["bitmap", "high_water", "updated_at"],
    )


def fold_when_long(release_id: int, newest: int) -> None:
    """Fold once the receipts after the mark have become many; *newest* is the id of one just written."""
    marks = ReachBitmap.objects.filter(release=release_id).values_list("high_water", flat=True)
    if newest - min(marks, default=0) >= FOLD_EVERY:
        fold(release_id)


def newest_receipt(release_id: int) -> int:
    """The id of the newest receipt of a release, 0 when there is none."""
    return Receipt.objects.filter(release=release_id).order_by("-id").values_list("id", flat=True).first() or 0
