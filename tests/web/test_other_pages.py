"""Staff home, dispatches, rumours, mail check, operations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from loa.bulletins import actions
from loa.bulletins.queries import latest_revision
from loa.channels.portal import renewal
from loa.channels.portal.renewal import Renewal
from loa.delivery.actions import release_and_plan
from loa.directives.models import Assignment, Directive, Task
from loa.reach.models import Receipt
from loa.rumours.actions import ask
from loa.rumours.models import Rumour
from loa.units.models import ContactPoint, Recipient
from loa.web.desk.changes import marked
from loa.web.markup import to_html
from tests.bulletins.test_pictures import photo
from tests.web.conftest import Enter
from tests.web.world import Town, draft_of, release, write

pytestmark = pytest.mark.django_db


def test_todays_page_shows_what_to_read_until_it_is_acknowledged(town: Town, enter: Enter) -> None:
    made, client = release(town), enter(town.staff)
    assert "1 bản tin cần đọc" in client.get(reverse("home")).content.decode()
    client.post(reverse("home-acknowledge", args=[made.code]))
    assert "Bạn đã đọc hết" in client.get(reverse("home")).content.decode()
    assert Receipt.objects.filter(recipient=town.staff.staff_id, kind=Receipt.Kind.ACKNOWLEDGED).count() == 1


def test_nobody_acknowledges_what_did_not_go_to_them(town: Town, enter: Enter) -> None:
    made = release(town, audience={"units": [town.south.pk], "subscribers": False})
    assert enter(town.staff).post(reverse("home-acknowledge", args=[made.code])).status_code == 404


def test_the_notice_carries_code_and_drawing(town: Town, enter: Enter) -> None:
    made = release(town)
    page = enter(town.staff).get(reverse("home-notice", args=[made.code])).content.decode()
    assert made.code in page
    assert 'class="qr"' in page


def test_a_dispatch_is_read_and_its_task_given_reported_and_done(town: Town, enter: Enter, shared_data: Path) -> None:
    text = min((shared_data / "dispatches-dev" / "texts").glob("*.txt")).read_bytes()
    editor = enter(town.editor)
    answer = editor.post(reverse("directive-receive"), {"file": SimpleUploadedFile("cong-van.txt", text)})
    directive = Directive.objects.get()
    assert answer["Location"] == reverse("directive", args=[directive.pk])
    task = directive.tasks.first() or Task.objects.create(directive=directive, position=1, text="Báo cáo.")
    editor.post(reverse("directive-assign", args=[directive.pk, task.pk]), {"units": [town.north.pk]})
    head, assignment = enter(town.head), Assignment.objects.get()
    assert "Phường Cửa Ông" in head.get(reverse("my-tasks")).content.decode()
    head.post(reverse("task-progress", args=[assignment.pk]), {"state": "done", "note": "Đã triển khai."})
    assignment.refresh_from_db()
    assert (assignment.state, assignment.note) == ("done", "Đã triển khai.")
    assert enter(town.focal).post(reverse("task-progress", args=[assignment.pk]), {"state": "done"}).status_code == 404


@pytest.mark.parametrize("upload", [b"", b"%PDF-1.7 broken", b"\x00\xff" * 50])
def test_a_broken_dispatch_is_refused_in_words(town: Town, enter: Enter, upload: bytes) -> None:
    file = SimpleUploadedFile("hong.pdf", upload)
    answer = enter(town.editor).post(reverse("directive-receive"), {"file": file}, follow=True)
    assert answer.status_code == 200
    assert 'class="note grave' in answer.content.decode()
    assert not Directive.objects.exists()


def test_a_rumour_is_answered_with_a_release(town: Town, enter: Enter) -> None:
    ask("nghe nói ăn tỏi sống mỗi ngày là diệt hết virus")
    made, rumour, client = release(town), Rumour.objects.get(), enter(town.editor)
    assert "ăn tỏi sống" in client.get(reverse("rumours")).content.decode()
    client.post(reverse("rumour-answer", args=[rumour.pk]), {"code": "khong-co"})
    rumour.refresh_from_db()
    assert rumour.answer is None
    client.post(reverse("rumour-answer", args=[rumour.pk]), {"code": made.code.lower()})
    rumour.refresh_from_db()
    assert rumour.answer == made


def test_a_mail_is_judged_and_not_kept(town: Town, enter: Enter) -> None:
    mail = b"From: Bo Y te <boyte@gmail.com>\r\nSubject: KHAN\r\n\r\nhttp://moh-gov-vn.xyz/login\r\n"
    client = enter(town.staff)
    page = client.post(reverse("mailcheck"), {"file": SimpleUploadedFile("thu.eml", mail)}).content.decode()
    assert 'class="verdict ' in page
    assert client.post(reverse("mailcheck"), {}).status_code == 422
    assert client.get(reverse("mailcheck")).status_code == 200, "nothing is wrong before anything was sent"


def test_probes_answer_machines(db: None, client: Client) -> None:
    assert client.get("/healthz").json() == {"ok": True}
    assert client.get("/readyz").status_code in {200, 503}
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403


def test_the_operators_page_shows_how_far_the_portal_is_renewed(
    town: Town, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for running, said in ((True, "vẫn xem được các trang cũ"), (False, "bị ngắt giữa chừng")):
        monkeypatch.setattr(renewal, "state", lambda _root, running=running: Renewal(3500, 10_000, running))
        page = enter(town.operator).get(reverse("operations")).content.decode()
        assert said in page
        assert "3.500" in page
        assert "10.000" in page


def test_the_operators_page_names_what_is_ill_and_is_calm_about_what_is_not_used(town: Town, enter: Enter) -> None:
    client = enter(town.operator)
    assert "không dùng" in client.get(reverse("operations")).content.decode()
    person = Recipient.objects.create(kind=Recipient.Kind.SUBSCRIBER)
    ContactPoint.objects.create(recipient=person, channel="zalo", address="3344")
    page = client.get(reverse("operations")).content.decode()
    assert "không dùng" not in page
    assert "Zalo chưa" in page


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_marked_difference_never_lets_markup_through(old: str, new: str) -> None:
    html = str(marked(old, new))
    for tag in ("<ins>", "</ins>", "<del>", "</del>"):
        html = html.replace(tag, "")
    assert "<" not in html
    assert ">" not in html


@given(st.text(max_size=300))
def test_markdown_never_becomes_script(text: str) -> None:
    html = str(to_html(text + "\n\n<script>alert(1)</script> [x](javascript:alert(1))")).lower()
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_pictures_and_files_stand_on_the_home_and_on_the_sheet(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    picture = actions.add_picture(bulletin, by=town.editor, data=photo())
    file = actions.add_attachment(bulletin, by=town.editor, data=b"%PDF-1.7 %%EOF", name="Mau.pdf")
    draft = draft_of(
        town, pictures=(replace(picture, alt={"vi": "Bản đồ"}),), attachments=(replace(file, description="Mẫu"),)
    )
    actions.save(bulletin, by=town.editor, draft=draft, expected=1)
    actions.submit(bulletin, by=town.editor)
    bulletin.refresh_from_db()
    actions.approve(bulletin, by=town.approver, seen_hash=latest_revision(bulletin).content_hash)
    made, client = release_and_plan(bulletin, timezone.now()), enter(town.staff)
    for address in (reverse("home"), reverse("home-notice", args=[made.code])):
        page = client.get(address).content.decode()
        assert 'alt="Bản đồ"' in page, address
        assert f'<a href="/files/{file.sha256}/Mau.pdf">Mẫu</a>' in page, address
