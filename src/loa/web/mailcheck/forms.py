"""A mail to be judged: as a file, or pasted with its headers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.web.uploads import BoundedFileField

PASTED_LIMIT = 1_000_000  # characters


class MailForm(forms.Form):
    """One of the two is needed."""

    file = BoundedFileField(
        label=_("The mail as a file"),
        megabytes=30,
        accept=".eml,message/rfc822",
        required=False,
        help_text=_("In most mail programs: “Save as” or “Download message” (.eml); at most 30 MB."),
    )
    source = forms.CharField(
        label=_("Or its source text, with all headers"),
        required=False,
        max_length=PASTED_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": "6", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Something must be there."""
        data = super().clean() or {}
        if not self.errors and not data.get("file") and not str(data.get("source", "")).strip():
            self.add_error("file", _("Choose a file or paste the source."))
        return data

    def raw(self) -> bytes:
        """The bytes of the mail."""
        upload = self.cleaned_data["file"]
        return bytes(upload.read()) if upload else str(self.cleaned_data["source"]).encode()
