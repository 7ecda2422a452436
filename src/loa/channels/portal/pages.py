"""The portal's pages as HTML, from entries and particulars alone: the same input gives the same bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.bulletins.core import chart, languages
from loa.bulletins.core.body import blocks
from loa.bulletins.core.manifest import AttachmentRef, Figure, Manifest
from loa.bulletins.core.paths import attachment_url, kind_of
from loa.channels.portal import assets, labels
from loa.channels.portal.asked import Asked
from loa.channels.portal.core import jsonld, moments, pictures
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.core.markup import to_html
from loa.channels.portal.facts import Site

LANGUAGE_NAMES = languages.NAMES
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
            "body": mark_safe(_body(manifest, language)),  # noqa: S308 (cleaned by nh3, or escaped)
            "image": pictures.address(manifest.pictures),
            "kind": {"label": labels.KINDS[manifest.kind], "recall": manifest.kind == "recall"},
            "urgency": labels.URGENCIES.get(manifest.urgency),
            "verdict": labels.VERDICTS.get(text.verdict),
            "issued": moments.long(manifest.issued_at, language),
            "issued_iso": moments.local_iso(manifest.issued_at),
            "document_date": _document_date(manifest.issued_at, language),
            "until": moments.long(manifest.not_after, language) if manifest.not_after else "",
            "replaces": _replaced(chain, manifest, language),
            "figures": figure_rows(manifest.figures, language),
            "charts": _charts(manifest.figures, language),
            "before": any(figure.previous is not None for figure in manifest.figures),
            "attachments": [_attachment(file, language) for file in manifest.attachments],
            "history": [_version(item, entry, language) for item in chain] if len(chain) > 1 else [],
            "key_id": entry.bundle.key_id,
            "qr": mark_safe(qr_svg(f"{site.base_url}/b/{entry.code}")),  # noqa: S308 (made by segno)
            "jsonld": jsonld.bulletin(site.base_url, site.authority, entry, language),
            "languages": [_language(site, manifest, code) for code in languages.in_order(manifest.texts)],
        }
        return _render("bulletin", site, language, context, other=_other(site, manifest, language))


def home(
    site: Site, newest: Sequence[Entry], rumours: Sequence[Entry], language: str, asked: Sequence[Asked] = ()
) -> bytes:
    """The front page: what to know now, figures, the latest bulletins, the most asked and the newest answers."""
    shown = {one.entry.code for one in asked}
    standing = [entry for entry in newest if entry.standing == "current" and entry.manifest.kind != "recall"]
    lead = next((entry for entry in standing if not entry.is_rumour), standing[0] if standing else None)
    figures: Sequence[Figure] = next((entry.manifest.figures for entry in standing if entry.manifest.figures), ())
    with translation.override(_interface(language)):
        context = {
            "url": site.base_url + _home(language),
            "lead": item(lead, language) if lead else None,
            "figures": figure_rows(figures, language),
            "charts": _charts(figures, language),
            "before": any(figure.previous is not None for figure in figures),
            "latest": [item(entry, language) for entry in newest if entry is not lead][:6],
            "asked": [{**item(one.entry, language), "times": _times(one.times, language)} for one in asked],
            "rumours": [item(entry, language) for entry in rumours[:4] if entry.code not in shown],
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
    """Figures as rows of the table."""
    return [
        {
            "label": chart.label(figure, language),
            "value": f"{moments.number(figure.value, language)} {figure.unit_in(language)}".strip(),
            "before": "" if figure.previous is None else moments.number(figure.previous, language),
            "day": moments.day(figure.day),
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


def _attachment(file: AttachmentRef, language: str) -> Item:
    return {
        "url": attachment_url(file),
        "label": file.title(language),
        "kind": kind_of(file),
        "size": _size(file.size, language),
    }


def _size(size: int, language: str) -> str:
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{moments.number(round(size / 1024 / 1024, 1), language)} MB"


def _body(manifest: Manifest, language: str) -> str:
    """The text with its pictures at their places."""
    pieces: list[str] = []
    for block in blocks(manifest.text(language).body, manifest.pictures):
        first = not any("<img" in piece for piece in pieces)
        pieces.append(to_html(block) if isinstance(block, str) else pictures.figure(block, language, first))
    return "\n".join(pieces)


def _charts(figures: Sequence[Figure], language: str) -> list[str]:
    """The figures that can be compared, each group as a chart. Safe: all words are escaped by `chart.svg`."""
    words = chart.Words(language, lambda value: moments.number(value, language), _("before:"))
    return [mark_safe(chart.svg(rows, words)) for rows in chart.charts(figures)]  # noqa: S308


def _times(times: int, language: str) -> str:
    words = ngettext("Asked about once", "Asked about %(times)s times", times)
    return words % {"times": moments.number(times, language)}


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
