"""Links as browsers read them, and hosts that are made to look like others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core.hosts import is_domain, parse, readable, registrable, shown_domain
from loa.mailguard.core.lookalike import likeness
from loa.mailguard.core.registry import registry


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("https://moh.gov.vn/a", "moh.gov.vn"),
        ("HTTPS:\\\\EVIL.example\\a", "evil.example"),
        ("http://moh.gov.vn@evil.example/", "evil.example"),
        ("http://evil.example:8080/x", "evil.example"),
        ("http://evil%2eexample/", "evil.example"),
        ("//evil.example/x", "evil.example"),
        ("www.evil.example", "www.evil.example"),
        ("ht\ntp://evil.example", "evil.example"),
        ("http://3405803785/", "203.0.113.9"),
        ("http://0xcb007109/", "203.0.113.9"),
        ("http://bộytế.example/", "xn--byt-8vxt65b.example"),
        ("mailto:a@b.example", ""),
        ("#top", ""),
    ],
)
def test_targets(target: str, host: str) -> None:
    found = parse(target).host
    assert found == host or (host.startswith("xn--") and readable(found) == "bộytế.example")


def test_registrable_domains() -> None:
    assert registrable("a.b.quangninh.gov.vn") == "quangninh.gov.vn"
    assert registrable("www.example.co.uk") == "example.co.uk"


@pytest.mark.parametrize("text", ["report.pdf", "xem tại đây", "", "v1.2.3"])
def test_text_that_shows_no_domain(text: str) -> None:
    assert shown_domain(text) == ""


@pytest.mark.parametrize(
    ("host", "trick"),
    [
        ("moh.gov.vn.thongbao.com", "subdomain"),
        ("paypal.com.evil.example", "subdomain"),
        ("moh-gov.vn", "gov"),
        ("quangninh.gov-vn.com", "gov"),
        ("rnicrosoft.com", "letters"),
        ("xn--vietcombnk-d1d.com", "letters"),
        ("vietcombank-baomat.com", "word"),
        ("secure-paypal.example", "word"),
        ("vietconbank.com", "typo"),
    ],
)
def test_lookalikes(host: str, trick: str) -> None:
    if host.startswith("xn--"):
        host = "xn--" + "vietcombаnk".encode("punycode").decode() + ".com"
    found = likeness(host, registry())
    assert found is not None
    assert found.trick == trick


@pytest.mark.parametrize(
    "host",
    [
        "moh.gov.vn",
        "www.vietcombank.com.vn",
        "quangninh.gov.vn",
        "hpg.gov.vn",
        "amazon.co.jp",
        "example.com",
        "nsw.gov.au",
    ],
)
def test_true_hosts_deceive_nobody(host: str) -> None:
    assert likeness(host, registry()) is None


@given(st.text(max_size=200))
def test_any_target_is_taken_apart(target: str) -> None:
    address = parse(target)
    is_domain(address.host)
    readable(address.host)
    registrable(address.host)
    likeness(address.host, registry())
    shown_domain(target)
