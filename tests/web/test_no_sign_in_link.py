"""No bulletin ever holds a sign-in link, on whatever channel: people learn that one which does is forged."""

from __future__ import annotations

import pytest
from django.urls import reverse

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import CHANNELS, ChannelName
from loa.bulletins.queries import latest_revision
from loa.web.desk.previews import preview
from tests.web.test_access import ROUTES
from tests.web.world import Town, submit

pytestmark = pytest.mark.django_db
DOORS = ("sign-in", "/invitation/", "/account", "/people", "/desk")


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_a_channel_sends_leads_to_no_door(channel: ChannelName, town: Town) -> None:
    bulletin = submit(town)
    draft = Draft.from_dict(latest_revision(bulletin).content)
    html = preview(bulletin, draft, channel).html
    assert draft.texts["vi"].title.split()[0] in html, "the preview shows the words"
    assert not [door for door in DOORS if door in html]


def test_the_doors_are_all_of_them() -> None:
    """A new page of signing in must be named above."""
    ours = {
        name: f"/{pattern.pattern}" for name, pattern in ROUTES.items() if "web.accounts" in pattern.callback.__module__
    }
    assert reverse("sign-in") == "/sign-in"
    left = [name for name in ours if name not in ("sign-out", "language")]
    assert left
    for name in left:
        samples = {key: 1 if key in ("pk", "assignment") else "invite" for key in ROUTES[name].pattern.converters}
        assert any(door in reverse(name, kwargs=samples) for door in DOORS), name
