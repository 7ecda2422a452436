"""A town whose staff report mails."""

from __future__ import annotations

import pytest

from tests.web.world import Town, build_town


@pytest.fixture
def town(db: None) -> Town:
    """Two wards under a city, one person in each role."""
    return build_town()
