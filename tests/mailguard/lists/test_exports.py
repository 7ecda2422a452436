"""The block list as other programs read it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import dns.zone

from loa.mailguard.lists.exports import FORMS, Line

NOW = dt.datetime(2026, 11, 27, 8, tzinfo=dt.UTC)
LINES = [
    Line("sender", "gia-mao@gmail.com", "=cmd|' /C calc'!A1", "2026-11-27T07:00:00+00:00"),
    Line("domain", "evil.example", "mạo danh Bộ Y tế", "2026-11-27T07:00:00+00:00"),
    Line("host", "khaibao.example", "trang lấy mật khẩu", "2026-11-27T07:00:00+00:00", "2026-12-27T07:00:00+00:00"),
    Line("hash", "a" * 64, "tệp độc hại", "2026-11-27T07:00:00+00:00"),
]


def written(form: str) -> str:
    return FORMS[form][0](LINES, NOW)


def test_postfix_refuses_the_address_and_the_domain_with_all_below_it() -> None:
    rows = [line.partition(" ") for line in written("postfix").splitlines() if not line.startswith("#")]
    assert [left for left, _, _ in rows] == ["gia-mao@gmail.com", "evil.example", ".evil.example"]
    assert all(right.startswith("REJECT ") for _, _, right in rows)


def test_the_policy_zone_is_one_that_a_resolver_loads() -> None:
    zone = dns.zone.from_text(written("rpz"), origin="rpz.example.", relativize=True)
    assert {str(name) for name in zone.nodes} == {
        "@", "evil.example", "*.evil.example", "khaibao.example", "*.khaibao.example",
    }  # fmt: skip
    later = FORMS["rpz"][0](LINES[:1], NOW + dt.timedelta(minutes=1))
    assert zone.get_soa().serial < dns.zone.from_text(later, origin="rpz.example.").get_soa().serial


def test_plain_names_and_one_document() -> None:
    assert written("hosts") == "evil.example\nkhaibao.example\n"
    assert [row["value"] for row in json.loads(written("json"))["entries"]] == [line.value for line in LINES]


def test_no_spreadsheet_calculates_a_reason() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv"))))
    assert rows[0]["reason"].startswith("'=")
    assert [row["kind"] for row in rows] == ["sender", "domain", "host", "hash"]
