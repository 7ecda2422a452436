"""Pictures and files of a bulletin: rows that name what was taken in, and fields that take in more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.bulletins.core import files, imaging
from loa.bulletins.core import languages as tongues
from loa.bulletins.core.manifest import AttachmentRef, Picture

MOST = 10  # of each kind in one bulletin
WORDS = 300  # characters that say what a picture shows


class RowForm(forms.Form):
    """One picture or file by its key, with its words in each language."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: Sequence[str] = ("vi",), what: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for language in languages:
            label = what if language == "vi" else f"{what} ({tongues.name(language)})"
            widget = forms.TextInput(attrs={"lang": language})
            field = forms.CharField(label=label, max_length=WORDS, required=False, widget=widget)
            self.fields[f"words_{language}"] = field

    def words(self) -> dict[str, str]:
        """Language → words, without empty ones."""
        found = {language: self.cleaned_data[f"words_{language}"].strip() for language in self.languages}
        return {language: words for language, words in found.items() if words}

    def word_fields(self) -> list[forms.BoundField]:
        """The fields of words, Vietnamese first."""
        return [self[f"words_{language}"] for language in self.languages]


RowSet = forms.formset_factory(RowForm, extra=0, max_num=MOST, absolute_max=4 * MOST, can_delete=True)


def picture_rows(pictures: Iterable[Picture]) -> list[Mapping[str, Any]]:
    """The values with which pictures are shown."""
    return [{"key": one.key, **{f"words_{language}": words for language, words in one.alt.items()}} for one in pictures]


def attachment_rows(attachments: Iterable[AttachmentRef]) -> list[Mapping[str, Any]]:
    """The values with which files are shown."""
    return [
        {"key": one.sha256, "words_vi": one.description}
        | {f"words_{language}": words for language, words in one.titles.items()}
        for one in attachments
    ]


def described_picture(picture: Picture, row: RowForm) -> Picture:
    """The picture with the words of its row."""
    return replace(picture, alt=row.words())


def described_file(item: AttachmentRef, row: RowForm) -> AttachmentRef:
    """The file with the words of its row."""
    words = row.words()
    return replace(item, description=words.pop("vi", ""), titles=words)


class UploadForm(forms.Form):
    """What to take in now. The limits are said before, and kept before anything is read."""

    picture = forms.FileField(
        label=_("Add a picture"),
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 12 MB. Where and with what it was taken is removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "data-upload": ""}),
    )
    attachment = forms.FileField(
        label=_("Add a file"),
        required=False,
        help_text=_("PDF, Word, Excel, OpenDocument or text, up to 10 MB, without macros."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in files.TYPES), "data-upload": ""}),
    )

    def clean_picture(self) -> Any:
        """Refuse by size alone what is too large."""
        found: Any = self.cleaned_data["picture"]
        if found and (found.size or 0) > imaging.BYTES_LIMIT:
            raise forms.ValidationError(imaging.PictureTooLargeError(limit=imaging.BYTES_LIMIT // 2**20).text)
        return found

    def clean_attachment(self) -> Any:
        """Refuse by size alone what is too large."""
        found: Any = self.cleaned_data["attachment"]
        if found and (found.size or 0) > files.BYTES_LIMIT:
            raise forms.ValidationError(files.FileTooLargeError(limit=files.BYTES_LIMIT // 2**20).text)
        return found
