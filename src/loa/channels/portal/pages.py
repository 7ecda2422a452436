"""The portal's pages as HTML, from entries and particulars alone: the same input gives the same bytes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from loa.bulletins.core.manifest import AttachmentRef, Figure, Manifest, Picture, PictureFile
from loa.channels.portal import assets, labels
from loa.channels.portal.core import jsonld, moments
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.core.markup import to_html
from loa.channels.portal.facts import Site

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list: its entries newest first, and the addresses beside it (empty: there is none)."""

    url: str
    name: str
    entries: Sequence[Entry]
    number: int
    total: int
    newer: str = ""
    older: str = ""
    first: bool = False


def bulletin(site: Site, entry: Entry, chain: Sequence[Entry], language: str) -> bytes:
    """The page of a release in one language. *chain*: this and all versions before and after, newest first."""
    manifest = entry.manifest
    text = manifest.text(language)
    with translation.override(_interface(language)):
        context = {
            "manifest": manifest,
            "code": entry.code,
            "text": text,
            "url": _page_url(site, manifest, language),
            "standing": entry.standing,
            "newer": _newer(entry, language),
            "body": mark_safe(to_html(text.body)),  # noqa: S308 (cleaned by nh3)
            "kind": {"label": labels.KINDS[manifest.kind], "recall": manifest.kind == "recall"},
            "urgency": labels.URGENCIES.get(manifest.urgency),
            "verdict": labels.VERDICTS.get(text.verdict),
            "issued": moments.long(manifest.issued_at, language),
            "issued_iso": moments.local_iso(manifest.issued_at),
            "document_date": _document_date(manifest.issued_at, language),
            "until": moments.long(manifest.not_after, language) if manifest.not_after else "",
            "replaces": _replaced(chain, manifest, language),
            "figures": figure_rows(manifest.figures, language),
            "attachments": [_attachment(file) for file in manifest.attachments],
            "history": [_version(item, entry, language) for item in chain] if len(chain) > 1 else [],
            "key_id": entry.bundle.key_id,
            "qr": mark_safe(qr_svg(f"{site.base_url}/b/{entry.code}")),  # noqa: S308 (made by segno)
            "jsonld": jsonld.bulletin(site.base_url, site.authority, entry, language),
            "languages": [_language(site, manifest, code) for code in sorted(manifest.texts, reverse=True)],
        }
        return _render("bulletin", site, language, context, other=_other(site, manifest, language))


def home(site: Site, newest: Sequence[Entry], rumours: Sequence[Entry], language: str) -> bytes:
    """The front page: what to know now, figures, the latest bulletins and answered rumours."""
    standing = [entry for entry in newest if entry.standing == "current" and entry.manifest.kind != "recall"]
    lead = next((entry for entry in standing if not entry.is_rumour), standing[0] if standing else None)
    figures: Sequence[Figure] = next((entry.manifest.figures for entry in standing if entry.manifest.figures), ())
    with translation.override(_interface(language)):
        context = {
            "url": site.base_url + _home(language),
            "lead": item(lead, language) if lead else None,
            "figures": figure_rows(figures, language),
            "latest": [item(entry, language) for entry in newest if entry is not lead][:6],
            "rumours": [item(entry, language) for entry in rumours[:4]],
        }
        other = {"en": "vi"}.get(language, "en")
        link = {"url": _home(other), "language": other, "label": LANGUAGE_NAMES[other]}
        return _render("home", site, language, context, here="home", other=link)


def listing(site: Site, page: ListPage) -> bytes:
    """One page of the bulletins or of the rumours, in Vietnamese."""
    with translation.override("vi"):
        context = {
            "url": site.base_url + page.url,
            "heading": _("Rumours answered") if page.name == "rumours" else _("All bulletins"),
            "items": [item(entry, "vi") for entry in page.entries],
            "number": page.number,
            "total": page.total,
            "newer": page.newer,
            "older": page.older,
            "first": page.first,
        }
        return _render("list", site, "vi", context, here=page.name)


def plain(site: Site, template: str, language: str = "vi", **context: Any) -> bytes:
    """A page of standing text: check, verify, channels, privacy …"""
    with translation.override(_interface(language)):
        return _render(template, site, language, context, here=template)


def widget(site: Site, newest: Sequence[Entry]) -> bytes:
    """The frame that other bodies' sites embed: the newest bulletins, no script."""
    with translation.override("vi"):
        items = [item(entry, "vi") for entry in newest[:4]]
        return render_to_string("portal/widget.html", {"site": site, "items": items}).encode()


def card(site: Site, entry: Entry) -> bytes:
    """One bulletin as a frame for other sites (oEmbed)."""
    with translation.override("vi"):
        return render_to_string("portal/widget.html", {"site": site, "items": [item(entry, "vi")]}).encode()


def oembed(site: Site, entry: Entry) -> bytes:
    """The oEmbed 1.0 answer for a bulletin page, as a file."""
    address = f"{site.base_url}/b/{entry.code}/embed"
    title = entry.manifest.text("vi").title
    value = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": site.authority,
        "provider_url": site.base_url,
        "cache_age": 300,
        "width": 420,
        "height": 260,
        "html": f'<iframe src="{address}" width="420" height="260" title="{_attribute(title)}" '
        'loading="lazy" sandbox="allow-popups allow-top-navigation-by-user-activation"></iframe>',
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def self_contained(html: str) -> str:
    """A page with its style inside and without script, for the desk's preview frame."""
    address, style = assets.hashed()["css"]
    html = html.replace(f'<link rel="stylesheet" href="{address}">', f"<style>{style.decode()}</style>")
    script = assets.addresses()["js"]
    return html.replace(f'<script src="{script}" defer></script>', "")


