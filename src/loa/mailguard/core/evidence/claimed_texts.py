"""Claims outside the sender's name: mailbox, subject, letterhead and signature, "your account", logos."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.evidence.misuse import misused, remember
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.registry import AUTHORITY_KINDS, SERVICE_WORDS, STATE_KINDS, Body, Claim
from loa.mailguard.core.tables import host_is, is_freemail
from loa.mailguard.core.text import fold, words

_COPYRIGHT = re.compile(r"©|copyright|\(c\) ?20|all rights reserved", re.IGNORECASE)
# Named in every footer ("follow us on …", "get the app"): no claim when they stand there.
_FOOTER_NAMES = frozenset(
    "facebook instagram whatsapp twitter linkedin youtube google apple telegram spotify tiktok snapchat discord "  # noqa: SIM905
    "viber zalo zoom github dropbox adobe microsoft yahoo yahoo2 hotmail".split()
)
_NO_HEAD = re.compile(rf"{_COPYRIGHT.pattern}|\d{{4}}", re.IGNORECASE)  # "Mastercard - 2204" is on a receipt
_FOLLOW_US = frozenset({"facebook", "instagram", "twitter", "linkedin", "tiktok", "youtube"})
_BEFORE = frozenset(["your", "tai", "khoan", "my", "votre", "ihr", "su", "seu", "tu", "uw"])
_AFTER = frozenset(
    "account accounts wallet team support security id subscription membership card customer user profile login email "  # noqa: SIM905
    "mailbox billing rewards reward konto compte conta cuenta".split()
)


def find(case: Case) -> Iterator[Evidence]:
    """Claims outside the sender's name: each place once."""
    mail = case.mail
    yield from _claim_at(case, "claim.mailbox", "From", _mailbox_claims(case), mail.sender.address)
    if host_is("behalf", case.domain):
        return  # what its user writes there is `services`' matter
    yield from _claim_at(case, "claim.subject", "Subject", _subject_claims(case), mail.subject)
    yield from _claim_at(case, _letter_code(case), "body", list(_letterhead(case)), "")
    yield from _claim_at(case, "claim.your_account", "body", _account_claims(case), "")
    yield from _claim_at(case, "claim.logo", "body", list(_logos(case)), "")


def _claim_at(case: Case, code: str, where: str, claims: list[Claim], text: str) -> Iterator[Evidence]:
    wrong = misused(case, claims)
    if wrong and not _links_fit(case, wrong.body) and not _speaks_of_another(case, wrong.body):
        remember(case, wrong.body)
        shown = text or wrong.written
        yield reason(
            code,
            where,
            text=shown,
            body=wrong.body.name_vi,
            body_en=wrong.body.name_en,
            address=case.mail.sender.address,
        )


def _speaks_of_another(case: Case, body: Body) -> bool:
    """An authority or paper names another one: that is news and correspondence, not a claim."""
    owner = case.owner
    speaks = owner is not None and owner.kind in AUTHORITY_KINDS and case.authenticated != "fail"
    return speaks and body.kind in AUTHORITY_KINDS


def _links_fit(case: Case, body: Body) -> bool:
    """Whether every web link leads to *body* itself: then its name is only mentioned or passed on."""
    hosts = [link.address.host for link in case.mail.links if link.address.host]
    return bool(hosts) and all(body.owns(host) for host in hosts)


def _mailbox_claims(case: Case) -> list[Claim]:
    local = re.sub(r"[._+-]|\d+", " ", case.mail.sender.local)
    return [claim for claim in case.registry.claims(local, acronyms=False) if len(claim.written) > 3]


def _subject_claims(case: Case) -> list[Claim]:
    """Names that open the subject, or stand beside "your … account" words, not any mention."""
    parts = case.mail.folded_subject
    found = []
    for claim in case.registry.claims(case.mail.subject):
        first, *_ = words(fold(claim.written))
        place = parts.index(first) if first in parts else 99
        around = set(parts[max(0, place - 2) : place + len(words(claim.written)) + 2])
        if claim.disguised or (case.mail.is_html and (place == 0 or around & _BEFORE or around & _AFTER)):
            found.append(claim)
    return found


def _letterhead(case: Case) -> Iterator[Claim]:
    """A name that stands alone on a line at the top, in the signature, or on the copyright line."""
    lines = case.mail.lines
    yield from _named_alone(case, lines[:3])
    closing = _named_alone(case, lines[-6:])
    if len({claim.body.id for claim in closing}) == 1:  # several names in a row are a list of guests, no signature
        yield from closing
    for line in lines[-8:]:
        if _COPYRIGHT.search(line):
            yield from case.registry.claims(line[:200], acronyms=False)


def _named_alone(case: Case, lines: list[str]) -> list[Claim]:
    short = [line for line in lines if len(line) <= _LINE and not _NO_HEAD.search(line)]
    return [c for line in short for c in case.registry.claims(line, acronyms=False) if _stands(line, c)]


_LINE = 70  # letters of a letterhead


def _letter_code(case: Case) -> str:
    """A doctor signs private mail with the hospital's name; nobody heads it with a ministry's."""
    if not is_freemail(case.domain):
        return "claim.letterhead"
    heads = (
        claim.body.kind in STATE_KINDS and _stands(line, claim)
        for line in case.mail.lines[:3]
        for claim in case.registry.claims(line, acronyms=False)
    )
    return "claim.letterhead_free" if any(heads) else "claim.letterhead"


def _stands(line: str, claim: Claim) -> bool:
    return len(line) <= _LINE and alone(line, claim) and _signs(claim.body)


def _signs(body: Body) -> bool:
    """Whether such a line is a signature: names of papers head quoted news, names of services stand in every footer."""
    return body.kind != "press" and body.id not in _FOOTER_NAMES


def alone(line: str, claim: Claim) -> bool:
    """Whether *line* says little beside the name: "PayPal", "Văn phòng Bộ Y tế", "The Apple Support Team"."""
    left = [word for word in words(fold(line)) if word not in words(fold(claim.written))]
    return len([word for word in left if word not in SERVICE_WORDS and word not in _FILLERS]) <= 1 and len(left) <= 4


_FILLERS = frozenset(
    "the your from by van phong phong ban thua lenh trung tam tong cuc vien and of trang tin cong web website site "  # noqa: SIM905
    "page portal thong dien tu he to at on vao xem visit go open dang nhap tai".split()
)


_ACCOUNT_KINDS = frozenset({"bank", "service", "crypto", "post", "power", "state"})


def _account_claims(case: Case) -> list[Claim]:
    if not case.mail.is_html:
        return []
    parts = case.mail.folded[:400]
    text = " ".join(parts)
    found = []
    for claim in case.registry.claims(text, acronyms=False):
        if claim.body.kind not in _ACCOUNT_KINDS:
            continue
        name = words(fold(claim.written))
        place = _place(parts, name)
        if (
            parts[max(0, place - 1) : place] == ["your"]
            or set(parts[place + len(name) : place + len(name) + 1]) & _AFTER
        ):
            found.append(claim)
    return found


def _place(parts: list[str], name: list[str]) -> int:
    return next((i for i, part in enumerate(parts) if part == name[0] and parts[i : i + len(name)] == name), 0)


def _logos(case: Case) -> Iterator[Claim]:
    for image in case.mail.images[:3]:
        if image.alt and len(image.alt) <= 40:
            yield from (c for c in case.registry.claims(image.alt) if c.body.id not in _FOLLOW_US)
