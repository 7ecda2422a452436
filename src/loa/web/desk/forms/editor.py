"""The whole writing page: words, figures, pictures, files and waivers, as one thing that becomes a `Draft`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from loa.accounts.models import User
from loa.bulletins import actions, queries
from loa.bulletins.core import languages as tongues
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import AttachmentRef, Figure, Picture
from loa.bulletins.models import Bulletin, Revision
from loa.web.desk.forms.fields import iso
from loa.web.desk.forms.figures import FigureSet, figure_rows
from loa.web.desk.forms.media import (
    MOST,
    RowSet,
    UploadForm,
    attachment_rows,
    described_file,
    described_picture,
    picture_rows,
)
from loa.web.desk.forms.words import BulletinForm, initial_of

WAIVER = "waiver-"
REASON = 500  # characters of a reason
WHAT = {"pictures": _("What the picture shows"), "files": _("What the file is")}


class Editor:
    """The forms of one visit to the writing page. `data` is what was sent, or None when the page is opened."""

    def __init__(
        self,
        bulletin: Bulletin,
        newest: Revision,
        data: QueryDict | None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        unit_ids: Iterable[int] = (),
        rumours: Iterable[tuple[int, str]] = (),
        extra_language: str = "",
    ) -> None:
        self.bulletin = bulletin
        self.kept = Draft.from_dict(newest.content)
        self.languages = self._languages(data, extra_language)
        self.form = BulletinForm(
            data,
            languages=self.languages,
            unit_ids=unit_ids,
            rumours=rumours,
            kind=bulletin.kind,
            initial=initial_of(self.kept, newest.number),
        )
        self.figures = FigureSet(
            data, initial=figure_rows(self.kept.figures), prefix="figures", form_kwargs={"languages": self.languages}
        )
        self._rows: dict[str, Any] = {}
        self._bind(data)
        self.uploads = UploadForm(data, files)
        self._data = data
        self._taken: tuple[dict[str, Picture], dict[str, AttachmentRef]] | None = None

    def _languages(self, data: QueryDict | None, extra: str) -> list[str]:
        asked = data.getlist("languages") if data is not None else [extra]
        known = {language for language in asked if language in tongues.NAMES}
        return tongues.in_order({"vi", "en", *self.kept.texts, *known})

    def _bind(self, data: QueryDict | None) -> None:
        """Rows as the page sent them, or of the newest revision where it sent none (an older page)."""
        for prefix, initial in self._initial().items():
            sent = data if data is not None and f"{prefix}-TOTAL_FORMS" in data else None
            options = {"languages": self.languages, "what": WHAT[prefix]}
            self._rows[prefix] = RowSet(sent, initial=initial, prefix=prefix, form_kwargs=options)

    def _initial(self) -> dict[str, Sequence[Mapping[str, Any]]]:
        return {"pictures": picture_rows(self.kept.pictures), "files": attachment_rows(self.kept.attachments)}

    @property
    def pictures(self) -> Any:
        """The rows of pictures."""
        return self._rows["pictures"]

    @property
    def attachments(self) -> Any:
        """The rows of files."""
        return self._rows["files"]

    def shown_pictures(self) -> list[tuple[Any, Picture]]:
        """Each row with the picture that it names."""
        taken = self._uploads()[0]
        return [(row, taken[key]) for row in self.pictures if (key := row["key"].value()) in taken]

    def shown_files(self) -> list[tuple[Any, AttachmentRef]]:
        """Each row with the file that it names."""
        taken = self._uploads()[1]
        return [(row, taken[key]) for row in self.attachments if (key := row["key"].value()) in taken]

    # What was sent

    def is_valid(self) -> bool:
        """Whether a draft can be made of it."""
        rows = [one for one in self._rows.values() if one.is_bound]
        checked = [part.is_valid() for part in (self.form, self.figures, self.uploads, *rows)]  # each shows its errors
        return all(checked)

    @property
    def expected(self) -> int:
        """The revision that was opened."""
        return int(self.form.cleaned_data["expected"] or 0)

    def rest_on(self, number: int) -> None:
        """Let the next save rest on revision *number*: a decision, taken with both texts in view."""
        data = (self._data or QueryDict()).copy()
        data["expected"] = str(number)
        self.form.data = data

    def draft(self) -> Draft:
        """The draft that valid forms say."""
        data = self.form.cleaned_data
        return Draft(
            kind=data["kind"],
            texts=self.form.texts(),
            audience=self.form.audience(),
            channels=tuple(data["channels"]),
            urgency=data["urgency"],
            not_after=iso(data["not_after"]),
            figures=tuple(self._figures()),
            attachments=self._attachments(),
            test=self.kept.test,
            pictures=self._pictures(),
            waivers=self._waivers(),
        )

    def _figures(self) -> list[Figure]:
        """Rows that are filled and whole; while somebody types, one may not be yet."""
        return [row.figure() for row in self._whole(self.figures)]

    def _whole(self, rows: Any) -> list[Any]:
        return [row for row in rows if row.is_valid() and row.cleaned_data and not row.cleaned_data.get("DELETE")]

    def _pictures(self) -> tuple[Picture, ...]:
        if not self.pictures.is_bound:
            return self.kept.pictures
        taken = self._uploads()[0]
        rows = [row for row in self._whole(self.pictures) if row.cleaned_data["key"] in taken]
        return tuple(described_picture(taken[row.cleaned_data["key"]], row) for row in rows)[:MOST]

    def _attachments(self) -> tuple[AttachmentRef, ...]:
        if not self.attachments.is_bound:
            return self.kept.attachments
        taken = self._uploads()[1]
        rows = [row for row in self._whole(self.attachments) if row.cleaned_data["key"] in taken]
        return tuple(described_file(taken[row.cleaned_data["key"]], row) for row in rows)[:MOST]

    def _uploads(self) -> tuple[dict[str, Picture], dict[str, AttachmentRef]]:
        if self._taken is None:
            self._taken = queries.uploads(self.bulletin)
        return self._taken

    def _waivers(self) -> dict[str, str]:
        """The reasons that were given. One for a finding that the page no longer shows is kept while it applies."""
        sent = self._data or QueryDict()
        given = {key.removeprefix(WAIVER): str(sent[key]).strip()[:REASON] for key in sent if key.startswith(WAIVER)}
        return {key: reason for key, reason in {**self.kept.waivers, **given}.items() if reason}

    # Taking in

    def take_in(self, by: User) -> None:
        """Take in what was uploaded, and add it to the rows. Raises the errors of `loa.bulletins.core`."""
        picture, file = self.uploads.cleaned_data["picture"], self.uploads.cleaned_data["attachment"]
        if picture:
            made = actions.add_picture(self.bulletin, by=by, data=picture.read())
            self._append("pictures", made.key)
        if file:
            item = actions.add_attachment(self.bulletin, by=by, data=file.read(), name=str(file.name))
            self._append("files", item.sha256)

    def _append(self, prefix: str, key: str) -> None:
        """One more row with that key, as if the page had sent it."""
        keys = [row["key"].value() for row in self._rows[prefix]]
        if key in keys:
            return
        data = (self._data or QueryDict()).copy()
        if f"{prefix}-TOTAL_FORMS" not in data:
            for number, row in enumerate(self._initial()[prefix]):
                data.update({f"{prefix}-{number}-{name}": value for name, value in row.items()})
        data[f"{prefix}-{len(keys)}-key"] = key
        data[f"{prefix}-TOTAL_FORMS"] = str(len(keys) + 1)
        data.setdefault(f"{prefix}-INITIAL_FORMS", "0")
        self._data, self._taken = data, None
        self._bind(data)
        self._rows[prefix].is_valid()
