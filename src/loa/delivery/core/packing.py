"""Ids as bytes, and what outcome bytes add up to.

A packed column is one type letter, the first id (8 bytes, little-endian) and the differences to the next ids, each in
the narrowest width that holds them all. Dense ids cost about one byte each; `docs/adr/0002-parcels.md` has the
figures beside varints, Roaring bitmaps and plain integers.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

from loa.channels.base import Outcome

PARCEL_SIZE = 500
_HEADER = 9
_BASE_SIZE = 8
_WIDTHS = "HIq"  # tried in turn when a byte is too narrow; q also takes ids that are not sorted
_SUCCESSES = bytes((Outcome.SENT, Outcome.DELIVERED))
_RETRIED = (Outcome.TEMPORARY_FAILURE, Outcome.UNKNOWN)
_FAILURES = (Outcome.PERMANENT_FAILURE, Outcome.TECHNICAL_FAILURE, Outcome.EXPIRED)


def pack(numbers: Sequence[int]) -> bytes:
    """Ids from 0 to 2^63 - 1 as bytes; sorted ones are the smallest."""
    if not numbers:
        return b""
    base = numbers[0].to_bytes(_BASE_SIZE, "little")
    try:
        return b"B" + base + bytes(map(sub, numbers[1:], numbers))
    except ValueError:
        return _wider(base, numbers)


def _wider(base: bytes, numbers: Sequence[int]) -> bytes:
    for width in _WIDTHS:
        try:
            return width.encode() + base + _little_endian(array(width, map(sub, numbers[1:], numbers))).tobytes()
        except OverflowError:
            continue
    raise OverflowError("an id does not fit in 63 bits")


def unpack(data: bytes) -> array[int]:
    """The ids of a packed column, as an array of signed 64-bit integers.

    Raises `ValueError` for bytes that are no packed column.
    """
    if not data:
        return array("q")
    width = data[:1].decode("latin-1")
    if width not in "B" + _WIDTHS or len(data) < _HEADER:
        raise ValueError("not a packed column")
    differences = _little_endian(array(width, data[_HEADER:]))
    return array("q", accumulate(differences, initial=int.from_bytes(data[1:_HEADER], "little")))


def _little_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a parcel's envelopes stand where. What is in none of the four was cancelled."""

    pending: int
    sent: int
    delivered: int
    failed: int


def tally(outcomes: bytes | bytearray, *, closed: bool) -> Tally:
    """Count outcome bytes. What may still be retried is pending in an open parcel and failed in a closed one."""
    retried = sum(outcomes.count(outcome) for outcome in _RETRIED)
    failed = sum(outcomes.count(outcome) for outcome in _FAILURES)
    return Tally(
        pending=outcomes.count(Outcome.PENDING) + (0 if closed else retried),
        sent=outcomes.count(Outcome.SENT),
        delivered=outcomes.count(Outcome.DELIVERED),
        failed=failed + (retried if closed else 0),
    )


_REACHED = bytes(1 if code in _SUCCESSES else 0 for code in range(256))


def reached(outcomes: bytes) -> bytes:
    """One byte an envelope: 1 where it was sent or delivered."""
    return outcomes.translate(_REACHED)


def _replacing(outcome: Outcome, *replaced: Outcome) -> bytes:
    return bytes(outcome if code in replaced else code for code in range(256))


_CLOSINGS = {
    outcome: _replacing(outcome, Outcome.PENDING, Outcome.TEMPORARY_FAILURE)
    for outcome in (Outcome.CANCELLED, Outcome.EXPIRED)
}
_GIVING_UP = _replacing(Outcome.PERMANENT_FAILURE, *_RETRIED)


def close(outcomes: bytes, outcome: Outcome) -> bytes:
    """The outcomes with everything that would still have been tried marked as cancelled or expired."""
    return outcomes.translate(_CLOSINGS[outcome])


def give_up(outcomes: bytes) -> bytes:
    """The outcomes with everything that could be retried marked as failed for good."""
    return outcomes.translate(_GIVING_UP)
