"""What an incident report to the national centre says: who reports, what happened, its signs, what was done.

Texts are Vietnamese: it is the office's own form, whoever prints it. Addresses are defanged; what only the office can
know (harm done, data lost) is left to be filled in by hand, never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from loa.accounts.models import User
from loa.bulletins.models import Bulletin
from loa.config import config
from loa.mailguard import queries
from loa.mailguard.defang import defang
from loa.mailguard.models import Campaign, ReportedMail

BY_HAND = "(đơn vị ghi)"
MAX_SIGNS = 200
MAX_REASONS = 15


@dataclass(frozen=True, slots=True)
class Incident:
    """The report as data: sentences, then pairs and tables of texts."""

    subject: str
    lead: Sequence[str]
    facts: Sequence[tuple[str, str]]
    signs: Sequence[tuple[str, str, str]]  # kind, value, in how many mails
    reasons: Sequence[str]


def incident(campaign: Campaign, mails: Sequence[ReportedMail], by: User, now: datetime) -> Incident:
    """The report of *campaign* from those of its *mails* that *by* may see."""
    forged = f"giả mạo {campaign.impersonates}" if campaign.impersonates else "lừa đảo"
    return Incident(
        subject=f"Sự cố thư điện tử {forged}",
        lead=[
            "Kính gửi: Cơ quan điều phối quốc gia về ứng cứu sự cố an ninh mạng.",
            f"{config().authority} báo cáo chiến dịch thư điện tử {forged} nhằm vào cán bộ, công chức, viên chức; "
            f"phát hiện {_moment(campaign.first_at)}, lần gần nhất {_moment(campaign.last_at)}, "
            f"{campaign.reports} lượt báo.",
            "Đề nghị hỗ trợ xác minh, ngăn chặn các tên miền, địa chỉ dưới đây và thông báo kết quả.",
        ],
        facts=list(_facts(campaign, mails, by, now)),
        signs=_signs(mails),
        reasons=_reasons(mails),
    )


def _facts(campaign: Campaign, mails: Sequence[ReportedMail], by: User, now: datetime) -> list[tuple[str, str]]:
    units = {mail.unit_id for mail in mails if mail.unit_id}
    return [
        ("Đơn vị báo cáo", str(config().authority)),
        ("Người báo cáo, thư điện tử", f"{by.full_name}, {by.email}"),
        ("Điện thoại", BY_HAND),
        ("Thời điểm báo cáo", _moment(now)),
        ("Thời điểm phát hiện", _moment(campaign.first_at)),
        ("Loại sự cố", "Tấn công lừa đảo qua thư điện tử" + (", mạo danh cơ quan" if campaign.impersonates else "")),
        ("Cơ quan, tổ chức bị mạo danh", campaign.impersonates or "không rõ"),
        ("Tiêu đề thư", defang(campaign.subject)),
        ("Quy mô", f"{campaign.reports} lượt báo; {len(units)} đơn vị có người nhận"),
        ("Kết luận của đơn vị", f"{campaign.get_state_display()}. {campaign.reason}".strip(". ") + "."),
        ("Đã ngăn chặn", _blocked(campaign)),
        ("Đã cảnh báo trong cơ quan", _warned(campaign)),
        ("Hệ thống bị ảnh hưởng, thiệt hại", BY_HAND),
        # A breach of personal data has a clock of its own: 72 hours (standards P5).
        ("Dữ liệu cá nhân bị lộ", "(đơn vị ghi: có/không; nếu có, báo riêng trong 72 giờ từ khi phát hiện)"),
    ]


def _blocked(campaign: Campaign) -> str:
    entries = campaign.blocks.filter(removed_at__isnull=True).order_by("at")
    return "; ".join(f"{entry.get_kind_display()} {defang(entry.value)}" for entry in entries[:20]) or "chưa"


def _warned(campaign: Campaign) -> str:
    if campaign.warning is None:
        return "chưa"
    done = campaign.warning.state == Bulletin.State.RELEASED
    return "đã phát hành thông báo cho toàn cơ quan" if done else "đang soạn, chờ duyệt"


def _signs(mails: Sequence[ReportedMail]) -> list[tuple[str, str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for mail in mails:
        counted.update({("Địa chỉ người gửi", defang(mail.sender)), *(("Đường dẫn", defang(h)) for h in mail.hosts)})
        counted.update({(f"Tệp “{file['name']}” (SHA-256)", file["sha256"]) for file in mail.files})
    return [(kind, value, str(times)) for (kind, value), times in counted.most_common(MAX_SIGNS) if value]


def _reasons(mails: Sequence[ReportedMail]) -> list[str]:
    found = (one for mail in mails for one in queries.evidence_of(mail) if one.weight > 0)
    heaviest = sorted(found, key=lambda one: -one.weight)
    return list(dict.fromkeys(defang(one.text("vi")) for one in heaviest))[:MAX_REASONS]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M ngày %d/%m/%Y")
