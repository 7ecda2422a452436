"""What an editor fills in, and how it becomes a `Draft` and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loa.bulletins.core.draft import BODY_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT, Draft
from loa.bulletins.core.manifest import AttachmentRef, Figure, Text
from loa.bulletins.models import Bulletin
from loa.units.models import Unit

LANGUAGES = (("vi", _("Vietnamese")), ("en", _("English")))
PARTS = ("title", "summary", "body", "source", "claim", "verdict")
URGENCY_CHOICES = (
    ("normal", _("Normal: to be read today")),
    ("urgent", _("Urgent: to be read within the hour")),
    ("immediate", _("Immediate: danger now")),
)
CHANNEL_CHOICES = (
    ("portal", _("Portal")),
    ("app", _("App")),
    ("mail", _("Mail")),
    ("zalo", "Zalo"),
)
VERDICT_CHOICES = (  # standards M4
    ("", _("Choose")),
    ("false", _("False")),
    ("misleading", _("Misleading")),
    ("unproven", _("Unproven")),
    ("true", _("True")),
)
NEW_KINDS = (Bulletin.Kind.UPDATE, Bulletin.Kind.INSTRUCTION, Bulletin.Kind.REBUTTAL)


def local_moment(required: bool = False, **options: Any) -> forms.DateTimeField:
    """A field for date and time in local time, as browsers' own picker sends it."""
    shape = "%Y-%m-%dT%H:%M"
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=shape)
    return forms.DateTimeField(required=required, widget=widget, input_formats=[shape, f"{shape}:%S"], **options)


def _text(limit: int, rows: int = 0, **options: Any) -> forms.CharField:
    attrs = {"data-limit": str(limit)}
    widget = forms.Textarea(attrs=attrs | {"rows": str(rows)}) if rows else forms.TextInput(attrs=attrs)
    # A text that is too long is kept and shown as such: the linter says so, nothing is cut or refused while writing.
    return forms.CharField(required=False, widget=widget, max_length=BODY_LIMIT * 2, **options)


