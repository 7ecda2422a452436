"""The trust registry of this site, and lists of other offices: in by a dry run, whole or not at all."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loa.config import config
from loa.errors import LoaError
from loa.mailguard import queries
from loa.mailguard.actions import listing
from loa.mailguard.lists.files import read_bodies
from loa.mailguard.models import ListedHost, ListUpload, RegistryEntry
from loa.web.access import SECURITY_ROLES, for_roles, me
from loa.web.paging import page_of
from loa.web.security.forms import BodyForm, ListForm

for_desk = for_roles(*SECURITY_ROLES)


@for_desk
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Bodies that this site added to the registry, and where the imported scam domains come from."""
    return _page(request, ListForm(), BodyForm())


def _page(request: HttpRequest, form: ListForm, body: BodyForm, status: int = 200) -> HttpResponse:
    sources = ListedHost.objects.order_by("source").values("source", "as_of").annotate(number=Count("pk"))
    context = {
        "page": page_of(request, RegistryEntry.objects.all()),
        "sources": sources[:100],
        "form": form,
        "body": body,
        "may_change": queries.sees_all(me(request)),
        "here": "lists",
    }
    return render(request, "security/lists.html", context, status=status)


@for_desk
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Read a list and show what it would change; nothing is changed yet."""
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, BodyForm(), status=422)
    asked = form.cleaned_data
    try:
        made = listing.upload_list(
            asked["file"].read(), kind=asked["kind"], name=asked["file"].name,
            source=asked["source"], as_of=asked["as_of"], by=me(request),
        )  # fmt: skip
    except LoaError as error:
        form.add_error("file", error.text)
        return _page(request, form, BodyForm(), status=422)
    return redirect("guard-list-review", made.pk)


def _own(request: HttpRequest, pk: int) -> ListUpload:
    return get_object_or_404(ListUpload, pk=pk, by=me(request))


@for_desk
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run: mistakes with their rows first, else what would be taken over."""
    found = _own(request, pk)
    context = {
        "upload": found,
        "page": page_of(request, found.problems or found.rows),
        "counts": listing.counts(found),
        "total": len(found.rows),
    }
    return render(request, "security/list_review.html", context)


@for_desk
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Do exactly what was shown."""
    found = _own(request, pk)
    try:
        number = listing.apply_list(found, by=me(request))
    except LoaError as error:
        messages.error(request, error.text, extra_tags="grave")
        return redirect("guard-list-review", pk)
    messages.success(request, _("The list is taken over: %(count)s entries.") % {"count": number}, extra_tags="good")
    return redirect("guard-lists")


@for_desk
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget an uploaded list."""
    _own(request, pk).delete()
    messages.success(request, _("The list was deleted; nothing was changed."), extra_tags="good")
    return redirect("guard-lists")


@for_desk
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put one body with its domains into the registry of this site."""
    form = BodyForm(request.POST)
    if form.is_valid():
        try:
            _add(form, request)
        except LoaError as error:
            form.add_error("domain", error.text)
        else:
            messages.success(request, _("The mail guard knows this body now."), extra_tags="good")
            return redirect("guard-lists")
    return _page(request, ListForm(), form, status=422)


def _add(form: BodyForm, request: HttpRequest) -> None:
    """The same reading as of a list with one row, so that both refuse alike. Raises `LoaError`."""
    asked = form.cleaned_data
    line = f"{asked['name'].replace(',', ' ')},{asked['domain'].replace(',', ';')}"
    found = read_bodies(f"name,domain\n{line}".encode(), "", _("The row holds no domain name that can be used."))
    if found.problems:
        raise listing.NoDomainError
    row = found.rows[0]
    listing.add_body(row["name"], row["domains"], by=me(request), source=str(config().authority))


@for_desk
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a body of this site out of the registry."""
    listing.remove_body(get_object_or_404(RegistryEntry, pk=pk), by=me(request))
    messages.success(request, _("The body was taken out."), extra_tags="good")
    return redirect("guard-lists")
