"""Pages and files that stand whatever is released: check, verify, install, privacy, security.txt and so on."""

from __future__ import annotations

from loa.channels.portal import coverage, dispatches, pages
from loa.channels.portal.core import moments, sitemap
from loa.channels.portal.facts import Site
from loa.channels.portal.guides import render as guides

# address → template; each is one Vietnamese page
PAGES = {
    "/check": "check",
    "/verify": "verify",
    "/search": "search",
    "/channels": "channels",
    "/app/install": "install",
    "/open-data": "open_data",
    "/accessibility": "accessibility",
    "/privacy": "privacy",
    "/offline": "offline",
    "/unavailable": "unavailable",  # what nginx shows when Loa itself is down
}
_UNLISTED = {"/offline", "/search", "/unavailable"}
ADDRESSES = (
    "/",
    "/en",
    "/bulletins",
    "/rumours",
    *(page for page in PAGES if page not in _UNLISTED),
    coverage.URL,
    dispatches.URL,
    *guides.ADDRESSES,
)
CONTACT_DAYS = 330  # security.txt must end within a year (standards A6)


def files(site: Site) -> dict[str, bytes]:
    """All that depend on no moment."""
    found = {f"{address.lstrip('/')}/index.html": pages.plain(site, name) for address, name in PAGES.items()}
    found["404.html"] = pages.plain(site, "not_found")
    found["robots.txt"] = sitemap.robots(site.base_url)
    return found | guides.files(site)


def security(site: Site, as_of: str) -> dict[str, bytes]:
    """`/.well-known/security.txt` (RFC 9116, standards A6). *as_of*: the moment from which its year is counted."""
    contact = site.security_contact or (f"mailto:{site.email}" if site.email else f"{site.base_url}/channels")
    lines = [
        f"Contact: {contact}",
        f"Expires: {moments.later(as_of, days=CONTACT_DAYS)}",
        f"Canonical: {site.base_url}/.well-known/security.txt",
        "Preferred-Languages: vi, en",
    ]
    return {".well-known/security.txt": ("\n".join(lines) + "\n").encode()}
