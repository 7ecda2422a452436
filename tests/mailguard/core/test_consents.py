"""Consent links: what they ask for, where the answer goes, and whose that is."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import GuardSettings, check
from loa.mailguard.core.consent import consents
from loa.mailguard.core.wrapped import MAX_ADDRESSES, unwrap
from tests.mailguard.builder import Mail
from tests.mailguard.pairs.consents import GOOGLE, MICROSOFT, consent

SENDER = Mail("Nguyễn Văn Mẫu <mau@mau.example>", "Trao đổi", "Chào anh, em gửi anh đường dẫn đăng nhập.")
STRANGE = "https://la.example/cb"
PROOFPOINT = "https://urldefense.proofpoint.com/v2/url?u={}&d=DwMF"


def codes(target: str, mail: Mail = SENDER) -> set[str]:
    made = mail.but(
        html=f"<html><body><p>{mail.text}</p><a href='{target.replace('&', '&amp;')}'>xem</a></body></html>"
    )
    return {item.code for item in check(made.build(), settings=GuardSettings(own_domains=("halong.gov.vn",))).evidence}


@pytest.mark.parametrize(
    "scope",
    [
        "Mail.Read", "openid offline_access mail.readwrite", "https://graph.microsoft.com/Files.Read.All",
        "https://outlook.office.com/IMAP.AccessAsUser.All", "MailboxSettings.ReadWrite", "Contacts.Read",
        "https://mail.google.com/", "https://www.googleapis.com/auth/gmail.readonly",
        "https://www.googleapis.com/auth/drive", "openid https://www.googleapis.com/auth/contacts",
    ],
)  # fmt: skip
@pytest.mark.parametrize("pattern", [MICROSOFT, GOOGLE], ids=["microsoft", "google"])
def test_scopes_that_open_a_mailbox(pattern: str, scope: str) -> None:
    assert "link.consent" in codes(consent(pattern, STRANGE, scope))
    assert "link.consent_sender" in codes(consent(pattern, "https://app.mau.example/cb", scope))


@pytest.mark.parametrize(
    "scope", ["openid profile email", "User.Read", "https://www.googleapis.com/auth/drive.file", "Calendars.Read", ""]
)
def test_scopes_that_open_none(scope: str) -> None:
    assert not codes(consent(MICROSOFT, "https://app.mau.example/cb", scope)) & {"link.consent", "link.consent_sender"}


@pytest.mark.parametrize(
    ("returns", "code"),
    [
        (STRANGE, "link.consent_elsewhere"),
        ("https://x.weebly.com/cb", "link.consent_elsewhere"),
        ("https://app.mau.example/cb", ""),
        ("https://cong.halong.gov.vn/cb", ""),
        ("https://login.microsoftonline.com/common/oauth2/nativeclient", ""),
        ("https://extranet.who.int/cb", ""),
        ("http://localhost:8400/", ""),
    ],
)
def test_where_a_sign_in_goes_on_to(returns: str, code: str) -> None:
    found = {found for found in codes(consent(MICROSOFT, returns, "openid")) if found.startswith("link.consent")}
    assert found == ({code} if code else set())


def test_a_sign_in_page_that_only_leads_on() -> None:
    assert "link.consent_redirect" in codes(consent(MICROSOFT, STRANGE, "openid") + "&prompt=none")


def test_the_sender_does_not_choose_which_office_is_the_readers() -> None:
    bare = SENDER.but(to="Ai đó <x@mau.example>")
    made = bare.but(text=consent(MICROSOFT, "https://mau.example/cb", "Mail.Read")).build()
    assert "link.consent_sender" in {item.code for item in check(made).evidence}


def test_a_mailbox_at_the_provider_is_not_the_provider() -> None:
    target = consent(GOOGLE, "https://script.google.com/macros/s/x/usercallback", "https://mail.google.com/")
    assert "link.consent" in codes(target, SENDER.but(sender="Mẫu <mau@gmail.com>"))


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_wrapped_consent_link_is_read(layers: int) -> None:
    target = consent(MICROSOFT, STRANGE, "Mail.Read")
    for _ in range(layers):
        target = "https://eur03.safelinks.protection.outlook.com/?url=" + quote(target, safe="") + "&data=05"
    assert "link.consent" in codes(target)


def test_other_wrappings_are_read() -> None:
    target = consent(MICROSOFT, STRANGE, "Mail.Read")
    dashed = "".join(
        sign if sign.isalnum() or sign in ".~" else "_" if sign == "/" else f"-{ord(sign):02X}" for sign in target
    )
    assert "link.consent" in codes(PROOFPOINT.format(dashed))
    assert "link.consent" in codes(f"https://urldefense.com/v3/__{target}__;!!x")
    assert "link.consent" in codes("https://la.example/go/" + quote(target, safe=""))


def test_the_reason_names_provider_scopes_and_host() -> None:
    made = SENDER.but(text=consent(MICROSOFT, STRANGE, "openid Mail.Read")).build()
    said = next(item for item in check(made).evidence if item.code == "link.consent").text("vi")
    assert "Microsoft" in said
    assert "Mail.Read" in said
    assert "la.example" in said


@given(st.text(max_size=400))
def test_any_parameters_are_read_within_bounds(text: str) -> None:
    target = "https://login.microsoftonline.com/common/oauth2/authorize?" + text
    assert len(consents(target)) <= MAX_ADDRESSES


@given(
    st.recursive(
        st.text(max_size=30), lambda inner: inner.map(lambda t: "https://a.example/?u=" + quote(t)), max_leaves=9
    )
)
def test_unwrapping_keeps_the_outermost_first(target: str) -> None:
    found = unwrap(target)
    assert found[0] == target
    assert len(found) == len(set(found)) <= MAX_ADDRESSES


@given(st.text(alphabet="htps:/?&=%253Ax#-_", max_size=300))
def test_unwrapping_never_raises(target: str) -> None:
    assert unwrap(target)[0] == target
