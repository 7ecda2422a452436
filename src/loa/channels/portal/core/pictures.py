"""Pictures as HTML for cheap phones: WebP where it is known, JPEG elsewhere, the narrowest that fills the column."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from loa.bulletins.core.manifest import Picture, PictureFile
from loa.bulletins.core.paths import picture_path

COLUMN = "(max-width: 43rem) 94vw, 41rem"  # the width of the page's one column


def figure(picture: Picture, language: str, first: bool = False) -> str:
    """The picture with its words. Only the *first* is fetched at once; others when the reader comes near."""
    narrow, wide = picture.of_type("image/webp"), picture.of_type("image/jpeg")
    if not wide:
        return ""
    shown = next((file for file in wide if file.width >= 900), wide[-1])
    source = f'<source type="image/webp" srcset="{_set(picture, narrow)}" sizes="{COLUMN}">' if narrow else ""
    when = "" if first else ' loading="lazy"'
    return (
        f'<figure class="picture"><picture>{source}<img src="{picture_path(picture, shown)}" '
        f'srcset="{_set(picture, wide)}" sizes="{COLUMN}" width="{shown.width}" height="{shown.height}" '
        f'alt="{escape(picture.words(language))}" decoding="async"{when}></picture></figure>'
    )


def _set(picture: Picture, files: Sequence[PictureFile]) -> str:
    return ", ".join(f"{picture_path(picture, file)} {file.width}w" for file in files)


def address(pictures: Sequence[Picture]) -> str:
    """The path of the picture that stands for the release where it is shared; empty when there is none."""
    wide = [(picture, file) for picture in pictures[:1] for file in picture.of_type("image/jpeg")]
    return picture_path(*wide[-1]) if wide else ""
