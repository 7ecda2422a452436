"""Pictures made fit for the public: checked, turned upright, stripped of everything but pixels, in sizes for phones.

Re-encoding is the point, not a convenience: what a camera wrote beside the pixels (place, device, owner) is gone, and
so is whatever a forger hid in the file. Bounded in bytes before reading and in pixels before decoding.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from loa.errors import LoaError

FORMATS = ("JPEG", "PNG", "WEBP")  # what phones and scanners write; nothing animated, nothing with scripts
BYTES_LIMIT = 12 * 1024 * 1024
PIXELS_LIMIT = 50_000_000  # a 50 megapixel phone camera
SIDE_LIMIT = 20_000  # pixels
WIDTHS = (480, 960, 1600)  # pixels: a cheap phone, a good one, a desk
QUALITY = {"image/webp": 76, "image/jpeg": 80}


class PictureTooLargeError(LoaError):
    """More bytes than we take in."""

    code = "picture_too_large"
    message = "The picture is larger than %(limit)s MB."


class TooManyPixelsError(LoaError):
    """Small in bytes, enormous once unpacked: refused before it is."""

    code = "too_many_pixels"
    message = "The picture has too many pixels (%(width)s × %(height)s). Make it smaller first."


class NotAPictureError(LoaError):
    """The bytes are no JPEG, PNG or WebP that can be read to its end."""

    code = "not_a_picture"
    message = "This is not a picture that can be used (JPEG, PNG or WebP), or the file is damaged."


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size in one format; `width` and `height` in pixels."""

    media_type: str
    width: int
    height: int
    content: bytes

    @property
    def sha256(self) -> str:
        """Lower hex."""
        return hashlib.sha256(self.content).hexdigest()


def renditions(data: bytes) -> list[Rendition]:
    """The picture in all its sizes, WebP and JPEG, narrow to wide; the same input gives the same bytes.

    Raises `PictureTooLargeError`, `TooManyPixelsError`, `NotAPictureError`.
    """
    if len(data) > BYTES_LIMIT:
        raise PictureTooLargeError(limit=BYTES_LIMIT // 1024 // 1024)
    picture = _decoded(data)
    return [rendition for width in _widths(picture.width) for rendition in _at(picture, width)]


def _decoded(data: bytes) -> Image.Image:
    """The pixels, upright, opaque, in RGB, no wider than the widest size."""
    try:
        with warnings.catch_warnings():  # set before the file is opened: opening warns already
            warnings.simplefilter("ignore")  # damaged EXIF is told so; it is thrown away in any case
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _upright(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixelsError(width="?", height="?") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError) as error:
        raise NotAPictureError from error


def _upright(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=FORMATS) as source:
        _bound(source)
        source.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))  # JPEG decodes small at once: 50 megapixels in 12
        source.load()
        return _opaque(_narrowed(ImageOps.exif_transpose(source)))


def _bound(source: Image.Image) -> None:
    width, height = source.size
    if width * height > PIXELS_LIMIT or max(width, height) > SIDE_LIMIT or min(width, height) < 1:
        raise TooManyPixelsError(width=width, height=height)


def _narrowed(picture: Image.Image) -> Image.Image:
    width = min(picture.width, WIDTHS[-1])
    height = max(1, round(picture.height * width / picture.width))
    return picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)


def _opaque(picture: Image.Image) -> Image.Image:
    """On white, as paper would show it."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return picture.convert("RGB")


def _widths(widest: int) -> list[int]:
    return sorted({min(width, widest) for width in WIDTHS})


def _at(picture: Image.Image, width: int) -> Iterator[Rendition]:
    height = max(1, round(picture.height * width / picture.width))
    small = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    for media_type, options in (("image/webp", {"method": 4}), ("image/jpeg", {"progressive": True, "optimize": True})):
        target = io.BytesIO()
        plain = Image.new("RGB", small.size)
        plain.paste(small)  # a new picture: no info dictionary, so no EXIF, no XMP, no colour profile, no comment
        plain.save(target, format=media_type.removeprefix("image/").upper(), quality=QUALITY[media_type], **options)
        yield Rendition(media_type, width, height, target.getvalue())
