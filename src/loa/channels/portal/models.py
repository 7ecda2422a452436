"""Facts of the portal beside its files: what a WebSub hub is still to be told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class HubNotice(models.Model):
    """The feeds that one release changed, on their way to the hub (standards F4)."""

    class State(models.TextChoices):
        WAITING = "waiting"
        TAKEN = "taken"
        REFUSED = "refused"
        GIVEN_UP = "given_up"

    code = models.CharField(max_length=16, primary_key=True, help_text="The release's code: told once.")
    feeds = models.JSONField(help_text="Addresses of the feeds.")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(help_text="Not tried before; moved on by whoever tries.")
    error = models.CharField(max_length=200, blank=True, help_text="What went wrong last.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="hub_notice_waiting"),
        ]

    def __str__(self) -> str:
        return self.code
