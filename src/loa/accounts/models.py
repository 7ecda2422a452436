"""Facts of signing in: accounts, the roles they hold on a subtree of units, how they were let in, and who did what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.units.core.names import fold
from loa.units.models import Staff, Unit


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the e-mail is the name to sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account; without a password it can only be entered by invitation."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """E-mails are compared without regard to case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their `RoleAssignment`s alone."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    staff = models.OneToOneField(Staff, models.SET_NULL, null=True, blank=True, related_name="user")
    language = models.CharField(max_length=10, default="vi")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    search_key = models.CharField(
        max_length=400, editable=False, help_text="Name and e-mail in small letters without marks, for finding."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, **options: Any) -> None:
        """Keep the search key in step with what it is made from."""
        self.search_key = fold(f"{self.full_name} {self.email}")[:400]
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], "search_key"}
        super().save(**options)


class RoleAssignment(models.Model):
    """One role of one account on a unit and all below it."""

    class Role(models.TextChoices):
        EDITOR = "editor", _("Editor")
        APPROVER = "approver", _("Approver")
        UNIT_HEAD = "unit_head", _("Unit head")
        FOCAL_POINT = "focal_point", _("Focal point")
        STAFF = "staff", _("Staff")
        OPERATOR = "operator", _("Operator")
        AUDITOR = "auditor", _("Auditor")
        SECURITY = "security", _("Security desk")

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="role_assignments")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "unit"], name="role_once_per_unit"),
        ]


class Invitation(models.Model):
    """One person's way in: a secret link that works once and not for long. Only the secret's hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret in the link.")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", help_text="None: a command.")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class Throttle(models.Model):
    """Failures in a row of one account, one code or one network address, shared by every process and machine."""

    key = models.CharField(max_length=64, primary_key=True, help_text="Kind and a hash: no address is kept in clear.")
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["last_at"], name="throttle_last_at")]


class KnownDevice(models.Model):
    """A browser that an account was entered from; another one is told to its owner."""

    user = models.ForeignKey(User, models.CASCADE, related_name="known_devices")
    token_hash = models.CharField(max_length=64, help_text="SHA-256 of the secret in the browser's cookie.")
    first_seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "token_hash"], name="device_once_per_account")]


class Notice(models.Model):
    """A mail to an account's owner about their own account, sent by the scheduler; it waits while mail is down."""

    class Kind(models.TextChoices):
        NEW_DEVICE = "new_device", _("Signed in on a new device")
        FACTOR_ADDED = "factor_added", _("Way of signing in added")
        FACTOR_REMOVED = "factor_removed", _("Way of signing in removed")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        RECOVERED = "recovered", _("Account recovered")
        TOKEN_MADE = "token_made", _("Access for another system made in your name")
        WEBHOOK_STOPPED = "webhook_stopped", _("Webhook stopped: its receiver has not answered for days")

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(sent_at__isnull=True), name="notice_waiting"),
        ]


class AccessEvent(models.Model):
    """Who changed what about whose access. Append-only: the database refuses changes and deletions."""

    class Act(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Invitation accepted")
        GRANTED = "granted", _("Role granted")
        REVOKED = "revoked", _("Role taken back")
        FACTOR_ADDED = "factor_added", _("Way of signing in added")
        FACTOR_REMOVED = "factor_removed", _("Way of signing in removed")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        RECOVERED = "recovered", _("Account recovered")
        CLOSED = "closed", _("Account closed")
        REOPENED = "reopened", _("Account opened again")
        LINKED = "linked", _("Joined with the provincial sign-in")
        TOKEN_MADE = "token_made", _("Access for another system made")
        TOKEN_REVOKED = "token_revoked", _("Access of another system revoked")

    at = models.DateTimeField()
    act = models.CharField(max_length=20, choices=Act)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="None: a command.")
    user = models.ForeignKey(User, models.PROTECT, related_name="access_events")
    role = models.CharField(max_length=12, choices=RoleAssignment.Role, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["user", "at"], name="access_event_user")]
