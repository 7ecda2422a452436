"""From a path to the bytes of a file with its headers: what any server in front of the portal's folder must do.

Conditional requests, compressed forms that lie beside the files, cache times, security headers (standards F5, A7).
No framework: the ASGI face calls `Folders.answer`; `short_way` turns the same forms into bytes for the wire.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path

MEMORY = 64 * 1024 * 1024  # bytes of files that a process keeps
LARGEST_KEPT = 12 * 1024 * 1024  # the largest attachment: all who read it at once are sent from the same bytes
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".pem": "application/x-pem-file",
}
SHOWN = frozenset({"text/html", "image/png", "image/jpeg", "image/webp", "application/pdf"})
FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors *"
FILE_POLICY = "default-src 'none'; sandbox"
OPEN = (".json", ".atom", ".rss", ".xml", ".pem")  # read by other bodies' pages
_SUFFIXES = {"br": ".br", "gzip": ".gz", "": ""}
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: complete headers (with `content-length`), and a body unless it is a HEAD or a 304."""

    status: int
    headers: Headers
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Form:
    """One stored form of a file, with the headers of a 200 and of a 304."""

    file: str
    changed: int
    size: int
    tag: str
    body: bytes
    headers: Headers
    unchanged: Headers

    def is_current(self) -> bool:
        """Whether the file is as it was when it was read: one look at the disk."""
        try:
            facts = os.stat(self.file)  # noqa: PTH116 (a Path costs more than the look itself)
        except OSError:
            return False
        return facts.st_mtime_ns == self.changed and facts.st_size == self.size

    def is_known(self, tags: str | None, since: str | None) -> bool:
        """Whether the reader has these bytes already: If-None-Match, If-Modified-Since (RFC 9110 §13.1)."""
        if tags is not None:
            known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
            return self.tag in known or "*" in known
        return since == self.headers[-1][1]


class Folder:
    """A folder of files under an address. *hub*: a WebSub hub to name beside feeds (standards F4)."""

    def __init__(
        self, root: Path, prefix: str = "/", *, base_url: str = "", hub: str = "", strict: bool = False
    ) -> None:
        self._root = str(root)
        self._prefix = prefix
        self._base_url = base_url
        self._hub = hub
        self._strict_transport = strict
        self._forms: dict[tuple[str, tuple[str, ...]], Form] = {}
        self._kept = 0

    def answer(self, method: str, path: str, headers: Mapping[str, str], status: int = 200) -> Answer | None:
        """The file at *path* (percent-decoded), or None when there is none or the method is not for files.

        *headers*: request headers, names in small letters.
        """
        if method not in {"GET", "HEAD"}:
            return None
        form = self.form(path, encodings(headers.get("accept-encoding", "")))
        return None if form is None else _reply(form, method, headers, status)

    def form(self, path: str, wanted: tuple[str, ...]) -> Form | None:
        """The file at *path* in the first form of *wanted* (see `encodings`) that there is, as it is on disk now."""
        form = self._forms.get((path, wanted))
        return form if form is not None and form.is_current() else self._find(path, wanted)

    def _find(self, path: str, wanted: tuple[str, ...]) -> Form | None:
        name = file_name(path, self._prefix)
        if name is None:
            return None
        for encoding in wanted:
            suffix = _SUFFIXES[encoding]
            for candidate in (name, f"{name}/index.html" if name else "index.html"):
                form = self._load(candidate, suffix, encoding)
                if form is not None:
                    self._keep((path, wanted), form)
                    return form
        return None

    def _load(self, name: str, suffix: str, encoding: str) -> Form | None:
        """The file with the facts of the very bytes that were read."""
        path = f"{self._root}/{name}{suffix}"
        try:
            with open(path, "rb") as source:  # noqa: PTH123
                facts = os.fstat(source.fileno())
                body = source.read()
        except (OSError, ValueError):
            return None
        tag = f'"{hashlib.blake2b(body, digest_size=9).hexdigest()}"'
        unchanged = self._headers(name, tag, encoding)
        stamp = ("last-modified", formatdate(facts.st_mtime, usegmt=True))
        headers = [*unchanged, ("content-type", media_type(name)), ("content-length", str(len(body))), stamp]
        return Form(path, facts.st_mtime_ns, len(body), tag, body, headers, unchanged)

    def _keep(self, asked: tuple[str, tuple[str, ...]], form: Form) -> None:
        if form.size > LARGEST_KEPT:
            return
        if self._kept + form.size > MEMORY:
            self._forms.clear()
            self._kept = 0
        self._forms[asked] = form
        self._kept += form.size

    def _headers(self, name: str, tag: str, encoding: str) -> Headers:
        found: Headers = [("etag", tag), ("cache-control", cache_time(name)), ("vary", "Accept-Encoding")]
        if encoding:
            found.append(("content-encoding", encoding))
        if name.endswith(OPEN):
            found.append(("access-control-allow-origin", "*"))
        if name.startswith("feeds/") and self._hub:
            address = f"{self._base_url}/{name}"
            found.append(("link", f'<{self._hub}>; rel="hub", <{address}>; rel="self"'))
        return found + security_headers(name, strict=self._strict_transport)


