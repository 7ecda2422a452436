"""Facts of the security desk: what staff reported, the campaigns it makes, and the lists the guard is given.

Of a reported mail only what the desk works with is kept, each for its time (`loa.mailguard.actions.retention`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.accounts.models import User
from loa.bulletins.models import Bulletin
from loa.units.models import Staff, Unit


class Level(models.TextChoices):
    """The guard's three levels."""

    SAFE = "safe", _("No danger found")
    CAUTION = "caution", _("Take care")
    DANGEROUS = "dangerous", _("Dangerous")


class GuardState(models.Model):
    """One row: its lock orders those who join campaigns, its number changes with every list."""

    lists_version = models.PositiveBigIntegerField(default=0)


class Campaign(models.Model):
    """Mails that belong together (`core.campaigns`), and what the desk decided."""

    class State(models.TextChoices):
        OPEN = "open", _("To be looked at")
        CONFIRMED = "confirmed", _("Confirmed threat")
        DISMISSED = "dismissed", _("No threat")

    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    level = models.CharField(max_length=10, choices=Level, help_text="The worst of its mails.")
    subject = models.CharField(max_length=200, blank=True, help_text="Of its first mail.")
    impersonates = models.CharField(max_length=200, blank=True)
    reports = models.PositiveIntegerField(default=0, help_text="How often it was reported; outlives the mails.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    warning = models.ForeignKey(Bulletin, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-last_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "-last_at"], name="campaign_state_last")]


class CampaignKey(models.Model):
    """A key that leads to its campaign; a hash, readable by nobody."""

    key = models.CharField(max_length=48, primary_key=True)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="keys")


class ReportedMail(models.Model):
    """One mail that one person reported. Its recipients are not kept, nor its words beyond the first raw copies."""

    class Via(models.TextChoices):
        PAGE = "page", _("The page “Check a mail”")
        MAILBOX = "mailbox", _("The check mailbox")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="mails")
    at = models.DateTimeField(db_index=True)
    via = models.CharField(max_length=8, choices=Via)
    reporter = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=10, choices=Level)
    score = models.FloatField(help_text="0 to 100.")
    impersonates = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    evidence = models.JSONField(default=list, help_text="Code, weight, where and facts of each reason.")
    hosts = models.JSONField(default=list, help_text="Hosts that its links lead to.")
    files = models.JSONField(default=list, help_text="Name and SHA-256 of what is attached.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    raw = models.BinaryField(null=True, blank=True, help_text="zlib; the first bytes, for a while, for few mails.")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reporter", "sha256"], name="reported_once_by_a_person"),
        ]


class BlockEntry(models.Model):
    """Something that the desk put on its list: who, why, from when to when. Taken off, the row stays as the record."""

    class Kind(models.TextChoices):
        SENDER = "sender", _("Sender's address")
        DOMAIN = "domain", _("Sender's domain")
        HOST = "host", _("Host of links")
        FILE = "hash", _("File (SHA-256)")

    kind = models.CharField(max_length=6, choices=Kind)
    value = models.CharField(max_length=320)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="blocks")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=models.Q(removed_at__isnull=True), name="blocked_once"
            ),
        ]


class RegistryEntry(models.Model):
    """A body of this site in the trust registry, in the columns of `data/registry.csv`, laid over the shipped rows."""

    slug = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    names = models.TextField(blank=True, help_text="Further ways to write the name, separated by semicolons.")
    acronyms = models.CharField(max_length=300, blank=True)
    domains = models.TextField(help_text="Separated by semicolons.")
    source = models.CharField(max_length=200)
    as_of = models.DateField()

    class Meta:
        ordering: ClassVar = ["name_vi", "id"]


class ListedHost(models.Model):
    """A scam domain from an imported list (standards V23): with the list's name and day."""

    host = models.CharField(max_length=253)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    as_of = models.DateField()

    class Meta:
        ordering: ClassVar = ["host", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["host", "source"], name="listed_once_a_source")]


class ListUpload(models.Model):
    """A list that was read but not taken over yet: what would change, and every row that has a mistake."""

    class Kind(models.TextChoices):
        BODIES = "bodies", _("Trusted bodies and their domains")
        HOSTS = "hosts", _("Scam domains")

    kind = models.CharField(max_length=6, choices=Kind)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    as_of = models.DateField()
    rows = models.JSONField(default=list)
    problems = models.JSONField(default=list, help_text="Row number and what is wrong.")


class Answer(models.Model):
    """An answer of the check mailbox on its way; deleted when the mail server took it."""

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    answers = models.CharField(max_length=998, blank=True, help_text="Message-ID of the mail that asked.")
    at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)
