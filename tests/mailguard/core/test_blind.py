"""The shares that issue 6 asks for, on mails that were written blind. One by one they are nobody's business here."""

from __future__ import annotations

import pytest

from loa.mailguard.core import GuardSettings, Level, check
from tests.mailguard.blind import GATEWAY, honest, pairs

SETTINGS = {"gateway": GuardSettings(authserv=GATEWAY), "bare": GuardSettings()}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
@pytest.mark.parametrize("name", ["A", "B", "D", "E", "F"])
def test_pairs(name: str, settings: GuardSettings) -> None:
    judged = [tuple(check(raw, settings=settings) for raw in pair) for pair in pairs(name)]
    total = len(judged)
    assert total >= 45
    assert sum(true.score < spoof.score for true, spoof in judged) >= 0.95 * total
    assert sum(spoof.level is not Level.SAFE for _, spoof in judged) >= 0.9 * total
    assert sum(true.level is Level.DANGEROUS for true, _ in judged) <= total / 45
    assert sum(true.level is not Level.SAFE for true, _ in judged) <= 0.1 * total


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_honest_mail(settings: GuardSettings) -> None:
    """A third of them speak of an epidemic, a third read like phishing and are none."""
    levels = [check(raw, settings=settings).level for raw in honest("C")]
    assert len(levels) == 220
    assert sum(level is not Level.SAFE for level in levels) <= 0.03 * len(levels)
    assert sum(level is Level.DANGEROUS for level in levels) <= 0.01 * len(levels)
