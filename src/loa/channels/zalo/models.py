"""What the Zalo channel must remember itself: the rotating grant, and how far a publication came."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Grant(models.Model):
    """The OA's pair of tokens (one row, pk 1) and the lock of whoever renews it (Zalo contract §3)."""

    access = models.TextField(blank=True)
    refresh = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    renewing = models.BooleanField(default=False)
    first_refresh = models.TextField(blank=True, help_text="The configured token this grant began with.")
    locked_by = models.CharField(max_length=40, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)


class Publication(models.Model):
    """How far the article and broadcast of a release came; each step is saved before the next begins."""

    code = models.CharField(max_length=16)
    article_token = models.TextField(blank=True)
    article_id = models.CharField(max_length=120, blank=True)
    broadcast_begun = models.BooleanField(default=False)
    broadcast_id = models.CharField(max_length=120, blank=True)
    problem = models.TextField(blank=True, help_text="Why there is no broadcast, in the platform's words.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], name="zalo_publication_once")]


class EarlyEvent(models.Model):
    """A webhook that overtook the record of its own message; it is matched a few seconds later."""

    message_id = models.CharField(max_length=120)
    kind = models.PositiveSmallIntegerField(help_text="A receipt kind of the reach room.")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["message_id", "kind"], name="early_event_once")]
