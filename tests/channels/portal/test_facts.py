"""The particulars of the site: what is missing is named in the operator's words, with the key to fill in (V10)."""

from __future__ import annotations

from dataclasses import replace

from django.utils import translation

from loa.channels.portal.facts import REQUIRED, Site
from tests.channels.portal.samples import SITE


def test_what_is_missing_is_named_in_words_and_by_its_key() -> None:
    assert SITE.missing() == []
    part = replace(SITE, phone="", responsible="")
    with translation.override("vi"):
        assert part.missing() == ["Điện thoại (phone)", "Chịu trách nhiệm nội dung (responsible)"]
    with translation.override("en"):
        assert part.missing() == ["Telephone (phone)", "Responsible for the content (responsible)"]


def test_every_particular_has_vietnamese_words() -> None:
    with translation.override("vi"):
        for name, label in REQUIRED.items():
            assert str(label) not in {name, ""}
            assert str(label) in " ".join(Site("", "").missing())
            assert not str(label).isascii(), label
