"""Every picture of the guides can be taken again: its page opens for that person, what is ringed is there, and what can
be read is what the picture shows. A picture that has gone stale fails here: `python -m scripts.guide_pictures`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error
from scripts.guide_pictures import RECORD, SHOTS, Camera, marked, words

from tests.support.story import RunningDemo

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("guides")]
ALIKE = 0.7  # names and titles differ from demo to demo, a page that was made anew differs more


@pytest.fixture(scope="module")
def camera(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Camera]:
    running = RunningDemo(tmp_path_factory.mktemp("guides") / "demo", staff=300).start()
    try:
        running.wait_for("end")
        yield Camera(browser, running.state)
    finally:
        running.stop()


def test_every_picture_shows_what_the_pages_show(camera: Camera) -> None:
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    stale = []
    for name, shot in SHOTS.items():
        try:
            with camera.opened(shot) as page:
                marked(page, shot)
                now = words(page, shot)
        except (Error, AssertionError, LookupError) as error:
            stale.append(f"{name}: {error}")
            continue
        share = difflib.SequenceMatcher(None, recorded[name].split(), now.split(), autojunk=False).ratio()
        if share < ALIKE:
            stale.append(f"{name}: only {share:.0%} of its words are as on the picture")
    assert stale == []
