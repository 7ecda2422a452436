"""The writing page: findings with reasons, pictures and files, languages, live parts, templates, audiences."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment
from loa.bulletins import actions, queries
from loa.bulletins.models import Bulletin, BulletinTemplate, WorkingCopy
from loa.bulletins.queries import latest_draft
from loa.rumours.actions import ask
from loa.rumours.models import Rumour
from tests.bulletins.test_files import PDF
from tests.bulletins.test_pictures import GPS, bomb, photo
from tests.web.conftest import Enter
from tests.web.test_desk import form_of
from tests.web.world import WORDS, Town, draft_of, submit, write

pytestmark = pytest.mark.django_db


def picture(name: str = "anh.jpg", data: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or photo(), "image/jpeg")


def edit(client: Any, bulletin: Bulletin, **changes: object) -> Any:
    return client.post(reverse("desk-edit", args=[bulletin.pk]), form_of(bulletin) | changes)


def fields_of(page: str) -> dict[str, object]:
    """The hidden rows of pictures and files as the page holds them."""
    found = re.findall(r'<input type="(?:hidden|text)" name="((?:pictures|files)-[^"]+)"(?: value="([^"]*)")?', page)
    return dict(found)


# Findings

PHONE = "Khi sốt, gọi anh Nam, 0912 345 678."


def test_an_error_stops_the_submission_until_a_reason_is_given(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    client = enter(town.editor)
    edit(client, bulletin, vi_body=PHONE)
    refused = client.post(reverse("desk-submit", args=[bulletin.pk]), follow=True)
    assert "0912 345 678" in refused.content.decode()
    bulletin.refresh_from_db()
    assert bulletin.state == Bulletin.State.DRAFT

    page = client.get(reverse("desk-edit", args=[bulletin.pk])).content.decode()
    [key] = re.findall(r'name="(waiver-phone-[0-9a-f]+)"', page)
    edit(client, bulletin, vi_body=PHONE, **{key: "Số trực của chốt kiểm dịch, được anh Nam đồng ý"})
    client.post(reverse("desk-submit", args=[bulletin.pk]))
    bulletin.refresh_from_db()
    assert bulletin.state == Bulletin.State.SUBMITTED
    seen = enter(town.approver).get(reverse("desk-bulletin", args=[bulletin.pk])).content.decode()
    assert "Số trực của chốt kiểm dịch" in seen


def test_the_reason_is_part_of_what_is_approved_and_not_of_what_goes_out(town: Town) -> None:
    [finding] = [one for one in queries.findings(draft_of(town, texts={"vi": _words(PHONE)})) if one.code == "phone"]
    waivers = {finding.key: "Số trực công khai"}
    bulletin = submit(town, texts={"vi": _words(PHONE)}, waivers=waivers)
    revision = queries.latest_revision(bulletin)
    assert revision.content["waivers"] == waivers
    actions.approve(bulletin, by=town.approver, seen_hash=revision.content_hash)
    made = actions.release(bulletin, timezone.now())
    assert "waivers" not in bytes(made.manifest).decode()


def _words(body: str) -> Any:
    from dataclasses import replace

    return replace(WORDS, body=body)


def test_the_approver_sees_advice_too(town: Town, enter: Enter) -> None:
    bulletin = submit(town, texts={"vi": _words("TTYT thông báo.")})
    assert "TTYT" in enter(town.approver).get(reverse("desk-bulletin", args=[bulletin.pk])).content.decode()


# Pictures and files


def test_a_picture_is_taken_in_described_and_shown_without_its_place(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    client = enter(town.editor)
    assert edit(client, bulletin, picture=picture(), then="upload").status_code == 302
    [taken] = latest_draft(bulletin).pictures
    page = client.get(reverse("desk-edit", args=[bulletin.pk])).content.decode()
    assert f"![](picture:{taken.key})" in page

    refused = client.post(reverse("desk-submit", args=[bulletin.pk]), follow=True).content.decode()
    assert "mô tả bằng lời" in refused
    edit(client, bulletin, **fields_of(page) | {"pictures-0-words_vi": "Bản đồ các điểm khai báo y tế"})
    assert latest_draft(bulletin).pictures[0].alt == {"vi": "Bản đồ các điểm khai báo y tế"}

    shown = client.get(reverse("desk-media", args=[bulletin.pk, taken.files[1].sha256]))
    assert shown["Content-Type"] == "image/jpeg"
    assert "sandbox" in shown["Content-Security-Policy"]
    with Image.open(io.BytesIO(shown.content)) as stripped:
        assert not stripped.getexif().get_ifd(GPS)
    assert client.post(reverse("desk-submit", args=[bulletin.pk])).status_code == 302
    assert (
        "data:image/jpeg;base64,"
        in client.get(reverse("desk-preview-frame", args=[bulletin.pk, "portal"])).content.decode()
    )


def test_a_file_is_taken_in_and_offered_for_download(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    client = enter(town.editor)
    edit(client, bulletin, attachment=SimpleUploadedFile("Mẫu khai.pdf", PDF), then="upload")
    [item] = latest_draft(bulletin).attachments
    assert (item.name, item.media_type, item.size) == ("Mẫu khai.pdf", "application/pdf", len(PDF))
    got = client.get(reverse("desk-media", args=[bulletin.pk, item.sha256]))
    assert got.content == PDF
    assert got["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("field", "name", "data", "words"),
    [
        ("picture", "a.jpg", b"not a picture", "không phải ảnh"),
        ("picture", "a.png", bomb(30_000, 30_000), "quá nhiều điểm ảnh"),
        ("attachment", "a.pdf", b"MZ program", "không đúng như tên gọi"),
        ("attachment", "a.exe", b"MZ", "Không gửi được loại tệp"),
    ],
)
def test_a_refused_upload_loses_no_word(
    field: str, name: str, data: bytes, words: str, town: Town, enter: Enter
) -> None:
    bulletin = write(town)
    answer = edit(enter(town.editor), bulletin, vi_title="Tiêu đề vừa gõ", **{field: SimpleUploadedFile(name, data)})
    page = answer.content.decode()
    assert answer.status_code >= 400
    assert words in page
    assert "Tiêu đề vừa gõ" in page


def test_a_conflict_keeps_what_was_uploaded(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    opened = form_of(bulletin)
    edit(enter(town.editor), bulletin, vi_title="Đồng nghiệp")
    answer = enter(town.editor).post(reverse("desk-edit", args=[bulletin.pk]), opened | {"picture": picture()})
    page = answer.content.decode()
    assert answer.status_code == 409
    rows = fields_of(page)
    assert rows["pictures-TOTAL_FORMS"] == "1"
    enter(town.editor).post(reverse("desk-edit", args=[bulletin.pk]), opened | rows | {"expected": 2})
    assert len(latest_draft(bulletin).pictures) == 1


def test_a_picture_of_another_bulletin_cannot_be_named(town: Town, enter: Enter) -> None:
    other, bulletin = write(town), write(town)
    stranger = actions.add_picture(other, by=town.editor, data=photo())
    client = enter(town.editor)
    rows = {"pictures-TOTAL_FORMS": 1, "pictures-INITIAL_FORMS": 0, "pictures-0-key": stranger.key}
    edit(client, bulletin, **rows)
    assert latest_draft(bulletin).pictures == ()
    sha256 = stranger.files[0].sha256
    assert client.get(reverse("desk-media", args=[bulletin.pk, sha256])).status_code == 404


def test_a_correction_brings_pictures_and_figures_along(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    client = enter(town.editor)
    edit(client, bulletin, picture=picture(), then="upload")
    page = client.get(reverse("desk-edit", args=[bulletin.pk])).content.decode()
    edit(client, bulletin, **fields_of(page) | {"pictures-0-words_vi": "Bản đồ các điểm khai báo y tế"})
    actions.submit(bulletin, by=town.editor)
    actions.approve(bulletin, by=town.approver, seen_hash=queries.latest_revision(bulletin).content_hash)
    made = actions.release(bulletin, timezone.now())
    client.post(
        reverse("desk-replace", args=[made.code, "correction"]), {"title": "Đính chính", "summary": "Giờ đúng."}
    )
    correction = Bulletin.objects.get(kind=Bulletin.Kind.CORRECTION)
    assert latest_draft(correction).pictures == latest_draft(bulletin).pictures
    assert client.get(reverse("desk-edit", args=[correction.pk])).status_code == 200


# Languages


def test_a_further_language_is_added_and_kept(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    client = enter(town.editor)
    answer = edit(client, bulletin, then="language", new_language="zh")
    assert answer["Location"].endswith("?language=zh#language-zh")
    page = client.get(answer["Location"]).content.decode()
    assert 'name="zh_title"' in page
    words = {"languages": ["vi", "zh"], "zh_title": "标题", "zh_summary": "摘要", "zh_body": "正文"}
    edit(client, bulletin, **words)
    assert latest_draft(bulletin).texts["zh"].title == "标题"
    assert 'name="zh_title"' in client.get(reverse("desk-edit", args=[bulletin.pk])).content.decode()


# What follows the keys


def test_findings_limits_and_previews_follow_unsaved_words(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    client = enter(town.editor)
    sent = form_of(bulletin, vi_body=PHONE, vi_title="Tiêu đề chưa lưu " + "dài " * 40)
    answer = client.post(reverse("desk-live", args=[bulletin.pk]), sent).json()
    assert "0912 345 678" in answer["remarks"]
    assert set(answer["limits"]) == {"portal", "mail"}
    assert "quá dài" in answer["limits"]["portal"]
    assert bulletin.revisions.count() == 1
    frame = reverse("desk-preview-frame", args=[bulletin.pk, "mail"])
    assert "Tiêu đề chưa lưu" in client.get(frame + "?copy=1").content.decode()
    assert "Tiêu đề chưa lưu" not in client.get(frame).content.decode()
    assert "Tiêu đề chưa lưu" not in enter(town.approver).get(frame + "?copy=1").content.decode()


def test_a_half_filled_row_does_not_stop_the_preview(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    rows = {"figures-TOTAL_FORMS": "1", "figures-0-label_vi": "Số ca"}
    answer = enter(town.editor).post(reverse("desk-live", args=[bulletin.pk]), form_of(bulletin) | rows)
    assert "remarks" in answer.json()


def test_two_who_write_know_of_each_other(town: Town, enter: Enter) -> None:
    grant(town.approver, RoleAssignment.Role.EDITOR, town.city)
    bulletin = write(town)
    url = reverse("desk-live", args=[bulletin.pk])
    assert enter(town.editor).post(url, form_of(bulletin)).json()["others"] == ""
    assert town.editor.full_name in enter(town.approver).post(url, form_of(bulletin)).json()["others"]
    page = enter(town.editor).get(reverse("desk-edit", args=[bulletin.pk])).content.decode()
    assert f"{town.approver.full_name} cũng đang mở trang này" in page


def test_saving_drops_the_working_copy_and_releasing_all(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    client = enter(town.editor)
    client.post(reverse("desk-live", args=[bulletin.pk]), form_of(bulletin, vi_title="Mới"))
    edit(client, bulletin, vi_title="Mới")
    assert queries.working_copy(bulletin, town.editor) is None
    actions.submit(bulletin, by=town.editor)
    actions.approve(bulletin, by=town.approver, seen_hash=queries.latest_revision(bulletin).content_hash)
    actions.release(bulletin, timezone.now())
    assert not WorkingCopy.objects.exists()


# Templates


def test_a_template_is_kept_used_renamed_and_taken_away(town: Town, enter: Enter) -> None:
    client = enter(town.editor)
    client.post(reverse("desk-template-keep", args=[write(town).pk]), {"name": "Bản tin sáng"})
    kept = BulletinTemplate.objects.get()
    answer = client.post(reverse("desk-new"), {"kind": f"template:{kept.pk}", "unit": town.north.pk})
    begun = Bulletin.objects.get(unit=town.north)
    assert answer["Location"] == reverse("desk-edit", args=[begun.pk])
    draft = latest_draft(begun)
    assert draft.texts["vi"].body == WORDS.body
    assert draft.audience["units"] == [town.north.pk]
    client.post(reverse("desk-template-rename", args=[kept.pk]), {"name": "Bản tin chiều"})
    assert "Bản tin chiều" in client.get(reverse("desk-templates")).content.decode()
    client.post(reverse("desk-template-delete", args=[kept.pk]))
    assert not BulletinTemplate.objects.exists()


def test_a_template_belongs_to_its_unit_and_serves_those_below(town: Town, enter: Enter) -> None:
    grant(town.focal, RoleAssignment.Role.EDITOR, town.south)
    grant(town.head, RoleAssignment.Role.EDITOR, town.north)
    city = actions.keep_template(write(town), by=town.editor, name="Của thành phố")
    ward_text = draft_of(town, audience={"units": [town.north.pk], "subscribers": False})
    ward_bulletin = actions.create(by=town.head, unit=town.north, draft=ward_text)
    ward = actions.keep_template(ward_bulletin, by=town.head, name="Của phường")
    page = enter(town.focal).get(reverse("desk-templates")).content.decode()
    assert "Của thành phố" in page
    assert "Của phường" not in page
    for one in (city, ward):
        assert enter(town.focal).post(reverse("desk-template-delete", args=[one.pk])).status_code == 404
    assert BulletinTemplate.objects.count() == 2


def test_the_places_of_a_template_must_be_filled(town: Town, enter: Enter) -> None:
    enter(town.editor).post(reverse("desk-new"), {"kind": "pattern:daily-figures", "unit": town.city.pk})
    bulletin = Bulletin.objects.get()
    today = timezone.localtime()
    assert f"{today:%d/%m/%Y}" in latest_draft(bulletin).texts["vi"].title
    assert any("[số]" in sentence for sentence in queries.obstacles(latest_draft(bulletin)))


# Audiences


def test_only_those_with_a_duty_can_be_addressed(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    client = enter(town.editor)
    url = reverse("desk-head-count", args=[bulletin.pk])
    both = {"roles": ["unit_head", "focal_point"]}
    assert "<b>2</b>" in client.post(url, form_of(bulletin, **both)).content.decode()
    assert "<b>1</b>" in client.post(url, form_of(bulletin, units=[town.south.pk], **both)).content.decode()
    edit(client, bulletin, **both)
    spec = latest_draft(bulletin).audience
    assert spec["holders"] == {"roles": ["focal_point", "unit_head"], "units": [town.city.pk]}
    page = client.get(reverse("desk-bulletin", args=[bulletin.pk])).content.decode()
    assert "Chỉ người giữ nhiệm vụ" in page


def test_those_who_asked_about_a_rumour_can_be_addressed(town: Town, enter: Enter) -> None:
    enter(town.staff).post(reverse("check"), {"claim": "nghe nói uống rượu diệt được virus?"})
    ask("nghe nói uống rượu diệt được virus?", asker=town.focal.staff_id)
    ask("nghe nói uống rượu diệt được virus?")  # a stranger stays one
    rumour = Rumour.objects.get()
    bulletin = write(town)
    url = reverse("desk-head-count", args=[bulletin.pk])
    sent = form_of(bulletin, units=[], asked_rumour=rumour.pk)
    client = enter(town.editor)
    assert f"<b>{rumour.askers.count()}</b>" in client.post(url, sent).content.decode()
    assert rumour.askers.count() == 2
    assert "uống rượu" in client.get(reverse("desk-edit", args=[bulletin.pk])).content.decode()
