"""What is filled in to take a staff list in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loa.units.core.tree import Node
from loa.web.uploads import BoundedFileField


class StaffUploadForm(forms.Form):
    """A staff list and how it is meant."""

    file = BoundedFileField(
        label=_("Staff list"),
        megabytes=30,
        accept=".xlsx,.xls,.csv",
        help_text=_("The file as your office has it: Excel (.xlsx, .xls) or CSV; at most 30 MB."),
    )
    on = forms.DateField(label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    complete = forms.BooleanField(
        label=_("The list names everybody of its units: who is not in it has left"), required=False
    )
    create_units = forms.BooleanField(label=_("Found units that are not known yet"), required=False)
    below = forms.TypedChoiceField(label=_("New units hang below"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, units: list[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = self.fields["below"]
        assert isinstance(below, forms.TypedChoiceField)
        below.choices = [("", "–"), *((node.id, node.name) for node in units)]
        self.fields["on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """New units need a place in the tree: a root beside the city would be on nobody's board."""
        found = super().clean() or {}
        if found.get("create_units") and not found.get("below"):
            self.add_error("below", _("Choose the unit below which new units hang."))
        return found
