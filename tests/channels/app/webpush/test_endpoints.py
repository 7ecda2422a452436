"""Only push services are called, whatever a stranger registers (standards W6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.app.webpush import endpoints
from loa.channels.app.webpush.endpoints import AllowList, ForbiddenEndpointError, Origin

LIST = AllowList(["push.local:8443", "127.0.0.1:9000", "*.push.example"])


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:def", "https://fcm.googleapis.com"),
        ("https://updates.push.services.mozilla.com/wpush/v2/x?y=1", "https://updates.push.services.mozilla.com"),
        ("https://web.push.apple.com/Q", "https://web.push.apple.com"),
        ("https://hk2p.notify.windows.com/w/?token=a%2b", "https://hk2p.notify.windows.com"),
        ("https://FCM.googleapis.com:443/x", "https://fcm.googleapis.com"),
        ("https://push.local:8443/x", "https://push.local:8443"),
        ("https://a.push.example/x", "https://a.push.example"),
        ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000"),
    ],
)
def test_push_services_are_known_and_have_an_origin(url: str, origin: str) -> None:
    assert LIST.read(url).origin.audience == origin


@pytest.mark.parametrize(
    "url",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://push.apple.com/x",
        "https://evilpush.apple.com/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com/x\r\nHost: evil",
        "https://fcm.googleapis.com/ệ",
        "https://fcm.googleapis.com",
        "http://127.0.0.1:9001/x",
        "http://push.local:8443/x",
        "https://169.254.169.254/latest",
        "https://[::1",
        "https://fcm.googleapis.com:x/",
        "file:///etc/passwd",
        "https://fcm.googleapis.com/" + "x" * 3000,
        "",
    ],
)
def test_everything_else_is_forbidden(url: str) -> None:
    with pytest.raises(ForbiddenEndpointError):
        LIST.read(url)


@given(st.text(max_size=60), st.sampled_from(["https://", "http://", "https://fcm.googleapis.com", ""]))
def test_nothing_gets_into_the_request_line(text: str, start: str) -> None:
    try:
        endpoint = LIST.read(start + text)
    except ForbiddenEndpointError:
        return
    assert endpoint.target.isascii()
    assert not set(endpoint.target) & set(" \r\n\t\0")
    assert endpoint.origin.host == "fcm.googleapis.com" or endpoint.origin.trusted


def test_a_known_name_that_points_into_our_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "resolve", lambda host, port: [(2, ("10.0.0.5", port))])
    with pytest.raises(ForbiddenEndpointError):
        endpoints.addresses(Origin("https", "fcm.googleapis.com", 443))
    assert endpoints.addresses(Origin("https", "push.local", 443, trusted=True))
