"""Pictures: nothing of the camera stays, nothing enormous gets in, the same picture is kept once."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from loa.bulletins import actions, queries
from loa.bulletins.core import imaging
from loa.bulletins.core.body import blocks, place_of
from loa.bulletins.core.manifest import Picture, PictureFile
from loa.bulletins.errors import UnknownFileError
from tests.bulletins.test_desk import draft
from tests.support import people

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def photo(size: tuple[int, int] = (1200, 800), *, turned: int = 1, form: str = "JPEG") -> bytes:
    """A photo as a phone writes it: where it was taken, by which device, which way up."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[MAKE] = "PhoneMaker"
    exif[ORIENTATION] = turned
    exif.get_ifd(GPS).update({1: "N", 2: (21.0, 0.0, 36.0), 3: "E", 4: (107.0, 16.0, 12.0)})
    target = io.BytesIO()
    picture.save(target, format=form, exif=exif, comment=b"ward office") if form == "JPEG" else picture.save(
        target, format=form, exif=exif
    )
    return target.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that unpacks to *width* × *height*."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "PNG"])
def test_the_place_and_the_device_are_gone(form: str) -> None:
    taken = photo(form=form)
    assert b"PhoneMaker" in taken
    with Image.open(io.BytesIO(taken)) as before:
        assert before.getexif().get_ifd(GPS)
    for made in imaging.renditions(taken):
        assert b"PhoneMaker" not in made.content
        assert b"Exif" not in made.content
        assert b"ward office" not in made.content
        with Image.open(io.BytesIO(made.content)) as after:
            after.load()
            assert not after.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment", "dpi"} & set(after.info)


def test_sizes_for_cheap_phones_in_two_formats() -> None:
    made = imaging.renditions(photo((2400, 1600)))
    assert [(one.media_type, one.width, one.height) for one in made] == [
        (kind, width, height)
        for width, height in ((480, 320), (960, 640), (1600, 1067))
        for kind in ("image/webp", "image/jpeg")
    ]
    assert [one.width for one in imaging.renditions(photo((300, 200)))] == [300, 300]
    assert len(made[0].content) < 30_000


def test_it_is_turned_upright() -> None:
    upright = imaging.renditions(photo((1200, 800), turned=6))[0]
    assert (upright.width, upright.height) == (480, 720)


def test_transparency_becomes_paper() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(target, format="PNG")
    with Image.open(io.BytesIO(imaging.renditions(target.getvalue())[1].content)) as made:
        assert made.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (60_000, 100), (10_000, 9_000)])
def test_a_decompression_bomb_is_refused_before_it_unpacks(width: int, height: int) -> None:
    with pytest.raises(imaging.TooManyPixelsError):
        imaging.renditions(bomb(width, height))


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(imaging.PictureTooLargeError):
        imaging.renditions(b"\xff\xd8" + bytes(imaging.BYTES_LIMIT))


@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(40), b"<svg onload='alert(1)'/>", b"%PDF-1.7", photo()[:900]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(imaging.NotAPictureError):
        imaging.renditions(data)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 800), st.sampled_from(["JPEG", "PNG", "WEBP"]))
@example(b"\xff", 34, "JPEG")  # opening it warns of its EXIF
def test_damaged_pictures_end_in_one_clear_error(noise: bytes, at: int, form: str) -> None:
    data = bytearray(photo((48, 32), form=form))
    data[at : at + len(noise)] = noise
    with contextlib.suppress(imaging.NotAPictureError, imaging.TooManyPixelsError):
        assert imaging.renditions(bytes(data))


@pytest.mark.django_db
def test_the_same_picture_is_kept_once_and_bound_by_hash(signing_key: object) -> None:
    city = people.city()
    bulletin = actions.create(by=city.editor, unit=city.root, draft=draft(city))
    first, second = (actions.add_picture(bulletin, by=city.editor, data=photo()) for _ in range(2))
    assert first == second
    assert bulletin.uploads.count() == 1
    shown = Picture(first.key, {"vi": "Bản đồ các điểm khai báo"}, first.files)
    actions.save(bulletin, by=city.editor, draft=draft(city, pictures=(shown,)), expected=1)
    stored = queries.media_of(queries.latest_draft(bulletin))
    assert set(stored) == {file.sha256 for file in first.files}
    assert all(default_storage.exists(sha256) for sha256 in stored)


@pytest.mark.django_db
def test_a_draft_names_only_what_was_taken_in() -> None:
    city = people.city()
    bulletin = actions.create(by=city.editor, unit=city.root, draft=draft(city))
    foreign = Picture("abcd", {"vi": "Ảnh lạ"}, (PictureFile("image/jpeg", 10, 10, 10, "0" * 64),))
    with pytest.raises(UnknownFileError):
        actions.save(bulletin, by=city.editor, draft=draft(city, pictures=(foreign,)), expected=1)


@given(st.lists(st.sampled_from(["một", "hai\n\nba", "P0", "P1", "P9"]), max_size=8))
def test_every_picture_stands_once_and_no_word_is_lost(pieces: list[str]) -> None:
    pictures = [Picture(f"a{n}a{n}", {}, ()) for n in range(2)]
    lines = [f"![](picture:a{piece[1]}a{piece[1]})" if piece.startswith("P") else piece for piece in pieces]
    made = blocks("\n\n".join(lines), pictures)
    assert sorted(one.key for one in made if isinstance(one, Picture)) == ["a0a0", "a1a1"]
    words = " ".join(one for one in made if isinstance(one, str)).split()
    assert words == " ".join(piece for piece in pieces if not piece.startswith("P")).split()
    assert place_of(pictures[0]) == "![](picture:a0a0)"
