"""Feeds as other people's readers see them (standards F1–F5)."""

from __future__ import annotations

import json
from pathlib import Path

import atoma
import feedparser
import pytest
from lxml import etree

from loa.channels.portal.publisher import Publisher
from tests.channels.portal.samples import SITE, entry, rebuttal


@pytest.fixture
def published(publisher: Publisher) -> Publisher:
    old = entry(1)
    for item in (old, rebuttal(2), entry(3, kind="correction", replaces=old.code), entry(4, issuer_unit=7)):
        publisher.publish(item)
    return publisher


@pytest.mark.parametrize("ending", ["atom", "rss"])
def test_feedparser_reads_them(published: Publisher, ending: str) -> None:
    found = feedparser.parse((published.root / f"feeds/all.{ending}").read_bytes())
    assert not found.bozo, found.get("bozo_exception")
    assert [item.title for item in found.entries] != []
    assert len({item.id for item in found.entries}) == 4
    assert found.entries[0].link == f"{SITE.base_url}/b/{entry(4, issuer_unit=7).code}"
    assert found.entries[-1].title.startswith("[Đã đính chính]")


def test_atom_has_what_rfc_4287_asks_for(published: Publisher) -> None:
    """Standards F1."""
    space = {"a": "http://www.w3.org/2005/Atom"}
    root = etree.fromstring((published.root / "feeds/all.atom").read_bytes())
    for node in [root, *root.findall("a:entry", space)]:
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"a:{name}", space)) == 1
    assert root.find("a:link[@rel='self']", space).get("href") == f"{SITE.base_url}/feeds/all.atom"
    old = root.findall("a:entry", space)[-1]
    assert old.findtext("a:updated", namespaces=space) == entry(3).manifest.issued_at  # the correction's moment
    assert old.findtext("a:published", namespaces=space) == entry(1).manifest.issued_at


def test_json_feed_has_the_shape_of_version_1_1(published: Publisher) -> None:
    """Standards F2."""
    feed = json.loads((published.root / "feeds/all.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    known = {"id", "url", "title", "summary", "content_html", "date_published", "date_modified", "tags", "language"}
    known |= {"attachments", "image"}
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert {name for name in item if not name.startswith("_")} <= known


@pytest.mark.parametrize("name", ["all", "rumours", "unit-7"])
def test_a_strict_reader_of_others_takes_the_json_feed(published: Publisher, name: str) -> None:
    """Standards F2. atoma demands the names and types of the specification, and leaves nothing out unseen."""
    data = (published.root / f"feeds/{name}.json").read_bytes()
    feed = atoma.parse_json_feed_bytes(data)
    assert feed.feed_url == f"{SITE.base_url}/feeds/{name}.json"
    assert feed.home_page_url.startswith(SITE.base_url)
    written = json.loads(data)["items"]
    assert [(item.id_, item.url, item.content_html) for item in feed.items] == [
        (item["id"], item["url"], item["content_html"]) for item in written
    ]
    assert all(item.date_published and item.date_published.tzinfo for item in feed.items)


@pytest.mark.parametrize("fault", [{"title": None}, {"version": 1.1}, {"items": [{"url": "https://a.example"}]}])
def test_that_reader_refuses_a_feed_with_a_fault(published: Publisher, fault: dict[str, object]) -> None:
    feed = json.loads((published.root / "feeds/all.json").read_bytes()) | fault
    with pytest.raises(atoma.FeedParseError):
        atoma.parse_json_feed_bytes(json.dumps(feed).encode())


def test_rss_dates_have_four_digit_years(published: Publisher) -> None:
    """Standards F3."""
    root = etree.fromstring((published.root / "feeds/all.rss").read_bytes())
    assert root.findtext("channel/item/pubDate").endswith("2020 10:30:00 +0700")
    assert all(item.find("guid").get("isPermaLink") == "true" for item in root.findall("channel/item"))


def test_feeds_by_subject_and_unit(published: Publisher) -> None:
    """Standards F5."""
    rumours = json.loads((published.root / "feeds/rumours.json").read_bytes())
    assert [item["tags"] for item in rumours["items"]] == [["rebuttal"]]
    unit = json.loads((published.root / "feeds/unit-7.json").read_bytes())
    assert len(unit["items"]) == 1


def test_pages_lead_to_the_feeds(published: Publisher) -> None:
    home = Path(published.root / "index.html").read_text(encoding="utf-8")
    for media_type in ("application/atom+xml", "application/feed+json", "application/rss+xml"):
        assert f'rel="alternate" type="{media_type}"' in home
