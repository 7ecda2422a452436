"""Who may open which page. Every view carries its rule; a view without one fails `tests/web/test_access.py`.

The rule here is the outer door: a role held anywhere. Which unit's things a person may see or touch inside is asked
again of the domain (`accounts.actions.require`, `bulletins.queries.visible_to`), where no face can forget it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import roles_of
from loa.errors import NotAllowedError

Role = RoleAssignment.Role
View = Callable[..., HttpResponseBase]
AnyView = TypeVar("AnyView", bound=View)

DESK_ROLES = (Role.EDITOR, Role.APPROVER, Role.AUDITOR)
BOARD_ROLES = (Role.UNIT_HEAD, Role.FOCAL_POINT, Role.EDITOR, Role.APPROVER, Role.AUDITOR)
SECURITY_ROLES = (Role.SECURITY, Role.OPERATOR)
MANAGING_ROLES = (Role.OPERATOR, Role.UNIT_HEAD)
DIRECTIVE_ROLES = (Role.EDITOR, Role.APPROVER, Role.UNIT_HEAD, Role.FOCAL_POINT, Role.AUDITOR)


class WrongRoleError(NotAllowedError):
    """The account holds none of the roles that this page is for."""

    code = "wrong_role"
    message = "This page is for: %(roles)s. Ask the person who manages accounts in your office if you need it."


@dataclass(frozen=True, slots=True)
class Access:
    """The rule of a view: open to all, open to the bearer of a secret, to everybody signed in, or to `roles`."""

    kind: Literal["open", "secret", "signed_in", "roles"]
    roles: tuple[str, ...] = ()


def open_to_all(view: AnyView) -> AnyView:
    """Anybody may call the view; it shows nothing that is not public."""
    return _mark(view, Access("open"))


def open_by_secret(view: AnyView) -> AnyView:
    """The address, a header or a signature holds the proof; the view checks it itself."""
    return _mark(view, Access("secret"))


def signed_in(view: AnyView) -> AnyView:
    """Any account may call the view."""
    return _guarded(view, Access("signed_in"))


def for_roles(*roles: str) -> Callable[[AnyView], AnyView]:
    """Only accounts that hold one of *roles* somewhere may call the view."""
    return lambda view: _guarded(view, Access("roles", roles))


def access_of(view: object) -> Access | None:
    """The rule of a view, if it has one."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def me(request: HttpRequest) -> User:
    """The signed-in account; only for views behind `signed_in` or `for_roles`."""
    return cast("User", request.user)


def my_roles(request: HttpRequest) -> frozenset[str]:
    """The roles that the visitor holds somewhere; asked of the database once per request."""
    if not request.user.is_authenticated:
        return frozenset()
    if not hasattr(request, "loa_roles"):
        request.loa_roles = roles_of(me(request))  # type: ignore[attr-defined]
    return cast("frozenset[str]", request.loa_roles)  # type: ignore[attr-defined]


def has_role(request: HttpRequest, *roles: str) -> bool:
    """Whether the visitor holds one of *roles* somewhere."""
    return bool(my_roles(request).intersection(roles))


def _mark(view: AnyView, rule: Access) -> AnyView:
    view.access = rule  # type: ignore[attr-defined]
    return view


def _guarded(view: AnyView, rule: Access) -> AnyView:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if rule.roles and not has_role(request, *rule.roles):
            raise WrongRoleError(roles=", ".join(str(Role(role).label) for role in rule.roles))
        return view(request, *args, **kwargs)

    return _mark(cast("AnyView", guarded), rule)
