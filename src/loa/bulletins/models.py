"""Facts of the desk: bulletins with every revision, decisions on them, and the releases that came of it.

The database itself keeps DESIGN §5.1–5.3: an approver who wrote any revision is refused, and releases, revisions
and decisions are append-only (see migrations, `loa.kernel.guards`).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.directives.models import Directive
from loa.trust.models import LogEntry, SigningKey
from loa.units.models import MembershipSnapshot, Unit


class Bulletin(models.Model):
    """What an editor writes. Its words are in its revisions; this row holds where it stands."""

    class Kind(models.TextChoices):
        UPDATE = "update", _("Update")
        INSTRUCTION = "instruction", _("Instruction")
        REBUTTAL = "rebuttal", _("Rebuttal")
        CORRECTION = "correction", _("Correction")
        RECALL = "recall", _("Recall")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Awaiting approval")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        RELEASED = "released", _("Released")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    unit = models.ForeignKey(Unit, models.PROTECT, help_text="The issuing unit.")
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, blank=True, related_name="bulletins")
    replaces = models.ForeignKey("Release", models.PROTECT, null=True, blank=True, related_name="replacements")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulletins")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    release_at = models.DateTimeField(null=True, blank=True, help_text="When to release; empty: at once.")

    class Meta:
        ordering: ClassVar = ["-updated_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=["correction", "recall"]) | models.Q(replaces__isnull=False),
                name="correction_points_at_release",
            ),
        ]


class Revision(models.Model):
    """One saved state of a bulletin: words, audience, channels. Append-only.

    `content` is the JSON value of `loa.bulletins.core.draft.Draft`; `content_hash` the SHA-256 (hex) of its
    canonical form: what an approval binds to.
    """

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="revisions")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["bulletin", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bulletin", "number"], name="revision_number_once")]


class Decision(models.Model):
    """A submission, return or approval of exactly one revision. Append-only."""

    class Verdict(models.TextChoices):
        SUBMIT = "submit", _("Submitted")
        RETURN = "return", _("Returned")
        APPROVE = "approve", _("Approved")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    content_hash = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]


class NumberSeries(models.Model):
    """The gapless counter of document numbers per body, series and year (standards V2)."""

    body = models.CharField(max_length=20)
    series = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["body", "series", "year"], name="series_once")]


class Release(models.Model):
    """The immutable, signed, logged snapshot of an approved bulletin. Append-only.

    `manifest` is the canonical JSON of `loa.bulletins.core.manifest.Manifest`; `audience` a serialised Roaring
    bitmap of recipient ids; `snapshot` says who was in which unit that day.
    """

    bulletin = models.OneToOneField(Bulletin, models.PROTECT, related_name="release")
    code = models.CharField(max_length=16, unique=True)
    number = models.CharField(max_length=80, unique=True)
    manifest = models.BinaryField()
    manifest_hash = models.CharField(max_length=64)
    signature = models.BinaryField(max_length=64)
    key = models.ForeignKey(SigningKey, models.PROTECT)
    log_entry = models.OneToOneField(LogEntry, models.PROTECT, related_name="release")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    audience = models.BinaryField()
    audience_count = models.PositiveIntegerField()
    snapshot = models.ForeignKey(MembershipSnapshot, models.PROTECT, related_name="releases")
    issued_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-issued_at", "-id"]

    def __str__(self) -> str:
        return self.code


class Upload(models.Model):
    """A picture or file that somebody added to a bulletin. Its bytes lie in the media store under their hashes.

    `record` is the JSON value of the `Picture` or `AttachmentRef`: drafts may only name what stands here, so that
    nobody can bind a file to a bulletin that was never taken in and checked.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", _("Picture")
        ATTACHMENT = "attachment", _("File")

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="uploads")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=64)
    record = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bulletin", "kind", "key"], name="upload_once")]


class WorkingCopy(models.Model):
    """What somebody is typing and has not saved: for the live previews, and to tell others who else writes here.

    `content` is a draft's JSON value, or empty when everything is saved; `seen_at` the last sign of life.
    """

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="working_copies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content = models.JSONField(null=True, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bulletin", "user"], name="working_copy_once")]


class BulletinTemplate(models.Model):
    """The pattern of a recurring bulletin, for a unit and all below it. `content` is a draft's JSON value."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    content = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name"], name="template_name_once")]

    def __str__(self) -> str:
        return self.name
