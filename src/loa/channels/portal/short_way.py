"""From the bytes of a reader's request to the bytes of the answer, past every framework (ADR 0013).

Only the plainest requests are taken: one whole GET or HEAD for a public file, with nothing in it that asks for more
than the file. Whatever is unusual is left to the full parser, which gives the same answer (a property test compares).

Two things are remembered, because in a stampede they repeat: what a block of headers asks for (a browser sends the
same block for every page), and the finished answer to a request line. Both are bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

from loa.channels.portal.serving import MEMORY, Folders, Form, Headers, encodings

LONGEST = 8192  # bytes of a request head; a longer one is not plain
LARGEST = 256 * 1024  # bytes of a file; a larger one is sent by the full server, which waits for slow readers
RECHECK = 0.01  # seconds that one look at a file's date serves all who ask for it
BLOCKS = 4096  # header blocks remembered
_END = b"\r\n\r\n"
# Whoever sends one of these wants more than a file, or sends more than a head. Found anywhere, not only as a name:
# to be wrong here costs a fraction of a millisecond.
_UNUSUAL = (b"content-length", b"transfer-encoding", b"upgrade:", b"expect:", b"\r\n ", b"\r\n\t")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a header block asks for; `plain` is False when the full parser must see it."""

    plain: bool = False
    wanted: tuple[str, ...] = ("",)
    conditional: bool = False
    tags: str | None = None
    since: str | None = None


@dataclass(slots=True)
class _Ready:
    """The answer to a request line, all but its date; `known` answers whoever has these bytes."""

    form: Form
    found: bytes
    known: bytes
    checked: float


class ShortWay:
    """The prepared answers of one process."""

    def __init__(self, files: Folders) -> None:
        self._files = files
        self._blocks: dict[bytes, _Asked] = {}
        self._ready: dict[tuple[bytes, tuple[str, ...]], _Ready] = {}
        self._kept = 0

    def answer(self, data: bytes, date: bytes, now: float) -> bytes | None:
        """The answer to the request *data*, or None when it is not plain or not for a file.

        *date*: for its header; *now*: seconds, monotonic.
        """
        end = data.find(b"\r\n")
        block = data[end:]
        asked = self._blocks.get(block) or self._read(block)
        if not asked.plain:
            return None
        line = data[:end]
        ready = self._ready.get((line, asked.wanted))
        if ready is None or (now - ready.checked >= RECHECK and not ready.form.is_current()):
            ready = self._prepare(line, asked.wanted)
            if ready is None:
                return None
        ready.checked = now
        if asked.conditional and ready.form.is_known(asked.tags, asked.since):
            return b"".join((b"HTTP/1.1 304 Not Modified\r\ndate: ", date, ready.known))
        return b"".join((b"HTTP/1.1 200 OK\r\ndate: ", date, ready.found))

    def _read(self, block: bytes) -> _Asked:
        asked = _asked(block)
        if asked.plain:
            if len(self._blocks) >= BLOCKS:
                self._blocks.clear()
            self._blocks[block] = asked
        return asked

    def _prepare(self, line: bytes, wanted: tuple[str, ...]) -> _Ready | None:
        method, path, query = _parts(line)
        form = self._files.form(path, wanted) if path else None
        if form is None or form.size > LARGEST:
            return None
        head = _block(form.headers)
        ready = _Ready(form, head if method == b"HEAD" else head + form.body, _block(form.unchanged), 0.0)
        if not query:  # anybody can make up queries; they are not worth remembering
            self._keep((line, wanted), ready)
        return ready

    def _keep(self, key: tuple[bytes, tuple[str, ...]], ready: _Ready) -> None:
        if self._kept > MEMORY:
            self._ready.clear()
            self._kept = 0
        self._ready[key] = ready
        self._kept += len(ready.found)


def _asked(block: bytes) -> _Asked:
    """Read the headers, with the line's end before the first. One host, nothing unusual, a connection that stays."""
    if not block.endswith(_END) or len(block) > LONGEST or block.find(_END) != len(block) - 4:
        return _Asked()
    low = block.lower()
    if low.count(b"\r\nhost:") != 1 or any(word in low for word in _UNUSUAL):
        return _Asked()
    if _value(low, low, b"\r\nconnection:") not in {None, "keep-alive"}:
        return _Asked()
    return _Asked(
        plain=True,
        wanted=encodings(_value(low, low, b"\r\naccept-encoding:") or ""),
        conditional=b"\r\nif-" in low,
        tags=_value(block, low, b"\r\nif-none-match:"),
        since=_value(block, low, b"\r\nif-modified-since:"),
    )


def _value(block: bytes, low: bytes, name: bytes) -> str | None:
    """The value of a header. *low*: the block in small letters; *name*: with the line's end before it and the colon."""
    at = low.find(name)
    if at < 0:
        return None
    at += len(name)
    return block[at : block.find(b"\r\n", at)].strip(b" \t").decode("latin-1")


def _parts(line: bytes) -> tuple[bytes, str, bytes]:
    """Method, path and query of a request line; the path is empty unless the line is plain."""
    method, _, rest = line.partition(b" ")
    target, _, version = rest.partition(b" ")
    path, _, query = target.partition(b"?")
    if method not in {b"GET", b"HEAD"} or version != b"HTTP/1.1" or not path.startswith(b"/"):
        return method, "", query
    plain = path.isascii() and b"%" not in path and b"#" not in target
    return method, path.decode("ascii") if plain else "", query


def _block(headers: Headers) -> bytes:
    lines = "".join(f"\r\n{name}: {value}" for name, value in headers)
    return f"{lines}\r\n\r\n".encode("latin-1")
