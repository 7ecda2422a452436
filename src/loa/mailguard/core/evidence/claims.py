"""Who it claims to be, against who sent it. Running text is not searched: news names authorities all the time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence import claimed_texts, sender_domain
from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.evidence.misuse import misused, remember
from loa.mailguard.core.hosts import ADDRESS, is_domain, is_school, is_state, registrable, within
from loa.mailguard.core.mail import MailLink
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.registry import SERVICE_WORDS, STATE_KINDS, Body, Claim
from loa.mailguard.core.tables import host_is, is_freemail
from loa.mailguard.core.text import PhraseIndex, fold, words

_SHOWN_HOST = re.compile(
    r"\b((?:[a-z0-9-]{2,63}\.)+(?:com|net|org|gov|vn|int|gov\.[a-z]{2}|co\.[a-z]{2}))\b", re.IGNORECASE
)
_REPLY = re.compile(r"^\s*(re|fw|fwd|tr|aw|trả lời|chuyển tiếp)\s*:", re.IGNORECASE)
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
    yield from sender_domain.find(case)
    yield from list(_name(case))
    if not _REPLY.match(case.mail.subject):
        yield from claimed_texts.find(case)


def _name(case: Case) -> Iterator[Evidence]:
    name = case.mail.sender.name
    if not name:
        return
    yield from _address_in_name(case, name)
    shown = ADDRESS.sub(" ", name)  # an address as name is judged on its own
    claims = case.registry.claims(shown)
    lookalike = None if claims else case.registry.lookalike_word(shown)
    wrong = misused(case, [*claims, *([lookalike] if lookalike else [])])
    if wrong:
        yield from _wrong_name(case, name, wrong)
    elif not claims:
        yield from _unlisted(case, name)


def _wrong_name(case: Case, name: str, claim: Claim) -> Iterator[Evidence]:
    remember(case, claim.body)
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
        return "claim.person" if _is_person(case, claim) else "claim.freemail"
    if claim.body.kind in _OFFICIAL_KINDS and within(case.domain, "gov.vn"):
        return "claim.other_office"
    if claim.body.kind in _ABROAD and is_state(case.domain) and not within(case.domain, "gov.vn"):
        return "claim.other_office"  # Australia has a Centre for Disease Control too
    if host_is("behalf", case.domain):
        return "claim.tenant" if _is_tenant(case, claim.body) else "claim.service_name"
    if claim.body.id in _PROGRAMS and all(_leads_back(case, link) for link in case.mail.links):
        return "claim.software"
    if not claim.body.may_own(case.domain):
        return "claim.name"
    return "claim.unlisted_office" if claim.written.startswith(_GOVERNS) else "claim.unlisted_domain"


def _is_tenant(case: Case, body: Body) -> bool:
    """Whether the desk or folder at the service is called after *body*: `fpt-is.zendesk.com`, `worldbank-my.…`."""
    hosts = {case.domain, *(link.address.host for link in case.mail.links)}
    labels = (label for host in hosts if host_is("behalf", host) for label in host.split(".")[:-2])
    names = {name.replace(" ", "") for name in (*body.labels, fold(body.name_en), body.id) if len(name) >= 3}
    return any(label.replace("-", "").startswith(name) for label in labels for name in names)


def _is_person(case: Case, claim: Claim) -> bool:
    """`Quỳnh Chi VOV`, who writes plain text: reporters and doctors do so from mailboxes of their own."""
    if claim.body.kind not in _STAFFED or claim.disguised or case.mail.links or case.mail.attachments:
        return False
    left = [word for word in words(fold(case.mail.sender.name)) if word not in words(fold(claim.written))]
    return len(left) >= 2 and not any(word in SERVICE_WORDS or word in _DESKS for word in left)


def _leads_back(case: Case, link: MailLink) -> bool:
    return not link.address.host or case.is_senders(link.address.host)


_STAFFED = frozenset({"press", "health"})
_DESKS = frozenset(
    [
        *(
            "ban",
            "phong",
            "to",
            "tin",
            "tuc",
            "toa",
            "soan",
            "bien",
            "tap",
            "van",
            "thu",
            "trung",
            "tam",
            "thong",
            "bao",
        ),
        *("newsroom", "press", "news", "desk"),
    ]
)
# Programs that mail under their own name from the site they run on.
_PROGRAMS = frozenset({"wordpress", "zimbra", "roundcube", "cpanel", "plesk", "jira", "gitlab"})
_ABROAD = frozenset({"health", "foreign_state"})
_OFFICIAL_KINDS = STATE_KINDS | {"health", "press"}
# Bodies that govern have names below gov.vn (decree 42/2022/ND-CP); health centres, papers and police have others too.
_GOVERNS = ("ubnd", "uy ban", "hdnd", "tinh uy", "thanh uy", "van phong ubnd", "chu tich", "so ", "ban chi dao")


def _unlisted(case: Case, name: str) -> Iterator[Evidence]:
    """Names of no listed body: an office of some place, an IT desk, a chief."""
    parts, address = words(fold(name)), case.mail.sender.address
    office, reach = case.registry.office(name) or ("", "")
    free = is_freemail(case.domain)
    if office and not case.is_own(case.domain) and (free or (reach == "state" and _elsewhere(case))):
        case.claimed.append(Body("local", "local", name, name, (), (), "", ""))
        yield reason("claim.local" if free else "claim.office", "From", name=name, address=address)
    elif reach == "state" and case.domain.endswith(".vn") and not (is_state(case.domain) or is_school(case.domain)):
        case.claimed.append(Body("local", "local", name, name, (), (), "", ""))
        yield reason("claim.unlisted_domain", "From", name=name, address=address, body=name, body_en=name)
    elif not _is_from_here(case) and any(True for _ in _ROLES.find(parts)):
        yield reason("claim.role", "From", name=name, address=address)
    elif is_freemail(case.domain) and any(True for _ in _CHIEFS.find(parts)):
        yield reason("claim.chief", "From", name=name, address=address)


def _elsewhere(case: Case) -> bool:
    """The sender's domain is one that no office of a state would use; below .vn many still do."""
    return bool(case.domain) and not (is_state(case.domain) or is_school(case.domain) or case.domain.endswith(".vn"))


def _is_from_here(case: Case) -> bool:
    """A desk of the reader's own office, as far as the addresses say, or a server's note on a mail not delivered."""
    if case.is_own(case.domain) or case.mail.sender.local == "mailer-daemon":
        return True
    to = {registrable(address.rpartition("@")[2]) for address in case.mail.recipients[:1]}
    return registrable(case.domain) in to and not is_freemail(case.domain) and case.authenticated != "fail"


def _address_in_name(case: Case, name: str) -> Iterator[Evidence]:
    with_mailbox = ADDRESS.search(name)
    shown = with_mailbox or _SHOWN_HOST.search(name)
    host = (with_mailbox[2] if with_mailbox else shown[1] if shown else "").lower()
    if not shown or not is_domain(host) or registrable(host) == registrable(case.domain) or _via_list(case):
        return
    code = "claim.address_in_name" if with_mailbox else "claim.host_in_name"
    if with_mailbox:
        remember(case, case.registry.owner(host))
    yield reason(code, "From", shown=shown[0], address=case.mail.sender.address)


def _via_list(case: Case) -> bool:
    """Lists that rewrite From show the author's address as the name; worth nothing as evidence."""
    return bool(case.mail.all("list-post") or case.mail.all("list-id"))
