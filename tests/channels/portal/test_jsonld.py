"""What pages say to machines that read schema.org (standards M1–M5)."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.portal import pages
from loa.channels.portal.core import jsonld
from loa.channels.portal.core.entry import Entry
from tests.channels.portal.samples import GARLIC, SITE, entry, rebuttal

ORGANISATION = {
    "type": "object",
    "required": ["@type", "name", "url"],
    "properties": {"@type": {"const": "GovernmentOrganization"}, "url": {"const": SITE.base_url}},
}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$"}
PAGE = {"type": "string", "pattern": f"^{re.escape(SITE.base_url)}/b/[0-9A-Z]{{4}}-[0-9A-Z]{{4}}$"}
ANNOUNCEMENT = {  # M1
    "type": "object",
    "required": ["@context", "@type", "name", "text", "datePosted", "category", "url", "publisher"],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "SpecialAnnouncement"},
        "name": {"type": "string", "minLength": 1},
        "text": {"type": "string", "minLength": 1},
        "datePosted": MOMENT,
        "expires": MOMENT,
        "category": {"type": "string", "pattern": "^https://www\\.(wikidata|wikipedia)\\.org/"},
        "url": PAGE,
        "publisher": ORGANISATION,
    },
}
REVIEW = {  # M2
    "type": "object",
    "required": [
        "@context",
        "@type",
        "claimReviewed",
        "reviewRating",
        "url",
        "author",
        "datePublished",
        "itemReviewed",
    ],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "ClaimReview"},
        "claimReviewed": {"type": "string", "minLength": 1},
        "url": PAGE,
        "author": ORGANISATION,
        "datePublished": MOMENT,
        "itemReviewed": {"type": "object", "properties": {"@type": {"const": "Claim"}}},
        "reviewRating": {
            "type": "object",
            "required": ["@type", "alternateName"],
            "properties": {
                "alternateName": {"type": "string", "minLength": 1},
                "ratingValue": {"enum": [1, 2, 3, 4, 5]},
                "worstRating": {"const": 1},
                "bestRating": {"const": 5},
            },
        },
    },
}


def page(item: Entry) -> str:
    return pages.bulletin(SITE, item, [item], "vi").decode()


def data(html: str) -> dict[str, Any]:
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    value: dict[str, Any] = json.loads(script)
    return value


def visible(html: str) -> str:
    body = html[html.index("<main") :]
    return unescape(re.sub(r"<[^>]+>", " ", body))


def test_a_bulletin_is_a_special_announcement() -> None:
    """M1, M5: in shape, and every marked word stands on the page."""
    html = page(entry(1, not_after="2020-03-01T00:00:00Z"))
    value = data(html)
    jsonschema_rs.validate(ANNOUNCEMENT, value)
    for name in ("name", "text", "identifier"):
        assert value[name] in visible(html)
    assert value["expires"] == "2020-03-01T07:00:00+07:00"


@pytest.mark.parametrize(
    ("verdict", "words", "rating"),
    [
        ("false", "Sai sự thật", 1),
        ("misleading", "Gây hiểu nhầm", 2),
        ("missing_context", "Thiếu bối cảnh", 3),
        ("unproven", "Chưa có cơ sở", None),
        ("true", "Đúng", 5),
    ],
)
def test_a_rebuttal_is_a_claim_review(verdict: str, words: str, rating: int | None) -> None:
    """M2–M5: one claim a page, the verdict in the page's own words, the source cited, all marked words visible."""
    item = entry(2, kind="rebuttal", texts={"vi": replace(GARLIC, verdict=verdict)}, figures=())
    html = page(item)
    value = data(html)
    jsonschema_rs.validate(REVIEW, value)
    assert value["claimReviewed"] == GARLIC.claim
    assert value["reviewRating"]["alternateName"] == words
    assert value["reviewRating"].get("ratingValue") == rating
    for marked in (value["claimReviewed"], words, GARLIC.source):
        assert marked in visible(html)


def test_the_schemas_find_fault() -> None:
    """A schema that lets everything pass would prove nothing."""
    value = data(page(rebuttal(3)))
    for broken in ({**value, "url": "/b/1"}, {**value, "reviewRating": {}}, {**value, "datePublished": "hôm nay"}):
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(REVIEW, broken)


@given(st.text(max_size=40))
def test_no_words_end_the_script_element(words: str) -> None:
    """M5."""
    hostile = f"{words}</script><script>alert(1)</script><!--"
    embedded = jsonld.embed({"name": hostile})
    assert "<" not in embedded
    assert json.loads(embedded) == {"name": hostile}
