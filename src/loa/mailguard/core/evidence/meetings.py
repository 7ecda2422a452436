"""Invitations: the service a meeting is said to be held on against the page that opens, and who really invites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.hosts import Address, is_private, is_state, parse, readable, registrable, within
from loa.mailguard.core.mail import Mailbox, MailLink
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.registry import AUTHORITY_KINDS, Body
from loa.mailguard.core.tables import host_is, is_freemail, url_is
from loa.mailguard.core.text import strip_marks
from loa.mailguard.core.wrapped import unwrap

MAX_LINES = 1000
# Beside the domains of these bodies in the trust registry.
_HOSTS = frozenset(
    "aka.ms teams.cloud.microsoft microsoft.us zoomgov.com zoom.com.cn g.co tel.meet cisco.com webex.com.cn goto.com "  # noqa: SIM905
    "gotomeeting.com gotomeet.me bluejeans.com whereby.com meet.jit.si 8x8.vc chime.aws ringcentral.com "
    "lifesizecloud.com ec.europa.eu".split()
)
_NAMED = AUTHORITY_KINDS | {"bank"}
_SERVICES = (
    ("Microsoft Teams", re.compile(r"\b(?:microsoft|ms) teams\b|\bteams meeting\b|\b(?:qua|tren|phong|hop) teams\b")),
    (
        "Zoom",
        re.compile(
            r"\bzoom (?:meeting|webinar|cloud|id|link|call)\b|\b(?:qua|tren|phong|hop|via|on|join) zoom\b|\bzoom\.us\b"
        ),
    ),
    ("Google Meet", re.compile(r"\bgoogle meet\b")),
    ("Webex", re.compile(r"\bwebex\b")),
)  # fmt: skip
_JOIN = re.compile(
    r"\bjoin (?:the |this |our |your |us )?(?:(?:microsoft |ms )?teams |zoom |webex |google )?"
    r"(?:meeting|call|webinar|session|conference|meet|now|online|here)\b|\bjoin (?:on your computer|from pc|by web)"
    r"|\b(?:meeting|zoom|teams|webex|webinar) link\b"
    r"|\btham gia (?:cuoc |buoi |phong )?(?:hop|hoi nghi|hoi thao|tap huan)|\bvao (?:phong |cuoc )?hop\b"
    r"|\b(?:link|duong dan)(?: (?:hop|phong hop|cuoc hop|tham du|tham gia|ket noi|zoom|teams))*\s*:|\bdiem cau\b"
)
# Ways that only one service's pages have.
_PATHS = re.compile(r"^/(?:l/meetup-join/|j/\d{9,11}(?:[?/#]|$)|wc/join/\d|wbxmjs/joinservice)", re.IGNORECASE)


def find(case: Case) -> Iterator[Evidence]:
    """Evidence in invitations: each kind once."""
    yield from _place(case)
    yield from _organizer(case)


def _place(case: Case) -> Iterator[Evidence]:
    links = [link for link in case.opened if link.address.host]
    copied = next((link for link in links if _PATHS.match(link.address.path) and _foreign(case, link, False)), None)
    if copied:
        yield reason("link.meeting_path", "link", host=readable(copied.address.host))
        return
    service = _service(case)
    if not service or any(_PATHS.match(link.address.path) for link in links):  # the true room is there
        return
    joined = next((link for link in _joins(case) if _foreign(case, link, True)), None)
    if joined:
        yield reason("link.meeting", "link", service=service, host=readable(joined.address.host))


def _service(case: Case) -> str:
    """The service that subject, text or calendar say the meeting is held on."""
    said = "\n".join([case.mail.subject, case.mail.visible, *(invitation.text for invitation in case.invitations)])
    plain = strip_marks(said).lower()
    return next((name for name, pattern in _SERVICES if pattern.search(plain)), "")


def _joins(case: Case) -> Iterator[MailLink]:
    """Links that the reader joins by: the calendar's place, a button that says so, an address behind such words."""
    for invitation in case.invitations:
        yield from (MailLink(url, parse(url), "", "calendar") for url in invitation.places)
    if case.mail.all("list-unsubscribe"):  # a newsletter's buttons go through whoever counts its clicks
        return
    written = _behind_the_words(case)
    for link in case.mail.links:
        said = strip_marks(link.text).lower() if link.origin == "html" else ""
        if (said and _JOIN.search(said)) or link.target in written:
            yield link


def _behind_the_words(case: Case) -> frozenset[str]:
    lines = strip_marks(case.mail.visible).split("\n")[:MAX_LINES]
    found: set[str] = set()
    before = ""
    for line in filter(str.strip, lines):
        if "://" in line and _JOIN.search(f"{before}\n{line.partition('://')[0]}".lower()):
            found.update(link.target for link in case.mail.links if link.target in line)
        before = line
    return frozenset(found)


def _foreign(case: Case, link: MailLink, may_be_senders: bool) -> bool:
    """Whether *link* leads to nobody known: no meeting service, no state, no known body, not the reader's office."""
    targets = [parse(target) for target in unwrap(link.target)]
    last = next((address for address in targets if not _leads_on(address)), None)
    if last is None or not last.host or is_private(last.host):
        return False
    return not _is_known(case, last.host) and not (may_be_senders and case.is_senders(last.host))


def _leads_on(address: Address) -> bool:
    host = address.host
    return host_is("rewriter", host) or host_is("mailing", host) or url_is("redirector", host, address.path)


def _is_known(case: Case, host: str) -> bool:
    if host_is("hosting", host):
        return False
    own = any(within(host, registrable(domain)) for domain in case.settings.own_domains)
    service = host.endswith(".microsoft") or any(within(host, known) for known in _HOSTS)
    return own or service or is_state(host) or case.registry.owner(host) is not None


def _organizer(case: Case) -> Iterator[Evidence]:
    """An invitation in a body's name whose answers go to a mailbox that is not the body's."""
    organizers = (organizer for invitation in case.invitations for organizer in invitation.organizers)
    for organizer in organizers:
        domain = organizer.domain
        if not domain or registrable(domain) == registrable(case.domain) or is_state(domain):
            continue
        facts = {"name": organizer.name or organizer.address, "address": organizer.address}
        body = _claimed(case, organizer)
        if body is not None:
            case.claimed.append(body)
            yield reason("claim.organizer", "calendar", body=body.name_vi, body_en=body.name_en, **facts)
            return
        if is_freemail(domain) and case.owner is not None and case.owner.kind in AUTHORITY_KINDS:
            yield reason("reply.organizer", "calendar", sender=case.mail.sender.address, **facts)
            return


def _claimed(case: Case, organizer: Mailbox) -> Body | None:
    """The authority or bank that the organiser's name is, when the address is not one of its own."""
    claims = [claim.body for claim in case.registry.claims(organizer.name) if claim.body.kind in _NAMED]
    owner = case.registry.owner(organizer.domain)
    if any(body.owns(organizer.domain) or body.may_own(organizer.domain) for body in claims):
        return None
    if owner is not None and not is_freemail(organizer.domain):  # a calendar's own address at its service
        return None
    return claims[0] if claims else None
