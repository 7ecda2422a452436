"""Life in every corner of a town, and each page with who looks at it: what the browser walks through.

A page of the web face that is not here fails `tests/web/test_pages_table.py`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyroaring import BitMap

from loa.accounts.actions.people import invite
from loa.accounts.models import RoleAssignment, User
from loa.bulletins import actions
from loa.delivery.models import Delivery
from loa.directives.actions import assign
from loa.directives.models import Directive, Task
from loa.integrations.actions import endpoints
from loa.integrations.actions.tokens import make as make_token
from loa.integrations.models import Dispatch, Endpoint
from loa.kernel import tokens
from loa.mailguard.actions import listing, report
from loa.mailguard.models import Campaign, ListUpload
from loa.reach.actions import record_many
from loa.reach.models import Receipt
from loa.rumours.actions import ask
from tests.mailguard.room.mails import LURE
from tests.web.world import Town, colleagues, release, submit, write

# Routes that show no page of their own: they act and lead on, or answer a machine, or hand over a file.
NO_PAGE = frozenset(
    {
        *("account_login", "sign-in-passkey", "mfa_authenticate", "openid_connect_login", "openid_connect_callback"),
        *("sign-out", "person-grant", "person-revoke", "person-close", "factor-remove", "sessions-end", "language"),
        *("healthz", "readyz", "metrics", "beacon", "family-manifest", "hook-zalo", "home-acknowledge", "home-shared"),
        *("desk-autosave", "desk-live", "desk-media", "desk-template-keep", "desk-template-rename"),
        *("desk-template-delete", "desk-head-count", "desk-preview-frame", "desk-submit", "desk-approve"),
        *(
            "desk-return",
            "desk-release-now",
            "desk-withdraw",
            "desk-restore",
            "desk-events",
            "desk-steer",
            "board-release",
        ),
        *("board-remind", "board-report", "staff-export", "staff-apply", "staff-discard", "directive-receive"),
        *("directive-assign", "directive-show", "task-progress", "rumour-answer", "rumour-dismiss", "app-vapid-key"),
        *("app-subscriptions", "app-installations", "app-sync", "operations-use", "security-confirm"),
        *("security-dismiss", "security-warn", "security-report", "security-raw", "block-add", "block-remove"),
        *("block-export", "find", "token-revoke", "guard-list-upload", "guard-list-apply", "guard-list-discard"),
        *("guard-body-add", "guard-body-remove"),
    }
)
FORGED = "From: Bo Y te <boyte@gmail.com>\nSubject: KHAN\n\nhttp://moh-gov-vn.xyz/login\n"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as *user* gets it (nobody: None). *fills*: fields filled in, then *press* is clicked, or
    posted to when it is an address; *route*: the name behind the page that is reached so."""

    path: str
    user: User | None
    fills: tuple[tuple[str, str], ...] = ()
    press: str = ""
    route: str = ""


