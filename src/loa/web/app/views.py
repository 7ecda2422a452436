"""Thin views: read what the app sends, find out whose device it is, call the verbs (ADR 0008).

No CSRF token: the bodies must be JSON, which no foreign page can send without our consent, and session cookies are
SameSite=Lax.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.bulletins.queries import release_by_code
from loa.channels.app import receive
from loa.channels.app.channel import AppChannel
from loa.errors import LoaError, NotFoundError
from loa.kernel import tokens
from loa.reach import actions as reach
from loa.reach.models import Receipt
from loa.rumours import actions as rumours
from loa.units.actions import add_contact_point, close_contact_points, subscribe, unsubscribe
from loa.units.models import ContactPoint, Recipient
from loa.web.access import open_to_all
from loa.web.family.views import inviting_unit
from loa.web.public.limits import limited

View = Callable[[HttpRequest], HttpResponse]
CONSENT = (
    "I agree that an address of this device is kept in order to send me official outbreak bulletins, until I end it. "
    "Nothing else about me is kept."
)


def answers_json(view: View) -> View:
    """Errors of the house as JSON, for the caller is a script."""

    @wraps(view)
    def answering(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except LoaError as error:
            return JsonResponse({"error": error.code, "text": error.text}, status=error.http_status)

    return answering


@open_to_all
@require_safe
def vapid_key(request: HttpRequest) -> HttpResponse:
    """The public key that a browser subscribes with."""
    return JsonResponse({"key": AppChannel().application_server_key})


@open_to_all
@csrf_exempt
@never_cache
@require_http_methods(["POST", "DELETE"])
@limited(per_minute=30)
@answers_json
def subscriptions(request: HttpRequest) -> HttpResponse:
    """POST keeps a subscription, again at every start of the app (standards W7); DELETE ends it."""
    value = receive.document(request.body, request.content_type or "")
    if request.method == "DELETE":
        return _end(receive.text(value, "endpoint", 2_000))
    found = receive.subscription(value, AppChannel().allowed())
    add_contact_point(_subscriber(request, found), "app", found.endpoint, dict(found.keys))
    if found.replaces and found.replaces != found.endpoint:
        close_contact_points(_points(found.replaces), "replaced")
    return JsonResponse({"ok": True}, status=201)


def _end(endpoint: str) -> HttpResponse:
    """Close the address; a resident without another one withdraws altogether."""
    for point in ContactPoint.objects.filter(channel="app", address=endpoint, closed_at__isnull=True):
        close_contact_points([point.pk], "unsubscribed")
        if not ContactPoint.objects.filter(recipient=point.recipient_id, closed_at__isnull=True).exists():
            unsubscribe(point.recipient_id)
    return JsonResponse({"ok": True})


def _subscriber(request: HttpRequest, found: receive.Subscription) -> int:
    """Whose device it is: who is signed in, who holds a personal token, who had this endpoint, else a new resident.

    Raises `MissingConsentError` for a new resident who did not agree to exactly the text shown (standards P2).
    """
    known = _person(request, found.code, found.token) or _owner(found.endpoint) or _owner(found.replaces)
    if known is not None:
        return known
    if found.consent not in _consents():
        raise receive.MissingConsentError
    return subscribe(found.consent, language=found.language).pk


def _consents() -> set[str]:
    """The consent in every language that the page shows it in."""
    texts = set()
    for language in ("vi", "en"):
        with translation.override(language):
            texts.add(gettext(CONSENT))
    return texts


def _person(request: HttpRequest, code: str, token: str) -> int | None:
    """The recipient that a session, an invitation or a personal link of a release proves."""
    staff = getattr(request.user, "staff_id", None) if request.user.is_authenticated else None
    if staff is not None:
        return int(staff)
    if not token:
        return None
    found = tokens.read("acknowledge", code, token) if code else tokens.read("invite", "", token)
    return found if found is not None and Recipient.objects.filter(pk=found, closed_at__isnull=True).exists() else None


def _points(endpoint: str) -> list[int]:
    found = ContactPoint.objects.filter(channel="app", address=endpoint, closed_at__isnull=True)
    return list(found.values_list("pk", flat=True))


def _owner(endpoint: str) -> int | None:
    """Only the browser and we know an endpoint, so knowing it proves the device."""
    found = ContactPoint.objects.filter(channel="app", address=endpoint, closed_at__isnull=True) if endpoint else None
    return found.values_list("recipient_id", flat=True).first() if found is not None else None


@open_to_all
@csrf_exempt
@never_cache
@require_POST
@limited(per_minute=30)
@answers_json
def installations(request: HttpRequest) -> HttpResponse:
    """The app runs on a device: counted for its person or for the unit that invited a family; else nothing is kept."""
    value = receive.document(request.body, request.content_type or "")
    device = receive.device(value)
    code = receive.text(value, "code", 20, required=False)
    person = _person(request, code, receive.text(value, "token", receive.TOKEN_LIMIT, required=False))
    unit = inviting_unit(receive.text(value, "family", receive.TOKEN_LIMIT, required=False))
    if person is not None:
        reach.install(person, device)
    elif unit is not None:
        reach.install_for_family(unit, device)
    return JsonResponse({"ok": True, "counted": person is not None or unit is not None})


@open_to_all
@csrf_exempt
@never_cache
@require_POST
@limited(per_minute=30)
@answers_json
def sync(request: HttpRequest) -> HttpResponse:
    """What was done without a network. `done` names what need not be sent again, also what proved nothing."""
    acts = receive.acts(receive.document(request.body, request.content_type or ""))
    for act in acts:
        if act.text:
            _ask_once(request, act)
        else:
            _acknowledge(request, act)
    return JsonResponse({"done": [act.id for act in acts]})


def _ask_once(request: HttpRequest, act: receive.Act) -> None:
    try:
        rumours.ask(act.text, asker=getattr(request.user, "staff_id", None), reference=f"app:{act.id}")
    except LoaError:
        return  # an empty or overlong question will not become better by being sent again


def _acknowledge(request: HttpRequest, act: receive.Act) -> None:
    """Kept once by the database, however often it is sent (DESIGN §5.5)."""
    try:
        release = release_by_code(act.code)
    except NotFoundError:
        return
    person = _person(request, release.code, act.token)
    if person is not None and (act.token or _addressed(release, person)):
        reach.record(release.pk, person, Receipt.Kind.ACKNOWLEDGED, "app")


def _addressed(release: Release, person: int) -> bool:
    """Whether the bulletin went to this person."""
    return person in BitMap.deserialize(bytes(release.audience))
