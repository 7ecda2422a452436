"""Fields that several forms of the desk share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from loa.bulletins.core.draft import BODY_LIMIT


def local_moment(required: bool = False, **options: Any) -> forms.DateTimeField:
    """A field for date and time in local time, as browsers' own picker sends it."""
    shape = "%Y-%m-%dT%H:%M"
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=shape)
    return forms.DateTimeField(required=required, widget=widget, input_formats=[shape, f"{shape}:%S"], **options)


def text(limit: int, rows: int = 0, **options: Any) -> forms.CharField:
    """A text that is counted against *limit*. One that is too long is kept: the linter says so, nothing is cut."""
    attrs = {"data-limit": str(limit)}
    widget = forms.Textarea(attrs=attrs | {"rows": str(rows)}) if rows else forms.TextInput(attrs=attrs)
    return forms.CharField(required=False, widget=widget, max_length=BODY_LIMIT * 2, **options)


def iso(value: dt.datetime | None) -> str | None:
    """A moment as drafts hold it."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def from_iso(value: str | None) -> dt.datetime | None:
    """A moment of a draft in local time."""
    return timezone.localtime(dt.datetime.fromisoformat(value)) if value else None
