"""What is filled in at the security desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.mailguard.models import BlockEntry, ListUpload
from loa.web.uploads import BoundedFileField


class DecisionForm(forms.Form):
    """Why a campaign is a threat, or none."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": "2"}))


class BlockForm(forms.Form):
    """One entry of the block list."""

    kind = forms.ChoiceField(label=_("What"), choices=BlockEntry.Kind.choices)
    value = forms.CharField(
        label=_("Address, domain, host or SHA-256"),
        max_length=400,
        help_text=_("A whole link can be pasted, also one written as hxxps://name[.]example."),
    )
    reason = forms.CharField(label=_("Why"), max_length=300)
    days = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year")), (0, _("Until it is taken off"))],
        initial=90,
        required=False,
        empty_value=None,
    )

    def expires_at(self, now: datetime) -> datetime | None:
        """When the entry runs out."""
        days = self.cleaned_data["days"]
        if days is None:  # a button on a campaign's page asks nothing
            days = self.fields["days"].initial
        return now + timedelta(days=days) if days else None


class ListForm(forms.Form):
    """A list of another office, and where it comes from."""

    kind = forms.ChoiceField(label=_("What the list holds"), choices=ListUpload.Kind.choices)
    file = BoundedFileField(
        label=_("List (CSV or JSON)"),
        megabytes=20,
        accept=".csv,.json,.txt",
        help_text=_("With a column “domain”; trusted bodies also with a column “name”. At most 100,000 rows."),
    )
    source = forms.CharField(
        label=_("Where it comes from"),
        max_length=200,
        help_text=_("For example: tinnhiemmang.vn. A newer list of the same name replaces the older one."),
    )
    as_of = forms.DateField(label=_("Day of the list"), widget=forms.DateInput(attrs={"type": "date"}))


class BodyForm(forms.Form):
    """A body of this site and its domains."""

    name = forms.CharField(label=_("Name of the body"), max_length=200)
    domain = forms.CharField(
        label=_("Its domains"), max_length=1000, help_text=_("Several are separated by semicolons.")
    )
