"""Authentication: the gateway's own results, forged ones, and the checks on line with a made resolver."""

from __future__ import annotations

import base64

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import GuardSettings, Level, check
from loa.mailguard.core.authentication import dmarc, find_policy
from tests.mailguard.builder import GATEWAY, Mail

OFFICIAL = Mail("Bộ Y tế <vanphong@moh.gov.vn>", "Thông báo", "Kính gửi các đơn vị.")
TRUSTED = GuardSettings(authserv=GATEWAY)


def codes(mail: Mail, settings: GuardSettings = TRUSTED) -> set[str]:
    return {item.code for item in check(mail.build(), settings=settings).evidence}


class Zone:
    """A resolver over a made zone."""

    def __init__(self, **records: str) -> None:
        self.texts = {name.replace("__", "."): value for name, value in records.items()}
        self.asked: list[str] = []

    def txt(self, name: str) -> list[str]:
        self.asked.append(name)
        return [self.texts[name]] if name in self.texts else []

    def records(self, name: str, kind: str) -> list[str]:
        return []


def test_the_gateway_is_believed_and_nobody_else() -> None:
    assert "auth.official" in codes(OFFICIAL)
    assert "auth.protected_failed" in codes(OFFICIAL.but(auth="fail"))
    assert "auth.unproven" in codes(OFFICIAL.but(auth="none"))
    assert "auth.official" not in codes(OFFICIAL.but(authserv="mx.evil.example"))
    assert "auth.official" not in codes(OFFICIAL, GuardSettings())


def test_a_borrowed_result_is_evidence() -> None:
    forged = f"{GATEWAY}; dmarc=pass header.from=moh.gov.vn"
    assert {"auth.forged", "auth.protected_failed"} <= codes(OFFICIAL.but(auth="fail", forged_auth=forged))


LISTED = (("List-Id", "<y-te.nhom.example>"),)
BROKEN = (
    f"{GATEWAY}; spf=pass smtp.mailfrom=y-te-bounces@nhom.example; dkim=fail header.d=moh.gov.vn;"
    " dmarc=fail header.from=moh.gov.vn"
)


def _carried(result: str, **changes: object) -> set[str]:
    raw = OFFICIAL.but(**changes).build()
    first, rest = raw.split(b"Received:", 1)
    assert first.startswith(b"Authentication-Results:")
    return {
        i.code
        for i in check(
            b"Authentication-Results: " + result.encode() + b"\r\nReceived:" + rest, settings=TRUSTED
        ).evidence
    }


def test_a_list_that_vouches_for_itself_has_passed_the_mail_on() -> None:
    """Its own envelope passes SPF and it names itself: the author's signature broke on the way, as lists break it."""
    assert "auth.carried" in _carried(BROKEN, headers=LISTED)
    assert "auth.carried" in _carried(BROKEN.replace("y-te-bounces@", "SRS0=x=y=moh.gov.vn=a@"))


@pytest.mark.parametrize(
    "result",
    [BROKEN, BROKEN.replace("spf=pass", "spf=fail"), BROKEN.replace("nhom.example", "gui-hang-loat.example")],
    ids=["no list header", "nobody vouches", "another sender"],
)
def test_a_mailing_service_has_not(result: str) -> None:
    headers = () if result == BROKEN else LISTED
    unsubscribe = (("List-Unsubscribe", "<mailto:u@nhom.example>, <mailto:u@gui-hang-loat.example>"),)
    assert "auth.protected_failed" in _carried(result, headers=(*headers, *unsubscribe))


def test_a_carried_mail_with_a_foreign_link_is_not_safe() -> None:
    html = "<p>Kính gửi các đơn vị.</p><a href='https://tai-van-ban.top/a'>moh.gov.vn</a>"
    assert {"auth.carried", "link.foreign_claim"} <= _carried(BROKEN, headers=LISTED, html=html)


def test_nobody_owns_a_mailbox_anybody_can_open() -> None:
    """Gmail belongs to a registered body, but a list that breaks its signature forges no authority."""
    assert "auth.failed" in codes(OFFICIAL.but(sender="Mẫu <mau@gmail.com>", auth="fail"))


