"""Calendar parts of a mail (RFC 5545): who invites, and where the meeting is. Read line by line within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from loa.mailguard.core.hosts import URL
from loa.mailguard.core.mail import Mailbox
from loa.mailguard.core.mime import Part

MAX_BYTES = 256 * 1024
MAX_CALENDARS = 5
MAX_LINES = 4000
MAX_LINKS = 50
MAX_ORGANIZERS = 10
MAX_TEXT = 20_000  # characters that are shown
_FOLD = re.compile(r"\r?\n[ \t]")
_FIELD = re.compile(r"^([A-Za-z0-9-]{1,60})((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)$")
_NAME = re.compile(r";CN=(\"[^\"]*\"|[^;:]*)", re.IGNORECASE)
_PLACES = frozenset({"LOCATION", "URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"})
_SHOWN = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION"})


@dataclass
class Invitation:
    """One calendar part. `places` are links that programs open as the meeting's place; `links` are all."""

    organizers: list[Mailbox] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    text: str = ""


def is_calendar(part: Part) -> bool:
    """Whether *part* opens in a calendar."""
    return part.kind == "text/calendar" or part.filename.lower().endswith(".ics")


def invitations(parts: Iterable[Part]) -> list[Invitation]:
    """The calendar parts among *parts*, at most `MAX_CALENDARS`."""
    found = [part for part in parts if is_calendar(part)][:MAX_CALENDARS]
    return [read(part.text(MAX_BYTES)) for part in found]


def read(text: str) -> Invitation:
    """What the calendar *text* says; whatever is no field of one is passed over. Never raises."""
    invitation, shown = Invitation(), list[str]()
    for line in _FOLD.sub("", text[:MAX_BYTES]).splitlines()[:MAX_LINES]:
        found = _FIELD.match(line)
        if not found:
            continue
        name, parameters, value = found[1].upper(), found[2], _unescaped(found[3])
        if name == "ORGANIZER" and len(invitation.organizers) < MAX_ORGANIZERS:
            invitation.organizers.append(_organizer(parameters, value))
        if name in _PLACES:
            invitation.places.extend(URL.findall(value))
        if name in _SHOWN:
            shown.append(value)
        invitation.links.extend(URL.findall(value))
    invitation.links = list(dict.fromkeys(invitation.links))[:MAX_LINKS]
    invitation.places = list(dict.fromkeys(invitation.places))[:MAX_LINKS]
    invitation.text = "\n".join(shown)[:MAX_TEXT]
    return invitation


def _unescaped(value: str) -> str:
    return value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def _organizer(parameters: str, value: str) -> Mailbox:
    name = _NAME.search(parameters)
    address = value[7:] if value.lower().startswith("mailto:") else value
    return Mailbox(name[1].strip('"')[:500] if name else "", address.strip()[:320])
