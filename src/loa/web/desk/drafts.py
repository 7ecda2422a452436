"""Looking at a draft before it goes out: previews, head-counts, what the linter says, and what changed."""

from __future__ import annotations

import difflib
import hashlib
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from pyroaring import BitMap

from loa.bulletins.core.draft import Draft, problems
from loa.bulletins.core.manifest import CHANNELS, Manifest
from loa.bulletins.models import Bulletin, Decision, Revision
from loa.bulletins.queries import findings, sentence
from loa.channels.base import Preview, ReleaseContext
from loa.channels.registry import channel
from loa.config import config
from loa.delivery.dispatch import place
from loa.delivery.queries import forecast, head_counts
from loa.trust.core import shortcode
from loa.units.queries import audience

SAMPLE = shortcode.make(b"preview")  # no release has it: previews must look whole, and lead nowhere
WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a draft would go to: people, and per channel the addresses and the expected seconds (None: stopped)."""

    people: int
    channels: Sequence[tuple[str, int, float | None]]


def reach_of(spec: Mapping[str, Any], channels: Sequence[str], replaced: BitMap | None = None) -> Reach:
    """Count the audience *spec* now; *replaced* are those whom the corrected release went to (DESIGN §5.2).

    Raises `UnknownUnitError` or `UnknownAudienceError`.
    """
    people = audience(spec, timezone.now())
    if replaced is not None:
        people = people | replaced
    counts = head_counts(people, channels)
    seconds = forecast(counts)
    return Reach(len(people), [(name, counts[name], seconds[name]) for name in CHANNELS if name in counts])


def replaced_people(bulletin: Bulletin) -> BitMap | None:
    """Everyone the corrected or recalled release went to."""
    return BitMap.deserialize(bytes(bulletin.replaces.audience)) if bulletin.replaces else None


def preview(bulletin: Bulletin, draft: Draft, name: str) -> Preview:
    """The draft as it would look on channel *name*; nothing happens outside."""
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
    )
    context = ReleaseContext(manifest=manifest, signature="", place=place())
    return channel(name).preview(context)


def warnings(draft: Draft) -> list[str]:
    """What stands in the way of submitting, then what the linter advises; sentences in the reader's language."""
    return [_(problem) for problem in problems(draft)] + [sentence(finding) for finding in findings(draft)]


def compared_with(bulletin: Bulletin, newest: Revision) -> Revision | None:
    """The revision that an approver saw last (approved or returned), if it is another one than *newest*."""
    seen = (
        Decision.objects.filter(
            revision__bulletin=bulletin, verdict__in=(Decision.Verdict.RETURN, Decision.Verdict.APPROVE)
        )
        .exclude(revision=newest)
        .select_related("revision")
        .order_by("-at", "-id")
        .first()
    )
    return seen.revision if seen else None


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a bulletin that differs, with the difference marked in words."""

    part: str
    html: SafeString


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What differs between the contents of two revisions, part by part."""
    before, after = dict(_parts(old)), dict(_parts(new))
    names = [*after, *(name for name in before if name not in after)]
    return [
        Change(name, marked(before.get(name, ""), after.get(name, "")))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]


def _parts(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    labels = {
        "title": _("Title"),
        "summary": _("Summary"),
        "body": _("Text"),
        "source": _("Source"),
        "claim": _("What is being said"),
        "verdict": _("Verdict"),
    }
    for language in sorted(content.get("texts", {}), key=lambda key: key != "vi"):
        for name, label in labels.items():
            yield f"{label} ({language})", content["texts"][language].get(name, "")
    yield _("Kind"), content.get("kind", "")
    yield _("Urgency"), content.get("urgency", "")
    yield _("Channels"), ", ".join(content.get("channels", ()))
    spec = content.get("audience", {})
    yield _("Audience"), ", ".join(f"{key}: {value}" for key, value in sorted(spec.items()) if value)
    yield _("Do not send after"), content.get("not_after") or ""
    yield _("Situation figures"), "\n".join(_figure_line(figure) for figure in content.get("figures", ()))


def _figure_line(figure: Mapping[str, Any]) -> str:
    return f"{figure['label'].get('vi', '')}: {figure['value']:g} ({figure['day']})"


def marked(old: str, new: str) -> SafeString:
    """*new* with removed words in `<del>` and added ones in `<ins>`.

    Lines are compared first and words only inside lines that differ, so that long texts stay quick.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    pieces = (
        escape("".join(after[c:d])) if kind == "equal" else _words("".join(before[a:b]), "".join(after[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
    )
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped


def _words(old: str, new: str) -> str:
    before, after = WORD.findall(old), WORD.findall(new)
    pieces: list[str] = []
    for _kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=True).get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if gone == come:
            pieces.append(escape(come))
            continue
        pieces.append(f"<del>{escape(gone)}</del>" if gone else "")
        pieces.append(f"<ins>{escape(come)}</ins>" if come else "")
    return "".join(pieces)