def test_a_bounce_of_the_own_server_has_no_signature() -> None:
    bounce = OFFICIAL.but(sender=f"Mail Delivery System <mailer-daemon@{GATEWAY}>", auth="none")
    own = GuardSettings(authserv=GATEWAY, own_domains=("halong.gov.vn",))
    assert "auth.unproven" not in codes(bounce, own)
    assert "auth.unproven" in codes(bounce.but(sender=f"Phòng CNTT <it@{GATEWAY}>"), own)


def test_passing_is_no_credit() -> None:
    stolen = OFFICIAL.but(
        sender="World Health Organization <a@xa.quangninh.gov.vn>",
        text="Dear beneficiary, a donation of USD 500,000 is yours. Send your full name to claim your fund.",
    )
    assert check(stolen.build(), settings=TRUSTED).level is Level.DANGEROUS


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("dmarc=pass header.from=moh.gov.vn", "auth.official"),
        ("dmarc=fail header.from=moh.gov.vn", "auth.protected_failed"),
        ("dkim=pass (2048-bit key) header.d=moh.gov.vn", "auth.official"),
        ("dkim=pass header.i=@moh.gov.vn", "auth.official"),
        ("spf=pass smtp.mailfrom=a@moh.gov.vn", "auth.official"),
        ("spf=pass smtp.mailfrom=evil.example", "auth.unproven"),
        ("dkim=pass header.d=evil.example", "auth.unproven"),
        ("none", "auth.unproven"),
    ],
)
def test_results_are_bound_to_the_domain_shown(results: str, expected: str) -> None:
    headers = f"Authentication-Results: {GATEWAY}; {results}\r\nFrom: a@moh.gov.vn\r\nTo: x@y.example\r\n"
    raw = f"{headers}\r\nx".encode()
    assert expected in {item.code for item in check(raw, settings=TRUSTED).evidence}


def test_the_policy_is_found_up_the_tree() -> None:
    zone = Zone(_dmarc__moh__gov__vn="v=DMARC1; p=reject; adkim=s")
    assert find_policy("a.b.moh.gov.vn", zone) == {"v": "DMARC1", "p": "reject", "adkim": "s"}
    assert zone.asked == ["_dmarc.a.b.moh.gov.vn", "_dmarc.b.moh.gov.vn", "_dmarc.moh.gov.vn"]


def test_the_walk_is_short_for_a_long_name() -> None:
    zone = Zone()
    find_policy(".".join("abcdefghijklmnop"), zone)
    assert len(zone.asked) <= 8


def test_dkim_on_line() -> None:
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    raw = b"From: a@moh.gov.vn\r\nTo: x@y.example\r\nSubject: x\r\n\r\nhello\r\n"
    signature = dkim.sign(
        raw, b"s", b"moh.gov.vn", base64.b64encode(key.private_bytes_raw()), signature_algorithm=b"ed25519-sha256"
    )
    zone = Zone(
        s___domainkey__moh__gov__vn=f"v=DKIM1; k=ed25519; p={public}", _dmarc__moh__gov__vn="v=DMARC1; p=reject"
    )
    settings = GuardSettings(resolver=zone)
    assert dmarc(signature + raw, "moh.gov.vn", settings) == "pass"
    assert dmarc(signature + raw.replace(b"hello", b"hullo"), "moh.gov.vn", settings) == "fail"
    assert dmarc(raw, "moh.gov.vn", GuardSettings(resolver=Zone())) == "unknown"


def test_spf_on_line() -> None:
    zone = Zone(moh__gov__vn="v=spf1 ip4:192.0.2.0/24 -all", _dmarc__moh__gov__vn="v=DMARC1; p=reject")
    raw = b"From: a@moh.gov.vn\r\n\r\nx"
    envelope = {"helo": "mail.moh.gov.vn", "mail_from": "a@moh.gov.vn", "resolver": zone}
    assert dmarc(raw, "moh.gov.vn", GuardSettings(client_ip="192.0.2.7", **envelope)) == "pass"  # type: ignore[arg-type]
    assert dmarc(raw, "moh.gov.vn", GuardSettings(client_ip="203.0.113.7", **envelope)) == "fail"  # type: ignore[arg-type]


@given(st.text(max_size=200))
def test_any_results_are_survived(results: str) -> None:
    raw = f"Authentication-Results: {GATEWAY}; {results}\r\nFrom: a@moh.gov.vn\r\n\r\nx".encode("utf-8", "replace")
    check(raw, settings=TRUSTED)
