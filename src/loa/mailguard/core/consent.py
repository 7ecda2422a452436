"""Consent links (OAuth 2.0, RFC 6749 §4.1.1): which program asks for what, and where the answer is sent.

The page that opens is truly the identity provider's, so neither its host nor a password field gives anything away:
what deceives stands in the parameters (RFC 9700 §4.11: redirection through an authorization server).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loa.mailguard.core.hosts import Address, parse
from loa.mailguard.core.wrapped import fields, unwrap

MAX_SCOPES = 60
_MICROSOFT = frozenset(
    {
        *("login.microsoftonline.com", "login.microsoft.com", "login.windows.net", "login.live.com"),
        *("login.microsoftonline.us", "login.partner.microsoftonline.cn"),
    }
)
_GOOGLE = frozenset({"accounts.google.com"})
_ENDPOINT = re.compile(
    r"/(?:authorize|adminconsent|oauth20_authorize\.srf|o/oauth2/(?:v\d/)?auth|signin/oauth)(?=[/?#]|$)", re.IGNORECASE
)
# What opens a mailbox, its files or its address book; `drive.file` alone reaches only what the reader picks himself.
_DATA = re.compile(
    r"^(?:mail\.(?!google)|mailboxsettings\.|files\.|contacts\.|people\.read\.all|sites\.|notes\.|chat\.|ews\.accessasuser"
    r"|imap\.accessasuser|pop\.accessasuser|smtp\.send|full_access_as_app|directory\.\w+write|user\.readwrite\.all"
    r"|gmail\.|drive(?!\.file|\.appdata|\.install|\.appfolder)|contacts(?!\.other)|mail\.google\.com|m8/feeds)",
    re.IGNORECASE,
)
_RESOURCE = re.compile(
    r"^(?:https?://)?(?:(?:graph\.microsoft|outlook\.office(?:365)?|graph\.windows|\w+\.sharepoint)\.(?:com|net)/"
    r"|www\.googleapis\.com/auth/|www\.google\.com/)?",
    re.IGNORECASE,
)
_NO_SITE = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent link. `data` are the scopes that open the reader's data; `returns` is where the answer goes."""

    provider: str
    data: tuple[str, ...]
    returns: Address | None
    silent: bool = False

    @property
    def elsewhere(self) -> str:
        """Host that the answer is sent to, empty when it goes to no site."""
        host = self.returns.host if self.returns else ""
        return "" if host in _NO_SITE else host


def consents(target: str) -> list[Consent]:
    """Consent links in *target*, also inside redirectors and wrapping gateways. Never raises."""
    if not _may_hold(target):
        return []
    return [found for address in unwrap(target) if (found := _read(address))]


def _may_hold(target: str) -> bool:
    """Whether the name of a provider stands in it at all: most links are done with here."""
    low = target[:8192].lower()
    return any(word in low for word in ("login.", "accounts.google"))


def _read(target: str) -> Consent | None:
    address = parse(target)
    provider = _provider(address)
    if not provider:
        return None
    named = fields(target)
    data = [scope for value in named.get("scope", []) for scope in _data(value)]
    returns = next((parse(value) for value in named.get("redirect_uri", [])), None)
    silent = "none" in named.get("prompt", [])
    return Consent(provider, tuple(dict.fromkeys(data)), returns, silent) if data or returns else None


def _provider(address: Address) -> str:
    if not _ENDPOINT.search(address.path[:500]):
        return ""
    if address.host in _MICROSOFT:
        return "Microsoft"
    return "Google" if address.host in _GOOGLE else ""


def _data(value: str) -> list[str]:
    scopes = [_RESOURCE.sub("", scope, count=1) or scope for scope in re.split(r"[\s,]+", value)[:MAX_SCOPES]]
    return [scope.rstrip("/")[:60] for scope in scopes if _DATA.match(scope)] + _whole_mailbox(value)


def _whole_mailbox(value: str) -> list[str]:
    """Google's scope for everything in a mailbox is an address: `https://mail.google.com/`."""
    return ["mail.google.com"] if re.search(r"https?://mail\.google\.com", value, re.IGNORECASE) else []
