"""Is this mail safe? The verdict first, then what to do, then each reason; and one button that reports it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from loa.config import config
from loa.mailguard import actions, plain, queries
from loa.mailguard.core import Evidence
from loa.mailguard.core.guard import examine
from loa.mailguard.defang import defang
from loa.mailguard.models import ReportedMail
from loa.web.access import me, signed_in
from loa.web.mailcheck import carried
from loa.web.mailcheck.forms import MailForm

FIRST = 5  # reasons that are read at once; the others stand behind a heading


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def mail_check(request: HttpRequest) -> HttpResponse:
    """Judge one mail while the visitor waits; nothing of it is stored."""
    form = MailForm(request.POST, request.FILES) if request.method == "POST" else MailForm()
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form)
    raw = form.raw()
    if "report" in request.POST:
        return _report(request, raw)
    case, verdict = examine(raw, queries.guard_settings())
    language = get_language() or "vi"
    reasons = [_reason(item, language) for item in sorted(verdict.evidence, key=lambda item: -abs(item.weight))]
    context = {
        "verdict": verdict,
        "advice": verdict.advice(language),
        "mail": case.mail,
        "reasons": reasons[:FIRST],
        "more": reasons[FIRST:],
        "carried": carried.pack(raw),
    }
    return render(request, "mailcheck/verdict.html", context)


def _ask(request: HttpRequest, form: MailForm) -> HttpResponse:
    context = {"form": form, "mailbox": config().check_mailbox}
    return render(request, "mailcheck/check.html", context, status=422 if form.errors else 200)


def _reason(item: Evidence, language: str) -> tuple[str, str]:
    """The sentence with nothing to click in it, and where it stands."""
    return defang(item.text(language)), defang(plain.place(item.where))


@signed_in
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Hand the mail of the verdict page to the security desk."""
    return _report(request, carried.unpack(request.POST.get("mail", "")))


def _report(request: HttpRequest, raw: bytes) -> HttpResponse:
    found = actions.report(raw, via=ReportedMail.Via.PAGE, reporter=me(request).staff)
    context = {
        "verdict": found.verdict,
        "advice": found.verdict.advice(get_language() or "vi"),
        "new": found.new,
        "others": found.mail.campaign.reports - 1,
    }
    return render(request, "mailcheck/reported.html", context)
