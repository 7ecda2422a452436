"""Finding what webhooks have to tell. The scheduler looks for it, after the commit; no request waits for it.

What happened and has no event yet becomes one, with a dispatch for each endpoint, in one transaction. The unique
subject makes two schedulers at the same moment one.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from loa.bulletins.models import Release
from loa.bulletins.queries import manifest_of
from loa.config import config
from loa.delivery.queries import published
from loa.integrations.models import Dispatch, Endpoint, Event, EventType
from loa.reach.core.sets import Counts
from loa.reach.queries import sets_of

LOOKED_BACK = timedelta(days=3)  # a release that was published later than that is no news
WATCHED = timedelta(days=30)  # how long a release's coverage is watched
MOST = 50  # releases of one look
MILESTONES = (25, 50, 75, 90, 100)  # percent of the audience that acknowledged
KEPT = timedelta(days=30)  # how long the log goes back
OF_KIND = {"correction": EventType.CORRECTED, "recall": EventType.RECALLED}


def find_releases(now: datetime) -> int:
    """Events of what was published lately; return how many."""
    endpoints = _listening()
    if not endpoints:
        return 0
    since = max(now - LOOKED_BACK, min(endpoint.made_at for endpoint in endpoints))
    recent = list(published().filter(issued_at__gte=since).defer("audience")[:MOST])
    wanted = [(release, kind) for release in recent for kind in _kinds(release)]
    known = _known(_subject(kind, release) for release, kind in wanted)
    new = [(release, kind) for release, kind in wanted if _subject(kind, release) not in known]
    return sum(_tell(kind, _subject(kind, release), _facts(release), release, now) for release, kind in reversed(new))


def _kinds(release: Release) -> Sequence[EventType]:
    kind = release.bulletin.kind
    first = OF_KIND.get(kind, EventType.PUBLISHED)
    return (first, EventType.ANSWERED) if kind == "rebuttal" else (first,)


def _subject(kind: EventType, release: Release, share: int | None = None) -> str:
    return f"{kind.value}:{release.code}" + (f":{share}" if share is not None else "")


def _known(subjects: Iterable[str]) -> set[str]:
    return set(Event.objects.filter(subject__in=list(subjects)).values_list("subject", flat=True))


def find_milestones(now: datetime) -> int:
    """Events of releases that a further share of their audience acknowledged; return how many.

    Who jumps over a milestone is told of the highest alone.
    """
    endpoints = [endpoint for endpoint in _listening() if EventType.MILESTONE in endpoint.events]
    if not endpoints:
        return 0
    since = max(now - WATCHED, min(endpoint.made_at for endpoint in endpoints))
    recent = list(published().select_related("snapshot").filter(issued_at__gte=since)[:MOST])
    counts = {pk: found.counts() for pk, found in sets_of(recent).items()} if recent else {}
    passed = [(release, share) for release in recent if (share := _milestone(counts[release.pk]))]
    known = _known(_subject(EventType.MILESTONE, release, share) for release, share in passed)
    told = 0
    for release, share in passed:
        subject = _subject(EventType.MILESTONE, release, share)
        if subject not in known:
            facts = {**_facts(release), "share": share, **_numbers(counts[release.pk])}
            told += _tell(EventType.MILESTONE, subject, facts, release, now)
    return told


def _milestone(counts: Counts) -> int:
    """The highest milestone that is reached; 0 for none."""
    percent = counts.acknowledged * 100 // counts.audience if counts.audience else 0
    return max((share for share in MILESTONES if share <= percent), default=0)


def _numbers(counts: Counts) -> Mapping[str, int]:
    return {name: getattr(counts, name) for name in ("audience", "reached", "acknowledged")}


def _listening() -> list[Endpoint]:
    return list(Endpoint.objects.filter(stopped_at__isnull=True))


def _facts(release: Release) -> dict[str, Any]:
    """What is public of a release, in short."""
    manifest, base = manifest_of(release), config().base_url
    text = manifest.text("vi")
    return {
        "code": release.code,
        "number": release.number,
        "kind": manifest.kind,
        "urgency": manifest.urgency,
        "title": text.title,
        "summary": text.summary,
        "issued_at": manifest.issued_at,
        "replaces": manifest.replaces,
        "page": f"{base}/b/{release.code}",
        "self": f"{base}/api/v1/releases/{release.code}",
    }


def _tell(kind: EventType, subject: str, facts: Mapping[str, Any], release: Release, now: datetime) -> bool:
    """Write the event and its dispatches; False when another scheduler was first."""
    content = {"type": kind.value, "timestamp": now.isoformat(), "data": dict(facts)}
    try:
        with transaction.atomic():
            event = Event.objects.create(
                key=f"msg_{secrets.token_hex(12)}",
                type=kind,
                subject=subject,
                body=json.dumps(content, ensure_ascii=False),
                at=now,
            )
            Dispatch.objects.bulk_create(
                Dispatch(endpoint=endpoint, event=event, next_at=now)
                for endpoint in _listening()
                if kind.value in endpoint.events and endpoint.made_at <= release.issued_at
            )
    except IntegrityError:
        return False
    return True


def forget_old(now: datetime) -> int:
    """Delete events whose log is kept no longer; return how many rows."""
    waiting = Dispatch.objects.filter(state=Dispatch.State.WAITING).values("event_id")
    return Event.objects.filter(at__lt=now - KEPT - WATCHED).exclude(pk__in=waiting).delete()[0]
