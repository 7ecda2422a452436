# ruff: noqa: E501  (texts of mails stand as they are)
"""Invitations: the room is not where it is said to be, or somebody else invites."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair

ROOM = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"
ZOOM = "https://zoom.us/j/91234567890?pwd=x"


def calendar(organizer: str, place: str = "", text: str = "") -> bytes:
    """A calendar part; *organizer* is what stands behind the word."""
    lines = ["BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", f"ORGANIZER;{organizer}", "SUMMARY:Họp trực tuyến"]
    more = [f"LOCATION:{place}"] * bool(place) + [f"DESCRIPTION:{text}"] * bool(text)
    return "\r\n".join([*lines, *more, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def _page(text: str, target: str, shown: str) -> str:
    return f"<html><body><p>{text}</p><p><a href='{target}'>{shown}</a></p></body></html>"


def _pair(name: str, mail: Mail, shown: str, honest: str, spoof: str) -> Pair:
    return Pair(
        name, mail.but(html=_page(mail.text, honest, shown)), mail.but(html=_page(mail.text, spoof, shown)), ("link",)
    )


def _invited(name: str, mail: Mail, honest: bytes, spoof: bytes, catches: str) -> Pair:
    return Pair(
        name,
        mail.but(files=(("invite.ics", "text/calendar", honest),)),
        mail.but(files=(("invite.ics", "text/calendar", spoof),)),
        (catches,),
    )


PROJECT = Mail(
    "Lê Văn Mẫu <mau@duan-mau.example>",
    "Mời họp trực tuyến rà soát kế hoạch",
    "Kính mời anh chị họp qua Microsoft Teams lúc 14 giờ thứ Ba để rà soát kế hoạch mua sắm quý IV.",
)
CLINIC = Mail(
    "Clinical Network <office@clinicnet.example>",
    "Case discussion on Thursday",
    "Dear colleagues, the case discussion is held on Zoom at 15:00. Two cases of severe dengue will be presented.",
)
MINISTRY = Mail(
    "Văn phòng Cục Phòng bệnh <vanphong@vncdc.gov.vn>",
    "Giấy mời họp giao ban trực tuyến",
    "Kính mời các đơn vị dự họp giao ban trực tuyến lúc 8 giờ thứ Hai, lịch kèm theo.",
)
HALL = Mail(
    "Nguyễn Thị Mẫu <mau@hoinghi-mau.example>",
    "Lịch hội nghị chuyên đề",
    "Chào anh chị, em gửi lịch hội nghị chuyên đề tuần sau, họp qua Google Meet.",
)

PAIRS: tuple[Pair, ...] = (
    _pair("teams-button", PROJECT, "Tham gia cuộc họp", ROOM, "https://teams-vaohop.example/phong/77"),
    _pair("zoom-path", CLINIC, "Join Zoom meeting", ZOOM, "https://zoom.clinic-calls.example/j/91234567890?pwd=x"),
    _invited("organizer-private-mailbox", MINISTRY, calendar("CN=Văn phòng Cục Phòng bệnh:mailto:vanphong@vncdc.gov.vn", ZOOM),
             calendar("CN=Cục Phòng bệnh - Bộ Y tế:mailto:giaoban.cpb@gmail.com", ZOOM), "claim"),
    _invited("meet-place", HALL, calendar("CN=Nguyễn Thị Mẫu:mailto:mau@hoinghi-mau.example", "https://meet.google.com/abc-defg-hij"),
             calendar("CN=Nguyễn Thị Mẫu:mailto:mau@hoinghi-mau.example", "https://meet-google.vao-phong.example/abc-defg-hij"), "link"),
)  # fmt: skip
