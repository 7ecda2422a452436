"""Facts of rumours: what people met, how often, and the release that answers it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Release
from loa.units.models import Recipient


class Rumour(models.Model):
    """A claim somebody met. The words are kept; who asked only for a while (`Asker`)."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        ANSWERED = "answered", _("Answered")
        DISMISSED = "dismissed", _("Set aside")

    text = models.TextField()
    key = models.CharField(  # noqa: DJ001 (rows from before keys have none: they would not be unique)
        max_length=32, null=True, unique=True, editable=False, help_text="Hash of the folded words: one row per claim."
    )
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    answer = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="answered_rumours")
    asked = models.PositiveIntegerField(default=1, help_text="How many times it was asked.")
    first_asked_at = models.DateTimeField(auto_now_add=True)
    last_asked_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-last_asked_at", "-id"]


class Asker(models.Model):
    """Somebody whom we know asked about a claim, so that the answer can be sent to them (audience `asked_rumour`).

    Only for staff who are signed in, and followers who wrote to the Zalo account: who asks on the public page stays
    unknown. Forgotten after `loa.rumours.actions.REMEMBERED` (DESIGN §5.7).
    """

    rumour = models.ForeignKey(Rumour, models.CASCADE, related_name="askers")
    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rumour", "recipient"], name="asker_once")]


class Arrival(models.Model):
    """A question that came under a name of its own (a phone's outbox, Zalo): sent again, it is known and not counted.

    Forgotten after `loa.rumours.actions.REPEATED`; the name says nothing of who asked.
    """

    reference = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
