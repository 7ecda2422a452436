"""What stands in a bulletin's way and what the linter advises, as the desk's pages show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from loa.bulletins.core import languages
from loa.bulletins.core.draft import Draft, problems
from loa.bulletins.core.lint import Finding, waived
from loa.bulletins.models import Bulletin
from loa.bulletins.queries import findings, sentence
from loa.channels.base import Limit
from loa.web.desk.previews import limits_of


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the list. `weight` is `error`, `warning`, or `waived` with its `reason`; `field` leads to it."""

    weight: str
    text: str
    where: str = ""
    field: str = ""
    excerpt: str = ""
    key: str = ""
    reason: str = ""

    @property
    def may_stand(self) -> bool:
        """Whether an editor may let it stand with a reason."""
        return bool(self.key)


def remarks(bulletin: Bulletin, draft: Draft) -> list[Remark]:
    """Errors first, then what was let stand, then warnings."""
    found = [*_problems(draft), *(_remark(draft, one) for one in findings(draft)), *_too_long(bulletin, draft)]
    return sorted(found, key=lambda one: ("error", "waived", "warning").index(one.weight))


def _problems(draft: Draft) -> Iterator[Remark]:
    for problem in problems(draft):
        yield Remark("error", _(problem))


def _remark(draft: Draft, finding: Finding) -> Remark:
    reason = waived(draft, finding)
    waivable = finding.severity == "error" and finding.waivable
    return Remark(
        weight="waived" if reason and waivable else finding.severity,
        text=sentence(finding),
        where=_where(finding),
        field=_field(finding),
        excerpt=finding.excerpt,
        key=finding.key if waivable else "",
        reason=reason,
    )


def _where(finding: Finding) -> str:
    names = {
        "title": _("Title"),
        "summary": _("Summary"),
        "body": _("Text"),
        "source": _("Source"),
        "claim": _("What is being said"),
        "figures": _("Situation figures"),
        "pictures": _("Pictures"),
        "attachments": _("Files"),
    }
    part = names.get(finding.part, finding.part)
    return part if finding.language == "vi" else f"{part} ({languages.name(finding.language)})"


def _field(finding: Finding) -> str:
    """The id of the field on the writing page."""
    if finding.part in {"figures", "pictures", "attachments"}:
        return f"part-{finding.part}"
    return f"id_{finding.language}_{finding.part}"


def _too_long(bulletin: Bulletin, draft: Draft) -> Iterator[Remark]:
    """What a channel would cut or refuse, from the channel's own limits."""
    for name, limits in limits_of(bulletin, draft):
        for limit in limits:
            if limit.used > limit.allowed:
                yield Remark("warning", _long(name, limit))


def _long(name: str, limit: Limit) -> str:
    return _("%(channel)s: %(what)s is too long and will be cut (%(used)s of %(allowed)s %(unit)s).") % {
        "channel": {"portal": _("Portal"), "app": _("App"), "mail": _("Mail"), "zalo": "Zalo"}[name],
        "what": limit.name,
        "used": limit.used,
        "allowed": limit.allowed,
        "unit": limit.unit,
    }
