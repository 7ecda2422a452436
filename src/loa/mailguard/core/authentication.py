"""Authentication on line: DKIM, SPF and DMARC (tree walk of RFC 9989) through the resolver that the caller injects."""

from __future__ import annotations

import warnings
from typing import Any

from loa.mailguard.core.hosts import registrable
from loa.mailguard.core.model import GuardSettings, Resolver

MAX_WALK = 8  # queries of one tree walk (RFC 9989 §4.10, standards E13)
MAX_SIGNATURES = 5


def dmarc(raw: bytes, domain: str, settings: GuardSettings) -> str:
    """`pass`, `fail` or `unknown` for the From *domain* of the mail *raw*.

    `fail` is said only where the domain publishes a DMARC record: without one nobody promised anything.
    """
    resolver = settings.resolver
    if resolver is None or not domain:
        return "unknown"
    policy = find_policy(domain, resolver)
    strict = policy.get("adkim", "r") == "s"
    spf_strict = policy.get("aspf", "r") == "s"
    if any(_aligned(signer, domain, strict) for signer in _signers(raw, resolver)):
        return "pass"
    if _spf_domain(settings) and _aligned(_spf_domain(settings), domain, spf_strict) and _spf_passes(settings):
        return "pass"
    return "fail" if policy else "unknown"


def find_policy(domain: str, resolver: Resolver) -> dict[str, str]:
    """Tags of the DMARC record that governs *domain*, walking up the tree; empty when there is none."""
    labels = domain.split(".")
    if len(labels) > MAX_WALK:
        labels_left = [labels, *(labels[-count:] for count in range(MAX_WALK - 1, 0, -1))]
    else:
        labels_left = [labels[start:] for start in range(len(labels))]
    for rest in labels_left[:MAX_WALK]:
        for record in resolver.txt("_dmarc." + ".".join(rest)):
            tags = _tags(record)
            if tags.get("v", "").upper() == "DMARC1":
                return tags
    return {}


def _tags(record: str) -> dict[str, str]:
    pairs = (piece.partition("=") for piece in record.split(";"))
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}


def _aligned(authenticated: str, domain: str, strict: bool) -> bool:
    authenticated = authenticated.lower().rstrip(".")
    return authenticated == domain or (not strict and registrable(authenticated) == registrable(domain))


def _signers(raw: bytes, resolver: Resolver) -> list[str]:
    """Domains of the valid DKIM signatures (RFC 6376, 8463)."""
    import dkim

    def lookup(name: bytes, timeout: int = 5) -> bytes | None:
        records = resolver.txt(name.decode("ascii", "replace").rstrip("."))
        return records[0].encode("utf-8") if records else None

    verifier: Any = dkim.DKIM(raw, timeout=5)
    count = min(MAX_SIGNATURES, sum(1 for name, _ in verifier.headers if name.lower() == b"dkim-signature"))
    valid = []
    for place in range(count):
        try:
            if verifier.verify(idx=place, dnsfunc=lookup):
                valid.append(verifier.domain.decode("ascii", "replace"))
        except Exception:  # noqa: S112 - a stranger's signature may be broken in any way; then it is none
            continue
    return valid


def _spf_domain(settings: GuardSettings) -> str:
    return (settings.mail_from or "").rpartition("@")[2] or (settings.helo or "")


def _spf_passes(settings: GuardSettings) -> bool:
    """SPF of the envelope (RFC 7208) with the injected resolver in place of the library's own look-ups."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library is older than today's rules on escapes in strings
        import spf

    if not settings.client_ip or settings.resolver is None:
        return False
    resolver: Resolver = settings.resolver

    class Query(spf.query):  # type: ignore[misc]
        def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[Any]:
            return _records(resolver, name, qtype)

    try:
        result, _, _ = Query(i=settings.client_ip, s=settings.mail_from or "", h=settings.helo or "").check()
    except Exception:  # records of strangers break the library in ways it does not list
        return False
    return bool(result == "pass")


def _records(resolver: Resolver, name: str, kind: str) -> list[Any]:
    if kind in {"TXT", "SPF"}:
        return [(text.encode(),) for text in resolver.txt(name)] if kind == "TXT" else []
    return list(resolver.records(name, kind))
