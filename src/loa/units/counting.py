"""How many addresses an audience has on each channel, without reading them: what an approver sees before a release.

A small audience is counted by its ids, nearly everybody by who is left out, and only what lies between is walked
through, a slice at a time, and remembered until an address of the channel opens or closes.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Iterable
from threading import Lock

from pyroaring import BitMap

from loa.units import rows
from loa.units.queries import SPARSE, channel_points

_ALL = "SELECT channel, COUNT(*) FROM units_contactpoint WHERE closed_at IS NULL GROUP BY channel"
_OF = "SELECT channel, COUNT(*) FROM units_contactpoint WHERE closed_at IS NULL AND recipient_id IN (…)"
_LAST = "SELECT MAX(id) FROM units_recipient"
_WALK = (
    "SELECT id, recipient_id FROM units_contactpoint WHERE channel = %s AND closed_at IS NULL AND id > %s ORDER BY id"
)
_KEPT = 32  # counts of audiences that were walked through; a key and a number each
_kept: OrderedDict[tuple[object, ...], int] = OrderedDict()
_guard = Lock()


def count_points(channels: Iterable[str], recipients: BitMap) -> dict[str, int]:
    """Open contact points of *recipients* on each of *channels*. Memory is bounded whatever their number."""
    wanted = list(channels)
    if len(recipients) <= SPARSE:
        return _only(wanted, _counted(recipients))
    left_out = BitMap(range(1, (rows.select(_LAST)[0][0] or 0) + 1)) - recipients
    if len(left_out) <= SPARSE:
        return _only(wanted, Counter(dict(rows.select(_ALL))) - _counted(left_out))
    digest = hashlib.blake2b(recipients.serialize(), digest_size=16).digest()
    return {channel: _remembered(channel, recipients, digest) for channel in wanted}


def _only(channels: Iterable[str], counts: Counter[str]) -> dict[str, int]:
    return {channel: counts[channel] for channel in channels}


def _counted(recipients: BitMap) -> Counter[str]:
    counts: Counter[str] = Counter()
    for chunk in rows.chunks(recipients):
        places = ", ".join(["%s"] * len(chunk))
        counts.update(dict(rows.select(f"{_OF.replace('(…)', f'({places})')} GROUP BY channel", chunk)))
    return counts


def _remembered(channel: str, recipients: BitMap, digest: bytes) -> int:
    key = (channel, digest, channel_points(channel))
    with _guard:
        if key in _kept:
            return _kept[key]
    number = sum(sum(row[1] in recipients for row in found) for found in rows.walk(_WALK, [channel]))
    with _guard:
        _kept[key] = number
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return number
