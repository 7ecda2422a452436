"""The one door to the delivery room: who was handed a release, and planning a reminder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock

from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.delivery import actions, queries

PERSONAL = ("app", "mail", "zalo")  # the portal knows no persons
KEPT = 128  # sets in memory, each of a release on a channel; about 150 kB for a million people

Key = tuple[int, str]  # release, channel
Standing = Mapping[Key, tuple[int, ...]]


class _Kept:
    """Sets as last read, each with the standing of its deliveries at that moment: a province's take a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[Key, tuple[tuple[int, ...], BitMap]] = {}

    def outdated(self, standing: Standing) -> list[Key]:
        """What has moved since it was read, or was never read."""
        with self._lock:
            return [key for key, now in standing.items() if key not in self._known or self._known[key][0] != now]

    def keep(self, standing: Standing, people: Mapping[Key, BitMap]) -> None:
        """Remember *people*; *standing* was looked at before they were read, so they are at least that new."""
        with self._lock:
            if len(self._known) + len(people) > KEPT:
                self._known.clear()
            self._known.update({key: (standing[key], found) for key, found in people.items()})

    def of(self, keys: Sequence[Key]) -> dict[Key, BitMap]:
        """The sets of *keys* that are at hand."""
        with self._lock:
            return {key: self._known[key][1] for key in keys if key in self._known}


_kept = _Kept()


def handed_over(release_ids: Sequence[int]) -> dict[int, dict[str, BitMap]]:
    """By release and channel, the recipients whose provider took it (SENT or DELIVERED). One or two queries."""
    standing = {key: now for key, now in queries.standing(release_ids).items() if key[1] in PERSONAL}
    outdated = _kept.outdated(standing)
    found = _kept.of([key for key in standing if key not in outdated])
    if outdated:
        read = queries.delivered_many(outdated)
        _kept.keep(standing, read)
        found |= read
    grouped: dict[int, dict[str, BitMap]] = {}
    for (release, channel), people in found.items():
        grouped.setdefault(release, {})[channel] = people
    return grouped


def remind(release: Release, recipients: BitMap, number: int) -> None:
    """Plan round *number* of reminding, each person once on their best channel."""
    actions.plan_reminder(release, recipients, number)
