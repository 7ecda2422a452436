"""Atom, JSON Feed and RSS of releases (standards F1–F5). Bytes are the same for the same releases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lxml import etree

from loa.bulletins.core.body import blocks
from loa.bulletins.core.manifest import AttachmentRef, Picture
from loa.bulletins.core.paths import attachment_url
from loa.channels.portal.core import moments
from loa.channels.portal.core.cap import identifier
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.core.markup import to_html
from loa.channels.portal.core.pictures import address
from loa.channels.portal.core.xml import Maker, document

ATOM = "http://www.w3.org/2005/Atom"
_atom = Maker(ATOM, {None: ATOM})
_rss = Maker(prefixes={"atom": ATOM})

# What a reader sees before a title whose words no longer hold (F5).
MARKS = {"current": "", "corrected": "[Đã đính chính] ", "recalled": "[Đã thu hồi] "}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is about. `path` is its address without the ending (`/feeds/all`)."""

    base_url: str
    path: str
    title: str
    author: str
    entries: Sequence[Entry]
    hub: str = ""

    def url(self, ending: str) -> str:
        """The feed's own address in one format."""
        return f"{self.base_url}{self.path}.{ending}"

    @property
    def updated(self) -> str:
        """The moment of the newest change to any of its items."""
        return max((_updated(entry) for entry in self.entries), default="1970-01-01T00:00:00Z")


def _updated(entry: Entry) -> str:
    """A correction or recall is the significant edit that moves `updated` (F1)."""
    return entry.replaced_by.issued_at if entry.replaced_by else entry.manifest.issued_at


def _page(feed: Feed, entry: Entry) -> str:
    return f"{feed.base_url}/b/{entry.code}"


def _title(entry: Entry) -> str:
    return MARKS[entry.standing] + entry.manifest.text("vi").title


def _html(feed: Feed, entry: Entry) -> str:
    text = entry.manifest.text("vi")
    newer = ""
    if entry.replaced_by:
        said = "Bản tin này đã được thu hồi" if entry.standing == "recalled" else "Bản tin này đã được đính chính"
        newer = f'<p><strong>{said}: <a href="{feed.base_url}/b/{entry.replaced_by.code}">xem bản mới</a>.</strong></p>'
    pieces = blocks(text.body, entry.manifest.pictures)
    body = "".join(to_html(one) if isinstance(one, str) else _picture(feed, one) for one in pieces)
    return f"{newer}<p>{escape(text.summary)}</p>{body}"


def _picture(feed: Feed, picture: Picture) -> str:
    """A picture by its whole address: a reader of feeds knows no other."""
    path, words = address([picture]), escape(picture.words("vi"))
    return f'<p><img src="{feed.base_url}{path}" alt="{words}"></p>' if path else ""


def _files(feed: Feed, entry: Entry) -> list[tuple[str, AttachmentRef]]:
    """Address of each file of a release, with what is known about it."""
    return [(feed.base_url + attachment_url(file), file) for file in entry.manifest.attachments]


def atom(feed: Feed) -> bytes:
    """The main feed (F1)."""
    root = _atom(
        "feed",
        _atom("id", feed.url("atom")),
        _atom("title", feed.title),
        _atom("updated", feed.updated),
        _atom("author", _atom("name", feed.author)),
        _atom("link", rel="self", type="application/atom+xml", href=feed.url("atom")),
        _atom("link", rel="alternate", type="text/html", href=feed.base_url + "/"),
        *([_atom("link", rel="hub", href=feed.hub)] if feed.hub else []),
        *(_atom_entry(feed, entry) for entry in feed.entries),
    )
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "vi")
    return document(root)


def _atom_entry(feed: Feed, entry: Entry) -> etree._Element:
    page = _page(feed, entry)
    return _atom(
        "entry",
        _atom("id", page),
        _atom("title", _title(entry)),
        _atom("updated", _updated(entry)),
        _atom("published", entry.manifest.issued_at),
        _atom("category", term=entry.manifest.kind),
        _atom("link", rel="alternate", type="text/html", href=page),
        _atom("link", rel="related", type="application/cap+xml", href=f"{page}/cap.xml"),
        _atom("link", rel="related", type="application/json", href=f"{page}/release.json"),
        *(_enclosure(url, file) for url, file in _files(feed, entry)),
        _atom("summary", entry.manifest.text("vi").summary),
        _atom("content", _html(feed, entry), type="html"),
    )


def _enclosure(url: str, file: AttachmentRef) -> etree._Element:
    title = file.title("vi")
    return _atom("link", rel="enclosure", type=file.media_type, href=url, length=str(file.size), title=title)


def json_feed(feed: Feed) -> bytes:
    """JSON Feed 1.1 (F2)."""
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.base_url + "/",
        "feed_url": feed.url("json"),
        "language": "vi",
        "authors": [{"name": feed.author}],
        "items": [_json_item(feed, entry) for entry in feed.entries],
    }
    if feed.hub:
        value["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _json_item(feed: Feed, entry: Entry) -> dict[str, object]:
    manifest = entry.manifest
    files = [
        {"url": url, "mime_type": file.media_type, "title": file.title("vi"), "size_in_bytes": file.size}
        for url, file in _files(feed, entry)
    ]
    image = address(manifest.pictures)
    return {
        **({"attachments": files} if files else {}),
        **({"image": feed.base_url + image} if image else {}),
        "id": _page(feed, entry),
        "url": _page(feed, entry),
        "title": _title(entry),
        "summary": manifest.text("vi").summary,
        "content_html": _html(feed, entry),
        "date_published": manifest.issued_at,
        "date_modified": _updated(entry),
        "tags": [manifest.kind],
        "language": "vi",
        "_loa": {
            "code": manifest.code,
            "number": manifest.number,
            "urgency": manifest.urgency,
            "standing": entry.standing,
            "not_after": manifest.not_after,
            "languages": sorted(manifest.texts),
        },
    }


def rss(feed: Feed, *, cap: bool = False) -> bytes:
    """RSS 2.0 (F3). With *cap*, `link` is the CAP file and `guid` its identifier, as aggregators expect (§1.4)."""
    channel = _rss(
        "channel",
        _rss("title", feed.title),
        _rss("link", feed.base_url + "/"),
        _rss("description", f"Bản tin chính thức của {feed.author}"),
        _rss("language", "vi"),
        _rss("pubDate", moments.rfc822(feed.updated)),
        *(_rss_item(feed, entry, cap=cap) for entry in feed.entries),
    )
    links = [("self", feed.url("rss"), "application/rss+xml")] + ([("hub", feed.hub, "")] if feed.hub else [])
    for rel, href, media_type in links:
        link = etree.SubElement(channel, f"{{{ATOM}}}link", rel=rel, href=href)
        if media_type:
            link.set("type", media_type)
    return document(_rss("rss", channel, version="2.0"))


def _rss_item(feed: Feed, entry: Entry, *, cap: bool) -> etree._Element:
    page = _page(feed, entry)
    return _rss(
        "item",
        _rss("title", _title(entry)),
        _rss("link", f"{page}/cap.xml" if cap else page),
        _rss("description", entry.manifest.text("vi").summary),
        _rss("category", entry.manifest.kind),
        _rss("guid", identifier(feed.base_url, entry.manifest), isPermaLink="false")
        if cap
        else _rss("guid", page, isPermaLink="true"),
        _rss("pubDate", moments.rfc822(entry.manifest.issued_at)),
        *(  # readers of RSS take one file an item
            _rss("enclosure", url=url, length=str(file.size), type=file.media_type)
            for url, file in _files(feed, entry)[:1]
        ),
    )
