"""Builds made mails for the guard's tests: harmless structure only, reserved or invented people, no real message."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP

GATEWAY = "mx.halong.gov.vn"
RECIPIENT = "Văn thư <vanthu@halong.gov.vn>"


@dataclass(frozen=True)
class Mail:
    """What a made mail says; `build` turns it into bytes."""

    sender: str
    subject: str
    text: str = ""
    html: str = ""
    to: str = RECIPIENT
    reply_to: str = ""
    auth: str = "pass"
    authserv: str = GATEWAY
    forged_auth: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str, bytes], ...] = ()

    def but(self, **changes: object) -> Mail:
        """The same mail with *changes*: the twin that differs only in what deceives."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def domain(self) -> str:
        return self.sender.rstrip(">").rpartition("@")[2]

    def build(self) -> bytes:
        """The mail as bytes, with the gateway's Authentication-Results on top of its Received line."""
        message = EmailMessage(policy=SMTP)
        message["Authentication-Results"] = self._results()
        message["Received"] = (
            f"from mail.{self.domain} (unknown [192.0.2.7]) by {self.authserv} with ESMTPS;"
            " Mon, 2 Nov 2026 08:00:00 +0700"
        )
        if self.forged_auth:
            message["Authentication-Results"] = self.forged_auth
        message["Date"] = "Mon, 02 Nov 2026 07:59:58 +0700"
        message["Message-ID"] = f"<m1@{self.domain}>"
        message["From"] = self.sender
        if self.to:
            message["To"] = self.to
        message["Subject"] = self.subject
        if self.reply_to:
            message["Reply-To"] = self.reply_to
        for name, value in self.headers:
            message[name] = value
        self._fill(message)
        return message.as_bytes()

    def _results(self) -> str:
        domain, state = self.domain, self.auth
        return (
            f"{self.authserv}; spf={state} smtp.mailfrom={domain}; dkim={state} header.d={domain};"
            f" dmarc={state} header.from={domain}"
        )

    def _fill(self, message: EmailMessage) -> None:
        message.set_content(self.text or "Kính gửi Quý cơ quan, xin xem nội dung kèm theo.")
        if self.html:
            message.add_alternative(self.html, subtype="html")
        for filename, kind, data in self.files:
            maintype, _, subtype = kind.partition("/")
            message.add_attachment(data, maintype=maintype, subtype=subtype, filename=filename)


@dataclass(frozen=True)
class Pair:
    """An honest mail and its spoofed twin."""

    name: str
    honest: Mail
    spoof: Mail
    catches: tuple[str, ...] = field(default=())
