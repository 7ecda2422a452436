"""The words of the weekly digest: the gap first, then where it is, then the way to the board.

The link leads to the board, which asks for the usual sign-in: no mail of ours holds a link that signs anybody in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import role_units
from loa.bulletins.queries import manifest_of
from loa.channels.mail import layout
from loa.config import config
from loa.reach.core.escalation import ZONE
from loa.reach.core.numbers import per_cent, thousands
from loa.reach.overall import Counted, Overall, overall
from loa.units.queries import tree

SHOWN = 5  # units and bulletins with the widest gap
MOST_UNITS = 5  # units of one head in one mail; a mail is no board
Row = tuple[str, str, str]  # what, how many are missing, how many acknowledged


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, ready to be sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Section:
    """What the mail says of one unit."""

    line: Overall
    units: Sequence[Row]
    bulletins: Sequence[Row]
    url: str

    @property
    def gap(self) -> int:
        """Acknowledgements that are missing, counted once per person and bulletin."""
        return self.line.asked - self.line.acknowledged


def digest_letter(user: User, now: dt.datetime) -> Letter | None:
    """The week of the units that *user* heads, in their language; None when nobody there was asked anything."""
    with translation.override(user.language):
        sections = [section for section in (_section(unit, now) for unit in _headed(user, now)) if section.line.asked]
        return _letter(user, sections, now) if sections else None


def _headed(user: User, now: dt.datetime) -> list[int]:
    """The uppermost of the units that *user* heads today."""
    today = tree(timezone.localdate(now))
    mine = [unit for unit in role_units(user, RoleAssignment.Role.UNIT_HEAD) if unit in today]
    return [unit for unit in today.ids if unit in mine and not set(today.ancestors(unit)) & set(mine)][:MOST_UNITS]


def _section(unit_id: int, now: dt.datetime) -> Section:
    line, below, by_release = overall(unit_id, now)
    units = [(each.name, each.asked, each.acknowledged) for each in below]
    bulletins = [_counted(each) for each in by_release]
    return Section(line, _widest(units), _widest(bulletins), f"{config().base_url}/board/all/{unit_id}/")


def _counted(each: Counted) -> tuple[str, int, int]:
    release, counts = each
    title = manifest_of(release).text(translation.get_language() or "vi").title
    return title, counts.audience, counts.acknowledged


def _widest(lines: Iterable[tuple[str, int, int]]) -> list[Row]:
    """Those with most people missing first; whoever misses nobody is not named."""
    gaps = sorted((line for line in lines if line[1] > line[2]), key=lambda line: line[2] - line[1])
    return [
        (name, thousands(asked - done), f"{thousands(done)}/{thousands(asked)}") for name, asked, done in gaps[:SHOWN]
    ]


def _letter(user: User, sections: Sequence[Section], now: dt.datetime) -> Letter:
    subject = _subject(sections[0], now)
    hello, closing = _("Dear %(name)s,") % {"name": user.full_name}, _closing()
    text = "\n\n".join([hello, *[_text(section) for section in sections], closing]) + "\n"
    body = layout.paragraph(hello) + "".join(_html(section) for section in sections)
    authority = str(config().authority)
    page = layout.page(
        translation.get_language() or "vi",
        subject,
        _verdict(sections[0]),
        authority,
        body,
        layout.paragraph(closing, 14, layout.MUTED),
    )
    return Letter(subject, text, page)


def _subject(section: Section, now: dt.datetime) -> str:
    words = {
        "week": now.astimezone(ZONE).isocalendar().week,
        "unit": section.line.name,
        "share": per_cent(section.line.acknowledged / section.line.asked),
    }
    return _("Week %(week)s, %(unit)s: %(share)s acknowledged") % words


def _verdict(section: Section) -> str:
    if not section.gap:
        return _("Nobody is missing: everything was acknowledged.")
    return _("%(gap)s acknowledgements are missing.") % {"gap": thousands(section.gap)}


def _facts(line: Overall) -> list[str]:
    counts = [
        (_("Acknowledged"), line.acknowledged, line.asked),
        (_("Reached"), line.reached, line.asked),
        (_("Have the app"), line.apps, line.staff),
    ]
    return [
        f"{name}: {thousands(part)}/{thousands(whole)} ({per_cent(part / whole)})"
        for name, part, whole in counts
        if whole
    ]


def _closing() -> str:
    return _(
        "Counted over the bulletins of the last thirty days, once per person and bulletin. The board asks you to sign "
        "in as you always do; this mail holds no sign-in link."
    )


def _tables(section: Section) -> list[tuple[str, Sequence[Row]]]:
    named = [(_("Units with the widest gap"), section.units), (_("Bulletins with the widest gap"), section.bulletins)]
    return [(title, rows) for title, rows in named if rows]


def _text(section: Section) -> str:
    lines = [section.line.name, _verdict(section), *_facts(section.line)]
    for title, rows in _tables(section):
        missing = [
            _("%(name)s: %(gap)s missing, %(done)s acknowledged") % {"name": a, "gap": b, "done": c} for a, b, c in rows
        ]
        lines += ["", title, *[f"- {line}" for line in missing]]
    return "\n".join([*lines, "", _("See who is missing: %(url)s") % {"url": section.url}])


def _html(section: Section) -> str:
    parts = [layout.heading(section.line.name), layout.paragraph(_verdict(section), 25, bold=True)]
    parts.append(layout.box(_facts(section.line), layout.ALERT if section.gap else layout.ACCENT))
    parts += [layout.figures(rows, (title, _("Missing"), _("Acknowledged"))) for title, rows in _tables(section)]
    return "".join([*parts, layout.button(_("See who is missing"), section.url)])
