"""Forms of signing in and of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import gives, grantable_units
from loa.units.models import Staff, Unit
from loa.units.queries import tree

Role = RoleAssignment.Role


class SignInForm(forms.Form):
    """E-mail and password, with what password managers need."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of an authenticator app, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("6 digits from the authenticator app, or one of your recovery codes."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "short"}
        ),
    )


class AppForm(forms.Form):
    """The first code of a new authenticator app."""

    code = forms.CharField(
        label=_("Code that the app shows now"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}),
    )


class PasskeyForm(forms.Form):
    """What the browser made, and how its owner calls it."""

    name = forms.CharField(
        label=_("Name of this device"),
        help_text=_("So that you know it again in the list: “my phone”, “office computer”."),
        max_length=60,
        required=False,
    )
    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class ConfirmForm(forms.Form):
    """Any one proof: password, code, or the passkey's answer."""

    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}),
    )
    credential = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters; a sentence that only you would think of is best."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new(self) -> str:
        """Refuse what is short or common."""
        password: str = self.cleaned_data["new"]
        validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        """Both must be the same."""
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(_("The two passwords are not the same."))
        return again


class UnitChoice(forms.ChoiceField):
    """A unit of those given, in the order of the tree, deeper ones set in."""

    def offer(self, unit_ids: frozenset[int]) -> None:
        """Offer the units *unit_ids*."""
        current = tree(timezone.localdate())
        mine = [node for node in current if node.id in unit_ids]
        top = min((current.depth(node.id) for node in mine), default=0)
        self.choices = [(node.id, "\u2003" * (current.depth(node.id) - top) + node.name) for node in mine]

    def clean(self, value: Any) -> Unit:
        """The unit itself."""
        return Unit.objects.get(pk=int(super().clean(value)))


class InviteUnitForm(forms.Form):
    """Everybody of one unit."""

    prefix = "unit"
    unit = UnitChoice(label=_("Unit"), widget=forms.Select)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(grantable_units(by, Role.STAFF))  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    """A role on a unit and all below it. The action asks again whether the giver may."""

    role = forms.ChoiceField(label=_("Role"))
    unit = UnitChoice(label=_("Unit and all below it"), widget=forms.Select)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = gives(by)
        self.fields["role"].choices = [(role, Role(role).label) for role, units in given.items() if units]  # type: ignore[attr-defined]
        self.fields["unit"].offer(frozenset().union(*given.values()))  # type: ignore[attr-defined]


class InviteForm(GrantForm):
    """A person, known from the staff list by their e-mail or new to it."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("The official one, as in the staff list."))
    full_name = forms.CharField(
        label=_("Full name"), max_length=120, required=False, help_text=_("May be left out for staff on the list.")
    )
    field_order = ("email", "full_name", "role", "unit")

    def clean(self) -> dict[str, Any]:
        """Find the member of staff; without one, a name is needed."""
        given: dict[str, Any] = super().clean() or {}
        found = list(Staff.objects.filter(email__iexact=given.get("email", "-"), recipient__closed_at__isnull=True)[:2])
        given["staff"] = found[0] if len(found) == 1 else None
        given["full_name"] = given.get("full_name") or (given["staff"].full_name if given["staff"] else "")
        if not given["full_name"] and "email" not in self.errors:
            self.add_error("full_name", _("Nobody on the staff list has this e-mail. Enter the person's full name."))
        return given
