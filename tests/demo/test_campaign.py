"""The forged mail of the demo: three report it, the security desk finds one campaign."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from loa.cli.demo import Silence
from loa.demo.organisation import load
from loa.demo.readers import Readers
from loa.demo.story import Story
from loa.demo.world import open_world
from loa.mailguard import queries


@pytest.mark.django_db
def test_three_reports_are_one_campaign_also_when_the_chapter_is_told_again(tmp_path: Path) -> None:
    organisation = load(staff=60, residents=20)
    story = Story(open_world(tmp_path / "demo", 60, 20, any_port=True), Silence(), cast("Readers", None))
    first, again = story.check_mail(), story.check_mail()
    assert first == again
    assert list(first) == ["phishing"], "the document of the demo keeps its shape"
    assert first["phishing"]["verdict"] == "dangerous"
    [campaign] = queries.campaigns(organisation.users["operator"])
    assert (campaign.seen, campaign.reports, campaign.level) == (3, 3, "dangerous")
    assert campaign.impersonates == "Bộ Y tế"
    assert len(set(campaign.mails.values_list("reporter", flat=True))) == 3
