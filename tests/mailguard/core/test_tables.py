"""The tables hold together: every reason has a weight and both sentences, every row a source and a date."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import loa.mailguard.core as core
from loa.mailguard.core.registry import registry
from loa.mailguard.core.sentences import SENTENCES, sentence
from loa.mailguard.core.tables import rows
from loa.mailguard.core.weights import CAUTION_FROM, DANGEROUS_FROM, WEIGHTS

CODE = re.compile(r'"((?:claim|domain|auth|reply|thread|to|sender|link|file|ask|hide|shape|history)\.[a-z_]+)"')


def test_every_reason_has_both_sentences() -> None:
    assert set(WEIGHTS) - {"learned"} | {"learned.strong", "learned.likely"} == set(SENTENCES)


def test_every_code_in_the_source_is_in_the_table() -> None:
    folder = Path(core.__file__).parent
    named = {code for path in folder.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert named <= set(WEIGHTS)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_languages_name_the_same_facts(code: str) -> None:
    places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in SENTENCES[code]]
    assert {name.removesuffix("_en") for name in places[0]} == {name.removesuffix("_en") for name in places[1]}
    assert "{" not in sentence(code, {}, "vi")


def test_weights_are_percents() -> None:
    assert all(0 <= weight < 100 for weight in WEIGHTS.values())
    assert 0 < CAUTION_FROM < DANGEROUS_FROM < 100


def test_every_body_has_source_and_date() -> None:
    for row in (*rows("registry"), *rows("provinces")):
        assert row["source"]
        assert re.fullmatch(r"\d{4}-\d{2}", row["as_of"])


def test_bodies_own_their_domains_and_no_two_own_the_same() -> None:
    for body in registry().bodies:
        assert all(body.owns(domain) for domain in body.domains), body.id
    assert registry().owner("mail.moh.gov.vn").id == "moh"  # type: ignore[union-attr]
    assert registry().owner("moh.gov.vn.evil.example") is None


def test_ids_are_unique() -> None:
    names = [body.id for body in registry().bodies]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "body"),
    [("Bộ Y tế", "moh"), ("BO Y TE", "moh"), ("WHO", "who"), ("CDC Quảng Ninh", "province:quangninh.gov.vn"),
     ("Apple Support", "apple"), ("NGÂN HÀNG VIETCOMBANK", "vcb")],
)  # fmt: skip
def test_names_are_found(text: str, body: str) -> None:
    assert registry().claims(text)[0].body.id == body


@pytest.mark.parametrize("text", ["who is there", "apple pie recipe", "chase the ball", "Trần Thị Ngân"])
def test_common_words_are_no_claims(text: str) -> None:
    assert registry().claims(text) == []
