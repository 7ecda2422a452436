"""What changed between two revisions of a bulletin, part by part and word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from loa.bulletins.models import Bulletin, Decision, Revision

WORD = re.compile(r"\s+|[^\s]+")


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
    yield _("Pictures"), "\n".join(_picture_line(picture) for picture in content.get("pictures", ()))
    yield _("Files"), "\n".join(_file_line(item) for item in content.get("attachments", ()))
    yield _("Let stand"), "\n".join(sorted(content.get("waivers", {}).values()))


def _figure_line(figure: Mapping[str, Any]) -> str:
    before = f" ← {figure['previous']:g}" if figure.get("previous") is not None else ""
    label = " / ".join(figure["label"].values())
    unit = " / ".join(filter(None, (figure.get("unit", ""), *figure.get("units", {}).values())))
    return f"{label}: {figure['value']:g} {unit}{before} ({figure['day']})"


def _picture_line(picture: Mapping[str, Any]) -> str:
    return f"{picture['key']}: {' / '.join(picture['alt'].values())}"


def _file_line(item: Mapping[str, Any]) -> str:
    return f"{item['name']} ({item['sha256'][:12]}): {item.get('description', '')}"


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
