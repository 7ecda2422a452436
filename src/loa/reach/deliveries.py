"""The one door to the delivery room: who was handed a release, and planning a reminder."""

from __future__ import annotations

from functools import lru_cache

from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.delivery import actions, queries

PERSONAL = ("app", "mail", "zalo")  # the portal knows no persons


def handed_over(release: Release) -> dict[str, BitMap]:
    """By channel, the recipients whose provider took the release (SENT or DELIVERED).

    Reading every parcel of a province takes a second, so the answer is kept until a delivery has moved.
    """
    standing: dict[str, list[tuple[int, ...]]] = {}
    for line in queries.progress(release):
        standing.setdefault(line.channel, []).append((line.delivery, line.sent, line.delivered, line.failed))
    return {
        channel: _delivered(release.pk, channel, tuple(standing[channel]))
        for channel in PERSONAL
        if channel in standing
    }


@lru_cache(maxsize=64)
def _delivered(release_id: int, channel: str, _standing: tuple[tuple[int, ...], ...]) -> BitMap:
    return queries.delivered(release_id, channel)


def remind(release: Release, recipients: BitMap, number: int) -> None:
    """Plan round *number* of reminding, each person once on their best channel."""
    actions.plan_reminder(release, recipients, number)
