"""What a WebSub hub is told (standards F4), and its answer. The hub fetches the feeds and passes them on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from loa.bulletins.core.manifest import Manifest

TIMEOUT = 5.0  # seconds of one try
ENDINGS = ("atom", "json", "rss")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hub said. No *status*: it could not be asked, *error* says why. *retry_after* is in seconds."""

    status: int = 0
    error: str = ""
    retry_after: float = 0.0


def changed_feeds(base_url: str, manifest: Manifest) -> list[str]:
    """The feeds in which a release stands: all, its unit's, the rumours', CAP."""
    names = ["all", f"unit-{manifest.issuer_unit}"]
    if manifest.text("vi").claim:
        names.append("rumours")
    feeds = [f"{base_url}/feeds/{name}.{ending}" for name in names for ending in ENDINGS]
    return [*feeds, *(f"{base_url}/feeds/cap.{ending}" for ending in ("atom", "rss"))]


def tell(hub: str, feeds: Sequence[str]) -> Answer:
    """Name *feeds* to *hub*, once. Nothing is raised."""
    form = {"hub.mode": "publish", "hub.url": list(feeds)}
    try:
        answer = httpx.post(hub, data=form, timeout=TIMEOUT, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Answer(error=type(error).__name__)
    if answer.is_success:
        return Answer(answer.status_code)
    asked = answer.headers.get("retry-after", "")
    return Answer(answer.status_code, f"status {answer.status_code}", float(asked) if asked.isdecimal() else 0.0)
