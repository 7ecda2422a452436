"""Every route of the desk × every role. A route without a rule fails here, and so does one that this table omits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment
from loa.bulletins import actions
from loa.delivery.models import Delivery
from loa.web.access import access_of
from tests.web.conftest import Enter
from tests.web.world import Town, draft_of, release, submit, write

pytestmark = pytest.mark.django_db

EVERYBODY = frozenset({"editor", "approver", "head", "focal", "staff", "operator", "auditor", "nobody", "security"})
DESK = frozenset({"editor", "approver", "auditor"})
MANAGING = frozenset({"operator", "head"})
SECURITY = frozenset({"security", "operator"})
BOARD = frozenset({"editor", "approver", "auditor", "head", "focal"})

# Who gets past the door of each route. "open": everybody, signed in or not; "secret": the proof lies in the request.
RULES: dict[str, frozenset[str] | str] = {
    "sign-in": "open",
    "account_login": "open",
    "sign-in-passkey": "open",
    "mfa_authenticate": "open",
    "openid_connect_login": "open",
    "openid_connect_callback": "open",
    "sign-out": "open",
    "invitation": "secret",
    "people": MANAGING,
    "people-invite": MANAGING,
    "people-invite-unit": MANAGING,
    "people-record": MANAGING | {"auditor"},
    "person": MANAGING,
    "person-grant": MANAGING,
    "person-revoke": MANAGING,
    "person-close": MANAGING,
    "person-let-in": MANAGING,
    "account": EVERYBODY,
    "factor-needed": EVERYBODY,
    "passkey-add": EVERYBODY,
    "app-add": EVERYBODY,
    "factor-remove": EVERYBODY,
    "recovery-codes": EVERYBODY,
    "password": EVERYBODY,
    "sessions-end": EVERYBODY,
    "confirm": EVERYBODY,
    "language": "open",
    "healthz": "open",
    "readyz": "open",
    "metrics": "secret",
    "acknowledge": "secret",
    "beacon": "secret",
    "unsubscribe": "secret",
    "family-invitation": "secret",
    "family-manifest": "secret",
    "hook-zalo": "secret",
    "home": EVERYBODY,
    "home-family": EVERYBODY,
    "home-acknowledge": EVERYBODY,
    "home-shared": EVERYBODY,
    "home-notice": EVERYBODY,
    "mailcheck": EVERYBODY,
    "mailcheck-report": EVERYBODY,
    "desk": DESK,
    "desk-new": frozenset({"editor"}),
    "desk-bulletin": DESK,
    "desk-edit": frozenset({"editor"}),
    "desk-autosave": frozenset({"editor"}),
    "desk-live": frozenset({"editor"}),
    "desk-media": DESK,
    "desk-templates": frozenset({"editor"}),
    "desk-template-keep": frozenset({"editor"}),
    "desk-template-rename": frozenset({"editor"}),
    "desk-template-delete": frozenset({"editor"}),
    "desk-head-count": frozenset({"editor"}),
    "desk-preview": DESK,
    "desk-preview-frame": DESK,
    "desk-submit": frozenset({"editor"}),
    "desk-approve": frozenset({"approver"}),
    "desk-return": frozenset({"approver"}),
    "desk-release-now": frozenset({"approver"}),
    "desk-withdraw": frozenset({"editor"}),
    "desk-history": DESK,
    "desk-restore": frozenset({"editor"}),
    "desk-release": DESK | {"operator"},
    "desk-events": DESK | {"operator"},
    "desk-failures": DESK | {"operator"},
    "desk-steer": frozenset({"approver", "operator"}),
    "desk-replace": frozenset({"editor"}),
    "board": BOARD,
    "board-overall": BOARD,
    "board-release": BOARD,
    "board-unit": BOARD,
    "board-missing": BOARD,
    "board-remind": frozenset({"editor", "head", "focal"}),
    "board-report": BOARD,
    "organisation": frozenset({"operator"}),
    "staff-export": frozenset({"operator"}),
    "staff-upload": frozenset({"operator"}),
    "staff-review": frozenset({"operator"}),
    "staff-apply": frozenset({"operator"}),
    "staff-discard": frozenset({"operator"}),
    "systems": frozenset({"editor", "operator"}),
    "token-new": frozenset({"editor", "operator"}),
    "token-revoke": frozenset({"editor", "operator"}),
    "webhook-new": frozenset({"operator"}),
    "webhook": frozenset({"operator"}),
    "webhook-act": frozenset({"operator"}),
    "directives": BOARD,
    "directive": BOARD,
    "directive-receive": frozenset({"editor", "approver"}),
    "directive-show": frozenset({"approver"}),
    "directive-assign": frozenset({"editor", "approver"}),
    "my-tasks": frozenset({"head", "focal"}),
    "task-progress": frozenset({"head", "focal"}),
    "rumours": frozenset({"editor", "approver"}),
    "rumour-answer": frozenset({"editor"}),
    "rumour-dismiss": frozenset({"editor"}),
    "operations": frozenset({"operator"}),
    "check": "open",
    "find": "open",
    "app-vapid-key": "open",
    "app-subscriptions": "open",
    "app-installations": "open",
    "app-sync": "open",
    "operations-use": frozenset({"operator"}),
    "security-desk": SECURITY,
    "security-campaign": SECURITY,
    "security-confirm": SECURITY,
    "security-dismiss": SECURITY,
    "security-warn": SECURITY,
    "security-report": SECURITY,
    "security-raw": frozenset({"security"}),
    "guard-lists": SECURITY,
    "guard-list-upload": SECURITY,
    "guard-list-review": SECURITY,
    "guard-list-apply": SECURITY,
    "guard-list-discard": SECURITY,
    "guard-body-add": SECURITY,
    "guard-body-remove": SECURITY,
    "block-list": SECURITY,
    "block-add": SECURITY,
    "block-remove": SECURITY,
    "block-export": SECURITY,
}
SAMPLES = {
    "number": 999_999,
    "pk": 999_999,
    "sha256": "0" * 64,
    "template": 999_999,
    "code": "0000-0000",
    "token": "AAAA",
    "channel": "mail",
    "delivery": 999_999,
    "act": "pause",
    "kind": "correction",
    "unit_id": 999_999,
    "aspect": "acknowledged",
    "task": 999_999,
    "assignment": 999_999,
    "form": "xlsx",
    "incident": "pdf",
    "export": "csv",
    "provider_id": "province",
    "secret": "AAAA",
    "way": "invite",
}


def routes(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every pattern of the web face; `loa.api` has tokens instead of roles, and a table of its own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern)
        elif not pattern.callback.__module__.startswith("loa.api."):
            yield pattern


ROUTES = {str(pattern.name): pattern for pattern in routes()}


def address(name: str) -> str:
    """The route's address, with samples that exist for nobody."""
    return reverse(name, kwargs={key: SAMPLES[key] for key in ROUTES[name].pattern.converters})


