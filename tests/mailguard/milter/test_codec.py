"""The milter codec: any split of the stream is the same stream, garbage is one clear error, others' codec agrees."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kilter.protocol import buffer, messages

from loa.mailguard.milter import codec
from loa.mailguard.milter.codec import FrameReader, MilterProtocolError, decode
from loa.mailguard.milter.session import Session
from tests.mailguard.milter import wire

TEXT = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,30}[A-Za-z0-9]", fullmatch=True)  # the peer knows only host names in HELO
FRAMES = st.lists(st.tuples(st.sampled_from([b"H", b"L", b"B", b"D", b"x"]), st.binary(max_size=300)), max_size=12)
LETTERS = [bytes([number]) for number in b"OCHMRLNBETDAQKU"]


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in itertools.pairwise(places)]


@given(FRAMES, st.lists(st.integers(0, 5000), max_size=20))
def test_any_split_of_the_stream_gives_the_same_frames(frames: list[tuple[bytes, bytes]], cuts: list[int]) -> None:
    stream = b"".join(wire.frame(letter, data) for letter, data in frames)
    reader = FrameReader()
    found = [(item.letter, item.data) for piece in split(stream, cuts) for item in reader.feed(piece)]
    assert found == frames


@given(st.lists(st.binary(max_size=200), max_size=8))
def test_garbage_is_one_clear_error(pieces: list[bytes]) -> None:
    reader, session = FrameReader(), Session(1000)
    with contextlib.suppress(MilterProtocolError):
        for piece in pieces:
            for frame in reader.feed(piece):
                session.take(decode(frame))
    session.abort()


@given(st.lists(st.tuples(st.sampled_from(LETTERS), st.binary(max_size=80)), max_size=25))
def test_frames_that_look_right_in_any_order_are_taken_or_refused(frames: list[tuple[bytes, bytes]]) -> None:
    session = Session(1000)
    session.take(decode(codec.Frame(b"O", b"\0\0\0\6\0\0\1\xff\0\x1f\xff\xff")))
    with contextlib.suppress(MilterProtocolError):
        for letter, data in frames:
            _, mail = session.take(decode(codec.Frame(letter, data)))
            if mail is not None:
                mail.close()
    session.abort()


@pytest.mark.parametrize("length", [0, codec.MAX_FRAME + 1, 0xFFFFFFFF])
def test_a_length_that_no_server_sends_is_refused_at_once(length: int) -> None:
    with pytest.raises(MilterProtocolError, match="a frame of"):
        list(FrameReader().feed(length.to_bytes(4, "big") + b"B"))


def test_nothing_is_done_before_the_negotiation() -> None:
    with pytest.raises(MilterProtocolError):
        Session(1000).take(codec.Plain(b"N"))


# -- beside a codec written by others (kilter.protocol, MPL 2.0, for tests alone) ----------------------------------


def packed(message: messages.Message) -> bytes:
    held = buffer.SimpleBuffer(1 << 20)
    message.pack(held)
    return held[:].tobytes()


def unpacked(data: bytes) -> messages.Message:
    held = buffer.SimpleBuffer(1 << 20)
    held[:] = data
    message, _ = messages.Message.unpack(held)
    return message


def ours(data: bytes) -> codec.Command:
    (frame,) = FrameReader().feed(data)
    return decode(frame)


@given(TEXT, st.binary(max_size=200).filter(lambda value: b"\0" not in value))
def test_we_read_what_others_write(name: str, value: bytes) -> None:
    assert ours(packed(messages.Header(name, value))) == codec.Header(name.encode(), value)
    assert ours(packed(messages.Helo(name))) == codec.Strings(b"H", (name,))
    assert ours(packed(messages.EnvelopeFrom(value, [b"SIZE=1"]))) == codec.Strings(
        b"M", (value.decode("utf-8", "replace"), "SIZE=1")
    )
    assert ours(packed(messages.Body(value))) == codec.Body(value, last=False)
    assert ours(packed(messages.EndOfMessage(value))) == codec.Body(value, last=True)


@given(TEXT, st.binary(max_size=200).filter(lambda value: b"\0" not in value), st.integers(0, 1000))
def test_others_read_what_we_write(name: str, value: bytes, number: int) -> None:
    changed = unpacked(codec.change_header(number, name.encode(), value))
    assert isinstance(changed, messages.ChangeHeader)
    assert (changed.index, changed.name, bytes(changed.value)) == (number, name, value)
    inserted = unpacked(codec.insert_header(number, name.encode(), value))
    assert isinstance(inserted, messages.InsertHeader)
    held = unpacked(codec.quarantine(name.encode()))
    assert isinstance(held, messages.Quarantine)
    assert held.reason == name


@given(st.lists(st.binary(max_size=200_000), max_size=4))
def test_a_new_body_goes_out_in_chunks_that_a_server_takes(pieces: list[bytes]) -> None:
    frames = list(codec.replace_body(pieces))
    assert all(len(frame) <= codec.BODY_CHUNK + 5 for frame in frames)
    assert b"".join(frame[5:] for frame in frames) == b"".join(pieces)
