"""Systems that write over the API at the same moment: what each is answered, and what stands in the tables then.

Told on PostgreSQL by `tests.api.rush`, where transactions really run beside each other.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count
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
from tests.web.world import START, Town, build_town

CALLERS, MOVES = 6, 8
OVER_QUOTA = 40
MAILBOX, PHONE = "m@campha.example", "https://push.example/1"
Ended = dict[str, int]
Act = Callable[[], str]


def at_once(acts: list[Act]) -> Ended:
    """Every one of *acts* in a thread of its own, when all are ready; how often which answer came."""
    ended: Counter[str] = Counter()
    begin = threading.Barrier(len(acts))

    def run(act: Act) -> None:
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


@dataclass(frozen=True)
class Rush:
    """A town, a system that writes there, and another that only asks."""

    town: Town
    writer: Caller
    asker: Caller

    @classmethod
    def begin(cls) -> Rush:
        """Found the town and give both systems their tokens."""
        town = build_town()
        grant(town.operator, RoleAssignment.Role.EDITOR, town.city)
        made = [
            tokens.make(town.operator, town.city, tuple(Scope.values), name=name, days=30, by=None)[1] for name in "xy"
        ]
        return cls(town, *map(Caller, made))

    def tell(self) -> dict[str, Ended]:
        """Every story, one after the other."""
        return {
            "same person": at_once([self._scim("POST", "/Users") for _ in range(CALLERS)]),
            "same mail": at_once([self._sharer(number) for number in range(CALLERS)]),
            "moves": at_once(self._moves()),
            "same key": at_once([self._bulletin for _ in range(CALLERS)]),
            "same phone": at_once(self._phones()),
            "same list": at_once(self._lists()),
            "quota": at_once(self._questions()),
        }

    def _scim(self, method: str, path: str, **changes: Any) -> Act:
        return lambda: told(ask(self.writer, method, path, person(self.town, **changes)))

    def _sharer(self, number: int) -> Act:
        return self._scim("POST", "/Users", externalId=f"M{number}", emails=[{"value": MAILBOX}])

    def _moves(self) -> list[Act]:
        """One person is sent to and fro between two wards, and closed."""
        Membership.objects.filter(staff__employee_code="CB77").update(valid_from=START)
        place = f"/Users/{Staff.objects.get(employee_code='CB77').pk}"
        wards = [self.town.north.name, self.town.south.name]
        moves = [self._scim("PUT", place, **{ENTERPRISE: {"department": wards[n % 2]}}) for n in range(MOVES)]
        return [*moves, lambda: told(ask(self.writer, "DELETE", place))]

    def _bulletin(self) -> str:
        return told(self.writer.send("post", "/bulletins", draft(self.town), **{"idempotency-key": "a-1"}))

    def _phones(self) -> list[Act]:
        """A phone that several people call theirs."""
        people = Staff.objects.order_by("pk").values_list("pk", flat=True)[:CALLERS]
        return [lambda pk=pk: str(add_contact_point(pk, "app", PHONE).channel) for pk in people]

    def _lists(self) -> list[Act]:
        """The same staff list, each with the digest of the same look at it."""
        rows = f"Mã cán bộ,Họ và tên,Đơn vị\nL1,Nguyễn Văn Mới,{self.town.north.name}".encode()
        options, allowed = Options(timezone.localdate()), [self.town.north.pk]
        _preview, digest = take_over(rows, "ds.csv", options, allowed, dry_run=True)

        def take() -> str:
            try:
                take_over(rows, "ds.csv", options, allowed, dry_run=False, expected=digest)
            except PreviewOutdatedError as error:
                return error.code
            return "taken"

        return [take] * CALLERS

    def _questions(self) -> list[Act]:
        """More than a minute's quota, within one minute."""
        left = rates.WINDOW - time.time() % rates.WINDOW
        time.sleep(left if left < rates.WINDOW / 4 else 0)
        return [lambda: told(self.asker.get("/releases"))] * (rates.QUOTA + OVER_QUOTA)


def standing() -> dict[str, Any]:
    """What stands in the tables."""
    at_home = Membership.objects.filter(valid_to__isnull=True).values("staff").annotate(number=Count("pk"))
    open_ones = ContactPoint.objects.filter(closed_at__isnull=True, address__in=[MAILBOX, PHONE]).order_by()
    return {
        "bulletins": Bulletin.objects.count(),
        "kept": list(StoredAnswer.objects.values_list("status", flat=True)),
        "staff": Staff.objects.filter(employee_code="CB77").count(),
        "sharers": Staff.objects.filter(email=MAILBOX).count(),
        "at home twice": at_home.filter(number__gt=1).count(),
        "open": dict(open_ones.values_list("address").annotate(number=Count("pk"))),
    }
