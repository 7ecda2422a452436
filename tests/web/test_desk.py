"""The desk from the first word to the release, through its pages alone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment
from loa.bulletins import actions
from loa.bulletins.core.manifest import Text
from loa.bulletins.models import Bulletin, Decision, Release
from loa.bulletins.queries import latest_draft, latest_revision
from loa.delivery.models import Delivery
from loa.errors import LoaError
from tests.web.conftest import Enter
from tests.web.world import WORDS, Town, draft_of, release, submit, write

pytestmark = pytest.mark.django_db


def form_of(bulletin: Bulletin, **changes: object) -> dict[str, object]:
    """What the browser would send from the writing page."""
    draft = latest_draft(bulletin)
    text = draft.texts["vi"]
    values: dict[str, object] = {
        "expected": latest_revision(bulletin).number,
        "kind": draft.kind,
        "urgency": draft.urgency,
        "channels": list(draft.channels),
        "units": draft.audience["units"],
        "vi_title": text.title,
        "vi_summary": text.summary,
        "vi_body": text.body,
        "vi_source": text.source,
        "figures-TOTAL_FORMS": "0",
        "figures-INITIAL_FORMS": "0",
    }
    return values | changes


def test_a_bulletin_is_begun_written_submitted_approved_and_released(town: Town, enter: Enter) -> None:
    editor, approver = enter(town.editor), enter(town.approver)
    begun = editor.post(reverse("desk-new"), {"kind": "instruction", "unit": town.city.pk})
    bulletin = Bulletin.objects.get()
    assert begun["Location"] == reverse("desk-edit", args=[bulletin.pk])

    words = form_of(bulletin, channels=["portal", "mail"], vi_title="Tiêu đề", vi_summary="Tóm tắt", vi_body="Nội dung")
    assert editor.post(begun["Location"], words | {"then": "check"}).status_code == 302
    assert editor.post(reverse("desk-submit", args=[bulletin.pk])).status_code == 302

    page = approver.get(reverse("desk-bulletin", args=[bulletin.pk])).content.decode()
    assert "Tiêu đề" in page
    seen = re.search(r'name="seen_hash" value="([0-9a-f]{64})"', page)
    assert seen
    done = approver.post(reverse("desk-approve", args=[bulletin.pk]), {"seen_hash": seen[1], "read": "on"})
    made = Release.objects.get()
    assert done["Location"] == reverse("desk-release", args=[made.code])
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"portal", "mail"}
    assert made.code in approver.get(done["Location"]).content.decode()


def test_an_author_is_refused_as_approver_in_words(town: Town, enter: Enter) -> None:
    grant(town.editor, RoleAssignment.Role.APPROVER, town.city)
    bulletin = submit(town)
    client = enter(town.editor)
    page = client.get(reverse("desk-bulletin", args=[bulletin.pk])).content.decode()
    assert "không thể tự duyệt" in page
    assert 'name="seen_hash"' not in page
    seen = latest_revision(bulletin).content_hash
    answer = client.post(reverse("desk-approve", args=[bulletin.pk]), {"seen_hash": seen, "read": "on"}, follow=True)
    assert "người khác" in answer.content.decode()
    assert not Decision.objects.filter(verdict=Decision.Verdict.APPROVE).exists()


def test_an_approval_of_another_text_is_refused(town: Town, enter: Enter) -> None:
    bulletin = submit(town)
    client = enter(town.approver)
    answer = client.post(reverse("desk-approve", args=[bulletin.pk]), {"seen_hash": "0" * 64, "read": "on"})
    assert answer.status_code == 409
    bulletin.refresh_from_db()
    assert bulletin.state == Bulletin.State.SUBMITTED


def test_approval_asks_that_the_text_was_read(town: Town, enter: Enter) -> None:
    bulletin = submit(town)
    seen = latest_revision(bulletin).content_hash
    answer = enter(town.approver).post(reverse("desk-approve", args=[bulletin.pk]), {"seen_hash": seen})
    assert answer.status_code == 422
    assert not Release.objects.exists()


def test_a_scheduled_approval_waits(town: Town, enter: Enter) -> None:
    bulletin = submit(town)
    at = timezone.localtime() + dt.timedelta(hours=3)
    data = {
        "seen_hash": latest_revision(bulletin).content_hash,
        "read": "on",
        "release_at": at.strftime("%Y-%m-%dT%H:%M"),
    }
    enter(town.approver).post(reverse("desk-approve", args=[bulletin.pk]), data)
    bulletin.refresh_from_db()
    assert bulletin.state == Bulletin.State.APPROVED
    assert bulletin.release_at is not None
    assert abs(bulletin.release_at - at) < dt.timedelta(minutes=1)
    assert not Release.objects.exists()


def test_an_hour_after_the_end_is_refused_beside_its_field(town: Town, enter: Enter) -> None:
    end = timezone.localtime() + dt.timedelta(hours=2)
    bulletin = submit(town, not_after=end.isoformat())
    data = {
        "seen_hash": latest_revision(bulletin).content_hash,
        "read": "on",
        "release_at": (end + dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
    }
    answer = enter(town.approver).post(reverse("desk-approve", args=[bulletin.pk]), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert end.strftime("hết hiệu lực lúc %H:%M %d/%m/%Y") in page
    assert data["release_at"] in page, "what was filled in stays"
    bulletin.refresh_from_db()
    assert bulletin.state == Bulletin.State.SUBMITTED


def test_a_return_needs_a_reason_and_shows_it(town: Town, enter: Enter) -> None:
    bulletin = submit(town)
    approver = enter(town.approver)
    url = reverse("desk-return", args=[bulletin.pk])
    assert approver.post(url, {"reason": "  "}).status_code == 422
    assert approver.post(url, {"reason": "Thiếu nguồn của số liệu."}).status_code == 302
    page = enter(town.editor).get(reverse("desk-bulletin", args=[bulletin.pk])).content.decode()
    assert "Thiếu nguồn của số liệu." in page


def test_the_approver_sees_what_changed_since_the_return(town: Town, enter: Enter) -> None:
    bulletin = submit(town)
    actions.return_(bulletin, by=town.approver, reason="Sửa giờ.")
    enter(town.editor).post(
        reverse("desk-edit", args=[bulletin.pk]), form_of(bulletin, vi_summary="Từ 09:00 mọi người đeo khẩu trang.")
    )
    page = enter(town.approver).get(reverse("desk-bulletin", args=[bulletin.pk])).content.decode()
    assert "<ins>09:00" in page
    assert "<del>07:00" in page


def test_two_editors_lose_nothing(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    other = town.approver
    grant(other, RoleAssignment.Role.EDITOR, town.city)
    opened = form_of(bulletin, vi_title="Bản của tôi")
    enter(other).post(reverse("desk-edit", args=[bulletin.pk]), form_of(bulletin, vi_title="Bản của đồng nghiệp"))

    client = enter(town.editor)
    conflict = client.post(reverse("desk-edit", args=[bulletin.pk]), opened)
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Bản của tôi" in page
    assert "đồng" in page
    assert latest_draft(bulletin).texts["vi"].title == "Bản của đồng nghiệp"
    merged = opened | {"expected": 2, "vi_title": "Bản đã gộp"}
    assert client.post(reverse("desk-edit", args=[bulletin.pk]), merged).status_code == 302
    assert latest_draft(bulletin).texts["vi"].title == "Bản đã gộp"
    assert bulletin.revisions.count() == 3


def test_autosave_saves_and_warns_of_another_editor(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    client, url = enter(town.editor), reverse("desk-autosave", args=[bulletin.pk])
    first = client.post(url, form_of(bulletin, vi_title="Một"))
    assert first.json()["revision"] == 2
    again = client.post(url, form_of(bulletin, vi_title="Một"))
    assert again.json()["revision"] == 2  # saving what is there adds nothing
    stale = client.post(url, form_of(bulletin, expected=1, vi_title="Hai"))
    assert stale.status_code == 409
    assert stale.json()["saved"] is False


def test_figures_are_saved_with_their_day(town: Town, enter: Enter) -> None:
    bulletin = write(town, figures=())
    rows = {
        "figures-TOTAL_FORMS": "1",
        "figures-INITIAL_FORMS": "0",
        "figures-0-label_vi": "Số ca mắc",
        "figures-0-value": "3",
        "figures-0-day": "2020-02-07",
        "figures-0-unit": "ca",
        "figures-0-unit_en": "cases",
    }
    client = enter(town.editor)
    client.post(reverse("desk-edit", args=[bulletin.pk]), form_of(bulletin) | rows)
    [figure] = latest_draft(bulletin).figures
    assert (figure.label, figure.value, figure.day) == ({"vi": "Số ca mắc"}, 3.0, "2020-02-07")
    assert (figure.unit, figure.units) == ("ca", {"en": "cases"})
    again = client.get(reverse("desk-edit", args=[bulletin.pk])).content.decode()
    assert re.search(r'name="figures-0-unit_en"[^>]*value="cases"|value="cases"[^>]*name="figures-0-unit_en"', again)


def test_the_head_count_follows_the_ticks(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    url = reverse("desk-head-count", args=[bulletin.pk])
    client = enter(town.editor)
    everybody = client.post(url, form_of(bulletin)).content.decode()
    ward = client.post(url, form_of(bulletin, units=[town.north.pk])).content.decode()
    assert "<b>8</b>" in everybody
    assert "<b>2</b>" in ward


def test_an_editor_of_a_ward_cannot_write_to_the_city(town: Town, enter: Enter) -> None:
    grant(town.head, RoleAssignment.Role.EDITOR, town.north)
    bulletin = actions.create(
        by=town.head, unit=town.north, draft=draft_of(town, audience={"units": [town.north.pk], "subscribers": False})
    )
    answer = enter(town.head).post(reverse("desk-edit", args=[bulletin.pk]), form_of(bulletin, units=[town.city.pk]))
    assert answer.status_code == 200
    assert latest_draft(bulletin).audience["units"] == [town.north.pk]


def test_a_correction_begins_with_the_old_text(town: Town, enter: Enter) -> None:
    made = release(town)
    url = reverse("desk-replace", args=[made.code, "correction"])
    answer = enter(town.editor).post(url, {"title": "Đính chính giờ", "summary": "Giờ đúng là 09:00."})
    correction = Bulletin.objects.get(kind=Bulletin.Kind.CORRECTION)
    assert answer["Location"] == reverse("desk-edit", args=[correction.pk])
    assert correction.replaces == made
    assert latest_draft(correction).texts["vi"].body == made.bulletin.revisions.get().content["texts"]["vi"]["body"]


def test_a_recall_begins_with_a_ready_text_that_asks_for_the_reason(town: Town, enter: Enter) -> None:
    made, client = release(town), enter(town.editor)
    client.post(reverse("desk-replace", args=[made.code, "recall"]), {"title": "Thu hồi", "summary": "Tin sai giờ."})
    recall = Bulletin.objects.get(kind=Bulletin.Kind.RECALL)
    body = latest_draft(recall).texts["vi"].body
    assert f"mã {made.code}" in body
    assert made.bulletin.revisions.get().content["texts"]["vi"]["title"] in body
    with pytest.raises(LoaError, match="Điều sai và điều đúng"):
        actions.submit(recall, by=town.editor)
    assert set(latest_draft(recall).texts) == {"vi"}
    assert "Thu hồi (có sẵn" in client.get(reverse("desk-templates")).content.decode()


@pytest.mark.parametrize("kind", ["correction", "recall"])
def test_what_replaces_a_bulletin_of_two_languages_begins_in_both(town: Town, enter: Enter, kind: str) -> None:
    """Whoever reads English must not go on reading what was wrong, nor get the old words as a correction."""
    english = Text("Wear a mask", "From today.", "Wear a mask at the market.", "Dispatch 365")
    made = release(town, texts={"vi": WORDS, "en": english})
    sent = {"title": "Sửa giờ", "summary": "Giờ đúng là 09:00."}
    enter(town.editor).post(reverse("desk-replace", args=[made.code, kind]), sent)
    begun = Bulletin.objects.get(replaces=made)
    draft = latest_draft(begun)
    assert (draft.texts["vi"].title, draft.texts["vi"].summary) == ("Sửa giờ", "Giờ đúng là 09:00.")
    words = draft.texts["en"]
    assert words.title == {"correction": "Correction: Wear a mask", "recall": "Recalled: Wear a mask"}[kind]
    assert (words.body == english.body) == (kind == "correction")
    assert f"“Wear a mask”, code {made.code}" in words.body or kind == "correction"
    mended = replace(draft.texts["vi"], body="Giờ đúng là 09:00.")
    actions.save(begun, by=town.editor, draft=replace(draft, texts={"vi": mended, "en": words}), expected=1)
    with pytest.raises(LoaError, match="What was wrong"):
        actions.submit(begun, by=town.editor)
    filled = replace(words, summary="The right hour is 09:00.", body="The right hour is 09:00.")
    actions.save(begun, by=town.editor, draft=replace(draft, texts={"vi": mended, "en": filled}), expected=2)
    actions.submit(begun, by=town.editor)


def test_a_delivery_is_paused_resumed_and_cancelled(town: Town, enter: Enter) -> None:
    made = release(town)
    mail = Delivery.objects.get(release=made, channel="mail")
    client = enter(town.approver)
    for act, state in (("pause", "paused"), ("resume", None), ("cancel", "cancelled")):
        assert client.post(reverse("desk-steer", args=[made.code, mail.pk, act])).status_code == 302
        mail.refresh_from_db()
        assert state is None or mail.state == state
    assert client.post(reverse("desk-steer", args=[made.code, mail.pk, "pause"])).status_code == 409


def test_the_live_stream_ends_when_the_deliveries_do(town: Town, enter: Enter) -> None:
    made = release(town)
    Delivery.objects.update(state=Delivery.State.DONE)
    answer = enter(town.approver).get(reverse("desk-events", args=[made.code]))
    stream = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert stream.startswith("event: progress\ndata: ")
    assert "\nevent: end\n" in stream


def test_previews_are_sandboxed(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    frame = enter(town.editor).get(reverse("desk-preview-frame", args=[bulletin.pk, "mail"]))
    assert "sandbox" in frame["Content-Security-Policy"]
    assert "script-src" not in frame["Content-Security-Policy"]
    assert "khẩu trang" in frame.content.decode()


def test_the_desk_asks_the_database_the_same_however_long_it_is(
    town: Town, enter: Enter, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        write(town)
        submit(town)
    client = enter(town.editor)
    client.get(reverse("desk"))
    with django_assert_max_num_queries(31):  # type: ignore[operator]
        assert client.get(reverse("desk")).status_code == 200


def test_any_two_revisions_are_compared_and_an_old_one_stands_again(town: Town, enter: Enter) -> None:
    bulletin = write(town)
    for number, title in ((1, "Lời thứ hai"), (2, "Lời thứ ba")):
        draft = draft_of(town, texts={"vi": replace(WORDS, title=title)})
        actions.save(bulletin, by=town.editor, draft=draft, expected=number)
    editor, url = enter(town.editor), reverse("desk-history", args=[bulletin.pk])
    page = editor.get(url, {"from": "3", "to": "1"}).content.decode()
    form = page[page.index('name="from"') : page.index("</form>", page.index('name="from"'))]
    assert "<ins>ba</ins>" in form
    assert ">hai<" not in form, "what lies between is not compared"
    again = reverse("desk-restore", args=[bulletin.pk, 1])
    editor.post(again, {"expected": "2"})
    assert latest_revision(bulletin).number == 3, "somebody has saved since the page was shown"
    assert editor.post(again, {"expected": "3"}).status_code == 302
    newest = latest_revision(bulletin)
    assert (newest.number, newest.content["texts"]["vi"]["title"]) == (4, WORDS.title)
    assert bulletin.revisions.count() == 4, "nothing is overwritten"
    assert editor.post(reverse("desk-restore", args=[bulletin.pk, 99]), {"expected": "4"}).status_code == 404


def test_the_history_shows_every_step(town: Town, enter: Enter) -> None:
    bulletin = submit(town)
    actions.return_(bulletin, by=town.approver, reason="Thiếu nguồn.")
    page = enter(town.auditor).get(reverse("desk-history", args=[bulletin.pk])).content.decode()
    assert "Thiếu nguồn." in page
