"""Facts of delivery. No row per recipient: an audience is packed in parcels (DESIGN §6)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.accounts.models import User
from loa.bulletins.models import Release
from loa.delivery.core.breaker import BreakerState
from loa.delivery.core.lease import ParcelState

CHANNEL_CHOICES = [("portal", _("Portal")), ("app", _("App")), ("mail", _("Mail")), ("zalo", "Zalo")]


class Delivery(models.Model):
    """One release on one channel to its frozen audience; a reminder is a delivery of its own."""

    class Purpose(models.TextChoices):
        PRIMARY = "primary", _("First sending")
        REMINDER = "reminder", _("Reminder")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENDING = "sending", _("Sending")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped: needs a person")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    release = models.ForeignKey(Release, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=6, choices=CHANNEL_CHOICES)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.PRIMARY)
    round = models.PositiveSmallIntegerField(default=0, help_text="0 for the first sending, then 1, 2, …")
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    stop_reason = models.TextField(blank=True)
    priority = models.PositiveSmallIntegerField(default=2, help_text="0 is sent first: see planning.PRIORITIES.")
    planned = models.PositiveIntegerField(default=0, help_text="Contact points in its parcels.")
    not_before = models.DateTimeField(null=True, blank=True)
    not_after = models.DateTimeField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    remote = models.JSONField(default=dict, help_text="What preparation left at the provider (article id …).")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True, help_text="When its first parcel was leased.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "channel", "purpose", "round"], name="delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "id"],
                condition=models.Q(state__in=["planned", "sending", "paused", "stopped"]),
                name="delivery_open",
            ),
        ]


class Parcel(models.Model):
    """Up to 500 contact points with one outcome byte each: the unit of work.

    `contact_points` is the packed sorted ids, `recipients` whom they belonged to when it was planned, `outcomes` one
    `loa.channels.base.Outcome` byte per id (`loa.delivery.core.packing`); `pending` … `failed` count them.
    `attempt` is the fencing number of the lease (`loa.delivery.core.lease`).
    """

    class State(models.IntegerChoices):
        READY = ParcelState.READY, _("Ready")
        LEASED = ParcelState.LEASED, _("Leased")
        DONE = ParcelState.DONE, _("Done")
        DEAD = ParcelState.DEAD, _("Given up")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="parcels")
    number = models.PositiveIntegerField()
    contact_points = models.BinaryField()
    recipients = models.BinaryField()
    outcomes = models.BinaryField()
    pending = models.PositiveSmallIntegerField(help_text="Envelopes that are still to be settled.")
    sent = models.PositiveSmallIntegerField(default=0)
    delivered = models.PositiveSmallIntegerField(default=0)
    failed = models.PositiveSmallIntegerField(default=0)
    state = models.SmallIntegerField(choices=State, default=State.READY)
    attempt = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Attempts that count towards giving up.")
    owner = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="parcel_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["delivery", "state", "number"], condition=models.Q(state__in=[0, 1]), name="parcel_open"
            ),
        ]


class Subtotal(models.Model):
    """What a sixteenth of a delivery's parcels count to, so that asking how it stands costs the same for any audience.

    Triggers keep it in the transaction that changes a parcel (migration 0003): no writer can forget it, and a write
    whose answer was lost is not counted twice. Sixteen parts, by `Parcel.number`, so that workers that flush windows
    of one delivery seldom wait for each other.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="subtotals", db_index=False)
    part = models.PositiveSmallIntegerField()
    pending = models.PositiveIntegerField()
    sent = models.PositiveIntegerField()
    delivered = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "part"], name="subtotal_part_once"),
        ]


class Failure(models.Model):
    """One contact point that could not be served, in the provider's own words (standards N4)."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="failures")
    contact_point = models.PositiveBigIntegerField()
    outcome = models.PositiveSmallIntegerField()
    provider_code = models.CharField(max_length=40, blank=True)
    provider_text = models.CharField(max_length=500, blank=True)
    attempt = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parcel", "contact_point"], name="failure_once_per_contact_point"),
        ]


class RemoteMessage(models.Model):
    """A provider's message id, kept where its later webhook names nothing else (Zalo ZBS by UID)."""

    channel = models.CharField(max_length=6, choices=CHANNEL_CHOICES)
    remote_id = models.CharField(max_length=120)
    release = models.ForeignKey(Release, models.CASCADE)
    contact_point = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "remote_id"], name="remote_id_once")]


class ProviderAccount(models.Model):
    """Our account at one channel's provider, shared by all workers: its token bucket and its circuit breaker."""

    class Breaker(models.TextChoices):
        CLOSED = BreakerState.CLOSED.value, _("In use")
        OPEN = BreakerState.OPEN.value, _("Does not answer")
        STOPPED = BreakerState.STOPPED.value, _("Stopped: needs a person")

    channel = models.CharField(max_length=6, choices=CHANNEL_CHOICES, primary_key=True)
    tokens = models.FloatField(default=0.0, help_text="Messages that may still go out at the moment tokens_at.")
    tokens_at = models.DateTimeField(null=True, blank=True)
    breaker = models.CharField(max_length=7, choices=Breaker, default=Breaker.CLOSED)
    failures = models.PositiveIntegerField(default=0, help_text="Failures in a row.")
    retry_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="The provider's own words.")
    changed_at = models.DateTimeField(null=True, blank=True)


class Lock(models.Model):
    """A named lock with an end: one scheduler leads, one worker prepares a delivery. Whoever dies loses it by time."""

    name = models.CharField(max_length=60, primary_key=True)
    owner = models.CharField(max_length=64)
    until = models.DateTimeField()


class Call(models.Model):
    """One alert (`loa.delivery.alerts`) for one operator: it waits here until a way was found to tell them."""

    user = models.ForeignKey(User, models.CASCADE, related_name="calls")
    code = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    reason = models.TextField(blank=True, help_text="The provider's own words.")
    at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="When telling is tried next.")
    attempts = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=6, blank=True, help_text="mail or app; empty: over before it was told.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "code", "subject", "at"], name="call_once_per_operator"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(settled_at__isnull=True), name="call_waiting"),
            models.Index(fields=["code", "subject", "at"], name="call_of"),
        ]
