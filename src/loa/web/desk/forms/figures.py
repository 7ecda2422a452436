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
        self.further = [language for language in languages if language != "vi"]
        labels: dict[str, forms.Field] = {"label_vi": forms.CharField(label=_("What is counted"), max_length=200)}
        units: dict[str, forms.Field] = {"unit": self.fields.pop("unit")}
        for language in self.further:
            name = tongues.name(language)
            labels[f"label_{language}"] = forms.CharField(label=name, max_length=200, required=False)
            label = _("Unit (%(language)s)") % {"language": name}
            units[f"unit_{language}"] = forms.CharField(label=label, max_length=30, required=False)
        self.fields = labels | {"value": self.fields.pop("value")} | units | self.fields

    def figure(self) -> Figure:
        """The row as the manifest holds it."""
        data = self.cleaned_data
        numbers = (data["value"], data["day"].isoformat(), data["group"], data["unit"], data["previous"])
        label, units = self._said("label", ["vi", *self.further]), self._said("unit", self.further)
        return Figure(label, *numbers, units)

    def _said(self, name: str, languages: Iterable[str]) -> dict[str, str]:
        """The words of one column in those of *languages* where there are some."""
        said = {language: self.cleaned_data[f"{name}_{language}"] for language in languages}
        return {language: words for language, words in said.items() if words}


FigureSet = forms.formset_factory(FigureForm, extra=2, max_num=50, absolute_max=60, can_delete=True)


def figure_rows(figures: Iterable[Figure]) -> list[Mapping[str, Any]]:
    """The values with which the rows are shown."""
    return [
        {
            **{f"label_{language}": words for language, words in figure.label.items()},
            "value": figure.value,
            "unit": figure.unit,
            **{f"unit_{language}": words for language, words in figure.units.items()},
            "previous": figure.previous,
            "day": figure.day,
            "group": figure.group,
        }
        for figure in figures
    ]
