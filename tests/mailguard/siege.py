"""A program that the cluster test runs on PostgreSQL: many people report, block and decide at the same moment.

Prints one JSON document: what stands in the tables afterwards, and how each act ended.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable

from loa.cli import setup

REPORTERS, ROUNDS = 6, 6


def main() -> None:
    """Found the town, let everybody act at once, and count."""
    setup.django()
    setup.migrate()
    from django.db import connection

    from loa.accounts.actions import grant
    from loa.accounts.models import RoleAssignment, User
    from loa.errors import LoaError
    from loa.mailguard import actions, queries
    from loa.mailguard.models import BlockEntry, Campaign, CampaignKey, ReportedMail
    from tests.mailguard.room.mails import LURE
    from tests.web.world import build_town, colleagues

    town = build_town()
    grant(town.security, RoleAssignment.Role.EDITOR, town.city)
    staff = colleagues(town.north, REPORTERS)
    first = actions.report(LURE.build(), via="page", reporter=town.staff.staff).mail.campaign
    ended: Counter[str] = Counter()
    begin = threading.Barrier(REPORTERS + 6)

    def at_once(name: str, act: Callable[[], object]) -> threading.Thread:
        """*act* in a thread of its own, when all are ready; how it ended is counted."""

        def run() -> None:
            begin.wait(60)
            try:
                act()
                ended[name] += 1
            except LoaError as error:
                ended[f"{name}: {error.code}"] += 1
            except Exception as error:
                ended[f"{name}: {type(error).__name__}"] += 1
            connection.close()

        return threading.Thread(target=run)

    def reports(number: int) -> Callable[[], None]:
        """Mails of two halves, and one that has a sign of each and joins them."""

        def act() -> None:
            for turn in range(ROUNDS):
                mail = LURE.but(subject=f"Khẩn {number}.{turn}", sender=f"Bộ Y tế <yte{turn}@gmail.com>")
                html = f"<a href='https://dang-nhap{turn}.example/a'>https://moh.gov.vn</a>"
                other = LURE.but(sender=f"Bộ Y tế <yte{turn}@gmail.com>", html=html, text=f"Mời xem {number}.{turn}.")
                for raw in (mail.build(), other.build()):
                    actions.report(raw, via="page", reporter=staff[number])

        return act

    def block() -> None:
        by = User.objects.get(pk=town.security.pk)
        actions.block("host", "khaibao.example", by=by, reason="lừa đảo", campaign=first)

    def confirm_and_warn() -> None:
        by, campaign = User.objects.get(pk=town.security.pk), Campaign.objects.get(pk=first.pk)
        actions.confirm(campaign, by=by, reason="đã gọi Bộ Y tế")
        actions.warn(campaign, by=by)

    threads = [at_once("report", reports(number)) for number in range(REPORTERS)]
    threads += [at_once("block", block) for _ in range(3)]
    threads += [at_once("warn", confirm_and_warn) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    from loa.bulletins.models import Bulletin

    report = {
        "ended": dict(sorted(ended.items())),
        "campaigns": list(Campaign.objects.order_by("pk").values_list("state", "reports")),
        "mails": ReportedMail.objects.count(),
        "lost_keys": CampaignKey.objects.exclude(campaign__in=Campaign.objects.all()).count(),
        "blocked": BlockEntry.objects.filter(removed_at__isnull=True).count(),
        "warnings": Bulletin.objects.count(),
        "seen": list(queries.campaigns(town.security).values_list("seen", flat=True)),
        "site": sorted(queries.site().blocked_hosts),
    }
    print(json.dumps(report))  # noqa: T201 - this is a program


if __name__ == "__main__":
    main()
