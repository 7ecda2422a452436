"""schema.org data of a page: SpecialAnnouncement for bulletins (M1), ClaimReview for rebuttals (M2)."""

from __future__ import annotations

import json
from typing import Any

from loa.channels.portal.core import moments
from loa.channels.portal.core.entry import Entry

# M4 on schema.org's numeric scale, worst 1 to best 5; "unproven" has no place on it.
RATINGS = {"false": 1, "misleading": 2, "missing_context": 3, "true": 5}
VERDICT_WORDS = {
    "vi": {
        "false": "Sai sự thật", "misleading": "Gây hiểu nhầm", "missing_context": "Thiếu bối cảnh",
        "unproven": "Chưa có cơ sở", "true": "Đúng",
    },
    "en": {
        "false": "False", "misleading": "Misleading", "missing_context": "Lacks context",
        "unproven": "Unproven", "true": "True",
    },
}  # fmt: skip


def bulletin(base_url: str, authority: str, entry: Entry, language: str) -> str:
    """The JSON-LD of one page, safe inside a `script` element (M5)."""
    value = _claim_review if entry.is_rumour else _announcement
    return embed(value(base_url, authority, entry, language))


def embed(value: dict[str, Any]) -> str:
    """JSON that cannot end the script element around it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _body(base_url: str, authority: str) -> dict[str, Any]:
    return {"@type": "GovernmentOrganization", "name": authority, "url": base_url}


def _announcement(base_url: str, authority: str, entry: Entry, language: str) -> dict[str, Any]:
    manifest, text = entry.manifest, entry.manifest.text(language)
    value = {
        "@context": "https://schema.org",
        "@type": "SpecialAnnouncement",
        "name": text.title,
        "text": text.summary,
        "inLanguage": language,
        "datePosted": moments.local_iso(manifest.issued_at),
        "category": "https://www.wikidata.org/wiki/Q3241045",  # disease outbreak
        "url": f"{base_url}/b/{manifest.code}",
        "identifier": manifest.number,
        "publisher": _body(base_url, authority),
        "webFeed": f"{base_url}/feeds/all.atom",
    }
    if manifest.not_after:
        value["expires"] = moments.local_iso(manifest.not_after)
    return value


def _claim_review(base_url: str, authority: str, entry: Entry, language: str) -> dict[str, Any]:
    manifest, text = entry.manifest, entry.manifest.text(language)
    words = VERDICT_WORDS.get(language, VERDICT_WORDS["en"])
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": words.get(text.verdict, text.verdict)}
    if text.verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[text.verdict], "worstRating": 1, "bestRating": 5}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{base_url}/b/{manifest.code}",
        "claimReviewed": text.claim,
        "datePublished": moments.local_iso(manifest.issued_at),
        "inLanguage": language,
        "author": _body(base_url, authority),
        "reviewRating": rating,
        "itemReviewed": {"@type": "Claim", "name": text.claim},
    }
