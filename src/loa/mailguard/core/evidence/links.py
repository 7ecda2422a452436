"""What it wants opened: where a link says it leads, and where it leads. Nothing is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from loa.mailguard.core.documents import pdf_links
from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.hosts import URL, is_state, parse, readable, registrable, shown_domain
from loa.mailguard.core.lookalike import likeness
from loa.mailguard.core.mail import MailLink
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import host_is, url_is

_SCRIPTS = frozenset({"javascript", "vbscript", "data", "file", "search-ms", "ms-msdt"})
_TARGET_IN_URL = re.compile(r"[?&=/](https?(?::|%3a)(?:/|%2f){2}[^&]{4,})", re.IGNORECASE)
MAX_CALENDAR = 256 * 1024  # bytes
_WEAK = frozenset({"typo", "word"})  # tricks that honest names sometimes look like
_WEB = frozenset({"http", "https", "ftp"})


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "what it wants opened": each kind once, at its first place."""
    seen: set[str] = set()
    for link in [*case.mail.links, *_pictured(case), *_in_files(case)]:
        for item in _judge(case, link):
            if item.code not in seen:
                seen.add(item.code)
                yield item
    yield from _forms(case)


def _pictured(case: Case) -> list[MailLink]:
    """Links in QR codes of attached or embedded pictures."""
    if not case.settings.decode_qr:
        return []
    from loa.mailguard.core.qr import links

    return links(case.mail)


def _in_files(case: Case) -> Iterator[MailLink]:
    """Links in calendar files and in annotations of PDFs: opened with a touch, and as little seen before."""
    for part in case.mail.attachments[:20]:
        if part.kind == "text/calendar" or part.filename.lower().endswith(".ics"):
            found = URL.findall(part.text(MAX_CALENDAR).replace("\r\n ", ""))[:50]
        elif part.kind == "application/pdf" or part.filename.lower().endswith(".pdf"):
            found = pdf_links(part.data)
        else:
            continue
        yield from (MailLink(url, parse(url), "", f"attachment {part.filename}") for url in found)


def _judge(case: Case, link: MailLink) -> Iterator[Evidence]:
    address = link.address
    if address.scheme in _SCRIPTS:
        yield reason("link.script", "link", scheme=address.scheme, target=link.target)
    if address.scheme not in _WEB or not address.host or host_is("rewriter", address.host):
        return
    if link.origin == "qr":
        yield reason("link.qr", "picture", host=readable(address.host))
    yield from _host(case, link)
    if not link.origin.startswith("attachment"):
        yield from _text(case, link)
        yield from _way(case, link)


def _host(case: Case, link: MailLink) -> Iterator[Evidence]:
    host = link.address.host
    if _blocked(case, host):
        yield reason("link.blocked", "link", host=host)
    if link.address.is_ip:
        code = "link.ip" if link.origin == "html" or link.origin.startswith("attachment") else "link.ip_written"
        yield reason(code, _place(link), host=host)
        return
    if "." in link.address.userinfo:
        yield reason("link.userinfo", "link", shown=link.address.userinfo, host=host)
    like = likeness(host, case.registry)
    if like:
        if like.body and like.trick not in _WEAK:
            case.claimed.append(like.body)
        code = "link.gov" if like.trick == "gov" else "link.brand_word" if like.trick in _WEAK else "link.lookalike"
        if like.trick not in _WEAK or registrable(host) != registrable(case.domain):
            yield reason(code, _place(link), host=readable(host), true=like.imitates)
    if "xn--" in host and readable(host) != host:
        yield reason("link.punycode", "link", host=readable(host), coded=host)


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
    if not shown or registrable(shown) == registrable(target):
        return
    owner = case.registry.owner(shown)
    if owner and not owner.owns(target) and not owner.owns(case.domain):
        case.claimed.append(owner)
        yield reason("link.text_protected", "link", shown=shown, host=target)
    elif _leads_nowhere_known(link):
        yield reason("link.text_disguised", "link", shown=shown, host=readable(target))
    elif is_state(shown) and not is_state(target):  # a state's own page is not counted by anybody's clicks
        yield reason("link.text_state", "link", shown=shown, host=readable(target))
    elif not _counts_clicks(case, link, shown):
        yield reason("link.text", "link", shown=shown, host=target)


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
        yield reason("link.recipient", "link", host=host, reader=reader)


def _reader_in(case: Case, path: str) -> str:
    """The recipient's own address inside the link: a page that greets its victim by name."""
    plain = unquote(path).lower()
    return next((address for address in case.mail.recipients if address in plain and "unsub" not in plain), "")


def foreign_to_claim(case: Case) -> Iterator[Evidence]:
    """A misused name, and not one link that leads to the body named. Asked when all claims are known."""
    hosts = [host for link in case.mail.links if (host := link.address.host) and not host_is("rewriter", host)]
    if not case.claimed or not hosts:
        return
    body = case.claimed[0]
    if not any(body.owns(host) for host in hosts):
        yield reason("link.foreign_claim", "link", body=body.name_vi, body_en=body.name_en, host=readable(hosts[0]))


def _forms(case: Case) -> Iterator[Evidence]:
    for page in case.mail.pages:
        if page.password_field:
            yield reason("link.password_form", "body")
            return
        if any(action.lower().startswith("http") for action in page.forms) and not case.mail.all("list-unsubscribe"):
            yield reason("link.post_form", "body", host=next(a for a in page.forms if a.lower().startswith("http")))
            return
