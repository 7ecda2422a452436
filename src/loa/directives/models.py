"""Facts of official dispatches: what came in, the tasks it orders, and who answers for each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.units.models import Unit


class Directive(models.Model):
    """An official dispatch, read into fields. The file as received lies in the media store under its hash."""

    kind = models.CharField(max_length=40, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    issuer_parent = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=120, blank=True)
    date = models.DateField(null=True, blank=True)
    subject = models.TextField(blank=True)
    addressees = models.JSONField(default=list)
    cited = models.JSONField(default=list, help_text="Documents cited: number and date.")
    channels = models.JSONField(default=list)
    recipients = models.JSONField(default=list)
    filing = models.CharField(max_length=120, blank=True)
    capacity = models.JSONField(default=list)
    signer = models.CharField(max_length=120, blank=True)
    warnings = models.JSONField(default=list, help_text="What the reader is unsure of, in words.")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField(help_text="The text as read.")
    public = models.BooleanField(default=False, help_text="An approver lets the portal show it.")
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-date", "-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}".strip()


class Task(models.Model):
    """One order of a directive. `due_text` keeps the document's own words; `due` only what they surely say."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="tasks")
    position = models.PositiveIntegerField()
    no = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    who = models.JSONField(default=list, help_text="The bodies named, as printed.")
    due = models.DateField(null=True, blank=True)
    due_text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["directive", "position"]


class Assignment(models.Model):
    """One task given to one unit, and how far it is."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        ACKNOWLEDGED = "acknowledged", _("Received")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")
        RETURNED = "returned", _("Returned")

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=12, choices=State, default=State.ASSIGNED)
    assigned_at = models.DateTimeField(auto_now_add=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "unit"], name="task_once_per_unit")]
