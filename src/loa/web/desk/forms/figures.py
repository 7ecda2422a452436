"""The table of situation figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.bulletins.core import languages as tongues
from loa.bulletins.core.manifest import Figure


class FigureForm(forms.Form):
    """One row: what is counted in each language, the number with unit and day, and the report before."""

    value = forms.FloatField(label=_("Number"), widget=forms.NumberInput(attrs={"step": "any"}))
    unit = forms.CharField(label=_("Unit of the number"), max_length=30, required=False)
    previous = forms.FloatField(
        label=_("Report before"), widget=forms.NumberInput(attrs={"step": "any"}), required=False
    )
    day = forms.DateField(label=_("On the day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    group = forms.CharField(label=_("Chart"), max_length=40, required=False)

    def __init__(self, *args: Any, languages: Sequence[str] = ("vi",), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        labels: dict[str, forms.Field] = {}
        for language in languages:
            label = _("What is counted") if language == "vi" else tongues.name(language)
            labels[f"label_{language}"] = forms.CharField(label=label, max_length=200, required=language == "vi")
        self.fields = labels | self.fields

    def figure(self) -> Figure:
        """The row as the manifest holds it."""
        data = self.cleaned_data
        label = {language: data[f"label_{language}"] for language in self.languages if data[f"label_{language}"]}
        return Figure(label, data["value"], data["day"].isoformat(), data["group"], data["unit"], data["previous"])


FigureSet = forms.formset_factory(FigureForm, extra=2, max_num=50, absolute_max=60, can_delete=True)


def figure_rows(figures: Iterable[Figure]) -> list[Mapping[str, Any]]:
    """The values with which the rows are shown."""
    return [
        {
            **{f"label_{language}": words for language, words in figure.label.items()},
            "value": figure.value,
            "unit": figure.unit,
            "previous": figure.previous,
            "day": figure.day,
            "group": figure.group,
        }
        for figure in figures
    ]
