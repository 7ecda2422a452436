"""A locked file behind a link, and its password in the same letter: a lock that only keeps the scanner out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import unquote

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.hosts import is_private, is_state, readable, registrable
from loa.mailguard.core.mail import MailLink
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import host_is
from loa.mailguard.core.text import strip_marks

MAX_PLACES = 20
_NEAR = 120  # characters of the same line
_ARCHIVE = re.compile(r"\.(?:zip|rar|7z|tgz|tar(?:\.\w{2,3})?|gz|cab|arj|lzh|ace|iso|img|vhdx?)$", re.IGNORECASE)
_WORD = r"\b(?:mat khau|mat ma|mk|ma mo|pass(?:word|code|wort)?|pw|pwd|kennwort|clave|contrasena|senha)\b"
_OF_FILE = (
    r"(?:giai nen|mo (?:tep|file|tap tin)|(?:cua )?(?:tep|file|tap tin)|de mo"
    r"|to (?:open|unzip|extract)(?: (?:the|this|it))?|for the|of the|zip|rar|archive)"
)
_SIGN = r"\s*(?:[:=\-–]|\bla\b|\bis\b)?\s*[\"“'(\[]?"
# The password itself: it holds a figure, or stands alone behind a colon at the end of its line.
_TOLD = re.compile(
    rf"{_WORD}(?:\s+{_OF_FILE}){{0,3}}(?:{_SIGN}(?=[^\s,;]{{0,23}}\d)[^\s,;]{{3,24}}|\s*[:=]\s*[^\s,;]{{4,24}}\s*$)",
    re.MULTILINE,
)
_TOLD_OF_FILE = re.compile(rf"{_WORD}\s+{_OF_FILE}|\b(?:zip|rar|archive|file) (?:password|pass)\b")
_LATER = re.compile(
    r"\b(?:se duoc|gui rieng|bao rieng|qua (?:dien thoai|tin nhan)|separately|by (?:phone|sms)|on request)\b"
)
_DROPS = frozenset(
    "mega.nz mega.co.nz mediafire.com gofile.io sendspace.com 4shared.com transfer.sh file.io filebin.net "  # noqa: SIM905
    "pixeldrain.com catbox.moe krakenfiles.com dropmefiles.com fshare.vn workupload.com files.fm ufile.io".split()
)
_CLOUDS = frozenset("wetransfer.com we.tl dropbox.com box.com swisstransfer.com icloud.com 1drv.ms".split())  # noqa: SIM905


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of a file behind a link with its password beside it, at the first such link."""
    text = strip_marks(case.mail.visible).lower()
    told = told_in(text)
    if not told:
        return
    of_file = bool(_TOLD_OF_FILE.search(text))
    link = next((link for link in case.mail.links if _is_file(case, link, of_file)), None)
    if link is None or _is_offices(case, link.address.host):
        return
    code = "file.link_password_known" if _is_known(case, link.address.host) else "file.link_password"
    yield reason(code, "link", host=readable(link.address.host), words=f"“{told}”")


def told_in(text: str) -> str:
    """Where *text* (lower case, without marks) tells a password itself, and not that it comes by another way."""
    for found in itertools.islice(_TOLD.finditer(text), MAX_PLACES):
        before = text[max(0, found.start() - _NEAR) : found.start()].rpartition("\n")[2]
        behind = text[found.start() : found.end() + _NEAR].lstrip("\n").partition("\n")[0]
        if not _LATER.search(before + behind):
            return found[0].strip()
    return ""


def told_by_an_office(case: Case) -> bool:
    """Whether the sender is an office or a known body and vouched for: such lock their lists of names by habit."""
    known = case.is_own(case.domain) or case.owner is not None or is_state(case.domain)
    return case.authenticated == "pass" and known and not _is_free(case.domain)


def _is_file(case: Case, link: MailLink, of_file: bool) -> bool:
    """An archive by its name; where the letter says that the password opens a file, any page where files lie."""
    host = link.address.host
    if not host or is_private(host):
        return False
    path = unquote(re.split(r"[?#]", link.address.path, maxsplit=1)[0]).rstrip("/")
    named = bool(_ARCHIVE.search(path) or _ARCHIVE.search(link.text.strip()))
    return named or (of_file and (_is_free(host) or _is_cloud(case, host)))


def _is_free(host: str) -> bool:
    return any(host_is(kind, host) for kind in ("hosting", "shortener", "freemail")) or registrable(host) in _DROPS


def _is_cloud(case: Case, host: str) -> bool:
    owner = case.registry.owner(host)
    return registrable(host) in _CLOUDS or (owner is not None and owner.kind == "service")


def _is_known(case: Case, host: str) -> bool:
    """A cloud with accounts, or the sender's own site: firms hand over drawings and lists in this way."""
    return not _is_free(host) and (case.is_senders(host) or _is_cloud(case, host))


def _is_offices(case: Case, host: str) -> bool:
    """The file lies with a state, the reader's office or an authority, or an office sends it through a cloud."""
    owner = case.registry.owner(host)
    authority = owner is not None and owner.kind != "service" and not _is_free(host)
    return case.is_own(host) or is_state(host) or authority or (told_by_an_office(case) and _is_known(case, host))
