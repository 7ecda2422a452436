"""Is this mail safe? The verdict first, then what to do, then each reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.config import config
from loa.mailguard.core import GuardSettings, check
from loa.web.access import signed_in
from loa.web.mailcheck.forms import MailForm


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def mail_check(request: HttpRequest) -> HttpResponse:
    """Judge one mail while the visitor waits; nothing of it is stored."""
    sent = request.method == "POST"
    form = MailForm(request.POST if sent else None, request.FILES if sent else None)
    if not sent or not form.is_valid():
        return render(request, "mailcheck/check.html", {"form": form}, status=422 if form.errors else 200)
    verdict = check(form.raw(), settings=_settings())
    language = get_language() or "vi"
    reasons = sorted(verdict.evidence, key=lambda item: -abs(item.weight))
    context = {
        "verdict": verdict,
        "advice": verdict.advice(language),
        "reasons": [(item, item.text(language)) for item in reasons],
    }
    return render(request, "mailcheck/verdict.html", context)


def _settings() -> GuardSettings:
    domain = str(config().mail_from).rpartition("@")[2]
    return GuardSettings(own_domains=(domain,) if domain else ())
