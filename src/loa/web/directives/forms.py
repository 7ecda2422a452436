"""What is filled in around dispatches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.web.uploads import BoundedFileField


class UploadForm(forms.Form):
    """One dispatch as a file."""

    file = BoundedFileField(
        label=_("File of the dispatch"),
        megabytes=25,
        accept=".pdf,.docx,.txt,.xml,.edxml",
        help_text=_("PDF, Word (.docx), plain text or edXML; at most 25 MB."),
    )


class AssignForm(forms.Form):
    """The units that a task is given to."""

    units = forms.TypedMultipleChoiceField(label=_("Units"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, unit_ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(unit_id, str(unit_id)) for unit_id in unit_ids]


class ProgressForm(forms.Form):
    """How far a unit is with a task."""

    state = forms.CharField(max_length=20)
    note = forms.CharField(required=False, max_length=2000)