class BulletinForm(forms.Form):
    """The words in two languages, the audience, the channels. `expected` is the revision that was opened."""

    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in NEW_KINDS])
    urgency = forms.ChoiceField(label=_("Urgency"), choices=URGENCY_CHOICES, initial="normal")
    channels = forms.MultipleChoiceField(
        label=_("Channels"), choices=CHANNEL_CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )
    units = forms.TypedMultipleChoiceField(
        label=_("Units"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    subscribers = forms.BooleanField(
        label=_("Residents who subscribed"),
        required=False,
        help_text=_("Of the wards chosen, and those who named none."),
    )
    received = forms.CharField(
        label=_("Also everyone who got the bulletin with this code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    not_after = local_moment(label=_("Do not send after"), help_text=_("Late news is reported to you, not sent."))
    vi_title = _text(TITLE_LIMIT, label=_("Title"))
    vi_summary = _text(SUMMARY_LIMIT, 3, label=_("Summary"), help_text=_("What push, Zalo and lists show."))
    vi_body = _text(BODY_LIMIT, 18, label=_("Text"))
    vi_source = _text(300, label=_("Source"), help_text=_("Document, body and date the news rests on."))
    vi_claim = _text(500, 2, label=_("What is being said"), help_text=_("For a rebuttal: the claim in its own words."))
    vi_verdict = forms.ChoiceField(label=_("Verdict"), choices=VERDICT_CHOICES, required=False)
    en_title = _text(TITLE_LIMIT, label=_("Title (English)"))
    en_summary = _text(SUMMARY_LIMIT, 3, label=_("Summary (English)"))
    en_body = _text(BODY_LIMIT, 12, label=_("Text (English)"))
    en_source = _text(300, label=_("Source (English)"))
    en_claim = _text(500, 2, label=_("What is being said (English)"))

    def __init__(self, *args: Any, unit_ids: Iterable[int] = (), kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._field("units").choices = [(unit_id, str(unit_id)) for unit_id in unit_ids]
        if kind in {Bulletin.Kind.CORRECTION, Bulletin.Kind.RECALL}:
            self._field("kind").choices = [(kind, Bulletin.Kind(kind).label)]
        for name in ("vi_body", "en_body"):
            self.fields[name].widget.attrs["class"] = "body"

    def _field(self, name: str) -> forms.ChoiceField:
        found = self.fields[name]
        assert isinstance(found, forms.ChoiceField)
        return found

    def chosen_units(self) -> set[int]:
        """Units ticked now, whether the form was sent or not."""
        value = self["units"].value() or []
        return {int(unit) for unit in value if str(unit).isdigit()}

    def audience(self) -> dict[str, Any]:
        """The audience spec of a valid form."""
        data = self.cleaned_data
        spec: dict[str, Any] = {"units": sorted(data["units"]), "subscribers": data["subscribers"]}
        if data["received"].strip():
            spec["received"] = data["received"].strip().upper()
        return spec

    def draft(self, figures: Sequence[Figure], kept: Draft | None = None) -> Draft:
        """The draft that a valid form says. What the form does not show (attachments) is taken over from *kept*."""
        data = self.cleaned_data
        attachments: tuple[AttachmentRef, ...] = kept.attachments if kept else ()
        return Draft(
            kind=data["kind"],
            texts=self._texts(),
            audience=self.audience(),
            channels=tuple(data["channels"]),
            urgency=data["urgency"],
            not_after=_iso(data["not_after"]),
            figures=tuple(figures),
            attachments=attachments,
            test=kept.test if kept else False,
        )

    def _texts(self) -> dict[str, Text]:
        texts = {}
        for language, _label in LANGUAGES:
            words = {part: self.cleaned_data.get(f"{language}_{part}", "").replace("\r\n", "\n") for part in PARTS}
            if language == "en":
                words["verdict"] = self.cleaned_data["vi_verdict"] if words["claim"] else ""
            if language == "vi" or any(words.values()):
                texts[language] = Text(**words)
        return texts


def initial_of(draft: Draft, expected: int) -> dict[str, Any]:
    """The values with which the form shows *draft*, revision number *expected*."""
    values: dict[str, Any] = {
        "expected": expected,
        "kind": draft.kind,
        "urgency": draft.urgency,
        "channels": list(draft.channels),
        "units": list(draft.audience.get("units") or []),
        "subscribers": bool(draft.audience.get("subscribers")),
        "received": draft.audience.get("received") or "",
        "not_after": _from_iso(draft.not_after),
    }
    for language, text in draft.texts.items():
        values.update({f"{language}_{part}": value for part, value in asdict(text).items()})
    return values


def _iso(value: dt.datetime | None) -> str | None:
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def _from_iso(value: str | None) -> dt.datetime | None:
    return timezone.localtime(dt.datetime.fromisoformat(value)) if value else None


class FigureForm(forms.Form):
    """One row of the situation figures."""

    label_vi = forms.CharField(label=_("What is counted"), max_length=200)
    label_en = forms.CharField(label=_("In English"), max_length=200, required=False)
    value = forms.FloatField(label=_("Number"), widget=forms.NumberInput(attrs={"step": "any"}))
    day = forms.DateField(label=_("On the day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    group = forms.CharField(label=_("Group"), max_length=40, required=False)

    def figure(self) -> Figure:
        """The row as the manifest holds it."""
        data = self.cleaned_data
        label = {"vi": data["label_vi"]} | ({"en": data["label_en"]} if data["label_en"] else {})
        return Figure(label, data["value"], data["day"].isoformat(), data["group"])


FigureSet = forms.formset_factory(FigureForm, extra=2, max_num=50, absolute_max=60, can_delete=True)


def figure_rows(figures: Iterable[Figure]) -> list[Mapping[str, Any]]:
    """The values with which the figure rows are shown."""
    return [
        {
            "label_vi": figure.label.get("vi", ""),
            "label_en": figure.label.get("en", ""),
            "value": figure.value,
            "day": figure.day,
            "group": figure.group,
        }
        for figure in figures
    ]


class UnitForm(forms.Form):
    """Which unit issues a new bulletin, and of which kind."""

    unit = forms.ModelChoiceField(label=_("Issuing unit"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, unit_ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.filter(pk__in=list(unit_ids))


class ApproveForm(forms.Form):
    """Approval binds to the hash of what the approver saw."""

    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    release_at = local_moment(label=_("Release at"), help_text=_("Leave empty to release at once."))
    read = forms.BooleanField(label=_("I have read the whole text, the audience and the channels above."))


class ReturnForm(forms.Form):
    """A return always has a reason."""

    reason = forms.CharField(
        label=_("Why it is returned"), max_length=4000, widget=forms.Textarea(attrs={"rows": "4"}), strip=True
    )


class ReplaceForm(forms.Form):
    """The words of a correction or a recall."""

    title = _text(TITLE_LIMIT, label=_("Title"))
    summary = _text(SUMMARY_LIMIT, 3, label=_("What was wrong, and what is right"))

    def clean(self) -> dict[str, Any]:
        """Both are needed to begin."""
        data = super().clean() or {}
        for name in ("title", "summary"):
            if not str(data.get(name, "")).strip():
                self.add_error(name, _("Please fill this in."))
        return data