def test_every_route_has_a_rule_and_stands_in_the_table() -> None:
    without = [name for name, pattern in ROUTES.items() if access_of(pattern.callback) is None]
    assert not without
    assert set(ROUTES) == set(RULES)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_only_the_right_roles_get_past_the_door(name: str, town: Town, enter: Enter) -> None:
    """Past the door the sample does not exist (404), the method may be wrong (405) or the form empty: never 403."""
    allowed, url = RULES[name], address(name)
    for person, user in town.people.items():
        for method in ("get", "post"):
            answer = getattr(enter(user), method)(url)
            inside = isinstance(allowed, str) or person in allowed
            refused = answer.status_code == 403
            if name == "metrics":
                continue
            assert refused is not inside, f"{person} {method} {url}: {answer.status_code}"


@pytest.mark.parametrize("name", sorted(name for name in ROUTES if not isinstance(RULES[name], str)))
def test_strangers_are_led_to_the_door(name: str, db: None, client: object) -> None:
    for method in ("get", "post"):
        answer = getattr(client, method)(address(name))
        assert answer.status_code == 302, method
        assert answer["Location"].startswith(reverse("sign-in"))


def test_what_belongs_to_other_units_does_not_exist(town: Town, enter: Enter) -> None:
    """An editor, an approver and an auditor of one ward meet 404 for everything of the city."""
    bulletin, made = submit(town), release(town)
    delivery = Delivery.objects.filter(release=made).first()
    assert delivery is not None
    for role in ("editor", "approver", "auditor", "operator"):
        grant(town.nobody, RoleAssignment.Role(role), town.south)
    stranger = enter(town.nobody)
    for name in sorted(ROUTES):
        if not name.startswith("desk-") or name in {"desk-new", "desk-templates"}:
            continue
        samples = SAMPLES | {"pk": bulletin.pk, "code": made.code, "delivery": delivery.pk}
        url = reverse(name, kwargs={key: samples[key] for key in ROUTES[name].pattern.converters})
        statuses = {getattr(stranger, method)(url).status_code for method in ("get", "post")}
        assert statuses <= {404, 405}, f"{url}: {statuses}"


def test_a_focal_point_sees_only_the_own_subtree(town: Town, enter: Enter) -> None:
    made = release(town)
    focal = enter(town.focal)
    assert focal.get(reverse("board-unit", args=[made.code, town.south.pk])).status_code == 200
    for other in (town.city, town.north):
        assert focal.get(reverse("board-unit", args=[made.code, other.pk])).status_code == 404
        assert focal.get(reverse("board-missing", args=[made.code, other.pk, "acknowledged"])).status_code == 404
        assert focal.get(reverse("board-overall", args=[other.pk])).status_code == 404
        assert focal.post(reverse("board-remind", args=[made.code, other.pk])).status_code == 404
    assert town.staff.full_name not in focal.get(reverse("board")).content.decode()


def test_a_bulletin_of_a_ward_is_invisible_to_the_other_ward(town: Town, enter: Enter) -> None:
    grant(town.head, RoleAssignment.Role.EDITOR, town.north)
    grant(town.focal, RoleAssignment.Role.EDITOR, town.south)
    audience = {"units": [town.north.pk], "subscribers": False}
    hidden = actions.create(by=town.head, unit=town.north, draft=draft_of(town, audience=audience))
    assert enter(town.focal).get(reverse("desk-edit", args=[hidden.pk])).status_code == 404
    assert enter(town.editor).get(reverse("desk-edit", args=[hidden.pk])).status_code == 200


def test_every_answer_carries_the_security_headers(town: Town, enter: Enter) -> None:
    for answer in (enter(town.editor).get(reverse("desk")), enter(town.staff).get("/khong-co")):
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in answer["Permissions-Policy"]


def test_no_page_holds_inline_script_or_style(town: Town, enter: Enter) -> None:
    write(town)
    for name in ("desk", "desk-new", "home", "board", "rumours", "mailcheck", "directives"):
        page = enter(town.editor).get(reverse(name)).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert page.count("<script") == page.count("<script src=")
