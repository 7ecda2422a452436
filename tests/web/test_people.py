"""Pages of people: invited, let in, recovered; nobody reaches beyond the own subtree."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment, User
from tests.web.conftest import Enter
from tests.web.world import PASSWORD, Town, colleagues

pytestmark = pytest.mark.django_db
Role = RoleAssignment.Role
LINK = re.compile(r"http://127\.0\.0\.1:8000(/invitation/[\w-]+)")


def invite(client: Client, town: Town, **changes: object) -> str:
    """The path of the invitation that the page shows."""
    fields = {"email": "nguoimoi@campha.example", "full_name": "Người Mới", "role": "staff", "unit": town.north.pk}
    answer = client.post(reverse("people-invite"), fields | changes)
    found = LINK.search(answer.content.decode())
    assert found, answer.content.decode()
    assert answer["Cache-Control"].count("no-store")
    return found.group(1)


def test_from_the_invitation_to_the_own_page(town: Town, enter: Enter) -> None:
    path = invite(enter(town.head), town)
    guest = Client()
    for _ in range(3):  # a mail scanner or a preview looks first
        assert "Người Mới" in guest.get(path).content.decode()
    assert guest.post(path, {"new": "ngắn", "again": "ngắn"}).status_code == 422
    answer = guest.post(path, {"new": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == reverse("home")
    assert guest.get(reverse("home")).status_code == 200
    again = Client().get(path)
    assert again.status_code == 404
    assert "Thư mời này đã dùng rồi" in again.content.decode()


def test_an_invited_approver_sets_up_a_second_factor_at_once(town: Town, enter: Enter) -> None:
    path = invite(enter(town.operator), town, role="approver", unit=town.city.pk)
    answer = Client().post(path, {"new": PASSWORD, "again": PASSWORD})
    assert answer["Location"].startswith(reverse("factor-needed"))


def test_the_sheet_carries_a_code_for_the_camera(town: Town, enter: Enter) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    import segno
    from PIL import Image

    path = invite(enter(town.head), town)
    page = enter(town.head).post(reverse("people-invite-unit"), {"unit-unit": town.north.pk}).content.decode()
    links = LINK.findall(page)
    assert len(links) == 1, "the one member of staff of the ward who has not come in"
    assert path not in links
    assert 'class="qr"' in page
    picture = segno.make("http://127.0.0.1:8000" + links[0], error="m")
    rows = [[0 if cell else 255 for cell in row] for row in picture.matrix_iter(scale=4, border=4)]
    image = Image.new("L", (len(rows[0]), len(rows)))
    image.putdata([cell for row in rows for cell in row])
    assert zxingcpp.read_barcodes(image)[0].text.endswith(links[0])


def test_the_list_shows_the_own_subtree_alone_and_finds_names(town: Town, enter: Enter) -> None:
    page = enter(town.head).get(reverse("people")).content.decode()
    assert town.staff.full_name in page
    assert town.focal.full_name not in page
    assert town.editor.full_name not in page
    everybody = enter(town.operator).get(reverse("people")).content.decode()
    assert all(user.full_name in everybody for user in town.people.values())
    found = enter(town.operator).get(reverse("people"), {"q": "daumoi@"}).content.decode()
    assert town.focal.full_name in found
    assert town.staff.full_name not in found
    assert "Không tìm thấy ai" in enter(town.operator).get(reverse("people"), {"q": "%%%"}).content.decode()


@pytest.mark.parametrize("typed", ["vu ngoc anh", "VŨ NGỌC ÁNH", "anh  vũ", "Ngo\u0323c", "canbo"])
def test_people_are_found_with_and_without_marks(typed: str, town: Town, enter: Enter) -> None:
    page = enter(town.operator).get(reverse("people"), {"q": typed}).content.decode()
    assert town.staff.full_name in page
    assert town.head.full_name not in page


def test_a_new_name_is_found_at_once(town: Town, enter: Enter) -> None:
    town.staff.full_name = "Đặng Thị Thủy"
    town.staff.save(update_fields=["full_name"])
    assert "Đặng Thị Thủy" in enter(town.operator).get(reverse("people"), {"q": "dang thuy"}).content.decode()


def test_the_list_asks_as_much_for_many_as_for_few(town: Town, enter: Enter) -> None:
    client = enter(town.operator)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("people")).status_code == 200
        return len(queries)

    few = asked()
    for staff in colleagues(town.north, 40):
        user = User.objects.create_user(f"{staff.employee_code}@campha.example", full_name="X", staff=staff)
        grant(user, Role.STAFF, town.north)
    assert asked() <= few
    assert few <= 14


def test_the_record_asks_as_much_for_many_as_for_few(town: Town, enter: Enter) -> None:
    client = enter(town.auditor)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("people-record")).content.decode()
    assert town.editor.full_name in page
    assert "lệnh trên máy chủ" in page
    assert len(queries) <= 14


def test_a_person_of_another_subtree_does_not_exist(town: Town, enter: Enter) -> None:
    head = enter(town.head)
    held = town.focal.roles.get()
    for name, arguments in (
        ("person", [town.focal.pk]),
        ("person-grant", [town.focal.pk]),
        ("person-revoke", [town.focal.pk, held.pk]),
        ("person-close", [town.focal.pk]),
        *(("person-let-in", [town.focal.pk, act]) for act in ("invite", "recover", "reopen")),
    ):
        statuses = {getattr(head, method)(reverse(name, args=arguments)).status_code for method in ("get", "post")}
        assert statuses <= {404, 405}, name
    assert town.focal.roles.filter(pk=held.pk).exists()


def test_a_forged_form_gives_nothing_beyond_ones_right(town: Town, enter: Enter) -> None:
    head, target = enter(town.head), reverse("person-grant", args=[town.staff.pk])
    for role, unit in (("editor", town.north), ("operator", town.north), ("staff", town.city), ("staff", town.south)):
        head.post(target, {"role": role, "unit": unit.pk})
    assert list(town.staff.roles.values_list("role", "unit")) == [("staff", town.north.pk)]
    answer = head.post(target, {"role": "focal_point", "unit": town.north.pk})
    assert answer.status_code == 302
    assert town.staff.roles.filter(role="focal_point").exists()


def test_the_last_operator_cannot_be_removed_by_any_button(town: Town, enter: Enter) -> None:
    held = town.operator.roles.get()
    client = enter(town.operator)
    client.post(reverse("person-revoke", args=[town.operator.pk, held.pk]))
    client.post(reverse("person-close", args=[town.operator.pk]))
    town.operator.refresh_from_db()
    assert town.operator.is_active
    assert town.operator.roles.filter(pk=held.pk).exists()


def test_recovery_signs_the_finder_of_the_phone_out(town: Town, enter: Enter) -> None:
    User.objects.filter(pk=town.staff.pk).update(last_login="2026-01-01T00:00Z")
    finder = Client()
    town.staff.set_password(PASSWORD)
    town.staff.save()
    finder.post(reverse("sign-in"), {"email": town.staff.email, "password": PASSWORD})
    assert finder.get(reverse("home")).status_code == 200
    answer = enter(town.operator).post(reverse("person-let-in", args=[town.staff.pk, "recover"]))
    assert LINK.search(answer.content.decode())
    assert finder.get(reverse("home")).status_code == 302


# One's own account


def test_devices_are_listed_and_signed_out(town: Town) -> None:
    town.staff.set_password(PASSWORD)
    town.staff.save()
    phone, desk = Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 9) Chrome/120"}), Client()
    for client in (phone, desk):
        client.post(reverse("sign-in"), {"email": town.staff.email, "password": PASSWORD})
    page = desk.get(reverse("account")).content.decode()
    assert "Chrome · Android" in page
    assert page.count("đang dùng") == 1
    desk.post(reverse("sessions-end"))
    assert phone.get(reverse("home")).status_code == 302
    assert desk.get(reverse("home")).status_code == 200


def test_a_device_says_when_it_was_used_last(town: Town) -> None:
    from allauth.usersessions.models import UserSession

    town.staff.set_password(PASSWORD)
    town.staff.save()
    phone = Client()
    phone.post(reverse("sign-in"), {"email": town.staff.email, "password": PASSWORD})
    long_ago = timezone.now() - timedelta(days=3)
    UserSession.objects.update(last_seen_at=long_ago)
    phone.get(reverse("home"))
    assert UserSession.objects.get().last_seen_at == long_ago, "not written at every request"
    cache.clear()  # the minutes have passed
    phone.get(reverse("home"))
    assert (timezone.now() - UserSession.objects.get().last_seen_at).total_seconds() < 60


def test_nobody_ends_the_sessions_of_others(town: Town, enter: Enter) -> None:
    from allauth.usersessions.models import UserSession

    town.staff.set_password(PASSWORD)
    town.staff.save()
    mine = Client()
    mine.post(reverse("sign-in"), {"email": town.staff.email, "password": PASSWORD})
    enter(town.head).post(reverse("sessions-end"), {"session": UserSession.objects.get().pk})
    assert mine.get(reverse("home")).status_code == 200


def test_changes_to_the_way_in_ask_for_a_fresh_proof(town: Town, enter: Enter) -> None:
    town.staff.set_password(PASSWORD)
    town.staff.save()
    client = enter(town.staff)
    for name in ("passkey-add", "app-add", "recovery-codes", "password"):
        answer = client.get(reverse(name))
        assert answer["Location"].startswith(reverse("confirm")), name
    assert client.post(reverse("confirm"), {"password": "sai"}).status_code == 422
    answer = client.post(reverse("confirm"), {"password": PASSWORD, "next": reverse("password")})
    assert answer["Location"] == reverse("password")
    newer = "một câu hoàn toàn khác 2027"
    assert client.post(reverse("password"), {"new": newer, "again": newer}).status_code == 302
    assert client.get(reverse("home")).status_code == 200
    assert Session.objects.exists()
    town.staff.refresh_from_db()
    assert town.staff.check_password(newer)
