"""Makes an installation for the chaos tests, in a process of its own: `python -m tests.chaos.plant PEOPLE`."""

from __future__ import annotations

import json
import sys

from bench.world import people, set_up


def main(number: int) -> None:
    """Migrate, make *number* people with a mailbox, release a bulletin to them."""
    set_up()
    from loa.delivery.actions import release_and_plan
    from loa.delivery.engine import choice
    from loa.delivery.models import Delivery
    from tests.support.releases import approved

    city = people(number, subscribed=True)
    release = release_and_plan(approved(city, ("mail",), audience={"subscribers": True}))
    choice.close()
    delivery = Delivery.objects.get(release=release)
    sys.stdout.write(json.dumps({"code": release.code, "planned": delivery.planned}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
