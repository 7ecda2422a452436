"""Changes of staff one after another, and of one address.

Whoever takes a person on, moves or closes them first looks where they are. On PostgreSQL two would look at the same
moment and both act: somebody at home in two units, a mailbox with two owners. SQLite has one writer.
"""

from __future__ import annotations

import zlib

from django.db import connection

STAFF = 4_713_003  # any numbers that no other advisory lock of ours uses (loa.reach.locks)
ADDRESS = 4_713_004
_SIGNED = 2**31


def change_staff_alone() -> None:
    """Until this transaction ends, let nobody else change who serves where. Call it before looking."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STAFF])


def hold_address(channel: str, address: str) -> None:
    """Until this transaction ends, let nobody else open this address (seldom another, whose checksum is the same)."""
    if connection.vendor == "postgresql":
        checksum = zlib.crc32(f"{channel} {address}".encode()) - _SIGNED
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ADDRESS, checksum])
