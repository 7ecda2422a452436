"""Deciding: approve or return."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.web.desk.forms.fields import local_moment


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
