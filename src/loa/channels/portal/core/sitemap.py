"""Sitemaps in segments, so that a release rewrites one of them, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable

from loa.channels.portal.core.entry import Entry
from loa.channels.portal.core.xml import Maker, document

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_element = Maker(_SPACE, {None: _SPACE})


def segment(base_url: str, entries: Iterable[Entry]) -> bytes:
    """The addresses of some releases, each with the moment of its last change."""
    urls = [
        _element(
            "url",
            _element("loc", f"{base_url}/b/{entry.code}"),
            _element("lastmod", (entry.replaced_by or entry.manifest).issued_at),
        )
        for entry in entries
    ]
    return document(_element("urlset", *urls))


def directory(base_url: str, segments: int, pages: Iterable[str]) -> dict[str, bytes]:
    """`sitemap.xml` and the sitemap of standing pages."""
    standing = _element("urlset", *(_element("url", _element("loc", base_url + page)) for page in pages))
    names = ["pages", *(str(number) for number in range(1, segments + 1))]
    index = _element(
        "sitemapindex", *(_element("sitemap", _element("loc", f"{base_url}/sitemaps/{name}.xml")) for name in names)
    )
    return {
        "sitemaps/pages.xml": document(standing),
        "sitemap.xml": document(index),
    }


def robots(base_url: str) -> bytes:
    """Everything public may be read; personal links may not."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/a/", "/o/", "/u/", "/desk/", "/board/", "/api/"))
    return f"User-agent: *\n{closed}\nSitemap: {base_url}/sitemap.xml\n".encode()
