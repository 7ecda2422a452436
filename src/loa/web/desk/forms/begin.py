"""Beginning: a new bulletin, its template, a correction or a recall."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.bulletins.core.draft import SUMMARY_LIMIT, TITLE_LIMIT
from loa.units.models import Unit
from loa.web.desk.forms.fields import text


class UnitForm(forms.Form):
    """Which unit issues a new bulletin."""

    unit = forms.ModelChoiceField(label=_("Issuing unit"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, unit_ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.filter(pk__in=list(unit_ids))


class TemplateForm(forms.Form):
    """What a template is called."""

    name = forms.CharField(label=_("Name of the template"), max_length=120)


class ReplaceForm(forms.Form):
    """The words of a correction or a recall."""

    title = text(TITLE_LIMIT, label=_("Title"))
    summary = text(SUMMARY_LIMIT, 3, label=_("What was wrong, and what is right"))

    def clean(self) -> dict[str, Any]:
        """Both are needed to begin."""
        data = super().clean() or {}
        for name in ("title", "summary"):
            if not str(data.get(name, "")).strip():
                self.add_error(name, _("Please fill this in."))
        return data
