"""Mails inside the mail: judged like mails of their own, without the road that brought the outer one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.level import Level
from loa.mailguard.core.model import Evidence, GuardSettings, Verdict

MAX_MESSAGES = 3  # more is a digest or a collection of reports, which says nothing of its sender
MAX_BYTES = 1024 * 1024

Examine = Callable[[bytes, GuardSettings], Verdict]


def find(case: Case, examine: Examine) -> Iterator[Evidence]:
    """Evidence that an attached message deceives, with its heaviest reason; *examine* judges one mail."""
    messages = list(_messages(case))
    if not 0 < len(messages) <= MAX_MESSAGES:
        return
    bare = GuardSettings(
        own_domains=case.settings.own_domains,
        extra_registry=case.settings.extra_registry,
        blocked_hosts=case.settings.blocked_hosts,
        decode_qr=False,
    )
    for name, raw in messages:
        verdict = examine(raw, bare)
        if verdict.level is not Level.SAFE and verdict.evidence:
            worst = verdict.evidence[0]
            yield reason(
                "file.message_doubtful", f"attachment {name}", file=name,
                inner=worst.text("vi"), inner_en=worst.text("en"),
            )  # fmt: skip
            return


def _messages(case: Case) -> Iterator[tuple[str, bytes]]:
    for start, end in case.mail.inner[: MAX_MESSAGES + 1]:
        yield "message.eml", case.mail.raw[start : min(end, start + MAX_BYTES)]
    for part in case.mail.attachments:
        name = part.filename
        if name.lower().endswith(".eml") or part.kind in {"message/rfc822", "message/global"}:
            yield name or "message.eml", part.data[:MAX_BYTES]
