"""Every address of the web face."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("loa.web.accounts.urls")),
    path("", include("loa.web.personal.urls")),
    path("", include("loa.web.family.urls")),
    path("", include("loa.web.operations.urls")),
    path("me/", include("loa.web.home.urls")),
    path("desk/", include("loa.web.desk.urls")),
    path("board/", include("loa.web.board.urls")),
    path("organisation/", include("loa.web.organisation.urls")),
    path("systems/", include("loa.web.systems.urls")),
    path("directives/", include("loa.web.directives.urls")),
    path("rumour-desk/", include("loa.web.rumours.urls")),
    path("mail-check/", include("loa.web.mailcheck.urls")),
    path("security-desk/", include("loa.web.security.urls")),
    path("hooks/", include("loa.web.hooks.urls")),
]

# Rooms of other faces are mounted where they exist.
for _prefix, _module in (
    ("", "loa.web.public.urls"),
    ("app/", "loa.web.app.urls"),
    ("api/v1/", "loa.api.urls"),
    ("api/scim/v2/", "loa.api.scim"),
):
    if find_spec(_module.rpartition(".")[0]) and find_spec(_module):
        urlpatterns.append(path(_prefix, include(_module)))

handler400 = "loa.web.errors.bad_request"
handler403 = "loa.web.errors.forbidden"
handler404 = "loa.web.errors.not_found"
handler500 = "loa.web.errors.server_error"
