"""Every route × (stranger, wrong role, right role on another unit, right role on the right unit).

`tests/web/test_access.py` tries the first two; here are the last two. What is the same for all units says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from loa.accounts.actions import people
from loa.accounts.models import Invitation, User
from loa.bulletins.models import Bulletin
from loa.bulletins.queries import latest_revision
from loa.directives.models import Assignment
from loa.integrations.actions.tokens import make as make_token
from loa.integrations.models import Endpoint, Token
from loa.kernel import tokens
from loa.units.actions.uploads import Options, upload_staff
from loa.units.models import StaffUpload
from tests.support.spreadsheets import workbook
from tests.web.conftest import Enter
from tests.web.subtrees import Bearer, Chosen, Everywhere, Listed, Mine, Owed, Scene, Thing
from tests.web.test_access import EVERYBODY, ROUTES, RULES, SAMPLES
from tests.web.world import START, Town

pytestmark = pytest.mark.django_db


def staff_list(unit: str) -> SimpleUploadedFile:
    header, row = ["STT", "Họ và tên", "Đơn vị", "Email"], [1, "Trần Văn Mới", unit, "m@campha.example"]
    return SimpleUploadedFile("danh-sach.xlsx", workbook([["DANH SÁCH CÁN BỘ"], header, row]))


def uploaded(scene: Scene, user: User) -> list[object]:
    data = staff_list(scene.town.north.name).read()
    return [upload_staff(data, "danh-sach.xlsx", Options(START), user.pk, {scene.town.north.pk}).pk]


def app_of(_scene: Scene, user: User) -> list[object]:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return [Authenticator.objects.create(user=user, type=kind, data={}).pk for kind in kinds][:1]


def token_of(_scene: Scene, user: User) -> list[object]:
    unit = user.roles.get().unit
    return [make_token(user, unit, ["coverage:read"], name="Danh bạ", days=9, by=user)[0].pk]


def token(purpose: tokens.Purpose, scene: Scene, code: str = "") -> str:
    return tokens.make(purpose, code, scene.town.staff.staff_id or 0)


def invitation(scene: Scene) -> list[object]:
    user = User.objects.create_user("khach@campha.example", full_name="Khách")
    return [people.invite_again(user, by=scene.town.operator).secret]


def draft(scene: Scene) -> list[object]:
    return [scene.draft.pk]


def submitted(scene: Scene) -> list[object]:
    return [scene.submitted.pk]


def release(scene: Scene) -> list[object]:
    return [scene.release.code]


def in_north(scene: Scene) -> list[object]:
    return [scene.release.code, scene.town.north.pk]


def account(scene: Scene) -> list[object]:
    return [scene.account.pk]


def campaign(scene: Scene) -> list[object]:
    return [scene.mail.campaign_id]


def approval(scene: Scene) -> dict[str, object]:
    return {"seen_hash": latest_revision(scene.submitted).content_hash, "read": "on"}


OWN = Everywhere("one's own account, whoever one is")
DOOR = Everywhere("the door itself: nobody is anybody yet")
PUBLIC = Everywhere("public: shows what is published, keeps nothing of who asks")
DEVICE = Everywhere("a device speaks for itself; who is signed in, for themselves alone")
MACHINES = Everywhere("for machines: no word about a unit or a person")
ORDERS = Everywhere("a dispatch is one order to the whole province, and names who has which part of it")
LISTS = Everywhere(
    "what the guard stops, it stops for all; changed by whoever keeps the desk for the whole organisation"
)
CLAIMS = Everywhere("a claim that goes round belongs to no unit; every editor may answer it with what is published")

OWED: dict[str, Owed] = {
    "sign-in": DOOR,
    "account_login": DOOR,
    "sign-in-passkey": DOOR,
    "mfa_authenticate": DOOR,
    "openid_connect_login": DOOR,
    "openid_connect_callback": DOOR,
    "sign-out": OWN,
    "invitation": Bearer(invitation, 200, lambda _scene: ["AAAA"], 404),
    "people": Listed(lambda scene: scene.account.full_name),
    "people-invite": Chosen(
        lambda scene: {"email": "m@campha.example", "full_name": "Mới", "role": "staff", "unit": scene.town.north.pk},
        lambda _scene: Invitation.objects.filter(user__email="m@campha.example").exists(),
    ),
    "people-invite-unit": Chosen(
        lambda scene: {"unit-unit": scene.town.north.pk}, lambda _scene: Invitation.objects.exists()
    ),
    "people-record": Listed(lambda scene: scene.account.full_name),
    "person": Thing(account),
    "person-grant": Thing(account, 302, "post", lambda scene: {"role": "focal_point", "unit": scene.town.north.pk}),
    "person-revoke": Thing(lambda scene: [scene.account.pk, scene.account.roles.get().pk], 302, "post"),
    "person-close": Thing(account, 302, "post"),
    "person-let-in": Thing(lambda scene: [scene.account.pk, "invite"], 200, "post"),
    "account": OWN,
    "factor-needed": OWN,
    "passkey-add": OWN,
    "app-add": OWN,
    "factor-remove": Mine(app_of, 302, "post"),
    "recovery-codes": OWN,
    "password": OWN,
    "sessions-end": OWN,
    "confirm": OWN,
    "language": DOOR,
    "healthz": MACHINES,
    "readyz": MACHINES,
    "metrics": MACHINES,
    "acknowledge": Bearer(
        lambda scene: [scene.release.code, token("acknowledge", scene, scene.release.code)],
        200,
        lambda scene: [scene.release.code, token("acknowledge", scene, "0000-0000")],
        404,
    ),
    "beacon": Bearer(  # the same answer to both, so that nothing is learned by trying
        lambda scene: [scene.release.code, token("receipt", scene, scene.release.code)],
        204,
        lambda scene: [scene.release.code, token("receipt", scene, "0000-0000")],
        204,
        "post",
    ),
    "unsubscribe": Bearer(  # the same answer to both (RFC 8058)
        lambda scene: [token("unsubscribe", scene)], 200, lambda scene: [token("invite", scene)], 200
    ),
    "family-invitation": Bearer(
        lambda scene: [token("family", scene)], 200, lambda scene: [token("invite", scene)], 302
    ),
    "family-manifest": Bearer(  # the app's public manifest; the secret only says how it starts
        lambda scene: [token("family", scene)], 200, lambda scene: [token("invite", scene)], 200
    ),
    "hook-zalo": Everywhere("Zalo signs; tests/web/test_zalo_hook.py holds forged signatures against it"),
    "home": Listed(lambda scene: str(scene.release and "Chỉ đạo nội bộ phường Bắc")),
    "home-family": OWN,
    "home-acknowledge": Thing(release, 302, "post"),
    "home-shared": Thing(release, 302, "post"),
    "home-notice": Thing(release),
    "mailcheck": Everywhere("checks the mail that one brings, and keeps nothing"),
    "mailcheck-report": Everywhere("hands in the mail that one brings; who sees it is asked of the security desk"),
    "desk": Listed(lambda scene: str(scene.draft and "Bản thảo của phường Bắc"), query="?tab=drafts"),
    "desk-new": Chosen(
        lambda scene: {"unit": scene.town.north.pk, "kind": "update"},
        lambda scene: Bulletin.objects.filter(unit=scene.town.north).exists(),
    ),
    "desk-bulletin": Thing(draft),
    "desk-edit": Thing(draft),
    "desk-autosave": Thing(draft, 422, "post"),
    "desk-live": Thing(draft, 200, "post"),
    "desk-media": Thing(lambda scene: [scene.draft.pk, scene.picture]),
    "desk-templates": Listed(lambda scene: scene.template.name),
    "desk-template-keep": Thing(draft, 302, "post", lambda _scene: {"name": "Mẫu"}),
    "desk-template-rename": Thing(lambda scene: [scene.template.pk], 302, "post", lambda _scene: {"name": "Tên khác"}),
    "desk-template-delete": Thing(lambda scene: [scene.template.pk], 302, "post"),
    "desk-head-count": Thing(draft, 200, "post"),
    "desk-preview": Thing(draft),
    "desk-preview-frame": Thing(lambda scene: [scene.draft.pk, "mail"]),
    "desk-submit": Thing(draft, 302, "post"),
    "desk-approve": Thing(submitted, 302, "post", approval),
    "desk-return": Thing(submitted, 302, "post", lambda _scene: {"reason": "Thiếu nguồn."}),
    "desk-release-now": Thing(lambda scene: [scene.approved.pk], 302, "post"),
    "desk-withdraw": Thing(draft, 302, "post"),
    "desk-history": Thing(draft),
    "desk-restore": Thing(lambda scene: [scene.draft.pk, 1], 302, "post"),
    "desk-release": Thing(release),
    "desk-events": Thing(release),
    "desk-failures": Thing(release),
    "desk-steer": Thing(lambda scene: [scene.release.code, scene.delivery.pk, "pause"], 302, "post"),
    "desk-replace": Thing(lambda scene: [scene.release.code, "recall"]),
    "board": Listed(lambda scene: str(scene.release and "Chỉ đạo nội bộ phường Bắc")),
    "board-overall": Thing(lambda scene: [scene.town.north.pk]),
    "board-release": Thing(release, 302),
    "board-unit": Thing(in_north),
    "board-missing": Thing(lambda scene: [*in_north(scene), "acknowledged"]),
    "board-remind": Thing(in_north, 302, "post"),
    "board-report": Thing(lambda scene: [*in_north(scene), "xlsx"]),
    "organisation": Listed(lambda scene: scene.town.north.name),
    "staff-export": Listed(lambda scene: scene.account.full_name, lambda _scene: ["csv"]),
    "staff-upload": Chosen(
        lambda scene: {"file": staff_list(scene.town.north.name), "on": "2026-11-01"},
        lambda _scene: not StaffUpload.objects.get().preview["problems"],
    ),
    "staff-review": Mine(uploaded),
    "staff-apply": Mine(uploaded, 302, "post"),
    "staff-discard": Mine(uploaded, 302, "post"),
    "systems": Everywhere("one's own tokens and those of units one operates: which, is tried in test_systems"),
    "token-new": Chosen(
        lambda scene: {
            "token-name": "Danh bạ",
            "token-unit": scene.town.north.pk,
            "token-scopes": ["coverage:read"],
            "token-days": 30,
        },
        lambda _scene: Token.objects.filter(name="Danh bạ").exists(),
    ),
    "token-revoke": Mine(token_of, 302, "post"),
    "webhook-new": Chosen(
        lambda scene: {
            "webhook-name": "Sở Y tế",
            "webhook-url": "https://hooks.example/",
            "webhook-unit": scene.town.north.pk,
            "webhook-events": ["release.published"],
        },
        lambda _scene: Endpoint.objects.filter(name="Sở Y tế").exists(),
    ),
    "webhook": Thing(lambda scene: [scene.webhook.pk]),
    "webhook-act": Thing(lambda scene: [scene.webhook.pk, "ping"], 302, "post"),
    "directives": ORDERS,
    "directive": ORDERS,
    "directive-receive": ORDERS,
    "directive-show": ORDERS,
    "directive-assign": Chosen(
        lambda scene: {"units": [scene.town.north.pk]},
        lambda scene: Assignment.objects.filter(unit=scene.town.north).exists(),
        lambda scene: [scene.task.directive_id, scene.task.pk],
    ),
    "my-tasks": Listed(lambda scene: scene.assignment.task.text[:20]),
    "task-progress": Thing(lambda scene: [scene.assignment.pk], 302, "post", lambda _scene: {"state": "in_progress"}),
    "rumours": CLAIMS,
    "rumour-answer": CLAIMS,
    "rumour-dismiss": CLAIMS,
    "operations": Listed(lambda scene: scene.failure.provider_text),
    "operations-use": Everywhere("a channel is everybody's: one that stands still stands still for all units"),
    "security-desk": Listed(lambda scene: scene.mail.subject),
    "security-campaign": Thing(campaign),
    "security-confirm": Thing(campaign, 302, "post", lambda _scene: {"reason": "đã gọi hỏi"}),
    "security-dismiss": Thing(campaign, 302, "post", lambda _scene: {"reason": "đã gọi hỏi"}),
    "security-warn": Thing(campaign, 302, "post"),
    "security-report": Thing(lambda scene: [scene.mail.campaign_id, "xlsx"]),
    "security-raw": Thing(lambda scene: [scene.mail.pk]),
    "guard-lists": LISTS,
    "guard-list-upload": LISTS,
    "guard-list-review": LISTS,
    "guard-list-apply": LISTS,
    "guard-list-discard": LISTS,
    "guard-body-add": LISTS,
    "guard-body-remove": LISTS,
    "block-list": LISTS,
    "block-add": LISTS,
    "block-remove": LISTS,
    "block-export": LISTS,
    "check": PUBLIC,
    "find": PUBLIC,
    "app-vapid-key": PUBLIC,
    "app-subscriptions": DEVICE,
    "app-installations": DEVICE,
    "app-sync": DEVICE,
}


def of_sort(*sorts: type[Owed]) -> list[str]:
    return sorted(name for name, owed in OWED.items() if isinstance(owed, sorts))


def roles(name: str) -> list[str]:
    """Who gets past the door of a route; where everybody does, somebody without a role."""
    allowed = RULES[name]
    return ["nobody"] if isinstance(allowed, str) or allowed == EVERYBODY else sorted(allowed)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside did not happen: the next role finds the same scene."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def pairs(name: str, scene: Scene) -> Iterator[tuple[str, User, User]]:
    """For each role: the right person and somebody of the other ward."""
    for role in roles(name):
        with undone():
            yield role, scene.actor(role, scene.town.north), scene.actor(role, scene.town.south)


def ask(client: Client, method: str, url: str, form: object = None) -> int:
    return int(getattr(client, method)(url, form or {}).status_code)


def test_every_route_says_what_it_owes_to_other_units() -> None:
    assert set(OWED) == set(ROUTES) == set(RULES)


@pytest.mark.parametrize("name", of_sort(Thing))
def test_a_thing_of_another_unit_does_not_exist(name: str, town: Town, enter: Enter) -> None:
    owed, scene = OWED[name], Scene(town)
    assert isinstance(owed, Thing)
    url, form = reverse(name, args=owed.of(scene)), owed.form(scene)
    for role, right, wrong in pairs(name, scene):
        with undone():
            assert ask(enter(wrong), owed.method, url, form) == 404, f"{role} of the other ward"
        with undone():
            assert ask(enter(right), owed.method, url, form) == owed.right, f"{role} of the ward"


@pytest.mark.parametrize("name", of_sort(Mine))
def test_a_thing_of_another_person_does_not_exist(name: str, town: Town, enter: Enter) -> None:
    owed, scene = OWED[name], Scene(town)
    assert isinstance(owed, Mine)
    for role, right, wrong in pairs(name, scene):
        url, colleague = reverse(name, args=owed.of(scene, right)), town.staff
        for person, expected in ((wrong, 404), (colleague, 404 if role == "nobody" else 403), (right, owed.right)):
            with undone():
                assert ask(fresh(enter(person)), owed.method, url) == expected, f"{role}: {person.full_name}"


def fresh(client: Client) -> Client:
    """Somebody who has just proved who they are."""
    session = client.session
    session["proved_at"] = 9e9
    session.save()
    return client


@pytest.mark.parametrize("name", of_sort(Listed))
def test_a_list_holds_only_what_is_of_the_own_units(name: str, town: Town, enter: Enter) -> None:
    owed, scene = OWED[name], Scene(town)
    assert isinstance(owed, Listed)
    words = owed.shows(scene)
    url = reverse(name, args=owed.of(scene)) + owed.query
    for role, right, wrong in pairs(name, scene):
        assert words not in enter(wrong).get(url).content.decode(), f"{role} of the other ward"
        assert words in enter(right).get(url).content.decode(), f"{role} of the ward"


@pytest.mark.parametrize("name", of_sort(Chosen))
def test_a_unit_in_a_form_must_be_ones_own(name: str, town: Town, enter: Enter) -> None:
    owed, scene = OWED[name], Scene(town)
    assert isinstance(owed, Chosen)
    url = reverse(name, args=owed.of(scene))
    for role, right, wrong in pairs(name, scene):
        for person, expected in ((wrong, False), (right, True)):
            with undone():
                ask(enter(person), "post", url, owed.form(scene))
                assert owed.done(scene) is expected, f"{role}: {person.full_name}"


@pytest.mark.parametrize("name", of_sort(Everywhere))
def test_what_is_meant_for_all_units_answers_all_alike(name: str, town: Town, enter: Enter) -> None:
    owed, scene = OWED[name], Scene(town)
    assert isinstance(owed, Everywhere)
    assert len(owed.why.split()) > 3
    samples = SAMPLES | {"pk": scene.rumour.pk if name.startswith("rumour") else scene.task.directive_id}
    url = reverse(name, kwargs={key: samples[key] for key in ROUTES[name].pattern.converters})
    for role, right, wrong in pairs(name, scene):
        statuses = [[ask(enter(one), method, url) for method in ("get", "post")] for one in (right, wrong)]
        assert statuses[0] == statuses[1], role
        assert 403 not in statuses[0] or RULES[name] == "secret"


@pytest.mark.parametrize("name", of_sort(Bearer))
def test_only_the_secret_opens(name: str, town: Town) -> None:
    owed, scene = OWED[name], Scene(town)
    assert isinstance(owed, Bearer)
    for arguments, expected in ((owed.made_up, owed.wrong), (owed.secret, owed.right)):
        assert ask(Client(), owed.method, reverse(name, args=arguments(scene))) == expected
