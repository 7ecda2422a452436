"""Contract of the trust registry (issue 6: data with source and date): a row is one body, a domain has one owner."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from loa.mailguard.core.hosts import is_domain, within
from loa.mailguard.core.registry import registry
from loa.mailguard.core.sources import UNCONFIRMED, confirmations
from loa.mailguard.core.tables import host_is, rows
from loa.mailguard.core.text import fold

SUFFIXES = frozenset({"edu.vn"})  # owned by nobody, and only schools have names below it


@cache
def shipped() -> tuple[dict[str, str], ...]:
    return tuple(rows("registry"))


def cell(row: dict[str, str], column: str) -> list[str]:
    return [part for part in row[column].split(";") if part]


def owners(*columns: str, key: str = "id") -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in shipped():
        for column in columns:
            for value in cell(row, column):
                found[fold(value)].add(row[key])
    return found


def test_every_row_says_who_it_is_and_where_it_sends_from() -> None:
    for row in shipped():
        assert row["id"]
        assert row["kind"]
        assert row["name_vi"]
        assert row["name_en"]
        assert row["source"]
        assert re.fullmatch(r"\d{4}-\d{2}", row["as_of"]), row["id"]
        assert row["names"] or row["acronyms"] or row["common"], row["id"]
        assert row["domains"] or row["shared"], row["id"]


def test_domains_are_domains() -> None:
    for row in shipped():
        for domain in (*cell(row, "domains"), *cell(row, "shared")):
            assert domain == domain.strip().lower(), row["id"]
            assert is_domain(f"mail.{domain}"), domain


def test_no_domain_has_two_owners() -> None:
    listed = [domain for row in shipped() for domain in cell(row, "domains")]
    assert sorted(listed) == sorted(set(listed))


def test_what_a_body_shares_belongs_to_another() -> None:
    own = {domain: row["id"] for row in shipped() for domain in cell(row, "domains")}
    own |= {domain: row["name"] for row in rows("provinces") for domain in cell(row, "domains")}
    for row in shipped():
        for shared in cell(row, "shared"):
            above = {own[domain] for domain in own if within(shared, domain)}
            assert above - {row["id"]} or shared in SUFFIXES, (row["id"], shared)
            assert shared not in cell(row, "domains")


@pytest.mark.parametrize("columns", [("names", "labels"), ("acronyms",), ("common",), ("acronyms", "common")])
def test_no_name_belongs_to_two_bodies(columns: tuple[str, ...]) -> None:
    assert {name: ids for name, ids in owners(*columns).items() if len(ids) > 1} == {}


def test_no_two_bodies_are_called_the_same() -> None:
    for column in ("name_vi", "name_en"):
        assert {name: ids for name, ids in owners(column).items() if len(ids) > 1} == {}


def names() -> Iterator[tuple[str, str]]:
    for row in shipped():
        yield from ((name, row["id"]) for name in cell(row, "names"))


def test_every_name_leads_to_its_body() -> None:
    for name, body in names():
        assert body in {claim.body.id for claim in registry().claims(name, acronyms=False)}, name


def test_a_shared_domain_is_borne_out_but_stays_its_owners() -> None:
    tax = next(body for body in registry().bodies if body.id == "tax")
    assert tax.owns("thue.mof.gov.vn")
    assert registry().owner("thue.mof.gov.vn").id == "mof"  # type: ignore[union-attr]
    assert not tax.owns("mof.gov.vn.example")


def traced_rows() -> Iterator[dict[str, str]]:
    yield from shipped()
    yield from rows("provinces")


def test_every_domain_is_traced_to_a_listed_source_or_plainly_unconfirmed() -> None:
    known = {row["id"] for row in rows("sources")} | {UNCONFIRMED}
    for row in traced_rows():
        groups = confirmations(row["source"])
        assert groups.keys() <= known, row["source"]
        traced = {domain for domains in groups.values() for domain in domains}
        assert traced == set(cell(row, "domains")), row.get("id", row.get("name"))


def test_unconfirmed_is_only_what_nothing_confirms() -> None:
    for row in traced_rows():
        groups = confirmations(row["source"])
        rest = set(groups.pop(UNCONFIRMED, ()))
        assert not rest & {domain for domains in groups.values() for domain in domains}
        assert groups or row["source"].startswith(UNCONFIRMED)


def test_every_source_says_what_it_is_and_under_which_terms() -> None:
    used = {name for row in traced_rows() for name in confirmations(row["source"])} - {UNCONFIRMED}
    assert used == {row["id"] for row in rows("sources")}
    for row in rows("sources"):
        assert all(row.values())
        assert row["address"].startswith("https://")
        assert re.fullmatch(r"\d{4}-\d{2}", row["as_of"])


def test_the_figures_in_the_documents_are_those_of_the_table() -> None:
    page = (Path(__file__).parents[3] / "docs/performance/mailguard.md").read_text(encoding="utf-8")
    counted = [confirmations(row["source"]) for row in shipped()]
    whole = sum(UNCONFIRMED not in groups for groups in counted)
    partly = sum(UNCONFIRMED in groups and len(groups) > 1 for groups in counted)
    for number, of in ((whole, "every domain"), (partly, "some domains"), (len(counted) - whole - partly, "no domain")):
        assert f"| {of} | {number} |" in page
    for row in rows("sources"):
        number = sum(row["id"] in groups for groups in counted)
        assert re.search(rf"\| `{re.escape(row['id'])}` \|[^\n]*\| {number} \|\n", page), (row["id"], number)


@pytest.mark.parametrize(
    "person",
    ["Nguyễn Kim Anh", "Nguyễn Thái Sơn", "Trần Nhân Hòa", "Lê Bảo Minh", "Phạm Hồng Ngọc", "Đỗ Long Châu",
     "Vũ Phương Trang", "Hoàng Thu Cúc", "Ngô Tâm Anh", "Bùi Tiên Phong", "Đặng Thanh Niên", "Phan Phong Vũ",
     "Lý Long Vân", "Hồ Hoàn Mỹ"],
)  # fmt: skip
def test_people_are_not_taken_for_firms_of_their_name(person: str) -> None:
    assert registry().claims(person) == []


@pytest.mark.parametrize(
    ("name", "host"),
    [("Hệ thống Tiêm chủng Quốc gia", "tiemchung.gov.vn"),
     ("Bệnh viện Nhân dân 115", "bv.medinet.gov.vn"), ("Đại học Y tế công cộng", "huph.edu.vn"),
     ("Meta Business", "facebookmail.com")],
)  # fmt: skip
def test_what_a_body_truly_sends_from_bears_its_name_out(name: str, host: str) -> None:
    assert any(claim.body.owns(host) for claim in registry().claims(name))


def test_nobody_owns_a_place_where_anybody_puts_up_pages() -> None:
    """Else a page of fraud there would pass for the firm's own; WordPress alone writes from the domain it lets out."""
    listed = {domain for row in shipped() for domain in cell(row, "domains") if host_is("hosting", domain)}
    assert listed <= {"wordpress.com"}


@pytest.mark.parametrize(
    ("body", "host", "may"),
    [("vnexpress", "vaytien.vn", False), ("24h", "tin24.vn", False), ("baoxaydung", "bxd.vn", True),
     ("tudu", "tudu-hcm.vn", True), ("tudu", "khuyenmai.vn", False), ("baichay", "bvbaichay-qn.vn", True)],
)  # fmt: skip
def test_a_single_letter_names_no_body(body: str, host: str, may: bool) -> None:
    found = next(one for one in registry().bodies if one.id == body)
    assert found.may_own(host) is may
