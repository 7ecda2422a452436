"""Three days after a release, told in a minute: whom the clock reminds, step by step.

The scheduler's own job is called, with the hours at which it would have come round; all else is as on those days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Sum

from loa.bulletins.models import Release
from loa.reach.actions import remind_due
from loa.reach.core.escalation import DUE, Step, next_waking
from loa.reach.models import Reminder

READS, ACKNOWLEDGES = 0.15, 0.1  # shares of the phones, once they were reminded


def moments(issued_at: dt.datetime) -> dict[Step, dt.datetime]:
    """When each step is due for a release, nights left out."""
    return {step: next_waking(issued_at + after) for step, after in DUE.items()}


def escalate(release: Release, told: Callable[[Step], None]) -> dict[Step, int]:
    """Let the clock come round at each step's hour, call *told* after each; how many people each step reminded.

    Telling it again reminds nobody twice.
    """
    for step, moment in moments(release.issued_at).items():
        remind_due(moment)
        told(step)
    rounds = Reminder.objects.filter(release=release, by=None).order_by().values_list("step").annotate(Sum("count"))
    return dict.fromkeys(DUE, 0) | dict(rounds)
