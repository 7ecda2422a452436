"""Templates: keep one from a bulletin, rename it, take it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loa.accounts.queries import holds
from loa.bulletins import actions, queries
from loa.bulletins.core.patterns import BUILT_IN
from loa.bulletins.core.replacing import RECALL
from loa.bulletins.models import BulletinTemplate
from loa.errors import NotFoundError
from loa.web.access import Role, for_roles, me
from loa.web.desk.forms import TemplateForm
from loa.web.desk.views.common import bulletin_for
from loa.web.paging import page_of


@for_roles(Role.EDITOR)
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """The templates that the visitor can use, and those of the own units to manage."""
    page = page_of(request, queries.templates_for(me(request)))
    rows = [(one, holds(me(request), Role.EDITOR, one.unit_id)) for one in page]
    patterns = [*(_(name) for name, _draft in BUILT_IN.values()), _(RECALL)]
    return render(request, "desk/templates.html", {"page": page, "rows": rows, "patterns": patterns})


@for_roles(Role.EDITOR)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a template of a bulletin's words."""
    bulletin = bulletin_for(request, pk)
    form = TemplateForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    kept = actions.keep_template(bulletin, by=me(request), name=name)
    messages.success(request, _("Kept as the template “%(name)s”.") % {"name": kept.name}, extra_tags="good")
    return redirect("desk-templates")


@for_roles(Role.EDITOR)
@require_POST
def rename(request: HttpRequest, template: int) -> HttpResponse:
    """Call a template otherwise."""
    form = TemplateForm(request.POST)
    found = _own(request, template)
    actions.rename_template(found, by=me(request), name=form.cleaned_data["name"] if form.is_valid() else "")
    messages.success(request, _("Saved."), extra_tags="good")
    return redirect("desk-templates")


@for_roles(Role.EDITOR)
@require_POST
def delete(request: HttpRequest, template: int) -> HttpResponse:
    """Take a template away; what was begun from it stays."""
    actions.delete_template(_own(request, template), by=me(request))
    messages.success(request, _("The template is gone. Bulletins that were begun from it stay."), extra_tags="good")
    return redirect("desk-templates")


def _own(request: HttpRequest, pk: int) -> BulletinTemplate:
    """A template of a unit where the visitor is editor; others do not exist for them."""
    found = queries.templates_for(me(request)).filter(pk=pk).first()
    if found is None or not holds(me(request), Role.EDITOR, found.unit_id):
        raise NotFoundError
    return found
