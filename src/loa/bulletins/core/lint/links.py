"""Links: to official addresses only, honest about where they lead, and never to a sign-in page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.lint.findings import OFFICIAL, Finding, Passage, Surroundings, passages
from loa.bulletins.core.words import gettext_noop as _

ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'“”]+", re.IGNORECASE)
BARE = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,4}(?:com|net|org|info|top|xyz|club|online|site|io|me|vn|ly|link|shop)"
    r"(?![\w.-]*@)(?:/[^\s<>()\[\]]{0,500})?(?!\w)",
    re.IGNORECASE,
)
MARKED = re.compile(r"\[([^\]\n]{1,300})\]\((https?://[^)\s]{1,2000})\)", re.IGNORECASE)
SHORTENERS = frozenset(
    ("bit.ly", "tinyurl.com", "goo.gl", "t.co", "is.gd", "cutt.ly", "rb.gy", "shorturl.at", "ow.ly", "s.id")
)
SIGN_IN = re.compile(r"/(?:sign-?in|log-?in|dang-?nhap|accounts?/(?:login|password)|oauth|sso)\b", re.IGNORECASE)
TRAILING = ".,;:!?…"


def check(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """Every address in every text."""
    for passage in passages(draft):
        yield from _misleading(passage)
        for start, address in _addresses(passage.text):
            yield from _about(passage, start, address, around)


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    taken: list[tuple[int, int]] = []
    for found in ADDRESS.finditer(text):
        taken.append(found.span())
        yield found.start(), found[0].rstrip(TRAILING)
    for found in BARE.finditer(text):
        if not any(start <= found.start() < end for start, end in taken):
            yield found.start(), found[0].rstrip(TRAILING)


def _about(passage: Passage, start: int, address: str, around: Surroundings) -> Iterator[Finding]:
    end, host = start + len(address), host_of(address)
    if SIGN_IN.search(address):
        message = _("“%(what)s” leads to a sign-in page. A bulletin never holds one: forged mails do.")
        yield replace(passage.find("sign-in", start, end, message), severity="error", waivable=False)
    elif host in SHORTENERS:
        message = _("“%(what)s” is a shortened link: nobody can see where it leads. Write the whole address.")
        yield replace(passage.find("shortener", start, end, message), severity="error")
    elif not official(host, around):
        message = _("“%(what)s” lies outside the official domains. Readers were told to trust only those.")
        yield replace(passage.find("link", start, end, message), severity="error")
    elif address.lower().startswith("http:"):
        message = _("“%(what)s” is not encrypted: write https if the site has it.")
        yield passage.find("http", start, end, message)


def _misleading(passage: Passage) -> Iterator[Finding]:
    for found in MARKED.finditer(passage.text):
        shown = ADDRESS.search(found[1]) or BARE.search(found[1])
        if shown and host_of(shown[0]).removeprefix("www.") != host_of(found[2]).removeprefix("www."):
            message = _("The link says “%(what)s”, but leads to %(host)s.")
            where = (found.start(1), found.end(1))
            finding = passage.find("misleading-link", *where, message, host=host_of(found[2]))
            yield replace(finding, severity="error", waivable=False)


def host_of(address: str) -> str:
    """The host of an address with or without its scheme, in small letters; empty when there is none."""
    try:
        return (urlsplit(address if "://" in address else f"https://{address}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def official(host: str, around: Surroundings) -> bool:
    """Whether *host* is one of the official domains or stands below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in (*OFFICIAL, *around.domains))
