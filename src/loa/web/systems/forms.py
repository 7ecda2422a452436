"""What is filled in to let another system in, or to have it told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import units_with
from loa.integrations.actions.endpoints import CHOOSABLE
from loa.integrations.actions.tokens import ROLES
from loa.integrations.models import Scope
from loa.web.accounts.forms import UnitChoice

DAYS = ((30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("one year")))


class TokenForm(forms.Form):
    """A token in one's own name: never more than one may do oneself."""

    prefix = "token"
    name = forms.CharField(
        label=_("Name of the system"),
        max_length=120,
        help_text=_("The other system and its task, so that others know what it is."),
    )
    unit = UnitChoice(label=_("Unit and all below it"), widget=forms.Select)
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("How long"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = {scope: units_with(by, *ROLES[scope]) for scope in Scope}
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in Scope if rights[scope]]  # type: ignore[attr-defined]
        self.fields["unit"].offer(frozenset().union(*rights.values()))  # type: ignore[attr-defined]


class WebhookForm(forms.Form):
    """An address and what it is told."""

    prefix = "webhook"
    name = forms.CharField(label=_("Name of the system"), max_length=120, help_text=_("Who is told."))
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        help_text=_("An https:// address in the open internet, as the other side gave it to you."),
    )
    unit = UnitChoice(label=_("Unit whose operators look after it"), widget=forms.Select)
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(each.value, each.label) for each in CHOOSABLE],
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units_with(by, RoleAssignment.Role.OPERATOR))  # type: ignore[attr-defined]