def furnish(town: Town) -> dict[str, Shown]:
    """Life in every corner of the town; returns each page's address and who looks at it."""
    people = colleagues(town.north, 40) + colleagues(town.south, 23)
    made = release(town)
    Delivery.objects.filter(channel="portal").update(state=Delivery.State.DONE, finished_at=timezone.now())
    ids = sorted(BitMap.deserialize(bytes(made.audience)))
    record_many([(made.pk, person, Receipt.Kind.DELIVERED, "mail") for person in ids[:-5]])
    record_many([(made.pk, person.pk, Receipt.Kind.ACKNOWLEDGED, "mail") for person in people[7::2]])
    draft, waiting = write(town), submit(town)
    returned = submit(town)
    actions.return_(returned, by=town.approver, reason="Thiếu nguồn của số liệu cách ly, đề nghị bổ sung.")
    ask("nghe nói ăn tỏi sống mỗi ngày là diệt hết virus, khỏi cần khẩu trang?")
    directive = _directive(town)
    token = tokens.make("acknowledge", made.code, town.staff.staff_id or 0)
    unsubscribe = tokens.make("unsubscribe", "", 999_999)
    family = tokens.make("family", "", town.staff.staff_id or 0)
    ticket = invite("nguoimoi@campha.example", "Người Mới", RoleAssignment.Role.STAFF, town.north, by=town.operator)
    webhook = _webhook(town)
    campaign = _campaign(town)
    wrong = (("input[name=email]", "canbo@campha.example"), ("input[name=password]", "khong-dung"))
    return {
        "sign-in": Shown(reverse("sign-in"), None),
        "sign-in-wrong": Shown(reverse("sign-in"), None, wrong, "main form button.main"),
        "invitation": Shown(reverse("invitation", args=[ticket.secret]), None),
        "account": Shown(reverse("account"), town.approver),
        "factor-needed": Shown(reverse("factor-needed"), town.editor),
        "passkey-add": Shown(reverse("passkey-add"), town.editor),
        "app-add": Shown(reverse("app-add"), town.editor),
        "recovery-codes": Shown(reverse("recovery-codes"), town.approver),
        "password": Shown(reverse("password"), town.editor),
        "confirm": Shown(reverse("confirm"), town.approver),
        "people": Shown(reverse("people"), town.operator),
        "people-invite": Shown(reverse("people-invite"), town.operator),
        "people-invite-unit": Shown(
            reverse("people-invite"), town.head, press="form[action$=invite-unit] button", route="people-invite-unit"
        ),
        "people-record": Shown(reverse("people-record"), town.operator),
        "person": Shown(reverse("person", args=[town.staff.pk]), town.operator),
        "person-let-in": Shown(
            reverse("person", args=[town.nobody.pk]),
            town.operator,
            press="form[action$=invite] button",
            route="person-let-in",
        ),
        "family-invitation": Shown(reverse("family-invitation", args=[family]), None),
        "check-answer": Shown(
            "/khong-co-trang-nay", None, (("claim", "ăn tỏi sống diệt virus"),), "/check", route="check"
        ),
        "home": Shown(reverse("home"), town.staff),
        "family": Shown(reverse("home-family"), town.staff),
        "notice": Shown(reverse("home-notice", args=[made.code]), town.staff),
        "desk": Shown(reverse("desk") + "?tab=drafts", town.editor),
        "desk-waiting": Shown(reverse("desk"), town.approver),
        "desk-released": Shown(reverse("desk") + "?tab=released", town.approver),
        "begin": Shown(reverse("desk-new"), town.editor),
        "templates": Shown(reverse("desk-templates"), town.editor),
        "edit": Shown(reverse("desk-edit", args=[draft.pk]), town.editor),
        "preview": Shown(reverse("desk-preview", args=[waiting.pk]), town.approver),
        "approve": Shown(reverse("desk-bulletin", args=[waiting.pk]), town.approver),
        "own": Shown(reverse("desk-bulletin", args=[waiting.pk]), town.editor),
        "returned": Shown(reverse("desk-bulletin", args=[returned.pk]), town.editor),
        "history": Shown(reverse("desk-history", args=[returned.pk]), town.editor),
        "release": Shown(reverse("desk-release", args=[made.code]), town.approver),
        "failures": Shown(reverse("desk-failures", args=[made.code]), town.approver),
        "correct": Shown(reverse("desk-replace", args=[made.code, "correction"]), town.editor),
        "board": Shown(reverse("board"), town.approver),
        "board-overall": Shown(reverse("board-overall", args=[town.city.pk]), town.approver),
        "board-unit": Shown(reverse("board-unit", args=[made.code, town.city.pk]), town.approver),
        "board-ward": Shown(reverse("board-unit", args=[made.code, town.north.pk]), town.head),
        "missing": Shown(reverse("board-missing", args=[made.code, town.north.pk, "acknowledged"]), town.head),
        "directives": Shown(reverse("directives"), town.editor),
        "directive": Shown(reverse("directive", args=[directive.pk]), town.approver),
        "tasks": Shown(reverse("my-tasks"), town.head),
        "rumours": Shown(reverse("rumours"), town.editor),
        "mail-check": Shown(reverse("mailcheck"), town.staff),
        "mail-verdict": Shown(reverse("mailcheck"), town.staff, (("main textarea", FORGED),), "main form button.main"),
        "mail-reported": Shown(
            reverse("mailcheck"),
            town.staff,
            (("main textarea", FORGED),),
            "main form button[name=report]",
            route="mailcheck-report",
        ),
        "security-desk": Shown(reverse("security-desk"), town.security),
        "security-campaign": Shown(reverse("security-campaign", args=[campaign.pk]), town.security),
        "block-list": Shown(reverse("block-list"), town.security),
        "guard-lists": Shown(reverse("guard-lists"), town.security),
        "guard-list-review": Shown(reverse("guard-list-review", args=[_list(town).pk]), town.security),
        "operations": Shown(reverse("operations"), town.operator),
        "organisation": Shown(reverse("organisation"), town.operator),
        "staff-upload": Shown(
            reverse("organisation"),
            town.operator,
            (("main input[type=file]", "Ai, làm gì\n1, 2\n"),),
            "form[action$=import] button",
            route="staff-upload",
        ),
        "staff-review": Shown(_looked_at(town), town.operator),
        "systems": Shown(reverse("systems"), town.operator),
        "token-new": Shown(
            reverse("systems"),
            town.editor,
            (("#id_token-name", "Danh bạ của Sở Nội vụ"),),
            "form[action$=tokens] button",
            route="token-new",
        ),
        "webhook-new": Shown(
            reverse("systems"),
            town.operator,
            (("#id_webhook-name", "Cổng Sở Y tế"), ("#id_webhook-url", "https://10.0.0.1/")),
            "form[action$=webhooks] button",
            route="webhook-new",
        ),
        "webhook": Shown(reverse("webhook", args=[webhook.pk]), town.operator),
        "webhook-secret": Shown(
            reverse("webhook", args=[webhook.pk]), town.operator, (), "form[action$=rotate] button", route="webhook-act"
        ),
        "acknowledge": Shown(reverse("acknowledge", args=[made.code, token]), None),
        "unsubscribe": Shown(reverse("unsubscribe", args=[unsubscribe]), None),
        "refused": Shown(reverse("operations"), town.staff),
        "not-found": Shown("/khong-co-trang-nay", None),
    }


