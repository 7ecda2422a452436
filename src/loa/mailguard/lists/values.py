"""What may stand on a block list: well-formed, and nothing that would stop honest mail. Pure.

A list that blocks gmail.com or a ministry does more harm than the campaign it was made against; so public suffixes,
shared services, protected bodies and the office's own domains are refused here, whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from loa.bulletins.core.words import gettext_noop as _
from loa.errors import LoaError, translate
from loa.mailguard.core.hosts import is_domain, parse, registrable, within
from loa.mailguard.core.mail import mailbox
from loa.mailguard.core.registry import registry
from loa.mailguard.core.tables import host_is, is_freemail

_SHA256 = re.compile(r"[0-9a-f]{64}")
_BRACKETS = re.compile(r"\[(\.|dot|:|@)\]|\((\.)\)", re.IGNORECASE)
SHARED = ("shortener", "form", "hosting")


class NotBlockableError(LoaError):
    """The value is not what its kind says, or blocking it would stop honest mail."""

    code = "not_blockable"
    http_status = 422
    message = "“%(value)s” cannot be put on a list: %(reason)s"


def refang(text: str) -> str:
    """`hxxps://evil[.]example` → `https://evil.example`: lists are written so that nobody clicks them."""
    text = _BRACKETS.sub(lambda found: {"dot": "."}.get((found[1] or found[2]).lower(), found[1] or found[2]), text)
    return re.sub(r"^\s*hxxp", "http", text, flags=re.IGNORECASE).strip()


def host_of(value: str) -> str:
    """The host in an address, a defanged one or a bare name; empty when there is none."""
    text = refang(value)
    return parse(text if "//" in text else f"http://{text}").host


def checked(kind: str, value: str, own_domains: Iterable[str] = ()) -> str:
    """*value* as it is kept: "sender" an address, "domain" and "host" a name, "hash" a SHA-256.

    Raises `NotBlockableError`.
    """
    if kind == "hash":
        return _checked_hash(value)
    if kind == "sender":
        return _checked_sender(value, own_domains)
    return checked_host(value, own_domains)


def _checked_hash(value: str) -> str:
    digest = value.strip().lower()
    if not _SHA256.fullmatch(digest):
        raise NotBlockableError(value=value[:80], reason=_reason("hash"))
    return digest


def _checked_sender(value: str, own_domains: Iterable[str]) -> str:
    found = mailbox(refang(value))
    if not found.domain or not found.local:
        raise NotBlockableError(value=value[:80], reason=_reason("sender"))
    if any(within(found.domain, own) for own in own_domains):
        raise NotBlockableError(value=found.address.lower(), reason=_reason("own"))
    return found.address.lower()


def checked_host(value: str, own_domains: Iterable[str] = ()) -> str:
    """The host that *value* names, if it may be blocked. Raises `NotBlockableError`."""
    host = host_of(value)
    if not is_domain(host):
        raise NotBlockableError(value=value[:80], reason=_reason("host"))
    reason = _honest(host, tuple(own_domains))
    if reason:
        raise NotBlockableError(value=host, reason=_reason(reason))
    return host


def _honest(host: str, own_domains: tuple[str, ...]) -> str:
    if any(within(host, own) or within(own, host) for own in own_domains):
        return "own"
    if registry().owner(host) is not None:
        return "protected"
    if _is_suffix(host):
        return "suffix"
    if is_freemail(host) or any(host_is(kind, host) and registrable(host) == host for kind in SHARED):
        return "shared"
    return ""


def _is_suffix(host: str) -> bool:
    """`com.vn`, `gov.vn`: names below it belong to strangers."""
    return registrable(f"a.{host}") == f"a.{host}"


def _reason(code: str) -> str:
    return translate(REASONS[code])


REASONS = {
    "hash": _("a file is named by its SHA-256, 64 hexadecimal digits."),
    "sender": _("this is not a mail address."),
    "host": _("this is not a domain name."),
    "own": _("it is the office's own."),
    "protected": _("it belongs to a body of the trust registry."),
    "suffix": _("everybody's names stand below it."),
    "shared": _("it is a service that many honest people use; block the single address instead."),
}
