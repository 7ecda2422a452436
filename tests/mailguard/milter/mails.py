"""Mails for the milter's tests: an honest one, a doubtful and a dangerous one, each with a number of its own."""

from __future__ import annotations

from tests.mailguard.builder import Mail
from tests.mailguard.mails import CDC


def bare(mail: Mail, number: int) -> bytes:
    """As it arrives at the gateway: no results, no line of ours, a Message-ID of its own."""
    lines = mail.build().replace(b"<m1@", f"<n{number}@".encode())
    head, gap, body = lines.partition(b"\r\n\r\n")
    kept: list[bytes] = []
    for line in head.split(b"\r\n"):
        if line[:1] in b" \t" and line:
            if kept and kept[-1] != b"":
                kept.append(line)
            continue
        skipped = line.lower().startswith((b"authentication-results:", b"received:"))
        kept.append(b"" if skipped else line)
    return b"\r\n".join(line for line in kept if line) + gap + body


def honest(number: int) -> bytes:
    return bare(
        Mail("Lan <lan@ban-be.example>", "Họp nhóm chiều thứ Năm", "Chiều thứ Năm 14 giờ họp, mời các bạn."), number
    )


def spoof(number: int) -> bytes:
    """The health office's name on a mailbox that anybody can open, with a link whose text lies."""
    return bare(
        CDC.but(
            sender="CDC Quảng Ninh <cdcquangninh2026@gmail.com>",
            subject="KHẨN: xác nhận tài khoản trong 24 giờ",
            html="<p>CDC Quảng Ninh yêu cầu đăng nhập ngay trong 24 giờ: "
            "<a href='https://quangninh-gov-vn.example/dang-nhap'>https://quangninh.gov.vn</a></p>",
        ),
        number,
    )
