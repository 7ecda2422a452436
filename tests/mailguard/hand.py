"""What people do at the security desk, for tests whose Loa runs as processes (`python -m tests.mailguard.hand`)."""

from __future__ import annotations

import sys

from loa.cli import setup


def main(command: str, *arguments: str) -> None:
    """Found the town, or block and unblock something in it."""
    setup.django()
    if command == "found":
        found()
    else:
        {"block": block, "unblock": unblock}[command](*arguments)


def found() -> None:
    """A fresh database with the people of `tests.web.world`."""
    from tests.web.world import build_town

    setup.migrate()
    build_town()


def block(kind: str, value: str) -> None:
    """An entry of the block list, made by whoever keeps the whole desk."""
    from loa.accounts.models import User
    from loa.mailguard import actions

    by = User.objects.get(email="antoan@campha.example")
    actions.block(kind, value, by=by, reason="hộp thư bị chiếm")


def unblock(value: str) -> None:
    """Take the entry off again."""
    from loa.accounts.models import User
    from loa.mailguard import actions, queries

    by = User.objects.get(email="antoan@campha.example")
    actions.unblock(queries.blocked().get(value=value), by=by)


if __name__ == "__main__":
    main(*sys.argv[1:])