def _directive(town: Town) -> Directive:
    directive = Directive.objects.create(
        kind="công văn",
        issuer="ỦY BAN NHÂN DÂN THÀNH PHỐ CẨM PHẢ",
        number="365/UBND-VHTT",
        date=dt.date(2020, 2, 7),
        place="Cẩm Phả",
        subject="V/v tăng cường tuyên truyền phòng, chống dịch bệnh do virus Corona gây ra",
        addressees=["Các phòng, ban, đơn vị", "Ủy ban nhân dân các phường, xã"],
        signer="Nguyễn Văn A",
        capacity=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
        warnings=["Nhiệm vụ 2: thời hạn “thường xuyên” không chỉ rõ ngày; chỉ giữ nguyên văn."],
        file_name="cong-van-365.pdf",
        file_sha256="0" * 64,
        text="ỦY BAN NHÂN DÂN THÀNH PHỐ CẨM PHẢ\nSố: 365/UBND-VHTT",
    )
    texts = ("Tuyên truyền cán bộ cài đặt ứng dụng Smart Quảng Ninh.", "Thường xuyên kiểm tra hộp thư công vụ.")
    for position, text in enumerate(texts, start=1):
        task = Task.objects.create(
            directive=directive, position=position, no=str(position), text=text, who=["Phường Cửa Ông"]
        )
    assign(task, [town.north.pk, town.south.pk], town.editor)
    return directive


def _campaign(town: Town) -> Campaign:
    """The same spoof, reported by three."""
    for number, user in enumerate((town.staff, town.focal, town.head)):
        report(LURE.but(sender=f"Bộ Y tế <yte.{number}@gmail.com>").build(), via="page", reporter=user.staff)
    return Campaign.objects.get()


def _list(town: Town) -> ListUpload:
    """A list of scam domains with a mistake, beside a body of the town's own."""
    listing.add_body("Bệnh viện đa khoa Cẩm Phả", "bvcampha.example", by=town.security, source="UBND Cẩm Phả")
    rows = b"domain\nyte-gov-vn.example\nkhong phai ten mien\n"
    return listing.upload_list(
        rows,
        kind=ListUpload.Kind.HOSTS,
        name="lua-dao.csv",
        source="tinnhiemmang.vn",
        as_of=dt.date(2026, 11, 1),
        by=town.security,
    )


def _webhook(town: Town) -> Endpoint:
    """Somebody who is told, with a log, and a token beside."""
    make_token(town.operator, town.city, ["staff:write"], name="Danh bạ của Sở Nội vụ", days=90, by=town.operator)
    endpoint, _secret = endpoints.make(
        by=town.operator,
        unit=town.city,
        name="Cổng thông tin Sở Y tế",
        url="https://hooks.soyte.example/loa/ban-tin?nguon=cam-pha",
        events=[each.value for each in endpoints.CHOOSABLE],
    )
    for state, status, error in (
        ("delivered", 200, ""),
        ("waiting", 502, "Bad Gateway"),
        ("given_up", None, "timed out"),
    ):
        line = endpoints.ping(endpoint, by=town.operator)
        Dispatch.objects.filter(pk=line.pk).update(
            state=state, status=status, error=error, attempts=2, milliseconds=1234
        )
    return endpoint


def _looked_at(town: Town) -> str:
    """The dry run of a list with one change and one mistake."""
    client = Client()
    client.force_login(town.operator)
    rows = (
        "Mã CB,Họ và tên,Đơn vị,Chức vụ,Email\ncb9001,Nguyễn Văn Mới,Phường Cửa Ông,Chuyên viên,cb9001@campha.example\n"
    )
    file = SimpleUploadedFile("danh-sach.csv", (rows + "cb9002,,Phường Cửa Ông,,khong-phai-thu\n").encode())
    return str(client.post(reverse("staff-upload"), {"file": file, "on": "2026-11-01"})["Location"])
