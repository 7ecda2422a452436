"""Who asked is forgotten by the clock, whether anybody asks again or not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from loa.delivery import scheduler
from loa.rumours.actions import REMEMBERED, ask
from loa.rumours.models import Asker, Rumour
from loa.rumours.queries import askers
from tests.support import people

pytestmark = pytest.mark.django_db


def test_the_scheduler_forgets_who_asked_and_keeps_what_was_asked() -> None:
    city = people.city(staff_per_ward=1)
    asker = people.Staff.objects.first()
    assert asker is not None
    assert city.root
    ask("Uống nước tỏi khỏi bệnh?", asker=asker.pk)
    rumour = Rumour.objects.get()
    job = scheduler._jobs["forget askers"]
    job.run(timezone.now() + REMEMBERED - timedelta(minutes=1))
    assert list(askers(rumour.pk)) == [asker.pk]
    job.run(timezone.now() + REMEMBERED + timedelta(minutes=1))
    assert not Asker.objects.exists()
    assert Rumour.objects.get() == rumour
