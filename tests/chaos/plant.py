"""Makes an installation in a process of its own, for tests: `python -m tests.chaos.plant PEOPLE [CHANNEL…]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from bench.world import people, set_up


def main(number: int, channels: Sequence[str]) -> None:
    """Migrate, make *number* people with a mailbox, release a bulletin to them on *channels*."""
    set_up()
    from loa.delivery.actions import release_and_plan
    from loa.delivery.engine import choice
    from loa.delivery.models import Delivery
    from tests.support.releases import approved

    city = people(number, subscribed=True)
    release = release_and_plan(approved(city, channels, audience={"subscribers": True}))
    choice.close()
    delivery = Delivery.objects.get(release=release, channel="mail")
    sys.stdout.write(json.dumps({"code": release.code, "planned": delivery.planned}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:] or ["mail"])
