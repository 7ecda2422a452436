"""Facts of the organisation: units through time, recipients, and where they can be reached.

Recipients and units are small integers, for reach is algebra on sets of them (DESIGN §7).
Membership and the tree have validity dates: "who was in that ward that day" stays answerable.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.units.core.names import given_name, sort_key


class Unit(models.Model):
    """A body in the organisation tree. It is closed by `valid_to` (exclusive), never deleted."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        DISTRICT = "district", _("District")
        WARD = "ward", _("Ward")
        COMMUNE = "commune", _("Commune")
        SPECIAL_ZONE = "special_zone", _("Special zone")
        GROUP = "group", _("Group of bodies")
        OFFICE = "office", _("Office")
        DEPARTMENT = "department", _("Department")
        PARTY_BODY = "party_body", _("Party body")
        FRONT_BODY = "front_body", _("Fatherland Front and mass organisations")
        SERVICE = "service", _("Public service unit")

    code = models.CharField(_("code"), max_length=40, help_text="Own code, unique among units of one time.")
    official_code = models.CharField(max_length=10, blank=True, help_text="Statistics office code (V20).")
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    position = models.PositiveIntegerField(default=0, help_text="Order among siblings.")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)

    class Meta:
        ordering: ClassVar = ["position", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code_once_per_start"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """Where a unit hangs in the tree, from when to when; a root has no placement."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="child_placements")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="placement_once_per_start"),
            models.CheckConstraint(condition=~models.Q(unit=models.F("parent")), name="placement_not_in_itself"),
        ]


class Recipient(models.Model):
    """Somebody who can be reached. Either `staff` or `subscriber` hangs on it."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Staff")
        SUBSCRIBER = "subscriber", _("Resident")

    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=10, default="vi")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "closed_at"], name="recipient_kind_open")]


class Staff(models.Model):
    """A person on duty in the state's or the party's bodies (CB, CC, VC, NLĐ)."""

    recipient = models.OneToOneField(Recipient, models.CASCADE, primary_key=True, related_name="staff")
    employee_code = models.CharField(max_length=40, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    given_name = models.CharField(max_length=40, help_text="Last word of the name: Vietnamese lists sort by it.")
    sort_key = models.CharField(max_length=400, blank=True, editable=False, help_text="See units.core.names.")
    position = models.CharField(_("position"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["sort_key", "recipient_id"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what lists are ordered by in step with the name."""
        self.set_order()
        super().save(*args, **kwargs)

    def set_order(self) -> None:
        """Derive `given_name` and `sort_key` from the name; bulk writers call it themselves."""
        self.given_name = given_name(self.full_name)[:40]
        self.sort_key = sort_key(self.full_name)


class Membership(models.Model):
    """Staff in a unit, from when to when. A secondment counts the person where they work, not where they come from."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular")
        SECONDMENT = "secondment", _("Secondment")

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.REGULAR)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "valid_to"], name="membership_unit_open")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "unit", "kind", "valid_from"], name="membership_once"),
        ]


class Subscriber(models.Model):
    """A resident who asked for bulletins. Holds nothing that the service does not need (DESIGN §5.7, standards P2)."""

    recipient = models.OneToOneField(Recipient, models.CASCADE, primary_key=True, related_name="subscriber")
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, help_text="The ward they chose.")
    consent_text_hash = models.CharField(max_length=64, help_text="SHA-256 of the words consented to (P2).")
    consented_at = models.DateTimeField()


class ContactPoint(models.Model):
    """One recipient's address on one channel. Only the address's own death closes it (DESIGN §5.6)."""

    class Channel(models.TextChoices):
        APP = "app", _("App")
        MAIL = "mail", _("Mail")
        ZALO = "zalo", "Zalo"

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="contact_points")
    channel = models.CharField(max_length=6, choices=Channel)
    address = models.CharField(max_length=600, help_text="Mailbox, push endpoint or Zalo user id.")
    keys = models.JSONField(default=dict, help_text="What the channel needs beside the address (app: p256dh, auth).")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="Last sign of life of the device.")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "id", "recipient"],
                condition=models.Q(closed_at__isnull=True),
                name="contact_point_open",
            ),
            models.Index(
                fields=["channel", "closed_at"],
                condition=models.Q(closed_at__isnull=False),
                name="contact_point_closed",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "address"], condition=models.Q(closed_at__isnull=True), name="address_open_once"
            ),
        ]


class MembershipSnapshot(models.Model):
    """Who was in which unit, frozen for releases (DESIGN §5.4). Equal snapshots are stored once."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of `content`.")
    content = models.BinaryField(help_text="Encoded tree and one bitmap per unit; see units.core.snapshot.")
    on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)


class StaffUpload(models.Model):
    """A staff list that somebody has uploaded and looks at before it is taken over; deleted then, or after a day.

    `preview` is what the dry run said: `counts`, `new_units`, `changes` and `problems`, each a list of rows.
    """

    account = models.PositiveBigIntegerField(help_text="Id of the account that uploaded it; nobody else sees it.")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    on = models.DateField(help_text="The day from which it holds.")
    create_units = models.BooleanField(default=False)
    complete = models.BooleanField(default=False)
    below = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True)
    preview = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
