"""A process beside a running Loa that does what the desk does and looks into the database, for tests that stand
outside: one JSON command a line on standard input, one JSON answer a line on standard output."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from loa.cli import setup

setup.django()

from django.utils import timezone  # noqa: E402
from PIL import Image  # noqa: E402

from loa.accounts.models import User  # noqa: E402
from loa.bulletins import actions as desk  # noqa: E402
from loa.bulletins.core.body import place_of  # noqa: E402
from loa.bulletins.models import Bulletin, Release  # noqa: E402
from loa.bulletins.queries import latest_draft, latest_revision, release_by_code  # noqa: E402
from loa.delivery.actions import release_and_plan  # noqa: E402
from loa.kernel import tokens  # noqa: E402
from loa.reach.models import Receipt  # noqa: E402
from loa.rumours.models import Rumour  # noqa: E402
from loa.units.models import ContactPoint  # noqa: E402
from tests.web.world import WORDS, Town, build_town, write  # noqa: E402

_towns: list[Town] = []


def found() -> dict[str, Any]:
    """Found the town; who lives there."""
    _towns.append(build_town())
    return {name: user.staff_id for name, user in _town().people.items()}


def _town() -> Town:
    return _towns[0]


def release(title: str, picture: bool = False) -> str:
    """Write, approve and release an instruction to portal and app; its code."""
    bulletin = write(_town(), channels=("portal", "app"), texts={"vi": replace(WORDS, title=title)})
    if picture:
        _illustrate(bulletin)
    return _out(bulletin)


def correct(code: str, title: str) -> str:
    """Release a correction of *code*; its code."""
    words = {"vi": replace(WORDS, title=title)}
    return _out(desk.correct(release_by_code(code), by=_town().editor, texts=words))


def _illustrate(bulletin: Bulletin) -> None:
    target = io.BytesIO()
    Image.effect_noise((1400, 900), 60).save(target, format="PNG")
    taken = replace(
        desk.add_picture(bulletin, by=_town().editor, data=target.getvalue()), alt={"vi": "Sơ đồ điểm khai báo"}
    )
    draft = latest_draft(bulletin)
    text = draft.texts["vi"]
    words = {"vi": replace(text, body=f"{place_of(taken)}\n\n{text.body}")}
    desk.save(bulletin, by=_town().editor, draft=replace(draft, pictures=(taken,), texts=words), expected=1)


def _out(bulletin: Bulletin) -> str:
    desk.submit(bulletin, by=_town().editor)
    bulletin.refresh_from_db()
    desk.approve(bulletin, by=_town().approver, seen_hash=latest_revision(bulletin).content_hash)
    made: Release = release_and_plan(bulletin, timezone.now())
    return made.code


def token(purpose: str, code: str, person: int) -> str:
    """The secret part of a personal link."""
    return tokens.make(purpose, code, person)  # type: ignore[arg-type]


def receipts(code: str, person: int) -> list[list[str]]:
    """Kind and channel of what is known of a person and a release."""
    known = Receipt.objects.filter(release__code=code, recipient=person).order_by("id")
    return [[Receipt.Kind(kind).name.lower(), channel] for kind, channel in known.values_list("kind", "channel")]


def questions(text: str) -> list[int]:
    """How often each rumour of these words was asked."""
    return list(Rumour.objects.filter(text=text).values_list("asked", flat=True))


def endpoints(person: int) -> list[str]:
    """The person's open push addresses."""
    known = ContactPoint.objects.filter(channel="app", recipient=person, closed_at__isnull=True)
    return list(known.values_list("address", flat=True))


def session(name: str) -> str:
    """A session cookie of somebody who signed in."""
    from django.test import Client

    client = Client()
    client.force_login(User.objects.get(email=f"{name}@campha.example"))
    return str(client.cookies["sessionid"].value)


COMMANDS: dict[str, Callable[..., Any]] = {
    act.__name__: act for act in (found, release, correct, token, receipts, questions, endpoints, session)
}


def main() -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        name, arguments = json.loads(line)
        sys.stdout.write(json.dumps(COMMANDS[name](**arguments)) + "\n")
        sys.stdout.flush()


main()
