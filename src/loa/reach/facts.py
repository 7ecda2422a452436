"""All that is known of releases, as sets of recipients: read in a handful of queries, however many releases."""

from __future__ import annotations

from collections.abc import Sequence

from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.reach import deliveries, folding
from loa.reach.core.sets import Facts
from loa.reach.folding import Folded
from loa.reach.installed import installed
from loa.reach.models import Receipt

Kind = Receipt.Kind


def facts_of(releases: Sequence[Release]) -> dict[int, Facts]:
    """The facts of each of *releases*, by its id."""
    ids = [release.pk for release in releases]
    folded, handed, apps = folding.read_many(ids), deliveries.handed_over(ids), installed()
    return {release.pk: _facts(release, folded[release.pk], handed.get(release.pk, {}), apps) for release in releases}


def _facts(release: Release, folded: Folded, handed: dict[str, BitMap], apps: BitMap) -> Facts:
    opened = _of(folded, Kind.OPENED)
    for channel, people in _of(folded, Kind.SHARED).items():  # nobody shares what they have not opened
        opened[channel] = opened.get(channel, BitMap()) | people
    return Facts(
        audience=BitMap.deserialize(bytes(release.audience)),
        handed_over=handed,
        delivered=_of(folded, Kind.DELIVERED),
        opened=opened,
        acknowledged=_of(folded, Kind.ACKNOWLEDGED),
        installed=apps,
    )


def _of(folded: Folded, kind: int) -> dict[str, BitMap]:
    return {channel: people for (each, channel), people in folded.items() if each == kind}
