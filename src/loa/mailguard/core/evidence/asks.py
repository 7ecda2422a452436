"""What it asks of the reader: pressure, secrets, money, secrecy. Words with or without Vietnamese marks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.scoring import score_of
from loa.mailguard.core.tables import phrases, unspaced_phrases

_LONG = 600  # words
_REAL_DOUBT = 30.0  # score
_NO_DOUBT = frozenset(
    [
        "hide.some",
        "ask.payment",
        "ask.credentials",
        "to.missing",
        "link.shortener",
        "domain.random",
        "claim.local",
        "file.locked",
    ]
)
_MONEY = re.compile(
    r"\b(?:chuyen khoan|thanh toan|tai khoan|the cao|the nap|chuyen vao|menh gia|tam ung|ung truoc|transfer|payments?"
    r"|chuyen truoc|chuyen tien|wire|invoice|account)\b"
)
# Without its marks "đừng gọi" is also "dùng gói", which has a good thing after it.
_NO_CALL = re.compile(
    r"\bdung goi\b(?! (?:cuoc|tap|data|dich vu|phan mem|bao hiem|vay|kham|suc khoe|thau|y te|ho tro|combo|\d))"
)
_PLAIN = ("urgency", "threat", "credentials", "payment", "secrecy", "prize", "document", "spam")
_NEEDED = {
    "urgency": 1,
    "threat": 1,
    "credentials": 1,
    "payment": 1,
    "secrecy": 1,
    "prize": 2,
    "document": 1,
    "spam": 2,
}
# "We never ask for your password" asks for nothing.
_DENIALS = frozenset({"khong", "never", "not"})
_STOP_VERBS = frozenset({"cung", "gui", "nhap", "chia", "tiet", "bam", "mo", "tra", "chuyen", "dang"})  # after "đừng"


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "what it asks"."""
    found = _collect(case)
    long_text = len(case.mail.folded) > _LONG  # any phrase turns up by chance in a newsletter of many pages
    for category in _PLAIN:
        hits = found.get(category, [])
        if len(hits) >= _NEEDED[category] + long_text:
            yield reason(f"ask.{category}", "body", words=_quoted(hits))
    if found.get("generic_greeting"):
        yield reason("ask.generic", "body", words=_quoted(found["generic_greeting"]))
    if (
        not long_text
        and (found.get("urgency") or found.get("threat"))
        and (found.get("credentials") or found.get("payment"))
    ):
        pressure = (found.get("threat") or found.get("urgency") or [])[:1]
        yield reason(
            "ask.pressure", "body", words=_quoted([*pressure, *(found.get("credentials") or found["payment"])[:1]])
        )
    yield from _unchecked(case, found)
    if found.get("outbreak"):
        case.outbreak = True


def _unchecked(case: Case, found: dict[str, list[str]]) -> Iterator[Evidence]:
    """Money, and nobody is to call back."""
    text = " ".join(case.mail.folded)
    no_call = found.get("no_call") or _NO_CALL.findall(text)[:1]
    money = no_call and (found.get("payment") or _MONEY.findall(text)[:1])
    if money:
        yield reason("ask.unchecked", "body", words=_quoted([*no_call[:2], *money[:1]]))


def outbreak_beside(case: Case, evidence: list[Evidence]) -> Iterator[Evidence]:
    """Epidemic words weigh only beside a real doubt: honest outbreak mail is what this house sends all day.

    How a mail is made, and an appeal for gifts, are none: newsletters on an epidemic have both.
    """
    doubts = [item for item in evidence if item.code not in _NO_DOUBT and not item.code.startswith("shape.")]
    if case.outbreak and score_of(doubts) >= _REAL_DOUBT:
        yield reason("ask.outbreak", "body")


def _collect(case: Case) -> dict[str, list[str]]:
    """Distinct phrases met, by category, in subject and visible text."""
    parts = [*case.mail.folded_subject, "|", *case.mail.folded]
    found: dict[str, list[str]] = {}
    for place, _, (category, phrase) in phrases().find(parts):
        listed = found.setdefault(category, [])
        if phrase not in listed and not _denied(parts[max(0, place - 5) : place + 1]):
            listed.append(phrase)
    for category, phrase in unspaced_phrases(parts):
        found.setdefault(category, []).append(phrase)
    return found


def _denied(before: list[str]) -> bool:
    """ "Không …", "never …"; "đừng" without its marks is also "dùng", so it counts before a verb only."""
    if "neu" in before and "khong" in before[before.index("neu") + 1 :]:  # "nếu không": or else
        return False
    return bool(_DENIALS.intersection(before[:-1])) or any(
        word == "dung" and follower in _STOP_VERBS for word, follower in itertools.pairwise(before)
    )


def _quoted(hits: list[str]) -> str:
    return ", ".join(f"“{hit}”" for hit in hits[:3])
