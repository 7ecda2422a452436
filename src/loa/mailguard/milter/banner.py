"""The warning as a MIME part of its own: the mail becomes multipart/mixed of the banner and itself, untouched.

Nothing of the original body is rewritten: its bytes and its Content-* headers move into the second part, so what is
signed inside (S/MIME, PGP) stays valid. Mail without a warning is not changed at all, so its DKIM stays valid. Pure.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from loa.mailguard.defang import defang

MAX_REASONS = 4
_HEADLINES = {
    "dangerous": (
        "CẢNH BÁO: thư này có dấu hiệu giả mạo, nguy hiểm",
        "WARNING: this mail shows signs of forgery; dangerous",
    ),
    "caution": ("THẬN TRỌNG: thư này có điểm đáng ngờ", "CAUTION: something about this mail is doubtful"),
}
_SIGNATURE = "Hệ thống bảo vệ thư công vụ (Loa) thêm phần này; nội dung thư gốc ở bên dưới, không bị sửa."


@dataclass(frozen=True, slots=True)
class Caution:
    """What the banner says: level, reasons and advice in Vietnamese, and one English line."""

    level: str
    reasons: Sequence[str]
    advice: str
    advice_en: str

    def lines(self) -> list[str]:
        """The banner line by line, no address in it can be clicked."""
        headline, english = _HEADLINES[self.level]
        reasons = [f"• {defang(reason)}" for reason in self.reasons[:MAX_REASONS]]
        return [f"⚠ {headline}", *reasons, f"➜ {self.advice}", f"{english}. {self.advice_en}", _SIGNATURE]


def part(warning: Caution) -> bytes:
    """The banner as a MIME part with CRLF line ends: plain text, and HTML that needs no picture or style sheet."""
    lines = warning.lines()
    message = EmailMessage(policy=SMTP)
    message.set_content("\n".join(lines) + "\n", cte="base64")
    colour = "#b3261e" if warning.level == "dangerous" else "#8a5a00"
    rows = "".join(f"<div>{html.escape(line)}</div>" for line in lines[1:])
    box = (
        f'<div lang="vi" style="border:3px solid {colour};padding:12px;font-family:sans-serif;font-size:15px;'
        f'line-height:1.5;color:#1b1b1b;background:#ffffff"><strong style="color:{colour};font-size:17px">'
        f"{html.escape(lines[0])}</strong>{rows}</div>"
    )
    message.add_alternative(f"<!doctype html><html><body>{box}</body></html>", subtype="html", cte="base64")
    del message["MIME-Version"]
    return message.as_bytes()


def wrapped(warning: Caution, content_headers: bytes, boundary: str, body: Iterable[bytes]) -> Iterable[bytes]:
    """The new body, piece by piece. *content_headers* are the original's, each ended by CRLF."""
    line = f"--{boundary}".encode("ascii")
    yield line + b"\r\n" + part(warning) + b"\r\n" + line + b"\r\n" + content_headers + b"\r\n"
    yield from body
    yield b"\r\n" + line + b"--\r\n"
