"""The script that traces the registry: a list confirms what it says of the body itself; the rest is unconfirmed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scripts.registry_lists import Listing, read
from scripts.registry_sources import confirmed, index, traced

from loa.mailguard.core.sources import UNCONFIRMED

MONTHS = {
    "2fa": "2026-08",
    "badger": "2026-07",
    "misp-banks": "2026-06",
    "by-hand": "2026-05",
    "rule-gov.vn": "2016-10",
}


def row(domains: str, name: str = "Paylook", kind: str = "bank", source: str = "") -> dict[str, str]:
    return {
        "kind": kind,
        "name_vi": name,
        "names": f"{name};{name} Bank",
        "domains": domains,
        "source": source,
        "as_of": "2026-11",
    }


def test_a_title_must_be_the_bodys_own() -> None:
    listed = index(
        [
            Listing("2fa", "paylook.example", frozenset({"Paylook"})),
            Listing("2fa", "other.example", frozenset({"Other"})),
        ]
    )
    assert confirmed(row("paylook.example;other.example"), listed) == {"2fa": ["paylook.example"]}


def test_a_company_of_domains_confirms_only_beside_a_sure_one() -> None:
    group = frozenset({"paylook.example", "paystatic.example"})
    pair = [Listing("badger", domain, frozenset(), group) for domain in sorted(group)]
    assert confirmed(row("paystatic.example"), index(pair)) == {}
    assert confirmed(row("paylook.example;paystatic.example"), index(pair)) == {
        "badger": ["paylook.example", "paystatic.example"]
    }


def test_a_list_of_banks_says_nothing_of_a_shop() -> None:
    listed = index([Listing("misp-banks", "paylook.example", kinds=frozenset({"bank"}))])
    assert confirmed(row("paylook.example"), listed) == {"misp-banks": ["paylook.example"]}
    assert confirmed(row("paylook.example", kind="service"), listed) == {}


def test_what_lies_below_a_confirmed_name_is_confirmed_and_what_lies_above_is_not() -> None:
    listed = index([Listing("2fa", "paylook.example", frozenset({"Paylook"}))])
    assert confirmed(row("mail.paylook.example"), listed) == {"2fa": ["mail.paylook.example"]}
    assert confirmed(row("paylook.example"), index([Listing("2fa", "a.paylook.example", frozenset({"Paylook"}))])) == {}


def test_unconfirmed_is_said_plainly_and_keeps_its_month() -> None:
    assert traced(row("paylook.example"), index([]), MONTHS) == (f"{UNCONFIRMED}: paylook.example", "2026-11")


def test_months_are_those_of_the_sources_and_hand_work_is_kept() -> None:
    listed = index([Listing("2fa", "paylook.example", frozenset({"Paylook"}))])
    before = "by-hand: hand.example; 2fa: gone.example; made-up: paylook.example"
    assert traced(row("paylook.example;hand.example;gone.example", source=before), listed, MONTHS) == (
        f"2fa: paylook.example; by-hand: hand.example; {UNCONFIRMED}: gone.example",
        "2026-08",
    )


def test_a_name_of_the_state_is_confirmed_by_the_rule() -> None:
    assert traced(row("moh.gov.vn", kind="state"), index([]), MONTHS) == ("rule-gov.vn: moh.gov.vn", "2016-10")


def test_reads_a_clone_and_refuses_an_unknown_folder(tmp_path: Path) -> None:
    entry = {"Paylook (PL) [EU]": {"domain": "paylook.example", "additional-domains": ["pl.example"]}}
    (tmp_path / "entries/p").mkdir(parents=True)
    (tmp_path / "entries/p/paylook.example.json").write_text(json.dumps(entry), encoding="utf-8")
    found = index(read(tmp_path))
    assert found["pl.example"][0].titles == {"Paylook", "PL"}
    with pytest.raises(SystemExit, match="none of the lists"):
        read(tmp_path / "entries")


def test_reads_titles_and_sites_of_brands(tmp_path: Path) -> None:
    page = tmp_path / "src/content/logos/paylook/index.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\ntitle: 'Paylook'\nwebsite: https://www.paylook.example/\n---\n", encoding="utf-8")
    (page.parent.parent / "none").mkdir()
    (page.parent.parent / "none/index.md").write_text("---\ntitle: None\n---\n", encoding="utf-8")
    assert read(tmp_path) == [Listing("logozone", "paylook.example", frozenset({"Paylook"}))]
