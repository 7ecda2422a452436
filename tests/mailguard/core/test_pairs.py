"""The own made mails: honest notices are let through, their twins are not, for the reason that deceives."""

from __future__ import annotations

import pytest

from loa.mailguard.core import GuardSettings, Level, check
from tests.mailguard.builder import GATEWAY, Pair
from tests.mailguard.mails import HONEST, PAIRS
from tests.mailguard.pairs import DEVELOP, MEASURE
from tests.mailguard.pairs.honest import HONEST as EASILY_MISTAKEN

SETTINGS = GuardSettings(authserv=GATEWAY, own_domains=("halong.gov.vn",))
FAMILY = {
    "claim": ("claim", "domain"),
    "hide": ("hide",),
    "link": ("link",),
    "file": ("file",),
    "ask": ("ask",),
    "auth": ("auth",),
}


WITHOUT_GATEWAY = GuardSettings()
NOBODY_VOUCHES = {"own-nothing-vouches", "ministry-nothing-vouches"}  # twins that only a gateway can tell apart


def test_the_set_is_large_enough() -> None:
    assert 2 * len(PAIRS) + len(HONEST) >= 60
    assert len(DEVELOP) + len(MEASURE) >= 200


@pytest.mark.parametrize("settings", [SETTINGS, WITHOUT_GATEWAY], ids=["gateway", "bare"])
@pytest.mark.parametrize("pair", DEVELOP, ids=lambda pair: pair.name)
def test_a_pair_that_rules_were_made_on(pair: Pair, settings: GuardSettings) -> None:
    honest, spoof = (check(mail.build(), settings=settings) for mail in (pair.honest, pair.spoof))
    assert honest.level is Level.SAFE, [item.code for item in honest.evidence]
    if settings is SETTINGS or pair.name not in NOBODY_VOUCHES:
        assert spoof.level is not Level.SAFE, [item.code for item in spoof.evidence]
        assert honest.score < spoof.score


@pytest.mark.parametrize("settings", [SETTINGS, WITHOUT_GATEWAY], ids=["gateway", "bare"])
def test_pairs_that_are_only_measured(settings: GuardSettings) -> None:
    """Shares that issue 6 asks for; the pairs one by one are nobody's business, or they would measure nothing."""
    judged = [tuple(check(mail.build(), settings=settings) for mail in (p.honest, p.spoof)) for p in MEASURE]
    total = len(judged)
    assert sum(honest.score < spoof.score for honest, spoof in judged) >= 0.95 * total
    assert sum(spoof.level is not Level.SAFE for _, spoof in judged) >= 0.9 * total
    assert sum(honest.level is Level.DANGEROUS for honest, _ in judged) <= total / 45
    assert sum(honest.level is not Level.SAFE for honest, _ in judged) <= 0.1 * total


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_pair_is_told_apart(pair: Pair) -> None:
    honest, spoof = (check(mail.build(), settings=SETTINGS) for mail in (pair.honest, pair.spoof))
    assert honest.level is Level.SAFE
    assert spoof.level is not Level.SAFE
    assert honest.score < spoof.score
    families = {item.code.partition(".")[0] for item in spoof.evidence if item.weight}
    for family in pair.catches:
        assert families & set(FAMILY[family]), (family, families)


@pytest.mark.parametrize("name", HONEST)
def test_honest_mail_that_reads_like_deceit_is_safe(name: str) -> None:
    verdict = check(HONEST[name].build(), settings=SETTINGS)
    assert verdict.level is Level.SAFE, [item.code for item in verdict.evidence]


@pytest.mark.parametrize("settings", [SETTINGS, WITHOUT_GATEWAY], ids=["gateway", "bare"])
@pytest.mark.parametrize("name", EASILY_MISTAKEN)
def test_honest_mail_that_careless_rules_mistake_is_safe(name: str, settings: GuardSettings) -> None:
    verdict = check(EASILY_MISTAKEN[name].build(), settings=settings)
    assert verdict.level is Level.SAFE, [item.code for item in verdict.evidence]


def test_known_official_mail_is_told_so() -> None:
    verdict = check(PAIRS[0].honest.build(), settings=SETTINGS)
    assert verdict.official == "Bộ Y tế"
    assert "Thư công vụ xác thực" in verdict.advice("vi")


def test_reasons_name_the_two_things_that_disagree() -> None:
    verdict = check(PAIRS[0].spoof.build(), settings=SETTINGS)
    text = verdict.evidence[0].text("vi")
    assert "Bộ Y tế" in text
    assert "boyte.vanphong@gmail.com" in text
    assert verdict.impersonates == "Bộ Y tế"


def test_shape_of_the_document() -> None:
    document = check(PAIRS[0].spoof.build(), settings=SETTINGS).to_dict()
    assert {"verdict", "score", "impersonates", "evidence"} <= document.keys()
    assert {"code", "weight", "where", "text"} <= document["evidence"][0].keys()
    assert 0 <= document["score"] <= 100
