"""The components of the design system: each is one tag and one small template under `components/`."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from loa.bulletins.core import chart, languages
from loa.bulletins.core.body import blocks
from loa.bulletins.core.manifest import Figure, Manifest, Picture, Text
from loa.bulletins.core.paths import attachment_url, kind_of, picture_path
from loa.mailguard.defang import defang
from loa.web.markup import to_html

register = template.Library()

WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
VIETNAMESE_MARKS = str.maketrans(",.", ".,")
# The shape and colour of each state's tag; the word itself comes from the domain.
TONES = {
    "draft": "",
    "submitted": "wait",
    "returned": "stop",
    "approved": "go",
    "released": "done",
    "withdrawn": "off",
    "planned": "wait",
    "sending": "go",
    "paused": "wait",
    "stopped": "stop",
    "done": "done",
    "cancelled": "off",
    "expired": "off",
    "unused": "off",
    "assigned": "",
    "acknowledged": "go",
    "in_progress": "go",
    "new": "stop",
    "answered": "done",
    "dismissed": "off",
    "confirmed": "stop",
    "safe": "done",
    "caution": "wait",
    "dangerous": "stop",
    "closed": "done",
    "open": "stop",
    "good": "done",
    "bad": "stop",
    "late": "stop",
    "submit": "wait",
    "return": "stop",
    "approve": "done",
    "kind": "kind",
}


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A time as people say it: "07:30, thứ Sáu 07/02/2020" (DESIGN §12); empty for None."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%H:%M}, {_weekday(local)} {local:%d/%m/%Y}"


@register.filter
def isomoment(value: str | None) -> str:
    """An ISO 8601 text (as drafts and manifests hold it) as people say it."""
    return moment(dt.datetime.fromisoformat(value)) if value else ""


@register.filter
def day(value: dt.date | str | None) -> str:
    """A day as people say it: "thứ Sáu 07/02/2020"; ISO text is accepted."""
    if not value:
        return ""
    found = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return f"{_weekday(found)} {found:%d/%m/%Y}"


def _weekday(value: dt.date) -> str:
    return WEEKDAYS_VI[value.weekday()] if get_language() == "vi" else value.strftime("%a")


@register.filter
def number(value: float | None) -> str:
    """A number in the reader's form: 12.345,5 in Vietnamese, 12,345.5 in English (Django groups none in Vietnamese)."""
    if value is None:
        return "–"
    written = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return written.translate(VIETNAMESE_MARKS) if get_language() == "vi" else written


@register.filter
def markdown(value: str) -> SafeString:
    """Markdown as clean HTML."""
    return to_html(value)


@register.filter(name="blocks")
def blocks_of(body: str, pictures: Sequence[Picture]) -> list[str | Picture]:
    """A text in pieces of Markdown with its pictures between them."""
    return blocks(body, pictures)


@register.filter
def tongue(language: str) -> str:
    """A language by its own name."""
    return languages.name(language)


@register.simple_tag
def picture_words(picture: Picture, language: str) -> str:
    """What a picture shows, in words."""
    return picture.words(language)


@register.simple_tag
def text_body(text: Text, manifest: Manifest, language: str) -> SafeString:
    """The text of a release with its pictures, as the portal publishes them."""
    pieces = [
        to_html(one) if isinstance(one, str) else published_picture(one, language)
        for one in blocks(text.body, manifest.pictures)
    ]
    return mark_safe("".join(pieces))  # noqa: S308 - cleaned by `to_html`, escaped by `published_picture`


def published_picture(picture: Picture, language: str) -> SafeString:
    """The picture from the portal's folder, for phones."""
    files = picture.of_type("image/jpeg")
    if not files:
        return SafeString("")
    shown = files[min(1, len(files) - 1)]
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}" loading="lazy"></figure>',
        *(picture_path(picture, shown), picture.words(language), str(shown.width), str(shown.height)),
    )


@register.simple_tag
def published_files(manifest: Manifest, language: str) -> list[tuple[str, str, str]]:
    """Address, title and kind of each file of a release."""
    return [(attachment_url(one), one.title(language), kind_of(one)) for one in manifest.attachments]


@register.simple_tag
def charts(figures: Sequence[Figure]) -> SafeString:
    """Figures that can be compared, as charts."""
    words = chart.Words(get_language() or "vi", lambda value: number(float(value)), _("before:"))
    drawn = "".join(chart.svg(rows, words) for rows in chart.charts(figures))
    return mark_safe(drawn)  # noqa: S308 - every word is escaped by `chart.svg`


@register.filter
def lasting(seconds: float | None) -> str:
    """A duration in words, rounded up to what a person needs."""
    if seconds is None:
        return _("not known yet")
    if seconds < 60:
        return _("less than a minute")
    minutes = round(seconds / 60)
    if minutes < 90:
        return _("about %(count)s minutes") % {"count": number(minutes)}
    return _("about %(count)s hours") % {"count": number(round(minutes / 60))}


@register.filter
def percent(part: int, whole: int) -> str:
    """A share, rounded down, so that 100 % is said only when nobody is missing."""
    return f"{part * 100 // whole if whole else 0} %"


@register.filter
def less(whole: int, part: int) -> int:
    """*whole* without *part*."""
    return whole - part


@register.filter
def zalo_share(url: str) -> str:
    """The address at which Zalo asks whom to send *url* to: what its own share button opens, without its script."""
    payload = base64.b64encode(json.dumps({"url": url}, separators=(",", ":")).encode()).decode()
    query = {"layout": 1, "color": "blue", "customize": "false", "d": payload, "shareType": 0}
    return f"https://button-share.zalo.me/share_external?{urlencode(query)}"


@register.filter(name="defang")
def defanged(value: str) -> str:
    """An address of a suspicious mail, written so that nothing makes a link of it."""
    return defang(str(value))


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of *key*."""
    return mapping.get(key)


@register.inclusion_tag("components/tag.html")
def tag(state: str, word: str) -> dict[str, str]:
    """A state in a word with its shape."""
    return {"tone": TONES.get(str(state), ""), "word": word}


@register.inclusion_tag("components/bar.html")
def bar(part: int, whole: int, label: str, name: str = "", low: bool = False) -> dict[str, Any]:
    """A bar with its figures: *part* of *whole*. *label* names it for those who cannot see; *name* is shown above."""
    share = percent(part, whole)
    return {
        "part": part,
        "whole": whole,
        "max": max(whole, 1),
        "share": share,
        "label": label,
        "name": name,
        "low": low,
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, kind: str = "") -> dict[str, Any]:
    """One form field with label, hint and error; *kind* is `tick` for a single check box, `group` for several."""
    return {"field": bound, "kind": kind, "limit": bound.field.widget.attrs.get("data-limit", "")}


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: Mapping[str, Any], page: Any, label: str) -> dict[str, Any]:
    """Links to the neighbouring pages; the other parts of the query stay."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "label": label, "query": query.urlencode()}


@register.inclusion_tag("components/steps.html")
def steps(state: str) -> dict[str, Any]:
    """Where a bulletin stands on its way."""
    way = (
        (_("Write"), ("draft", "returned")),
        (_("Await approval"), ("submitted",)),
        (_("Approved"), ("approved",)),
        (_("Released"), ("released",)),
    )
    now = next((place for place, (_word, states) in enumerate(way) if state in states), -1)
    final = state == "released"
    return {"steps": [(word, _place(place, now, final)) for place, (word, _states) in enumerate(way)]}


def _place(place: int, now: int, final: bool) -> str:
    if place < now or (final and place == now):
        return "past"
    return "now" if place == now else "ahead"
