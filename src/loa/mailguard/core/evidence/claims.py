"""Who it claims to be, against who sent it. Running text is not searched: news names authorities all the time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.hosts import is_domain, label_of, registrable, within
from loa.mailguard.core.lookalike import likeness
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.registry import STATE_KINDS, Body, Claim
from loa.mailguard.core.tables import is_freemail
from loa.mailguard.core.text import PhraseIndex, fold, words

_SHOWN_ADDRESS = re.compile(r"[\w.+-]{1,64}@((?:[a-z0-9-]{1,63}\.)+[a-z]{2,24})", re.IGNORECASE)
_SHOWN_HOST = re.compile(
    r"\b((?:[a-z0-9-]{2,63}\.)+(?:com|net|org|gov|vn|int|gov\.[a-z]{2}|co\.[a-z]{2}))\b", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"©|copyright|\(c\) ?20|all rights reserved", re.IGNORECASE)
_REPLY = re.compile(r"^\s*(re|fw|fwd|tr|aw|trả lời|chuyển tiếp)\s*:", re.IGNORECASE)
# Named in every footer ("follow us on …", "get the app"): no claim when they stand there.
_FOOTER_NAMES = frozenset(
    "facebook instagram whatsapp twitter linkedin youtube google apple telegram spotify tiktok snapchat discord "  # noqa: SIM905
    "viber zalo zoom github dropbox adobe microsoft".split()
)
_FOLLOW_US = frozenset({"facebook", "instagram", "twitter", "linkedin", "tiktok", "youtube"})
_BEFORE = frozenset(["your", "tai", "khoan", "my", "votre", "ihr", "su", "seu", "tu", "uw"])
_AFTER = frozenset(
    "account accounts wallet team support security id subscription membership card customer user profile login email "  # noqa: SIM905
    "mailbox billing rewards reward konto compte conta cuenta".split()
)
_ROLES = PhraseIndex(
    (phrase, phrase)
    for phrase in (
        "IT Support", "IT Service Desk", "IT Helpdesk", "IT Department", "Help Desk", "Helpdesk", "Mail Administrator",
        "Email Administrator", "Mail Admin", "Email Admin", "Mail Server", "Email Server", "Webmail", "Mail Support",
        "Email Support", "System Administrator", "Mail Delivery System", "Mailbox", "Mail Team", "Email Team",
        "Postmaster",
        "Server Admin", "Server Notification", "Mail Service", "Email Service", "Webmaster", "Domain Admin",
        "Human Resources", "HR Department", "Payroll", "Quản trị hệ thống", "Quản trị mạng",
        "Phòng Công nghệ thông tin",
        "Phòng CNTT", "Hỗ trợ kỹ thuật", "Trung tâm Công nghệ thông tin", "Trung tâm CNTT", "Quản trị thư điện tử",
        "Bộ phận kỹ thuật", "Mail công vụ", "Phòng Tổ chức cán bộ", "Fax", "Voicemail", "Voice Mail", "Email Security",
        "Mail Security", "Cloud Storage", "iCloud Storage", "Storage", "Antivirus", "Scanner", "Document Center",
    )
)  # fmt: skip
_CHIEFS = PhraseIndex(
    (phrase, phrase)
    for phrase in (
        "Chủ tịch", "Phó Chủ tịch", "Giám đốc", "Phó Giám đốc", "Bí thư", "Bộ trưởng", "Thứ trưởng", "Trưởng phòng",
        "Chánh Văn phòng", "Lãnh đạo", "Director General", "Managing Director", "Chief Executive", "President",
    )
)  # fmt: skip


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "who it claims to be"."""
    yield from _sender_domain(case)
    named = list(_name(case))
    yield from named
    if not _REPLY.match(case.mail.subject):
        yield from _texts(case)


def _sender_domain(case: Case) -> Iterator[Evidence]:
    sender, host = case.mail.sender, case.domain
    if not host:
        yield reason("domain.invalid", "From", address=sender.address or "—")
        return
    like = likeness(host, case.registry)
    if like:
        _remember(case, like.body)
        yield reason(f"domain.{like.trick}", "From", domain=host, true=like.imitates)
    elif not host.endswith(".vn") and _random_label(label_of(host)):  # Vietnamese offices go by initials (ttksbtqn.vn)
        yield reason("domain.random", "From", domain=host)


def _random_label(label: str) -> bool:
    """Letters and digits thrown together, or a heap of consonants that nobody can say."""
    digits = sum(sign.isdigit() for sign in label)
    runs = re.findall(r"[bcdfghjklmnpqrstvwxz]{5,}", label)
    return (2 <= digits <= len(label) - 3 and bool(re.search(r"[a-z]\d+[a-z]", label))) or bool(runs)


