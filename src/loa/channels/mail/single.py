"""One letter to one person, outside any bulletin: a notice about their own account, or a week's figures."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from loa.channels.mail import signing
from loa.config import config

TIMEOUT = 15.0  # seconds for each answer of the mail server


def send(to: str, subject: str, text: str, html: str = "", message_id: str = "", answers: str | None = None) -> None:
    """Hand the letter to the mail server. *message_id* (without the domain) stays the same when it is sent again.

    *answers*: the Message-ID of the mail that this one answers by itself; it then goes out without a return path, for
    a machine's answer must not be bounced to (RFC 3834 §3.3).

    Raises `OSError` (smtplib's errors are among them) when it was not taken: the caller tries again later.
    """
    settings = config()
    letter = compose(to, subject, text, html, message_id, answers)
    host, port = settings.smtp
    connect = smtplib.SMTP_SSL if settings.smtp_tls and port == smtplib.SMTP_SSL_PORT else smtplib.SMTP
    with connect(host, port, timeout=TIMEOUT) as server:
        if settings.smtp_tls and connect is smtplib.SMTP:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.sendmail(settings.mail_from if answers is None else "", [to], letter)


def compose(
    to: str, subject: str, text: str, html: str = "", message_id: str = "", answers: str | None = None
) -> bytes:
    """The letter, signed with DKIM where a key is set up."""
    settings = config()
    local, _, domain = str(settings.mail_from).rpartition("@")
    letter = EmailMessage()
    letter["From"] = Address(str(settings.authority), local, domain)
    letter["To"] = Address(addr_spec=to)
    letter["Subject"] = subject
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{message_id}@{domain}>" if message_id else make_msgid(domain=domain)
    # RFC 3834: nobody's absence note answers it.
    letter["Auto-Submitted"] = "auto-generated" if answers is None else "auto-replied"
    if answers:
        letter["In-Reply-To"] = letter["References"] = answers
    letter.set_content(text)
    if html:
        letter.add_alternative(html, subtype="html")
    raw = letter.as_bytes(policy=letter.policy.clone(linesep="\r\n"))
    if settings.dkim_key_file:
        raw = signing.load(settings.dkim_key_file, domain, settings.dkim_selector).signature_header(raw) + raw
    return raw
