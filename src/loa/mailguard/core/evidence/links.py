"""What it wants opened: where a link says it leads, and where it leads. Nothing is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.evidence.claimed_texts import alone
from loa.mailguard.core.hosts import is_private, is_state, readable, registrable, shown_domain
from loa.mailguard.core.lookalike import Likeness, likeness
from loa.mailguard.core.mail import MailLink
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import host_is, url_is

_SCRIPTS = frozenset({"javascript", "vbscript", "data", "file", "search-ms", "ms-msdt"})
_TARGET_IN_URL = re.compile(r"[?&=/](https?(?::|%3a)(?:/|%2f){2}[^&]{4,})", re.IGNORECASE)
_LABEL = 60  # letters
_FIRST_WORDS = 400
_WEAK = frozenset({"typo", "word"})  # tricks that honest names sometimes look like
_WEB = frozenset({"http", "https", "ftp"})


# Opened with a touch, these run; a page that has such an ending in its path is none.
_PROGRAM = re.compile(
    r"/([^/?#]{1,120}\.(?:apk|xapk|exe|msi|msix|scr|bat|cmd|vbs|jse|wsf|hta|jar|ps1|lnk|mobileconfig))"
    r"(?:[?#]|$)",
    re.IGNORECASE,
)
_FIRMS = frozenset({"service", "press", "post"})
_LABELLED = frozenset({"state", "province", "bank", "health", "un", "own", "power"})
_LOGIN = re.compile(
    r"\b(?:dang nhap|nhap (?:lai )?mat khau|xac nhan (?:lai )?mat khau|xac minh tai khoan"
    r"|bang tai khoan|tai khoan quan tri|(?:log|sign) ?in"
    r"|enter your password|re ?validate|verify your (?:account|mailbox|email))\b"
)
_OFFICE_LOGIN = re.compile(
    r"\b(?:dang nhap|dung|su dung|bang|log ?in|sign ?in)\b.{0,40}\b(?:mat khau thu|thu cong vu"
    r"|thu co quan|email co quan|mail co quan|email cong vu"
    r"|mail cong vu|tai khoan thu|tai khoan cong vu|tai khoan co quan|hop thu|work (?:account|e ?mail)"
    r"|office (?:account|e ?mail)"
    r"|(?:corporate|company|organi[sz]ation\w*|department|ministry|hospital|official|institutional)"
    r" (?:account|e ?mail|mailbox)"
    r"|e ?mail (?:account|password))\b"
)

_WITH_ACCOUNT = re.compile(
    r"\b(?:dang nhap|xac thuc|log ?in|sign ?in|log on|sign on)\b(?: \S+){0,3}?"
    r" (?:bang|qua|with|via|using) ((?:\S+ ?){1,6})"
)


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "what it wants opened": each kind once, at its first place."""
    seen: set[str] = set()
    for link in case.opened:
        for item in _judge(case, link):
            if item.code not in seen:
                seen.add(item.code)
                yield item
    yield from _forms(case)
    yield from _login(case)


def _judge(case: Case, link: MailLink) -> Iterator[Evidence]:
    address = link.address
    if address.scheme in _SCRIPTS:
        yield reason("link.script", "link", scheme=address.scheme, target=link.target)
    if address.scheme not in _WEB or not address.host or host_is("rewriter", address.host):
        return
    if link.origin == "qr":
        code = "link.qr_known" if _is_known(case, address.host) else "link.qr"
        yield reason(code, "picture", host=readable(address.host))
    yield from _host(case, link)
    program = _PROGRAM.search(link.address.path)
    if program and not (case.is_senders(link.address.host) or is_state(link.address.host)):
        yield reason("link.program", _place(link), file=unquote(program[1]), host=readable(link.address.host))
    if not link.origin.startswith("attachment"):
        yield from _text(case, link)
        yield from _way(case, link)


