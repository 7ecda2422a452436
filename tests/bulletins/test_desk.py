"""The desk from the first word to the signed release: four eyes, no lost text, fail closed (DESIGN §5.1–5.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pyroaring import BitMap

from loa.accounts.actions import grant
from loa.accounts.errors import MissingRoleError
from loa.accounts.models import RoleAssignment
from loa.bulletins import actions, queries
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import Text
from loa.bulletins.errors import (
    ApprovalMismatchError,
    DraftIncompleteError,
    EditConflictError,
    EndsTooEarlyError,
    SelfApprovalError,
    WrongStateError,
)
from loa.bulletins.models import Bulletin, Decision, Release, Revision
from loa.trust.actions import signing_key_path
from loa.trust.errors import MissingSigningKeyError, SignatureMismatchError
from loa.trust.models import LogEntry
from tests.support import people

NOON = datetime(2020, 2, 7, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> people.City:
    return people.city()


def draft(city: people.City, title: str = "Bản tin số 01", **changes: object) -> Draft:
    base = Draft(
        kind="update",
        texts={"vi": Text(title=title, summary="Tóm tắt", body="Nội dung", source="Sở Y tế")},
        audience={"units": [city.root.pk], "subscribers": False},
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def submitted(city: people.City, **changes: object) -> Bulletin:
    bulletin = actions.create(by=city.editor, unit=city.root, draft=draft(city, **changes))
    actions.submit(bulletin, by=city.editor)
    return Bulletin.objects.get(pk=bulletin.pk)


def approved(city: people.City, **changes: object) -> Bulletin:
    bulletin = submitted(city, **changes)
    actions.approve(bulletin, by=city.approver, seen_hash=queries.latest_revision(bulletin).content_hash)
    return Bulletin.objects.get(pk=bulletin.pk)


def test_an_author_may_not_approve_not_even_with_the_role(city: people.City) -> None:
    grant(city.editor, RoleAssignment.Role.APPROVER, city.root)
    bulletin = submitted(city)
    with pytest.raises(SelfApprovalError):
        actions.approve(bulletin, by=city.editor, seen_hash=queries.latest_revision(bulletin).content_hash)
    assert Bulletin.objects.get(pk=bulletin.pk).state == Bulletin.State.SUBMITTED


def test_the_database_refuses_self_approval_by_itself(city: people.City) -> None:
    revision = queries.latest_revision(submitted(city))
    with pytest.raises(IntegrityError, match="an author may not approve"), transaction.atomic():
        Decision.objects.create(
            revision=revision, verdict=Decision.Verdict.APPROVE, by=city.editor, content_hash=revision.content_hash
        )


def test_an_author_of_an_early_revision_may_not_approve_a_later_one(city: people.City) -> None:
    grant(city.approver, RoleAssignment.Role.EDITOR, city.root)
    bulletin = actions.create(by=city.approver, unit=city.root, draft=draft(city))
    actions.save(bulletin, by=city.editor, draft=draft(city, title="Bản khác"), expected=1)
    actions.submit(bulletin, by=city.editor)
    with pytest.raises(SelfApprovalError):
        actions.approve(bulletin, by=city.approver, seen_hash=queries.latest_revision(bulletin).content_hash)


def test_an_approval_binds_to_every_byte(city: people.City) -> None:
    bulletin = submitted(city)
    seen = queries.latest_revision(bulletin).content_hash
    actions.save(bulletin, by=city.editor, draft=draft(city, channels=("portal",)), expected=1)
    actions.submit(bulletin, by=city.editor)
    with pytest.raises(ApprovalMismatchError):
        actions.approve(bulletin, by=city.approver, seen_hash=seen)


def test_a_change_after_approval_voids_it(city: people.City, signing_key: object) -> None:
    bulletin = approved(city)
    actions.save(bulletin, by=city.editor, draft=draft(city, title="Đổi một chữ"), expected=1)
    with pytest.raises(WrongStateError):
        actions.release(bulletin, NOON)


def test_two_editors_lose_nothing(city: people.City) -> None:
    bulletin = actions.create(by=city.editor, unit=city.root, draft=draft(city))
    actions.save(bulletin, by=city.editor, draft=draft(city, title="Của người thứ nhất"), expected=1)
    with pytest.raises(EditConflictError):
        actions.save(bulletin, by=city.editor, draft=draft(city, title="Của người thứ hai"), expected=1)
    assert queries.latest_draft(bulletin).texts["vi"].title == "Của người thứ nhất"


def test_saving_the_same_text_again_adds_no_revision(city: people.City) -> None:
    bulletin = actions.create(by=city.editor, unit=city.root, draft=draft(city))
    actions.save(bulletin, by=city.editor, draft=draft(city), expected=1)
    assert Revision.objects.filter(bulletin=bulletin).count() == 1


def test_an_incomplete_bulletin_names_every_gap(city: people.City) -> None:
    empty = draft(city, texts={"vi": Text("", "", "")}, channels=())
    bulletin = actions.create(by=city.editor, unit=city.root, draft=empty)
    with pytest.raises(DraftIncompleteError) as caught:
        actions.submit(bulletin, by=city.editor)
    assert len(caught.value.problems) == 5


def test_roles_count_for_the_subtree_only(city: people.City) -> None:
    with pytest.raises(MissingRoleError):
        actions.create(by=city.head_of_east, unit=city.east, draft=draft(city))
    grant(city.head_of_east, RoleAssignment.Role.EDITOR, city.east)
    actions.create(by=city.head_of_east, unit=city.east, draft=draft(city))
    with pytest.raises(MissingRoleError):
        actions.create(by=city.head_of_east, unit=city.west, draft=draft(city))


def test_a_release_is_signed_logged_and_frozen(city: people.City, signing_key: object) -> None:
    release = actions.release(approved(city), NOON)
    queries.verify_release(release)
    manifest = queries.manifest_of(release)
    assert (manifest.code, manifest.number) == (release.code, "01/2020/TB-UBND")
    assert release.manifest_hash.encode() in bytes(release.log_entry.leaf)
    assert BitMap.deserialize(bytes(release.audience)) == BitMap(people.Staff.objects.values_list("pk", flat=True))


def test_without_a_key_nothing_is_released(city: people.City) -> None:
    bulletin = approved(city)
    signing_key_path().unlink(missing_ok=True)
    with pytest.raises(MissingSigningKeyError):
        actions.release(bulletin, NOON)
    assert Bulletin.objects.get(pk=bulletin.pk).state == Bulletin.State.APPROVED
    assert not LogEntry.objects.exists()


def test_the_database_refuses_a_release_without_approval(city: people.City, signing_key: object) -> None:
    release = actions.release(approved(city), NOON)
    other = submitted(city, title="Chưa duyệt")
    copy = {field.attname: getattr(release, field.attname) for field in Release._meta.fields if field.name != "id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(
            **copy | {"bulletin_id": other.pk, "code": "XXXX-XXXX", "number": "99", "log_entry_id": 7}
        )


def test_a_release_never_changes(city: people.City, signing_key: object) -> None:
    release = actions.release(approved(city), NOON)
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(code="0000-0000")


def test_a_release_never_disappears(city: people.City, signing_key: object) -> None:
    release = actions.release(approved(city), NOON)
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        Release.objects.filter(pk=release.pk)._raw_delete("default")


def test_a_changed_byte_is_noticed(city: people.City, signing_key: object) -> None:
    release = actions.release(approved(city), NOON)
    release.manifest = bytes(release.manifest).replace("Bản tin".encode(), "Bản tIn".encode())
    with pytest.raises(SignatureMismatchError):
        queries.verify_release(release)


def test_numbers_of_a_year_have_no_gap(city: people.City, signing_key: object) -> None:
    numbers = [actions.release(approved(city, title=f"Số {place}"), NOON).number for place in range(3)]
    assert numbers == ["01/2020/TB-UBND", "02/2020/TB-UBND", "03/2020/TB-UBND"]


def test_a_correction_goes_to_everyone_the_old_one_went_to(city: people.City, signing_key: object) -> None:
    old = actions.release(approved(city), NOON)
    leaver = people.Staff.objects.first()
    assert leaver is not None
    people.Membership.objects.filter(staff=leaver).update(valid_to=people.DAY.replace(year=2021))
    texts = {"vi": Text(title="Đính chính", summary="Sửa", body="Đúng là …", source="Sở Y tế")}
    bulletin = actions.correct(old, by=city.editor, texts=texts)
    actions.submit(bulletin, by=city.editor)
    actions.approve(bulletin, by=city.approver, seen_hash=queries.latest_revision(bulletin).content_hash)
    new = actions.release(bulletin, NOON.replace(year=2022))
    assert leaver.pk in BitMap.deserialize(bytes(new.audience))
    assert queries.replaced_by(old) == new
    assert queries.manifest_of(new).replaces == old.code


def test_late_news_is_neither_submitted_nor_approved(city: people.City, monkeypatch: pytest.MonkeyPatch) -> None:
    end = timezone.now() + timedelta(hours=2)
    bulletin = submitted(city, not_after=end.isoformat())
    seen = queries.latest_revision(bulletin).content_hash
    with pytest.raises(EndsTooEarlyError):
        actions.approve(bulletin, by=city.approver, seen_hash=seen, release_at=end)
    late = queries.latest_draft(bulletin)
    assert queries.obstacles(late) == []
    monkeypatch.setattr(timezone, "now", lambda: end)
    with pytest.raises(EndsTooEarlyError):
        actions.approve(bulletin, by=city.approver, seen_hash=seen)
    (why,) = queries.obstacles(late)
    assert timezone.localtime(end).strftime("%H:%M %d/%m/%Y") in why
    monkeypatch.undo()
    actions.approve(bulletin, by=city.approver, seen_hash=seen, release_at=end - timedelta(minutes=1))


def test_lists_show_what_a_person_may_do(city: people.City) -> None:
    bulletin = submitted(city)
    assert list(queries.awaiting_approval(city.approver)) == [bulletin]
    assert list(queries.awaiting_approval(city.editor)) == []
    assert [item.title for item in queries.visible_to(city.editor)] == ["Bản tin số 01"]
    assert list(queries.visible_to(city.head_of_east)) == []
