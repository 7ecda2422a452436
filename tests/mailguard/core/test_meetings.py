"""Invitations: calendars are read within bounds, the room is where it is said to be, and the inviter is who he says."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import GuardSettings, check
from loa.mailguard.core.invitation import MAX_LINKS, read
from tests.mailguard.builder import Mail
from tests.mailguard.pairs.meetings import ROOM, ZOOM, calendar

SENDER = Mail("Nguyễn Văn Mẫu <mau@mau.example>", "Họp tuần", "Chào anh chị, mời anh chị họp qua Microsoft Teams.")
OWN = "CN=Mẫu:mailto:mau@mau.example"
SEEN = {"link.meeting", "link.meeting_path", "claim.organizer", "reply.organizer"}


def found(mail: Mail) -> set[str]:
    settings = GuardSettings(own_domains=("halong.gov.vn",))
    return {item.code for item in check(mail.build(), settings=settings).evidence} & SEEN


def button(target: str, shown: str = "Tham gia cuộc họp", **changes: str) -> Mail:
    mail = SENDER.but(**changes)
    return mail.but(html=f"<html><body><p>{mail.text}</p><a href='{target}'>{shown}</a></body></html>")


def invited(data: bytes, **changes: str) -> Mail:
    return SENDER.but(files=(("invite.ics", "text/calendar", data),), **changes)


@pytest.mark.parametrize(
    "shown",
    ["Join the meeting now", "Join Microsoft Teams Meeting", "Tham gia cuộc họp", "Vào họp", "Join on your computer"],
)  # fmt: skip
def test_a_button_to_a_strangers_room(shown: str) -> None:
    assert found(button("https://la.example/x", shown)) == {"link.meeting"}


@pytest.mark.parametrize(
    "target",
    [
        ROOM, ZOOM, "https://teams.live.com/meet/1", "https://aka.ms/x", "https://teams.cloud.microsoft/meet/1",
        "https://meet.google.com/a-b-c", "https://x.webex.com/meet/y", "https://hop.mau.example/1",
        "https://hop.halong.gov.vn/1", "https://meet.moh.gov.vn/1", "https://x.list-manage.com/track?u=1",
        "https://eur03.safelinks.protection.outlook.com/?url=" + quote(ROOM, safe=""),
        "https://protect.mimecast.com/s/opaque", "http://192.168.1.20/hop",
    ],
)  # fmt: skip
def test_rooms_of_services_states_and_the_senders_own(target: str) -> None:
    assert not found(button(target))


@pytest.mark.parametrize(
    "target",
    [
        "https://eur03.safelinks.protection.outlook.com/?url=" + quote("https://la.example/x", safe=""),
        "https://www.google.com/url?q=https://la.example/x",
        "https://la.example/?then=" + quote(ROOM, safe=""),
    ],
)
def test_wrapping_does_not_make_a_room_true(target: str) -> None:
    assert found(button(target)) == {"link.meeting"}


@pytest.mark.parametrize("path", ["/l/meetup-join/19%3ameeting", "/j/91234567890?pwd=1", "/wc/join/91234567890"])
def test_a_services_way_on_a_strangers_host(path: str) -> None:
    assert found(button("https://la.example" + path, "xem", text="Chào anh chị.")) == {"link.meeting_path"}
    assert found(button("https://hop.mau.example" + path, "xem")) == {"link.meeting_path"}


def test_plain_text_names_the_link() -> None:
    text = "Họp qua Zoom lúc 8 giờ.\nĐường dẫn: https://la.example/phong/1\nTài liệu: https://khac.example/tai-lieu"
    assert found(SENDER.but(text=text)) == {"link.meeting"}
    assert not found(SENDER.but(text="Họp qua Zoom lúc 8 giờ.\nTài liệu: https://khac.example/tai-lieu"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mời anh chị họp tại phòng 2.", "Tham gia cuộc họp"),  # no service is named
        ("Họp qua Microsoft Teams.", "Tài liệu họp"),  # no link to join by
        ("Please zoom in on the picture.", "Join our newsletter"),
    ],
)
def test_other_buttons_are_no_rooms(text: str, shown: str) -> None:
    assert not found(button("https://la.example/x", shown, text=text))


def test_a_true_room_beside_another_link() -> None:
    both = (
        f"<p>Họp qua Microsoft Teams</p><a href='{ROOM}'>Join</a> <a href='https://la.example/'>Join us online here</a>"
    )
    assert not found(SENDER.but(html=f"<html><body>{both}</body></html>"))


def test_a_newsletters_button_is_counted_by_somebody() -> None:
    mail = button("https://click.la.example/x").but(headers=(("List-Unsubscribe", "<https://mau.example/u>"),))
    assert not found(mail)


def test_the_calendars_place() -> None:
    assert found(invited(calendar(OWN, "https://la.example/phong"))) == {"link.meeting"}
    assert not found(invited(calendar(OWN, ROOM)))
    assert not found(invited(calendar(OWN, "Phòng họp 2\\, tầng 3")))


@pytest.mark.parametrize(
    ("organizer", "sender", "code"),
    [
        ("CN=Bộ Y tế:mailto:hop@gmail.com", "", "claim.organizer"),
        ('CN="WHO Viet Nam":MAILTO:who@la.example', "", "claim.organizer"),
        ("CN=Sở Y tế Quảng Ninh:mailto:hop@gmail.com", "Sở Y tế <vp@quangninh.gov.vn>", "claim.organizer"),
        ("CN=Hà Mẫu:mailto:hop@gmail.com", "Bộ Y tế <vp@moh.gov.vn>", "reply.organizer"),
        ("CN=Bộ Y tế:mailto:hop@moh.gov.vn", "", ""),
        ("CN=Bộ Y tế:mailto:c_x@group.calendar.google.com", "", ""),
        ("CN=Hà Mẫu:mailto:ha@gmail.com", "", ""),
        ("CN=Hà Mẫu:mailto:ha@khac.example", "Bộ Y tế <vp@moh.gov.vn>", ""),
        ("CN=Bộ Y tế:mailto:vp@quangninh.gov.vn", "", ""),
        ("CN=Bộ Y tế", "", ""),
    ],
)
def test_who_invites(organizer: str, sender: str, code: str) -> None:
    changes = {"sender": sender} if sender else {}
    assert found(invited(calendar(organizer), **changes)) == ({code} if code else set())


def test_folded_lines_and_escapes_are_undone() -> None:
    lines = ["BEGIN:VCALENDAR", r"DESCRIPTION:Join: https://zoom.us/j/12", r" 3456789\nMật khẩu\, mã"]
    lines += ['ORGANIZER;X="a:b";CN=M:mailto:m@a.ex', " ample", ""]
    text = "\r\n".join(lines)
    invitation = read(text)
    assert invitation.links == ["https://zoom.us/j/123456789"]
    assert invitation.text.endswith("Mật khẩu, mã")
    assert [(one.name, one.address) for one in invitation.organizers] == [("M", "m@a.example")]


@given(st.text(max_size=2000))
def test_any_text_is_read_within_bounds(text: str) -> None:
    assert len(read(text).links) <= MAX_LINKS


@given(
    st.lists(
        st.sampled_from(["ORGANIZER", ";CN=", '"', ":", "mailto:", "LOCATION", "https://a.b/", "\r\n", " ", "\\n"]),
        max_size=60,
    )
)
def test_any_pieces_of_a_calendar_never_raise(pieces: list[str]) -> None:
    read("".join(pieces))
