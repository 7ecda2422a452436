"""Taking in files: bounded, never trusted by their name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _


class BoundedFileField(forms.FileField):
    """A file of at most *megabytes*; the limit is said before and after."""

    def __init__(self, *, megabytes: int, accept: str, **kwargs: Any) -> None:
        self.limit = megabytes * 1024 * 1024
        self.megabytes = megabytes
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too large before anybody reads it."""
        found = super().clean(data, initial)
        if isinstance(found, UploadedFile) and (found.size or 0) > self.limit:
            raise ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": self.megabytes})
        return found