def _host(case: Case, link: MailLink) -> Iterator[Evidence]:
    host = link.address.host
    if _blocked(case, host):
        yield reason("link.blocked", "link", host=host)
    if link.address.is_ip and is_private(host):
        return  # a device of the reader's own network, as engineers write it
    if link.address.is_ip:
        yield reason("link.ip_written" if link.origin == "text" else "link.ip", _place(link), host=host)
        return
    if "." in link.address.userinfo:
        yield reason("link.userinfo", "link", shown=link.address.userinfo, host=host)
    like = likeness(host, case.registry)
    if like:
        if like.body and not _is_weak(like):
            case.claimed.append(like.body)
        code = "link.gov" if like.trick == "gov" else "link.brand_word" if _is_weak(like) else "link.lookalike"
        if not _is_weak(like) or registrable(host) != registrable(case.domain):
            yield reason(code, _place(link), host=readable(host), true=like.imitates)
    if "xn--" in host and readable(host) != host:
        yield reason("link.punycode", "link", host=readable(host), coded=host)


def _is_weak(like: Likeness) -> bool:
    """Firms share words with honest names; nobody else has reason to put a state's own word into his."""
    return like.trick in _WEAK and not (like.trick == "word" and like.body and like.body.kind == "state")


def _place(link: MailLink) -> str:
    return link.origin if link.origin.startswith("attachment") else "link"


def _blocked(case: Case, host: str) -> bool:
    listed = case.settings.blocked_hosts
    while listed and host:
        if host in listed:
            return True
        host = host.partition(".")[2]
    return False


def _text(case: Case, link: MailLink) -> Iterator[Evidence]:
    """The text names one domain, the target is another; mailing services that count clicks are common."""
    shown = shown_domain(link.text) if link.origin == "html" else ""
    target = link.address.host
    if not shown and link.origin == "html" and not link.quoted:
        yield from _label(case, link)
    if not shown or registrable(shown) == registrable(target):
        return
    if link.quoted and not is_state(shown):  # newsletters that are passed on count clicks for others
        return
    owner = case.registry.owner(shown)
    if owner and case.is_senders(target) and owner.kind in _FIRMS:  # a letter about the firm, clicks counted
        yield reason("link.text", "link", shown=shown, host=target)
    elif owner and not owner.owns(target) and not owner.owns(case.domain):
        case.claimed.append(owner)
        yield reason("link.text_protected", "link", shown=shown, host=target)
    elif _leads_nowhere_known(link):
        yield reason("link.text_disguised", "link", shown=shown, host=readable(target))
    elif is_state(shown) and not is_state(target):  # a state's own page is not counted by anybody's clicks
        yield reason("link.text_state", "link", shown=shown, host=readable(target))
    elif not _counts_clicks(case, link, shown):
        yield reason("link.text", "link", shown=shown, host=target)


def _label(case: Case, link: MailLink) -> Iterator[Evidence]:
    """The text is the name of a body ("Cổng Dịch vụ công quốc gia"), the target is not that body's."""
    target, text = link.address.host, link.text
    if not 3 < len(text) <= _LABEL or case.mail.all("list-unsubscribe") or is_state(target):
        return
    if case.is_senders(target) or host_is("mailing", target):
        return
    claims = [claim for claim in case.registry.claims(text) if claim.body.kind in _LABELLED and alone(text, claim)]
    if claims and not any(claim.body.owns(target) or claim.body is case.owner for claim in claims):
        body = claims[0].body
        yield reason("link.label", "link", text=text, body=body.name_vi, body_en=body.name_en, host=readable(target))


def _leads_nowhere_known(link: MailLink) -> bool:
    """The text promises a site; behind it is a bare number, a free page, a short link or somebody's redirect."""
    host, path = link.address.host, link.address.path
    redirects = url_is("redirector", host, path) and bool(_TARGET_IN_URL.search("/" + path))
    return link.address.is_ip or redirects or any(host_is(kind, host) for kind in ("hosting", "shortener"))


def _counts_clicks(case: Case, link: MailLink, shown: str) -> bool:
    """A newsletter's own counter: the sender's domain or a mailing service, or the shown address inside the target."""
    target = registrable(link.address.host)
    inside = shown in unquote(link.address.path).lower()
    return target == registrable(case.domain) or host_is("mailing", link.address.host) or inside