def file_name(path: str, prefix: str = "/") -> str | None:
    """The path below the folder, or None for one that may not be served: hidden, climbing, or none of ours."""
    if not path.startswith(prefix) or "\\" in path or "\0" in path:
        return None
    name = path[len(prefix) :].rstrip("/")
    parts = name.split("/") if name else []
    if any(not part or (part.startswith(".") and part != ".well-known") for part in parts):
        return None
    return name


@lru_cache(maxsize=512)
def encodings(accepted: str) -> tuple[str, ...]:
    """The forms to try, best first, for an Accept-Encoding header (RFC 9110 §12.5.3)."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.strip().partition(";")
        weights[name.strip()] = parameter.strip().replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return (*(name for name in ("br", "gzip") if weights.get(name, weights.get("*", False))), "")


@lru_cache(maxsize=512)
def media_type(name: str) -> str:
    """The media type by the ending; CAP files carry their own (standards §1.4)."""
    if name.endswith("/cap.xml"):
        return "application/cap+xml; charset=utf-8"
    if name.startswith("feeds/") and name.endswith(".json"):
        return "application/feed+json"
    if name.endswith("/oembed.json"):
        return "application/json+oembed"
    suffix = "." + name.rpartition(".")[2]
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def cache_time(name: str) -> str:
    """Hashed files for ever, the worker never unasked, everything else a minute (F5)."""
    if name.startswith(("assets/", "files/")):
        return FOREVER
    if name == "sw.js":
        return "no-cache"
    return "public, max-age=86400" if name.startswith("icons/") else SHORTLY


@lru_cache(maxsize=512)
def _policy(name: str) -> str:
    if name.startswith("files/"):
        return FILE_POLICY
    return FRAME_POLICY if name == "widget/index.html" or name.endswith("/embed/index.html") else PAGE_POLICY


def security_headers(name: str, *, strict: bool) -> Headers:
    """Standards A7. Files that people attached never run in our origin."""
    found = [
        ("content-security-policy", _policy(name)),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ]
    if strict:
        found.append(("strict-transport-security", "max-age=63072000; includeSubDomains; preload"))
    if name.startswith("files/") and media_type(name).partition(";")[0] not in SHOWN:
        found.append(("content-disposition", "attachment"))
    return found


def _reply(form: Form, method: str, headers: Mapping[str, str], status: int) -> Answer:
    if status == 200 and form.is_known(headers.get("if-none-match"), headers.get("if-modified-since")):
        return Answer(304, form.unchanged)
    return Answer(status, form.headers, b"" if method == "HEAD" else form.body)


class Folders:
    """Several folders, asked in turn; then the words for "no such page" where an address can only be a file."""

    def __init__(self, folders: Sequence[Folder], missing: Folder) -> None:
        self._folders = folders
        self._missing = missing

    def form(self, path: str, wanted: tuple[str, ...]) -> Form | None:
        """The file at *path* in the first folder that has it."""
        for folder in self._folders:
            found = folder.form(path, wanted)
            if found is not None:
                return found
        return None

    def answer(self, method: str, path: str, headers: Mapping[str, str]) -> Answer | None:
        """The file's response, a 404 or a redirect where Django has nothing to say, or None."""
        for folder in self._folders:
            found = folder.answer(method, path, headers)
            if found is not None:
                return found
        if method in {"GET", "HEAD"} and path.startswith(ONLY_FILES):
            return _corrected(path) or self._missing.answer(method, "/404.html", headers, status=404)
        return None


ONLY_FILES = ("/b/", "/feeds/", "/files/", "/assets/", "/bulletins/", "/rumours/", "/search/", "/icons/", "/static/")


def _corrected(path: str) -> Answer | None:
    """A code as people type it (`/b/7k3f9qxa`, o for 0) leads to the page that is meant."""
    from loa.trust.core.shortcode import normalise

    typed = path.removeprefix("/b/").rstrip("/")
    code = normalise(typed) if path.startswith("/b/") and "/" not in typed else None
    if code is None or code == typed:
        return None
    return Answer(301, [("location", f"/b/{code}"), ("content-length", "0"), ("cache-control", SHORTLY)])
