"""One act that warns everybody: a draft bulletin with the plain warning; a second person still approves it.

What stands in a forged mail was written by an attacker: no address of it may become a link, no sign of it a command of
Markdown, and no mailbox is named in full, for it may be a stolen one (standards P4).
"""

from __future__ import annotations

import re

from django.db import transaction
from django.utils import timezone

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import role_units
from loa.bulletins.actions import create
from loa.bulletins.core.draft import SUMMARY_LIMIT, TITLE_LIMIT, Draft
from loa.bulletins.core.manifest import Text
from loa.bulletins.models import Bulletin
from loa.config import config
from loa.mailguard import queries
from loa.mailguard.actions.permission import require_desk
from loa.mailguard.actions.state import alone
from loa.mailguard.defang import defang
from loa.mailguard.errors import NothingToWarnOfError
from loa.mailguard.models import Campaign, ReportedMail
from loa.units.models import Unit
from loa.units.queries import tree

EDITOR = RoleAssignment.Role.EDITOR
LOOKED_AT = 20  # mails of the campaign that the warning describes
MAX_REASONS = 4
MAX_HOSTS = 5
_LOCAL_PART = re.compile(r"[\w.+-]+@(?=\S)")
_BRACKETS = str.maketrans("[]", "()")  # square ones are the open places of a template
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#!|~])")


@transaction.atomic
def warn(campaign: Campaign, *, by: User) -> Bulletin:
    """Begin the warning, or find the one that was begun; *by* opens it at the desk and hands it to the approvers.

    Raises `MissingRoleError` (it needs an editor too), `NotFoundError`, `NothingToWarnOfError`.
    """
    alone()
    require_desk(by, campaign)
    require(by, EDITOR)
    campaign.refresh_from_db()  # somebody else may have begun it just now
    if campaign.state != Campaign.State.CONFIRMED:
        raise NothingToWarnOfError
    if campaign.warning is not None and campaign.warning.state != Bulletin.State.WITHDRAWN:
        return campaign.warning
    unit = _widest_unit(by)
    campaign.warning = create(by=by, unit=unit, draft=_draft(campaign, by, unit))
    campaign.save(update_fields=["warning"])
    return campaign.warning


def _widest_unit(by: User) -> Unit:
    """Where *by* writes for most people."""
    current = tree(timezone.localdate())
    units = [unit for unit in role_units(by, EDITOR) if unit in current]
    require(by, EDITOR, unit_id=units[0] if units else None)
    return Unit.objects.get(pk=max(units, key=lambda unit: len(current.subtree(unit))))


def _draft(campaign: Campaign, by: User, unit: Unit) -> Draft:
    mails = list(queries.mails(by).filter(campaign=campaign)[:LOOKED_AT])
    return Draft(
        kind="instruction",
        texts={"vi": text_of(campaign, mails)},
        audience={"units": [unit.pk], "subscribers": False},
        urgency="urgent",
    )


def text_of(campaign: Campaign, mails: list[ReportedMail]) -> Text:
    """The warning in plain words: what the mail looks like, why it is false, what to do, what to do when it is late."""
    who = quiet(campaign.impersonates)
    title = f"Cảnh báo thư giả mạo {who}" if who else f"Cảnh báo thư lừa đảo “{quiet(campaign.subject)}”"
    forged = f"giả mạo {who}" if who else "lừa đảo"
    summary = (
        f"Đang có thư {forged} gửi tới cán bộ, công chức. Không mở đường dẫn, không mở tệp đính kèm, không trả lời. "
        "Ai đã mở hoặc đã nhập mật khẩu: đổi mật khẩu và báo ngay bộ phận trực an toàn thông tin."
    )
    return Text(
        title=title[:TITLE_LIMIT],
        summary=summary[:SUMMARY_LIMIT],
        body="\n\n".join(_sections(campaign, mails)),
        source=f"Bộ phận trực an toàn thông tin, {config().authority}",
    )


def _sections(campaign: Campaign, mails: list[ReportedMail]) -> list[str]:
    return [
        "## Nhận ra thư này",
        _list(_marks(campaign, mails)),
        *(["## Vì sao biết là thư giả", _list(reasons)] if (reasons := _reasons(mails)) else []),
        "## Việc cần làm ngay",
        "1. **Không** mở đường dẫn, **không** mở tệp đính kèm, **không** trả lời thư.\n"
        "2. Chuyển tiếp thư (dạng tệp đính kèm) tới hộp thư kiểm tra, hoặc tải lên trang “Kiểm tra thư”.\n"
        "3. Xoá thư sau khi đã báo. Nhắc đồng nghiệp cùng phòng.",
        "## Nếu đã mở hoặc đã nhập thông tin",
        "1. Đổi ngay mật khẩu thư công vụ và mọi nơi dùng chung mật khẩu đó.\n"
        "2. Ngắt mạng máy tính đã mở tệp đính kèm; không tắt máy.\n"
        "3. Gọi bộ phận trực an toàn thông tin. Báo sớm thì không ai bị trách.",
    ]


def _marks(campaign: Campaign, mails: list[ReportedMail]) -> list[str]:
    senders = dict.fromkeys(quiet(mail.sender_name or mail.sender) for mail in mails)
    domains = dict.fromkeys(quiet(mail.sender.rpartition("@")[2]) for mail in mails if "@" in mail.sender)
    hosts = dict.fromkeys(quiet(host) for mail in mails for host in mail.hosts)
    files = dict.fromkeys(quiet(file["name"]) for mail in mails for file in mail.files if file["name"])
    marks = [
        ("Tiêu đề", [f"“{quiet(campaign.subject)}”"] if campaign.subject else []),
        ("Người gửi ghi là", [f"“{name}”" for name in senders if name]),
        ("Thư thật ra đến từ", list(domains)),
        ("Đường dẫn dẫn tới", list(hosts)),
        ("Tệp đính kèm", list(files)),
    ]
    return [f"{label}: {', '.join(values[:MAX_HOSTS])}" for label, values in marks if values]


def _reasons(mails: list[ReportedMail]) -> list[str]:
    """The heaviest reasons of the worst mail, as the guard says them."""
    worst = max(mails, key=lambda mail: mail.score, default=None)
    found = [one for one in queries.evidence_of(worst) if one.weight > 0] if worst else []
    return [quiet(one.text("vi")) for one in found[:MAX_REASONS]]


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {_escape(line)}" for line in lines)


def quiet(text: str) -> str:
    """*text* on one line with nothing to click and no mailbox in full."""
    masked = _LOCAL_PART.sub(lambda found: f"{found[0][0]}…@", " ".join(text.split()))
    return defang(masked).translate(_BRACKETS)


def _escape(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
