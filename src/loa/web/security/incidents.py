"""The report to the national centre as a file: the mail guard's words in the form of the office's reports."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.utils import timezone

from loa.accounts.models import User
from loa.config import config
from loa.mailguard.models import Campaign, ReportedMail
from loa.mailguard.national import Incident, incident
from loa.reach.reports import write as write_report
from loa.reach.reports.report import Block, Column, Report, place_of

MAX_MAILS = 200
MAX_ORIGINALS = 3
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "eml": "message/rfc822",
}


def write(
    campaign: Campaign, mails: Sequence[ReportedMail], by: User, form: str, *, originals: bool
) -> tuple[bytes, str]:
    """The report in *form* and its media type. *originals*: a mail (eml) brings the kept copies along."""
    told = incident(campaign, mails, by, timezone.now())
    report = _report(told)
    if form != "eml":
        return write_report(report, form), MEDIA_TYPES[form]
    copies = [zlib.decompress(mail.raw) for mail in mails if mail.raw is not None] if originals else []
    return _letter(told, report, by, copies[:MAX_ORIGINALS]), MEDIA_TYPES[form]


def _report(told: Incident) -> Report:
    facts, signs = (Column("Nội dung", "text", 30), Column("Thông tin", "text", 70)), (
        Column("Loại dấu hiệu", "text", 30), Column("Giá trị", "text", 60), Column("Số thư", "text", 10),
    )  # fmt: skip
    authority = str(config().authority)
    return Report(
        issuer=authority,
        issuer_parent="",
        place=place_of(authority),
        title="BÁO CÁO",
        subject=told.subject,
        at=timezone.localtime(),
        lead=told.lead,
        blocks=[
            Block("I. Thông tin sự cố", facts, told.facts),
            Block("II. Dấu hiệu kỹ thuật (đã vô hiệu hoá đường dẫn)", signs, told.signs),
            Block("III. Căn cứ kết luận", (Column("Căn cứ", "text", 100),), [(one,) for one in told.reasons]),
        ],
    )


def _letter(told: Incident, report: Report, by: User, copies: Sequence[bytes]) -> bytes:
    """A mail that opens as a draft (X-Unsent): the sender looks at it and adds the centre's address."""
    letter = EmailMessage(policy=policy.SMTP)
    letter["X-Unsent"] = "1"
    letter["From"] = by.email
    letter["Subject"] = told.subject
    letter.set_content("\n\n".join(told.lead) + "\n")
    letter.add_attachment(write_report(report, "pdf"), maintype="application", subtype="pdf", filename="bao-cao.pdf")
    letter.add_attachment(write_report(report, "csv"), maintype="text", subtype="csv", filename="dau-hieu.csv")
    for number, copy in enumerate(copies, start=1):
        message = message_from_bytes(copy, policy=policy.compat32)
        letter.add_attachment(
            message.as_bytes(), maintype="application", subtype="octet-stream", filename=f"{number}.eml"
        )
    return letter.as_bytes()
