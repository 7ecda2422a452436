"""Every page of the desk in a real browser: no accessibility violation, nothing wider than the screen.

`SHOTS_DIR=folder` keeps a picture of each, at 390 and at 1280 pixels.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pyroaring import BitMap

from loa.accounts.models import User
from loa.bulletins import actions
from loa.delivery.models import Delivery
from loa.directives.actions import assign
from loa.directives.models import Directive, Task
from loa.kernel import tokens
from loa.reach.actions import record_many
from loa.reach.models import Receipt
from loa.rumours.actions import ask
from tests.web.world import Town, colleagues, release, submit, write

pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("SHOTS_DIR")
SHARES = 4  # the pages are dealt out to so many tests, which can run side by side
Visit = Callable[..., Page]


def furnish(town: Town) -> dict[str, tuple[str, User | None]]:
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
    return {
        "sign-in": (reverse("sign-in"), None),
        "home": (reverse("home"), town.staff),
        "family": (reverse("home-family"), town.staff),
        "notice": (reverse("home-notice", args=[made.code]), town.staff),
        "desk": (reverse("desk") + "?tab=drafts", town.editor),
        "desk-waiting": (reverse("desk"), town.approver),
        "desk-released": (reverse("desk") + "?tab=released", town.approver),
        "begin": (reverse("desk-new"), town.editor),
        "templates": (reverse("desk-templates"), town.editor),
        "edit": (reverse("desk-edit", args=[draft.pk]), town.editor),
        "preview": (reverse("desk-preview", args=[waiting.pk]), town.approver),
        "approve": (reverse("desk-bulletin", args=[waiting.pk]), town.approver),
        "own": (reverse("desk-bulletin", args=[waiting.pk]), town.editor),
        "returned": (reverse("desk-bulletin", args=[returned.pk]), town.editor),
        "history": (reverse("desk-history", args=[returned.pk]), town.editor),
        "release": (reverse("desk-release", args=[made.code]), town.approver),
        "failures": (reverse("desk-failures", args=[made.code]), town.approver),
        "correct": (reverse("desk-replace", args=[made.code, "correction"]), town.editor),
        "board": (reverse("board"), town.approver),
        "board-overall": (reverse("board-overall", args=[town.city.pk]), town.approver),
        "board-unit": (reverse("board-unit", args=[made.code, town.city.pk]), town.approver),
        "board-ward": (reverse("board-unit", args=[made.code, town.north.pk]), town.head),
        "missing": (reverse("board-missing", args=[made.code, town.north.pk, "acknowledged"]), town.head),
        "directives": (reverse("directives"), town.editor),
        "directive": (reverse("directive", args=[directive.pk]), town.editor),
        "tasks": (reverse("my-tasks"), town.head),
        "rumours": (reverse("rumours"), town.editor),
        "mail-check": (reverse("mailcheck"), town.staff),
        "operations": (reverse("operations"), town.operator),
        "organisation": (reverse("organisation"), town.operator),
        "acknowledge": (reverse("acknowledge", args=[made.code, token]), None),
        "unsubscribe": (reverse("unsubscribe", args=[unsubscribe]), None),
        "refused": (reverse("operations"), town.staff),
        "not-found": ("/khong-co-trang-nay", None),
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


def check(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands: axe's violations, and a page wider than the screen."""
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [
        f"{name}: {one['id']} {json.dumps([node['html'][:160] for node in one['nodes'][:3]])}"
        for one in _violations(results)
    ]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{name}: {wider} px wider than the screen"] if wider > 0 else [])


def _violations(results: Any) -> list[dict[str, Any]]:
    return list(results.response["violations"])


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desktop", "light"), ("phone", "dark")])
def test_every_page_is_accessible(size: str, scheme: str, share: int, living_town: Town, visit: Visit) -> None:
    problems = []
    for name, (path, user) in list(furnish(living_town).items())[share::SHARES]:
        page = visit(path, user, size, scheme)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{size}-{scheme}.png"), full_page=True)
        problems += check(page, name)
        page.context.close()
    assert not problems, "\n".join(problems)
