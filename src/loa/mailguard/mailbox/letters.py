"""The answer of the check mailbox: the verdict first, then what to do, then why; Vietnamese, then English.

Nothing in it can be clicked, so that a forged answer that can be stands out.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from loa.mailguard import plain, queries
from loa.mailguard.actions.reporting import Reported
from loa.mailguard.defang import defang

LANGUAGES = ("vi", "en")
MAX_REASONS = 6
_RULE = "\n" + "—" * 24 + "\n\n"


def words() -> dict[str, str]:
    """Level → what it is called."""
    return {
        "safe": _("No danger was found"), "caution": _("Take care"), "dangerous": _("DANGEROUS: do not open anything"),
    }  # fmt: skip


def answer(name: str, found: Sequence[Reported]) -> tuple[str, str]:
    """Subject and text for what was forwarded; *found* holds at least one."""
    worst = max(found, key=lambda one: one.verdict.score)
    with translation.override("vi"):
        subject = _("Mail check: %(verdict)s") % {"verdict": words()[worst.verdict.level.value]}
        subject = f"{subject} – {defang(worst.mail.subject)[:120]}".rstrip(" –")
    return subject, _RULE.join(_in(language, name, found) for language in LANGUAGES)


def _in(language: str, name: str, found: Sequence[Reported]) -> str:
    with translation.override(language):
        parts = [_("Dear %(name)s,") % {"name": name}]
        for one in found:
            parts.extend(_about(one, language))
        parts.append(_("The security desk has your report; you need not write to anybody else."))
        parts.append(_("This answer was written by a machine and holds no link on purpose."))
        return "\n\n".join(parts) + "\n"


def _about(one: Reported, language: str) -> list[str]:
    mail, level = one.mail, one.verdict.level.value
    sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
    parts = [
        _("The mail “%(subject)s” from %(sender)s:") % {"subject": defang(mail.subject), "sender": defang(sender)},
        f"    {words()[level].upper()}",
        _("What to do now: %(advice)s") % {"advice": one.verdict.advice(language)},
    ]
    reasons = [
        f"  {number}. {defang(item.text(language))} ({defang(plain.place(item.where))})"
        for number, item in enumerate(queries.evidence_of(mail)[:MAX_REASONS], start=1)
    ]
    if reasons:
        parts.append(_("Why:") + "\n" + "\n".join(reasons))
    others = mail.campaign.reports - 1
    if others > 0:
        parts.append(_("Mail like it was reported %(number)s times before.") % {"number": others})
    return parts


def how_to(name: str) -> tuple[str, str]:
    """Subject and text for a mail that forwards nothing."""
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            parts.append(
                "\n\n".join(
                    (
                        _("Dear %(name)s,") % {"name": name},
                        _(
                            "Your mail holds no forwarded mail that could be checked. Forward the suspicious mail as "
                            "an attachment (in Outlook: More – Forward as Attachment; in Gmail: ⋮ – Forward as "
                            "attachment). Do not open anything in it."
                        ),
                        _("This answer was written by a machine and holds no link on purpose."),
                    )
                )
                + "\n"
            )
    with translation.override("vi"):
        return _("Mail check: nothing was forwarded"), _RULE.join(parts)
