"""Calling operators: by mail, or by a push to their app where mail itself is what stands still."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import structlog
from django.utils import translation
from django.utils.translation import gettext as _
from pyroaring import BitMap

from loa.accounts.models import User
from loa.bulletins.models import Bulletin
from loa.channels.app import single as push
from loa.channels.base import Envelope
from loa.channels.mail import single as mail
from loa.config import config
from loa.delivery import calls
from loa.delivery.models import Call
from loa.delivery.queries import troubles
from loa.errors import LoaError
from loa.units.queries import addresses, contact_points
from loa.web.templatetags.loa_ui import moment

log = structlog.get_logger()


class Words(NamedTuple):
    """What an operator reads: what happened, in the provider's words, since when, and where to go."""

    title: str
    reason: str
    what_now: str


Way = Callable[[Call, Words], bool]


def send_due(now: datetime) -> int:
    """Tell what waits; return how many calls somebody's mail server or push service took.

    A way that fails is left alone for the rest of this run: every operator's turn would wait out the same silence.
    """
    told, ways = 0, _open_ways()
    for call in calls.due(now):
        if not calls.claim(call, now):
            continue
        if calls.is_over(call):
            calls.settle(call, "", now)
            continue
        by = _tell(call, ways)
        if by:
            calls.settle(call, by, now)
            told += 1
    return told


def _open_ways() -> dict[str, Way]:
    """Ways whose channel is in use; the push only follows where no mail can go out."""
    ill = {trouble.channel for trouble in troubles()}
    ways: dict[str, Way] = {"mail": _mail, "app": _push}
    return {name: way for name, way in ways.items() if name not in ill}


def _tell(call: Call, ways: dict[str, Way]) -> str:
    with translation.override(call.user.language):
        said = words(call)
        for name in list(ways):
            try:
                if ways[name](call, said):
                    return name
            except (OSError, LoaError) as error:
                log.warning("an operator could not be told this way", way=name, call=call.pk, reason=str(error))
                del ways[name]
    return ""


def words(call: Call) -> Words:
    """The call in the language that is set."""
    mend = _("Mend the cause, then press “Use the channel again” on the page of operations. No address was removed.")
    look = _("Loa goes on trying by itself. Look whether the provider or the network is down.")
    match call.code:
        case "channel_stopped":
            return Words(_("The channel %(channel)s has stopped") % {"channel": _channel(call)}, call.reason, mend)
        case "channel_down":
            return Words(_("The channel %(channel)s does not answer") % {"channel": _channel(call)}, call.reason, look)
        case "release_missed":
            said = _("A scheduled bulletin was not sent: its end had passed")
            return Words(said, _title(call), _("Tell its author: it must be given a new end, or withdrawn."))
    said = _("A scheduled job fails: %(job)s") % {"job": call.subject}
    return Words(said, call.reason, _("The other jobs go on. The log of the worker that leads has the details."))


def _channel(call: Call) -> str:
    names = {"portal": _("Portal"), "app": _("App"), "mail": _("Mail"), "zalo": "Zalo"}
    return names.get(call.subject, call.subject)


def _title(call: Call) -> str:
    bulletin = Bulletin.objects.filter(pk=call.subject).first()
    return f"{bulletin.get_kind_display()} · {moment(bulletin.release_at)}" if bulletin else call.reason


def page() -> str:
    """The address of the page of operations."""
    return f"{config().base_url}/operations/"


def _mail(call: Call, said: Words) -> bool:
    lines = [
        _("Dear %(name)s,") % {"name": call.user.full_name},
        f"{said.title}.",
        _("The reason, word for word:") + f"\n    {said.reason}",
        _("Since: %(at)s") % {"at": moment(call.at)},
        said.what_now,
        _("Page of operations: %(page)s") % {"page": page()},
    ]
    subject = f"Loa: {said.title}".replace("\n", " ")
    mail.send(call.user.email, subject, "\n\n".join(lines) + "\n")
    return True


def _push(call: Call, said: Words) -> bool:
    devices = _devices(call.user)
    if not devices:
        return False
    tag = re.sub(r"[^A-Za-z0-9]", "", f"loa{call.code}{call.subject}")[:32]
    return push.send(devices, said.title, f"{said.reason}\n{said.what_now}", page(), tag, call.user.language)


def _devices(user: User) -> list[Envelope]:
    """The devices of *user* that hold a live push subscription, as a sender wants them."""
    if user.staff_id is None:
        return []
    points = [point for some, _owners in contact_points("app", BitMap([user.staff_id])) for point in some]
    return [
        Envelope(index, row.contact_point, row.recipient, row.address, f"call.{row.contact_point}", keys=row.keys)
        for index, row in enumerate(addresses(points[:20]))
    ]
