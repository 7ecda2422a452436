"""Receipts folded into bitmaps behind a high-water mark. The rows stay the truth (DESIGN §7).

Every stored bitmap holds at least all receipts up to its mark; folding twice, or two foldings at once, change nothing.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from pyroaring import BitMap

from loa.reach import locks
from loa.reach.models import ReachBitmap, Receipt
from loa.units import rows

FOLD_EVERY = 2_000  # receipts after the mark that a question may have to read

Folded = dict[tuple[int, str], BitMap]  # by (kind, channel the receipt came over first)


def read(release_id: int) -> Folded:
    """All receipts of a release as sets of recipients: the stored bitmaps and what came after them."""
    folded, mark = _stored(release_id)
    for key, people in _tail(release_id, mark).items():
        folded[key] = folded.get(key, BitMap()) | people
    return folded


def _stored(release_id: int) -> tuple[Folded, int]:
    folded: Folded = {}
    marks: list[int] = []
    found = ReachBitmap.objects.filter(release=release_id)
    for kind, channel, bitmap, mark in found.values_list("kind", "channel", "bitmap", "high_water"):
        folded[kind, channel] = BitMap.deserialize(bytes(bitmap))
        marks.append(mark)
    return folded, min(marks, default=0)


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
    folded, before = _stored(release_id)
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
