"""Facts of reach: receipts, and the bitmaps they are folded into."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Release
from loa.units.models import Recipient, Unit


class Receipt(models.Model):
    """A fact about a person and a release. Append-only, once per (release, recipient, kind) (DESIGN §5.5)."""

    class Kind(models.IntegerChoices):
        DELIVERED = 1, _("Delivered")
        OPENED = 2, _("Opened")
        ACKNOWLEDGED = 3, _("Acknowledged")
        SHARED = 4, _("Shared")

    release = models.ForeignKey(Release, models.PROTECT, related_name="receipts", db_index=False)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="receipts")
    kind = models.PositiveSmallIntegerField(choices=Kind)
    channel = models.CharField(max_length=6, help_text="Where it came from first.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            # Folding reads what came after a mark, release by release.
            models.Index(fields=["release", "id"], name="receipt_by_release"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "recipient", "kind"], name="receipt_once"),
        ]


class ReachBitmap(models.Model):
    """Receipts of one kind and channel folded up to `high_water` (a `Receipt.id`); see `loa.reach.folding`."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="bitmaps")
    kind = models.PositiveSmallIntegerField(choices=Receipt.Kind)
    channel = models.CharField(max_length=6, blank=True)
    bitmap = models.BinaryField()
    high_water = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "kind", "channel"], name="reach_bitmap_once"),
        ]


class Installation(models.Model):
    """A device that runs the installed app, signed in as a recipient, or a family install counted for a unit only."""

    recipient = models.ForeignKey(Recipient, models.CASCADE, null=True, blank=True, related_name="installations")
    family_of_unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True)
    device = models.CharField(max_length=64, unique=True, help_text="Random id made by the app; says nothing else.")
    installed_at = models.DateTimeField(default=timezone.now, help_text="When it became this person's.")
    seen_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True, blank=True)


class Reminder(models.Model):
    """One round of reminding: to whom (a bitmap), when, by whom. Nobody is in two rounds of one step."""

    class Step(models.TextChoices):
        PERSON = "person", _("The person")
        FOCAL_POINT = "focal_point", _("The focal point")
        UNIT_HEAD = "unit_head", _("The unit head")

    release = models.ForeignKey(Release, models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(Unit, models.PROTECT)
    step = models.CharField(max_length=12, choices=Step)
    recipients = models.BinaryField()
    count = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True)


class Digest(models.Model):
    """The weekly mail to somebody who heads a unit: once per ISO week, whoever of many schedulers writes it.

    `claimed_until`: somebody is writing it until then, or (without `sent_at`, up to the week's end) there is nothing
    to say this week.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="digests")
    week = models.CharField(max_length=8, help_text="ISO week, as in 2026-W48.")
    claimed_until = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "week"], name="digest_once_a_week")]
