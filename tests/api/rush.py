"""A program that the cluster test runs on PostgreSQL: systems that write over the API at the same moment.

Prints one JSON document: how each request was answered, and what stands in the tables afterwards.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from loa.cli import setup

CALLERS, MOVES = 6, 8


def at_once(acts: list[Callable[[], str]]) -> dict[str, int]:
    """Every one of *acts* in a thread of its own, when all are ready; how often which answer came."""
    from django.db import connection

    ended: Counter[str] = Counter()
    begin = threading.Barrier(len(acts))

    def run(act: Callable[[], str]) -> None:
        begin.wait(60)
        try:
            ended[act()] += 1
        except Exception as error:
            ended[type(error).__name__] += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(sorted(ended.items()))


def told(answer: Any) -> str:
    """An answer in a word."""
    again = " again" if "Idempotency-Replayed" in answer else ""
    error = json.loads(answer.content) if answer.status_code >= 400 else {}
    return f"{answer.status_code}{again} {error.get('scimType', error.get('code', ''))}".strip()


def main() -> None:
    """Found the town, let everybody ask at once, and count."""
    setup.django()
    setup.migrate()
    from django.db.models import Count
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    from loa.accounts.actions import grant
    from loa.accounts.models import RoleAssignment
    from loa.bulletins.models import Bulletin
    from loa.integrations.actions import rates, tokens
    from loa.integrations.models import Scope, StoredAnswer
    from loa.units.actions import add_contact_point
    from loa.units.actions.uploads import Options, take_over
    from loa.units.core.scim import ENTERPRISE
    from loa.units.errors import PreviewOutdatedError
    from loa.units.models import ContactPoint, Membership, Staff
    from tests.api.conftest import Caller
    from tests.api.test_scim import ask, person
    from tests.api.test_writing import draft
    from tests.web.world import START, build_town

    setup_test_environment()
    town = build_town()
    grant(town.operator, RoleAssignment.Role.EDITOR, town.city)
    _token, secret = tokens.make(town.operator, town.city, tuple(Scope.values), name="x", days=30, by=None)
    _other, second = tokens.make(town.operator, town.city, tuple(Scope.values), name="y", days=30, by=None)
    caller = Caller(secret)

    def scim(method: str, path: str, **changes: Any) -> Callable[[], str]:
        return lambda: told(ask(caller, method, path, person(town, **changes)))

    def bulletin() -> str:
        return told(caller.send("post", "/bulletins", draft(town), **{"idempotency-key": "a-1"}))

    answers = {"same person": at_once([scim("POST", "/Users") for _ in range(CALLERS)])}
    others = [
        scim("POST", "/Users", externalId=f"M{n}", emails=[{"value": "m@campha.example"}]) for n in range(CALLERS)
    ]
    answers["same mail"] = at_once(others)
    place = f"/Users/{Staff.objects.get(employee_code='CB77').pk}"
    Membership.objects.filter(staff__employee_code="CB77").update(valid_from=START)
    wards = [town.north.name, town.south.name]
    moves = [scim("PUT", place, **{ENTERPRISE: {"department": wards[n % 2]}}) for n in range(MOVES)]
    answers["moves"] = at_once([*moves, lambda: told(ask(caller, "DELETE", place))])
    answers["same key"] = at_once([bulletin for _ in range(CALLERS)])
    people = list(Staff.objects.order_by("pk").values_list("pk", flat=True)[:CALLERS])
    phones = [lambda pk=pk: str(add_contact_point(pk, "app", "https://push.example/1").channel) for pk in people]
    answers["same phone"] = at_once(phones)
    rows = "Mã cán bộ,Họ và tên,Đơn vị\nL1,Nguyễn Văn Mới," + town.north.name
    options = Options(timezone.localdate(), create_units=False, complete=False)
    _preview, digest = take_over(rows.encode(), "ds.csv", options, [town.north.pk], dry_run=True)

    def take_list_over() -> str:
        try:
            take_over(rows.encode(), "ds.csv", options, [town.north.pk], dry_run=False, expected=digest)
        except PreviewOutdatedError as error:
            return error.code
        return "taken"

    answers["same list"] = at_once([take_list_over for _ in range(CALLERS)])
    asking = Caller(second)
    if time.time() % rates.WINDOW > rates.WINDOW - 15:  # quotas are counted by the minute: ask within one
        time.sleep(15)
    answers["quota"] = at_once([lambda: told(asking.get("/releases")) for _ in range(rates.QUOTA + 40)])
    regular = Membership.objects.filter(valid_to__isnull=True).values("staff").annotate(number=Count("pk"))
    open_ones = ContactPoint.objects.filter(closed_at__isnull=True).order_by()
    open_ones = open_ones.filter(address__in=["m@campha.example", "https://push.example/1"])
    report = {
        "answers": answers,
        "bulletins": Bulletin.objects.count(),
        "kept": list(StoredAnswer.objects.values_list("status", flat=True)),
        "staff": Staff.objects.filter(employee_code="CB77").count(),
        "sharers": Staff.objects.filter(email="m@campha.example").count(),
        "at home twice": regular.filter(number__gt=1).count(),
        "open": dict(open_ones.values_list("address").annotate(number=Count("pk"))),
    }
    print(json.dumps(report))  # noqa: T201 - this is a program


if __name__ == "__main__":
    main()
