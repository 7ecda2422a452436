"""A draft as each channel will show it, with nothing happening outside."""

from __future__ import annotations

import base64
import hashlib
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import CHANNELS, ChannelName, Manifest
from loa.bulletins.media import MissingMediaError
from loa.bulletins.models import Bulletin
from loa.bulletins.queries import media_of
from loa.channels.base import Limit, Preview, ReleaseContext
from loa.channels.registry import channel
from loa.config import config
from loa.delivery.dispatch import place
from loa.errors import LoaError
from loa.trust.core import shortcode

SAMPLE = shortcode.make(b"preview")  # no release has it: previews must look whole, and lead nowhere
SHOWN = 400_000  # bytes of a picture that a preview carries inside
FILE = re.compile(r"[^\s\"'(,]*/files/([0-9a-f]{64})/[^\s\"',)]+")
SOURCES = re.compile(r"<source [^>]*>|\ssrcset=\"[^\"]*\"|\ssizes=\"[^\"]*\"")


def preview(bulletin: Bulletin, draft: Draft, name: ChannelName) -> Preview:
    """The draft as it would look on channel *name*."""
    return channel(name).preview(_context(bulletin, draft, _media(draft)))


def preview_html(bulletin: Bulletin, draft: Draft, name: ChannelName) -> str:
    """The same as a page that needs nothing from outside: its pictures are inside it."""
    media = _media(draft)
    html = channel(name).preview(_context(bulletin, draft, media)).html
    if not media:
        return html
    return FILE.sub(lambda found: _inside(found, media), SOURCES.sub("", html))


def _inside(found: re.Match[str], media: Mapping[str, bytes]) -> str:
    content = media.get(found[1], b"")
    media_type = "image/jpeg" if content.startswith(b"\xff\xd8") else "image/webp" if content[8:12] == b"WEBP" else ""
    if not media_type or len(content) > SHOWN:
        return found[0]
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _media(draft: Draft) -> Mapping[str, bytes]:
    try:
        return media_of(draft)
    except MissingMediaError:
        return {}  # the words can still be looked at; releasing will say what is missing


def limits_of(bulletin: Bulletin, draft: Draft) -> Iterator[tuple[str, Sequence[Limit]]]:
    """Each chosen channel with its limits and what is used of them."""
    for name in CHANNELS:
        if name in draft.channels:
            try:
                yield name, preview(bulletin, draft, name).limits
            except (LoaError, ImportError):
                yield name, ()


def _context(bulletin: Bulletin, draft: Draft, media: Mapping[str, bytes]) -> ReleaseContext:
    manifest = Manifest(
        code=SAMPLE,
        number=_("(number on release)"),
        kind=draft.kind,
        urgency=draft.urgency,
        issuer=config().authority,
        issuer_unit=bulletin.unit_id,
        issued_at=timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        texts=draft.texts,
        channels=draft.channels,
        audience=draft.audience,
        audience_hash=hashlib.sha256(array("I", []).tobytes()).hexdigest(),
        audience_count=0,
        not_after=draft.not_after,
        replaces=bulletin.replaces.code if bulletin.replaces else None,
        directive=bulletin.directive.number if bulletin.directive else None,
        figures=draft.figures,
        attachments=draft.attachments,
        test=draft.test,
        pictures=draft.pictures,
    )
    return ReleaseContext(manifest=manifest, signature="", place=place(), attachments=media)
