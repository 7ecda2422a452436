"""The words in each language, the audience and the channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.accounts.models import RoleAssignment
from loa.bulletins.core import languages as tongues
from loa.bulletins.core.draft import BODY_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT, Draft
from loa.bulletins.core.manifest import Text
from loa.bulletins.models import Bulletin
from loa.web.desk.forms.fields import from_iso, local_moment, text

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
    ("missing_context", _("Missing context")),
    ("unproven", _("Unproven")),
    ("true", _("True")),
)
NEW_KINDS = (Bulletin.Kind.UPDATE, Bulletin.Kind.INSTRUCTION, Bulletin.Kind.REBUTTAL)
Role = RoleAssignment.Role
ADDRESSED_ROLES = (Role.UNIT_HEAD, Role.FOCAL_POINT, Role.EDITOR, Role.APPROVER, Role.OPERATOR, Role.AUDITOR)


class BulletinForm(forms.Form):
    """`expected` is the revision that was opened. Fields of words are named `LANGUAGE_PART`."""

    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in NEW_KINDS])
    urgency = forms.ChoiceField(label=_("Urgency"), choices=URGENCY_CHOICES, initial="normal")
    channels = forms.MultipleChoiceField(
        label=_("Channels"), choices=CHANNEL_CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )
    units = forms.TypedMultipleChoiceField(
        label=_("Units"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label=_("Only those with these duties in the units"),
        choices=[(role.value, role.label) for role in ADDRESSED_ROLES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Nothing ticked: everybody in the units."),
    )
    subscribers = forms.BooleanField(
        label=_("The public: residents who subscribed"),
        required=False,
        help_text=_("Of the wards chosen, and those who named none."),
    )
    received = forms.CharField(
        label=_("Also everyone who got the bulletin with this code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    asked_rumour = forms.TypedChoiceField(
        label=_("Also those who asked about the rumour"), coerce=int, empty_value=None, required=False
    )
    not_after = local_moment(label=_("Do not send after"), help_text=_("Late news is reported to you, not sent."))

    def __init__(
        self,
        *args: Any,
        languages: Sequence[str],
        unit_ids: Iterable[int] = (),
        rumours: Iterable[tuple[int, str]] = (),
        kind: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = tongues.in_order({"vi", *languages})
        self._choices("units", [(unit_id, str(unit_id)) for unit_id in unit_ids])
        self._choices("asked_rumour", [("", _("nobody")), *rumours])
        if kind in {Bulletin.Kind.CORRECTION, Bulletin.Kind.RECALL}:
            self._choices("kind", [(kind, Bulletin.Kind(kind).label)])
        for language in self.languages:
            self.fields |= word_fields(language)

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def tongues(self) -> list[Mapping[str, Any]]:
        """What the page shows for each language: its name and its fields."""
        return [
            {
                "code": language,
                "name": tongues.name(language),
                "filled": any(self[f"{language}_{part}"].value() for part in ("title", "summary", "body")),
                **{part: self[f"{language}_{part}"] for part in PARTS if f"{language}_{part}" in self.fields},
            }
            for language in self.languages
        ]

    def chosen_units(self) -> set[int]:
        """Units ticked now, whether the form was sent or not."""
        value = self["units"].value() or []
        return {int(unit) for unit in value if str(unit).isdecimal()}

    def audience(self) -> dict[str, Any]:
        """The audience spec of a valid form. With duties ticked, the units say where they are held."""
        data = self.cleaned_data
        units = sorted(data["units"])
        spec: dict[str, Any] = {"units": units, "subscribers": data["subscribers"]}
        if data["roles"]:
            spec |= {"units": [], "holders": {"roles": sorted(data["roles"]), "units": units}}
        if data["received"].strip():
            spec["received"] = data["received"].strip().upper()
        if data["asked_rumour"]:
            spec["asked_rumour"] = data["asked_rumour"]
        return spec

    def texts(self) -> dict[str, Text]:
        """The words of each language that has any, Vietnamese always."""
        found = {}
        for language in self.languages:
            words = {part: self._word(language, part) for part in PARTS}
            if language != "vi":
                words["verdict"] = self.cleaned_data["vi_verdict"] if words["claim"] else ""
            if language == "vi" or any(words.values()):
                found[language] = Text(**words)
        return found

    def _word(self, language: str, part: str) -> str:
        return str(self.cleaned_data.get(f"{language}_{part}") or "").replace("\r\n", "\n")


def word_fields(language: str) -> dict[str, forms.Field]:
    """The fields of one language's words."""
    summary_help = _("What push, Zalo and lists show.")
    fields: dict[str, forms.Field] = {
        "title": text(TITLE_LIMIT, label=_("Title")),
        "summary": text(SUMMARY_LIMIT, 3, label=_("Summary"), help_text=summary_help),
        "body": text(BODY_LIMIT, 18 if language == "vi" else 12, label=_("Text")),
        "source": text(300, label=_("Source"), help_text=_("Document, body and date the news rests on.")),
        "claim": text(
            500, 2, label=_("What is being said"), help_text=_("For a rebuttal: the claim in its own words.")
        ),
    }
    fields["body"].widget.attrs["class"] = "body"
    if language == "vi":
        fields["verdict"] = forms.ChoiceField(label=_("Verdict"), choices=VERDICT_CHOICES, required=False)
    else:
        for field in fields.values():
            field.help_text = ""
            field.widget.attrs["lang"] = language
            field.label = _("%(label)s (%(language)s)") % {"label": field.label, "language": tongues.name(language)}
    return {f"{language}_{part}": field for part, field in fields.items()}


def initial_of(draft: Draft, expected: int) -> dict[str, Any]:
    """The values with which the form shows *draft*, revision number *expected*."""
    holders = draft.audience.get("holders") or {}
    values: dict[str, Any] = {
        "expected": expected,
        "kind": draft.kind,
        "urgency": draft.urgency,
        "channels": list(draft.channels),
        "units": list(draft.audience.get("units") or holders.get("units") or []),
        "roles": list(holders.get("roles") or []),
        "subscribers": bool(draft.audience.get("subscribers")),
        "received": draft.audience.get("received") or "",
        "asked_rumour": draft.audience.get("asked_rumour") or "",
        "not_after": from_iso(draft.not_after),
    }
    for language, words in draft.texts.items():
        values.update({f"{language}_{part}": value for part, value in asdict(words).items()})
    return values