def _name(case: Case) -> Iterator[Evidence]:
    name = case.mail.sender.name
    if not name:
        return
    yield from _address_in_name(case, name)
    claims = case.registry.claims(name)
    lookalike = None if claims else case.registry.lookalike_word(name)
    wrong = _misused(case, [*claims, *([lookalike] if lookalike else [])])
    if wrong:
        yield from _wrong_name(case, name, wrong)
    elif not claims:
        yield from _unlisted(case, name)


def _wrong_name(case: Case, name: str, claim: Claim) -> Iterator[Evidence]:
    _remember(case, claim.body)
    facts = {
        "name": name,
        "body": claim.body.name_vi,
        "body_en": claim.body.name_en,
        "address": case.mail.sender.address,
    }
    if is_freemail(case.domain):
        code = "claim.freemail"
    elif claim.body.kind in STATE_KINDS and within(case.domain, "gov.vn"):
        code = "claim.other_office"
    else:
        code = "claim.name"
    yield reason(code, "From", **facts)
    if claim.disguised:
        yield reason("claim.disguised", "From", **facts)


def _unlisted(case: Case, name: str) -> Iterator[Evidence]:
    """Names of no listed body: an office of some place, an IT desk, a chief."""
    parts, address = words(fold(name)), case.mail.sender.address
    office = case.registry.local_office(name)
    state = within(case.domain, "gov.vn") or _is_own(case)
    if office and not state and (is_freemail(case.domain) or not case.domain.endswith(".vn")):
        case.claimed.append(Body("local", "local", name, name, (), (), "", ""))
        yield reason("claim.local", "From", name=name, address=address)
    elif not _is_own(case) and any(True for _ in _ROLES.find(parts)):
        yield reason("claim.role", "From", name=name, address=address)
    elif is_freemail(case.domain) and any(True for _ in _CHIEFS.find(parts)):
        yield reason("claim.chief", "From", name=name, address=address)


def _is_own(case: Case) -> bool:
    own = case.settings.own_domains
    return any(within(case.domain, domain) for domain in own)


def _address_in_name(case: Case, name: str) -> Iterator[Evidence]:
    with_mailbox = _SHOWN_ADDRESS.search(name)
    shown = with_mailbox or _SHOWN_HOST.search(name)
    host = shown[1].lower() if shown else ""
    if not shown or not is_domain(host) or registrable(host) == registrable(case.domain) or _via_list(case):
        return
    code = "claim.address_in_name" if with_mailbox else "claim.host_in_name"
    if with_mailbox:
        _remember(case, case.registry.owner(host))
    yield reason(code, "From", shown=shown[0], address=case.mail.sender.address)


def _via_list(case: Case) -> bool:
    """Lists that rewrite From show the author's address as the name; worth nothing as evidence."""
    return bool(case.mail.all("list-post") or case.mail.all("list-id"))


def _misused(case: Case, claims: list[Claim]) -> Claim | None:
    """The first claim that the From domain does not bear out, unless another claim of the same text does."""
    if any(claim.body.owns(case.domain) for claim in claims):
        return None
    return claims[0] if claims else None


def _texts(case: Case) -> Iterator[Evidence]:
    """Claims outside the sender's name: each place once."""
    mail = case.mail
    yield from _claim_at(case, "claim.mailbox", "From", _mailbox_claims(case), mail.sender.address)
    yield from _claim_at(case, "claim.subject", "Subject", _subject_claims(case), mail.subject)
    yield from _claim_at(case, "claim.letterhead", "body", list(_letterhead(case)), "")
    yield from _claim_at(case, "claim.your_account", "body", _account_claims(case), "")
    yield from _claim_at(case, "claim.logo", "body", list(_logos(case)), "")


def _claim_at(case: Case, code: str, where: str, claims: list[Claim], text: str) -> Iterator[Evidence]:
    wrong = _misused(case, claims)
    if wrong and not _links_fit(case, wrong.body):
        _remember(case, wrong.body)
        shown = text or wrong.written
        yield reason(
            code,
            where,
            text=shown,
            body=wrong.body.name_vi,
            body_en=wrong.body.name_en,
            address=case.mail.sender.address,
        )


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
    lines = case.mail.lines
    head = [line for line in lines[:3] if len(line) <= 60]
    tail = [line for line in lines[-6:] if len(line) <= 70 or _COPYRIGHT.search(line)]
    for line in head:
        yield from (claim for claim in case.registry.claims(line) if len(words(fold(line))) <= 6)
    for line in tail:
        signed = len(words(fold(line))) <= 6 or _COPYRIGHT.search(line)
        for claim in case.registry.claims(line[:200]) if signed else ():
            if claim.body.id not in _FOOTER_NAMES or _COPYRIGHT.search(line):
                yield claim


def _account_claims(case: Case) -> list[Claim]:
    if not case.mail.is_html:
        return []
    parts = case.mail.folded[:400]
    text = " ".join(parts)
    found = []
    for claim in case.registry.claims(text, acronyms=False):
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


def _remember(case: Case, body: Body | None) -> None:
    if body is not None:
        case.claimed.append(body)