def _way(case: Case, link: MailLink) -> Iterator[Evidence]:
    host, path = link.address.host, link.address.path
    if host_is("shortener", host):
        yield reason("link.shortener", "link", host=host)
    if url_is("form", host, path):
        yield reason("link.form", "link", host=host)
    elif url_is("redirector", host, path) and _TARGET_IN_URL.search("/" + path):
        yield reason("link.redirect", "link", host=host)
    elif host_is("hosting", host) and registrable(host) != registrable(case.domain):
        yield reason("link.hosting", "link", host=host)
    if host_is("risky_tld", host) and not host_is("risky_tld", case.domain):
        yield reason("link.cheap", "link", host=readable(host))
    reader = _reader_in(case, path)
    if reader and registrable(host) != registrable(case.domain):
        free = host_is("hosting", host) or host_is("shortener", host)
        yield reason("link.recipient_free" if free else "link.recipient", "link", host=host, reader=reader)


def _reader_in(case: Case, path: str) -> str:
    """The recipient's own address inside the link: a page that greets its victim by name."""
    plain = unquote(path).lower()
    lists = " ".join(value for _, value in case.mail.all("list-post")).lower()
    return next((a for a in case.mail.recipients if a in plain and "unsub" not in plain and a not in lists), "")


def foreign_to_claim(case: Case) -> Iterator[Evidence]:
    """A misused name, and not one link that leads to the body named. Asked when all claims are known."""
    hosts = [host for link in case.mail.links if (host := link.address.host) and not host_is("rewriter", host)]
    if not case.claimed or not hosts:
        return
    body = case.claimed[0]
    if case.carrier and all(registrable(host) == registrable(case.carrier) for host in hosts):
        return  # a list's own footer
    if not any(body.owns(host) for host in hosts):
        yield reason("link.foreign_claim", "link", body=body.name_vi, body_en=body.name_en, host=readable(hosts[0]))


def _login(case: Case) -> Iterator[Evidence]:
    """Asked to sign in, on a page that anybody can open, or with the office's account on a stranger's page."""
    text = " ".join([*case.mail.folded_subject, *case.mail.folded[:_FIRST_WORDS]])
    asked, office = _LOGIN.search(text), _OFFICE_LOGIN.search(text)
    if not (asked or office):
        return
    links = [link for link in case.opened if link.address.host]
    hosts = [link.address.host for link in links]
    free = next((host for link in links if _is_free(link) and not case.is_senders(host := link.address.host)), "")
    if asked and free:
        yield reason("link.free_login", "link", words=asked[0], host=readable(free))
    strange = [host for host in hosts if not _is_of_an_office(case, host)]
    yield from _named_login(case, hosts)
    if office and strange and len(strange) == len(hosts):
        yield reason("link.office_login", "link", words=office[0], host=readable(strange[0]))


def _named_login(case: Case, hosts: list[str]) -> Iterator[Evidence]:
    """Asked to sign in with a body's account, on pages that are neither that body's nor a state's."""
    text = " ".join(case.mail.folded[:_FIRST_WORDS])
    for asked in _WITH_ACCOUNT.finditer(text):
        claim = next(iter(case.registry.claims(asked[1], acronyms=False)), None)
        if claim and hosts and not any(_is_known(case, host) or claim.body.owns(host) for host in hosts):
            yield reason(
                "link.named_login", "link", words=asked[0], body=claim.body.name_vi, body_en=claim.body.name_en,
                host=readable(hosts[0]),
            )  # fmt: skip
            return


def _is_known(case: Case, host: str) -> bool:
    """A page of a state, a registered body or the reader's own office that not just anybody can fill."""
    free = any(host_is(kind, host) for kind in ("hosting", "shortener", "behalf"))
    return _is_of_an_office(case, host) and not free


def _is_free(link: MailLink) -> bool:
    return host_is("hosting", link.address.host) or url_is("form", link.address.host, link.address.path)


def _is_of_an_office(case: Case, host: str) -> bool:
    """A page of a state, a known body or the reader's own office, as far as the reader's address tells."""
    readers = {registrable(address.rpartition("@")[2]) for address in case.mail.recipients[:3]}
    own = {registrable(domain) for domain in case.settings.own_domains}
    return is_state(host) or case.registry.owner(host) is not None or registrable(host) in readers | own


def _forms(case: Case) -> Iterator[Evidence]:
    for page in case.mail.pages:
        if page.password_field:
            yield reason("link.password_form", "body")
            return
        if any(action.lower().startswith("http") for action in page.forms) and not case.mail.all("list-unsubscribe"):
            yield reason("link.post_form", "body", host=next(a for a in page.forms if a.lower().startswith("http")))
            return
