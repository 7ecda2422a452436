"""What the staff home says of the own unit: its streak, its families, the own invitation. Nothing counts persons."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse

from loa.accounts.models import User
from loa.config import config
from loa.kernel import tokens
from loa.reach.overall import unit_streak
from loa.reach.queries import family_installs
from loa.units.models import Unit
from loa.units.queries import unit_of_staff

KEPT = 30  # seconds that a unit's streak serves all of its people: everybody opens this page at 07:30


@dataclass(frozen=True, slots=True)
class MyUnit:
    """The unit in which somebody works: `streak` bulletins in a row acknowledged by all, `family` devices."""

    name: str
    streak: int
    family: int


def my_unit(user: User) -> MyUnit | None:
    """The unit of *user* today; None for an account that is tied to nobody, or to somebody who has left."""
    unit_id = unit_of_staff(user.staff_id) if user.staff_id is not None else None
    if unit_id is None:
        return None
    streak = cache.get_or_set(f"unit-streak:{unit_id}", lambda: unit_streak(unit_id), KEPT)
    return MyUnit(Unit.objects.get(pk=unit_id).name, int(streak or 0), family_installs([unit_id]).get(unit_id, 0))


def family_link(user: User) -> str:
    """The own invitation for family and neighbours; empty for an account that is tied to nobody."""
    if user.staff_id is None:
        return ""
    address = reverse("family-invitation", args=[tokens.make("family", "", user.staff_id)])
    return f"{config().base_url}{address}"
