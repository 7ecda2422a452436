"""Forwards as mail programs make them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

MAILBOX = "kiemtra@campha.example"


def forward(sender: str, text: str = "Nhờ kiểm tra giúp thư này.", **headers: str) -> EmailMessage:
    """A mail to the check mailbox that forwards nothing yet."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = MAILBOX
    message["Subject"] = "Fwd: thư lạ"
    message["Message-ID"] = "<hoi-1@campha.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def attached(sender: str, *mails: bytes, **headers: str) -> bytes:
    """*mails* as attachments, as Outlook does."""
    message = forward(sender, **headers)
    for number, raw in enumerate(mails):
        message.add_attachment(raw, maintype="application", subtype="octet-stream", filename=f"thu-{number}.eml")
    return message.as_bytes()


def quoted(sender: str, text: str, html: str = "") -> bytes:
    """A forward that quotes the mail in its text."""
    message = forward(sender, text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


GMAIL = (
    "Anh xem giúp em.\n\n---------- Forwarded message ---------\nTừ: Bộ Y tế <yte.khan@gmail.com>\n"
    "Ngày: Th 6, 27 thg 11, 2026 vào lúc 08:00\nSubject: Khẩn: khai báo y tế trước 17 giờ\n"
    "To: <canbo@campha.example>\n\n\n"
    "Đề nghị ông bà đăng nhập https://moh-gov-vn.khaibao.example/a trước 17 giờ hôm nay để tránh bị xử phạt.\n"
)
OUTLOOK = (
    "________________________________\nFrom: Bộ Y tế <yte.khan@gmail.com>\nSent: Friday, November 27, 2026 8:00 AM\n"
    "To: canbo@campha.example\nSubject: Khẩn: khai báo y tế trước 17 giờ\n\n"
    "Đề nghị ông bà đăng nhập https://moh-gov-vn.khaibao.example/a trước 17 giờ hôm nay để tránh bị xử phạt.\n"
)
QUOTED = "Chuyển anh\n\n" + "".join(f"> {line}\n" for line in OUTLOOK.splitlines()[1:])
