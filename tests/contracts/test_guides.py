"""Guides that can't go stale: every picture is there and small, its page exists, words in “…” stand on our pages."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from django.urls import Resolver404, resolve
from PIL import Image
from scripts import messages
from scripts.guide_pictures import LARGEST, PICTURES, RECORD, SHOTS

from loa.channels.portal import standing
from loa.channels.portal.guides import GUIDES
from loa.channels.portal.guides.book import Guide, Words

ALL_TOGETHER = 1_500_000  # bytes of pictures in the project
LABEL = re.compile(r"“([^”]+)”")
FILLED = {"code": "3ENV-DPR9", "acknowledge": "/a/3ENV-DPR9/token"}  # other places are numbers


def spoken(guide: Guide) -> list[Words]:
    steps = [step.words for part in guide.parts for step in part.steps]
    return [guide.title, guide.summary, *(part.heading for part in guide.parts), *steps]


def test_every_picture_that_a_guide_names_is_there_and_no_other() -> None:
    named = set(chain.from_iterable(guide.pictures for guide in GUIDES))
    assert {path.stem for path in PICTURES.glob("*.webp")} == named, "run `python -m scripts.guide_pictures`"
    assert set(SHOTS) == named


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES.glob("*.webp")}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    assert sum(sizes.values()) <= ALL_TOGETHER
    for path in PICTURES.glob("*.webp"):
        with Image.open(path) as picture:
            assert picture.format == "WEBP"


@pytest.mark.parametrize("name", SHOTS)
def test_the_page_of_a_picture_exists(name: str) -> None:
    path = re.sub(r"\{(\w+)\}", lambda place: FILLED.get(place.group(1), "1"), SHOTS[name].path)
    if path in standing.PAGES or path in standing.ADDRESSES or path.startswith("/b/"):
        return
    try:
        resolve(path)
    except Resolver404:
        pytest.fail(f"{path} leads nowhere")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_what_a_guide_quotes_is_what_the_pages_say(guide: Guide) -> None:
    """A button that gets another name fails here, in both languages."""
    said = {entry.text for entry in messages.entries()}
    meant = {one for entry in messages.entries() for one in entry.ids}
    wrong = [
        label
        for words in spoken(guide)
        for text, known in ((words.vi, said), (words.en, meant))
        for label in LABEL.findall(text)
        if label not in known
    ]
    assert wrong == []


def test_every_picture_has_its_words_on_record() -> None:
    """What the browser test compares with."""
    import json

    assert set(json.loads(RECORD.read_text(encoding="utf-8"))) == set(SHOTS)
