"""Facts of integrations: tokens of other systems, their stored answers and counters."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.accounts.models import User
from loa.units.models import Unit


class Scope(models.TextChoices):
    """What a token may be used for."""

    COVERAGE_READ = "coverage:read", _("Read the figures of the units")
    BULLETINS_WRITE = "bulletins:write", _("Write drafts of bulletins")
    RECEIPTS_WRITE = "receipts:write", _("Report receipts")
    STAFF_WRITE = "staff:write", _("Keep the staff list in step")


class Token(models.Model):
    """What another system comes in with: a part of what its owner may do, on one subtree, for a while.

    Only the secret's hash is kept (ADR 0012).
    """

    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tokens")
    owner = models.ForeignKey(User, models.PROTECT, related_name="tokens", help_text="In whose name it acts.")
    scopes = models.JSONField(default=list)
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    hint = models.CharField(max_length=12, help_text="The secret's first characters, to tell tokens apart.")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name


class RateCount(models.Model):
    """How many requests a token made in one minute, counted for every process and machine together."""

    key = models.CharField(max_length=64, primary_key=True)
    minute = models.BigIntegerField(help_text="Minutes since 1970.", db_index=True)
    used = models.PositiveIntegerField()


class StoredAnswer(models.Model):
    """A request that came with an Idempotency-Key: its fingerprint, and its answer once there is one."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, address and body.")
    begun_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: still under way.")
    content_type = models.CharField(max_length=100, blank=True)
    body = models.BinaryField(default=bytes)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="answer_once_per_key")]


class EventType(models.TextChoices):
    """What webhooks tell. Everything told is public: a receiver asks the API for more."""

    PUBLISHED = "release.published", _("A bulletin was published")
    CORRECTED = "release.corrected", _("A bulletin was corrected")
    RECALLED = "release.recalled", _("A bulletin was recalled")
    ANSWERED = "rumour.answered", _("A rumour was answered")
    MILESTONE = "coverage.milestone", _("A share of the audience has acknowledged")
    PING = "ping", _("A trial that an operator sends")


class Endpoint(models.Model):
    """Another system's address that is told what happens here (ADR 0014)."""

    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text="Its operators manage it.")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", help_text="Is told when it is stopped.")
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(default=list)
    secrets = models.TextField(help_text="Encrypted: the secrets that sign, each with its end.")
    made_at = models.DateTimeField(auto_now_add=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """Something that happened, in the very words that are sent. `subject` makes it happen once."""

    key = models.CharField(max_length=40, primary_key=True, help_text="The header webhook-id.")
    type = models.CharField(max_length=24, choices=EventType)
    subject = models.CharField(max_length=80, unique=True)
    body = models.TextField()
    at = models.DateTimeField(db_index=True)


class Dispatch(models.Model):
    """One event on its way to one endpoint: a line of the log."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Under way")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="dispatches")
    event = models.ForeignKey(Event, models.CASCADE, related_name="dispatches")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Last answer's status.")
    error = models.CharField(max_length=200, blank=True, help_text="What went wrong last.")
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["endpoint", "event"], name="dispatch_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="dispatch_waiting"),
        ]
