"""Who it claims to be, against who sent it. Running text is not searched: news names authorities all the time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.hosts import is_domain, is_school, is_state, label_of, registrable, within
from loa.mailguard.core.lookalike import likeness
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.registry import AUTHORITY_KINDS, SERVICE_WORDS, STATE_KINDS, Body, Claim
from loa.mailguard.core.tables import host_is, is_freemail
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
    "viber zalo zoom github dropbox adobe microsoft yahoo yahoo2 hotmail".split()
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
        "Server Admin", "Server Notification", "Mail Service", "Email Service", "Domain Admin",
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
        if like.trick not in {"word", "typo"}:  # firms have such domains of their own, and namesakes
            _remember(case, like.body)
        yield reason(f"domain.{like.trick}", "From", domain=host, true=like.imitates)
    elif (
        not host.endswith(".vn") and not is_school(host) and _random_label(label_of(host))
    ):  # Vietnamese offices go by initials (ttksbtqn.vn)
        yield reason("domain.random", "From", domain=host)
    if host_is("risky_tld", host):
        yield reason("domain.cheap", "From", domain=host)


def _random_label(label: str) -> bool:
    """Letters and digits thrown together, or a heap of consonants that nobody can say."""
    digits = sum(sign.isdigit() for sign in label)
    runs = re.findall(r"[bcdfghjklmnpqrstvwxz]{6,}", label)
    return (2 <= digits <= len(label) - 3 and bool(re.search(r"[a-z]\d+[a-z]", label))) or bool(runs)


def _name(case: Case) -> Iterator[Evidence]:
    name = case.mail.sender.name
    if not name:
        return
    yield from _address_in_name(case, name)
    shown = _SHOWN_ADDRESS.sub(" ", name)  # an address as name is judged on its own
    claims = case.registry.claims(shown)
    lookalike = None if claims else case.registry.lookalike_word(shown)
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
    yield reason(_name_code(case, claim), "From", **facts)
    if claim.disguised:
        yield reason("claim.disguised", "From", **facts)


def _name_code(case: Case, claim: Claim) -> str:
    """How far the sender's domain is from the body claimed."""
    if is_freemail(case.domain):
        return "claim.freemail"
    if claim.body.kind in _OFFICIAL_KINDS and within(case.domain, "gov.vn"):
        return "claim.other_office"
    if not claim.body.may_own(case.domain):
        return "claim.name"
    return "claim.unlisted_office" if claim.written.startswith(_GOVERNS) else "claim.unlisted_domain"


_OFFICIAL_KINDS = STATE_KINDS | {"health", "press"}
_SENDS_FOR_STATES = "govdelivery.com"  # mails for public bodies of many countries, and for nobody else
# Bodies that govern have names below gov.vn (decree 42/2022/ND-CP); health centres, papers and police have others too.
_GOVERNS = ("ubnd", "uy ban", "hdnd", "tinh uy", "thanh uy", "van phong ubnd", "chu tich", "so ", "ban chi dao")


def _unlisted(case: Case, name: str) -> Iterator[Evidence]:
    """Names of no listed body: an office of some place, an IT desk, a chief."""
    parts, address = words(fold(name)), case.mail.sender.address
    office, reach = case.registry.office(name) or ("", "")
    free = is_freemail(case.domain)
    if office and not _is_own(case) and (free or (reach == "state" and _elsewhere(case))):
        case.claimed.append(Body("local", "local", name, name, (), (), "", ""))
        yield reason("claim.local" if free else "claim.office", "From", name=name, address=address)
    elif not _is_from_here(case) and any(True for _ in _ROLES.find(parts)):
        yield reason("claim.role", "From", name=name, address=address)
    elif is_freemail(case.domain) and any(True for _ in _CHIEFS.find(parts)):
        yield reason("claim.chief", "From", name=name, address=address)


def _elsewhere(case: Case) -> bool:
    """The sender's domain is one that no office of a state would use; below .vn many still do."""
    return bool(case.domain) and not (is_state(case.domain) or is_school(case.domain) or case.domain.endswith(".vn"))


def _is_from_here(case: Case) -> bool:
    """A desk of the reader's own office, as far as the addresses say, or a server's note on a mail not delivered."""
    if _is_own(case) or case.mail.sender.local == "mailer-daemon":
        return True
    to = {registrable(address.rpartition("@")[2]) for address in case.mail.recipients[:1]}
    return registrable(case.domain) in to and not is_freemail(case.domain) and case.authenticated != "fail"


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


# The provider's own mail comes from another domain of its own.
_PUBLIC_MAILBOXES = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "icloud.com",
        "me.com",
        "yahoo.com",
        "aol.com",
    ]
)


def _misused(case: Case, claims: list[Claim]) -> Claim | None:
    """The first claim that the From domain does not bear out, unless another claim of the same text does."""
    if any(claim.body.owns(case.domain) for claim in claims) and case.domain not in _PUBLIC_MAILBOXES:
        return None
    if within(case.domain, _SENDS_FOR_STATES):
        claims = [claim for claim in claims if claim.body.kind not in AUTHORITY_KINDS]
    return next((claim for claim in claims if not _namesake(claim, case.domain)), None)


def _namesake(claim: Claim, host: str) -> bool:
    """`MSF <…@msf.org.br>`: a branch abroad, or another body with the same initials, below a non-commercial name."""
    own = registrable(host)
    label, _, suffix = own.partition(".")
    return label == claim.written.lower() and suffix.partition(".")[0] in {"org", "edu", "ac", "or", "int", "asso"}


def _texts(case: Case) -> Iterator[Evidence]:
    """Claims outside the sender's name: each place once."""
    mail = case.mail
    yield from _claim_at(case, "claim.mailbox", "From", _mailbox_claims(case), mail.sender.address)
    yield from _claim_at(case, "claim.subject", "Subject", _subject_claims(case), mail.subject)
    yield from _claim_at(case, _letter_code(case), "body", list(_letterhead(case)), "")
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
    short = [line for line in lines if len(line) <= _LINE and not _COPYRIGHT.search(line)]
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


def _remember(case: Case, body: Body | None) -> None:
    if body is not None:
        case.claimed.append(body)
