"""The guides as files: a list and a page each, in Vietnamese and English, and their pictures under hashed names."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from PIL import Image

from loa.channels.portal import pages
from loa.channels.portal.facts import Site
from loa.channels.portal.guides import EVERYBODY, GUIDES, ON_DUTY
from loa.channels.portal.guides.book import Guide, Step, Words

FOLDER = Path(__file__).parent / "pictures"
HOME = "/guides"
INSTALL = "/app/install"
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_LABEL = re.compile(r"“[^”]+”")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: where it is published, its size in pixels and its bytes."""

    url: str
    width: int
    height: int
    content: bytes


@cache
def pictures() -> dict[str, Picture]:
    """Every picture by its name. The hash in the address lets browsers keep it for good."""
    return {path.stem: _picture(path) for path in sorted(FOLDER.glob("*.webp"))}


def address(name: str, language: str) -> str:
    """Where a guide stands (an empty name: the list of guides)."""
    return "/".join(part for part in (HOME, name, "" if language == "vi" else language) if part)


ADDRESSES = tuple(address(name, language) for language in LANGUAGES for name in ("", *(each.name for each in GUIDES)))


def files(site: Site) -> dict[str, bytes]:
    """Every page and every picture."""
    found = {picture.url.lstrip("/"): picture.content for picture in pictures().values()}
    for language in LANGUAGES:
        found[_file("", language)] = _list(site, language)
        for guide in GUIDES:
            found[_file(guide.name, language)] = _page(site, guide, language)
    return found


def _picture(path: Path) -> Picture:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:10]
    with Image.open(path) as image:
        return Picture(f"/assets/guides/{path.stem}.{digest}.webp", *image.size, content)


def _file(name: str, language: str) -> str:
    return f"{address(name, language).lstrip('/')}/index.html"


def _list(site: Site, language: str) -> bytes:
    groups = [[_line(guide, language) for guide in group] for group in (EVERYBODY, ON_DUTY)]
    return pages.plain(site, "guides", language, everybody=groups[0], duty=groups[1], other=_other("", language))


def _line(guide: Guide, language: str) -> dict[str, str]:
    return {
        "url": address(guide.name, language),
        "title": _said(guide.title, language),
        "summary": _said(guide.summary, language),
    }


def _page(site: Site, guide: Guide, language: str) -> bytes:
    parts = [
        {
            "heading": _said(part.heading, language),
            "ordered": part.ordered,
            "steps": [_step(step, language) for step in part.steps],
        }
        for part in guide.parts
    ]
    return pages.plain(
        site,
        "guide",
        language,
        guide=_line(guide, language),
        list_url=address("", language),
        parts=parts,
        link=site.base_url + INSTALL,
        qr=mark_safe(pages.qr_svg(site.base_url + INSTALL)),  # noqa: S308 (made by segno)
        other=_other(guide.name, language),
    )


def _step(step: Step, language: str) -> dict[str, Any]:
    picture = pictures().get(step.picture)
    return {
        "text": _with_labels(_said(step.words, language)),
        "picture": picture,
        "wide": picture is not None and picture.width > picture.height,
    }


def _with_labels(text: str) -> SafeString:
    """What our own pages say stands out, for it is what the eye looks for on the screen."""
    return mark_safe(_LABEL.sub(lambda label: f"<b>{label.group()}</b>", str(escape(text))))  # noqa: S308 (escaped)


def _said(words: Words, language: str) -> str:
    return words.vi if language == "vi" else words.en


def _other(name: str, language: str) -> dict[str, str]:
    other = "en" if language == "vi" else "vi"
    return {"url": address(name, other), "language": other, "label": LANGUAGES[other]}
