"""The people of the demo at the desk: what they write, submit, approve and release, through the desk's own verbs."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from loa.accounts.models import User
from loa.bulletins import actions as desk
from loa.bulletins import queries as bulletins
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import CHANNELS, BulletinKind, ChannelName, Text
from loa.bulletins.errors import SelfApprovalError
from loa.bulletins.models import Bulletin, Release
from loa.delivery import actions as delivery
from loa.demo import media, organisation, texts
from loa.directives.models import Directive


def editor() -> User:
    """Who writes."""
    return organisation.loaded().users["editor"]


def kept(words: dict[str, Text]) -> Bulletin | None:
    """The bulletin of these words that a demo which was killed had written already."""
    title = words["vi"].title
    return next(
        (each for each in Bulletin.objects.all() if bulletins.latest_draft(each).texts["vi"].title == title), None
    )


@transaction.atomic
def write(
    kind: BulletinKind,
    words: dict[str, Text],
    *,
    channels: tuple[ChannelName, ...] = CHANNELS,
    figures: bool = False,
) -> Bulletin:
    """A bulletin to the whole city, the public included; an instruction rests on the dispatch."""
    root, by = organisation.loaded().root, editor()
    draft = Draft(kind, words, {"units": [root.pk], "subscribers": True}, channels)
    if figures:
        draft = replace(draft, figures=texts.FIGURES, urgency="urgent")
    directive = Directive.objects.first() if kind == "instruction" else None
    bulletin = desk.create(by=by, unit=root, draft=draft, directive=directive)
    if figures:
        media.furnish(bulletin, draft, by)
    return bulletin


def submit(bulletin: Bulletin) -> None:
    """Hand it in, unless that was done before."""
    if bulletin.state == Bulletin.State.DRAFT:
        desk.submit(bulletin, by=editor())


def refused_self_approval(bulletin: Bulletin) -> str:
    """What the editor is told who wants to approve their own words; empty once it is approved."""
    try:
        desk.approve(bulletin, by=editor(), seen_hash=bulletins.latest_revision(bulletin).content_hash)
    except SelfApprovalError as refused:
        return refused.text
    return ""


def approve(bulletin: Bulletin) -> None:
    """Another person approves exactly what was submitted."""
    bulletin.refresh_from_db()
    if bulletin.state == Bulletin.State.SUBMITTED:
        seen = bulletins.latest_revision(bulletin).content_hash
        desk.approve(bulletin, by=organisation.loaded().users["approver"], seen_hash=seen)


def release(bulletin: Bulletin) -> Release:
    """Canonicalise, sign, log, plan: one transaction."""
    known = Release.objects.filter(bulletin=bulletin).first()
    return known or delivery.release_and_plan(bulletin, timezone.now())