def item(entry: Entry, language: str) -> Item:
    """One entry as a list shows it."""
    manifest, text = entry.manifest, entry.manifest.text(language)
    return {
        "url": _path(manifest, language),
        "title": text.title,
        "summary": text.summary,
        "claim": text.claim,
        "verdict": labels.VERDICTS.get(text.verdict),
        "verdict_code": text.verdict,
        "kind": labels.KINDS[manifest.kind],
        "urgency": labels.URGENCIES.get(manifest.urgency) if entry.standing == "current" else None,
        "state": labels.STANDINGS.get(entry.standing),
        "at": moments.long(manifest.issued_at, language),
        "until": manifest.not_after if entry.standing == "current" else None,
    }


def figure_rows(figures: Sequence[Figure], language: str) -> list[Item]:
    """Figures as rows; those of one group are compared by bars whose `width` is percent of the largest."""
    groups: dict[str, list[float]] = {}
    for figure in figures:
        groups.setdefault(figure.group, []).append(figure.value)
    return [
        {
            "label": figure.label.get(language) or figure.label.get("vi") or next(iter(figure.label.values()), ""),
            "value": moments.number(figure.value, language),
            "day": moments.day(figure.day),
            "compared": len(groups[figure.group]) > 1,
            "width": round(100 * figure.value / (max(groups[figure.group]) or 1)),
        }
        for figure in figures
    ]


def qr_svg(address: str) -> str:
    """The address as a QR code, inline SVG with a text alternative."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        target, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, title=_("QR code of this page")
    )
    return target.getvalue().decode().strip().replace("<svg ", '<svg role="img" ', 1)


def _render(
    template: str, site: Site, language: str, context: Mapping[str, Any], here: str = "", other: Item | None = None
) -> bytes:
    shared = {
        "site": site,
        "language": language,
        "assets": assets.addresses(),
        "home": _home(language),
        "menu": _menu(language),
        "here": here,
        "other": other,
    }
    return render_to_string(f"portal/{template}.html", {**shared, **context}).encode()


def _menu(language: str) -> list[Item]:
    return [
        {"name": "home", "url": _home(language), "label": _("Now")},
        {"name": "all", "url": "/bulletins", "label": _("Bulletins")},
        {"name": "rumours", "url": "/rumours", "label": _("Rumours")},
        {"name": "check", "url": "/check", "label": _("Is this true?")},
        {"name": "install", "url": "/app/install", "label": _("App")},
    ]


def _interface(language: str) -> str:
    """Page furniture exists in Vietnamese and English; other languages read it in English."""
    return "vi" if language == "vi" else "en"


def _home(language: str) -> str:
    return "/" if language == "vi" else "/en"


def _path(manifest: Manifest, language: str) -> str:
    return (
        f"/b/{manifest.code}"
        if language == "vi" or language not in manifest.texts
        else f"/b/{manifest.code}/{language}"
    )


def _page_url(site: Site, manifest: Manifest, language: str) -> str:
    return site.base_url + _path(manifest, language)


def _language(site: Site, manifest: Manifest, language: str) -> Item:
    return {
        "language": language,
        "url": _path(manifest, language),
        "absolute": _page_url(site, manifest, language),
        "label": LANGUAGE_NAMES.get(language, language),
    }


def _other(site: Site, manifest: Manifest, language: str) -> Item | None:
    """The link beside the title: English from Vietnamese, Vietnamese from anything else."""
    wanted = "en" if language == "vi" else "vi"
    return _language(site, manifest, wanted) if wanted in manifest.texts else None


def _document_date(moment: str, language: str) -> str:
    """The date line of the document's head: in words in Vietnamese (NĐ 30), in figures elsewhere."""
    return moments.place_and_date(moment) if language == "vi" else moments.day(moments.local_iso(moment))


def _newer(entry: Entry, language: str) -> Item | None:
    if entry.replaced_by is None:
        return None
    manifest = entry.replaced_by
    return {
        "url": _path(manifest, language),
        "title": manifest.text(language).title,
        "at": moments.short(manifest.issued_at),
    }


def _replaced(chain: Sequence[Entry], manifest: Manifest, language: str) -> Item | None:
    for entry in chain:
        if entry.code == manifest.replaces:
            return {"url": _path(entry.manifest, language), "number": entry.manifest.number}
    return None


def _version(entry: Entry, current: Entry, language: str) -> Item:
    return {**item(entry, language), "here": entry.code == current.code, "at": moments.short(entry.manifest.issued_at)}


def attachment_path(file: AttachmentRef) -> str:
    """Where a file of a release lies: under its hash, by the last part of its name, without what paths could abuse."""
    name = re.sub(r"[^\w.\- ]+", "_", file.name.replace("\\", "/").rpartition("/")[2]).lstrip(".") or "file"
    return f"/files/{file.sha256}/{name}"


def picture_path(picture: Picture, file: PictureFile) -> str:
    """Where one size of a picture lies: under its hash."""
    ending = {"image/jpeg": "jpg"}.get(file.media_type, file.media_type.rpartition("/")[2])
    return f"/files/{file.sha256}/{picture.key}-{file.width}.{ending}"


def _attachment(file: AttachmentRef) -> Item:
    return {
        "url": quote(attachment_path(file)),
        "label": file.description or file.name,
        "kilobytes": max(1, round(file.size / 1024)),
    }


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
