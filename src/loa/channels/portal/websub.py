"""Telling a WebSub hub that feeds have changed (standards F4). The hub fetches them and passes them on; who does not
subscribe goes on polling, so a hub that is down costs a delay and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import httpx
import structlog

from loa.bulletins.core.manifest import Manifest

log = structlog.get_logger(__name__)
TIMEOUT = 5.0  # seconds of one try
PAUSES = (1.0, 3.0)  # seconds before the second and the third try
ENDINGS = ("atom", "json", "rss")


def changed_feeds(base_url: str, manifest: Manifest) -> list[str]:
    """The feeds in which a release stands: all, its unit's, the rumours', CAP."""
    names = ["all", f"unit-{manifest.issuer_unit}"]
    if manifest.text("vi").claim:
        names.append("rumours")
    feeds = [f"{base_url}/feeds/{name}.{ending}" for name in names for ending in ENDINGS]
    return [*feeds, *(f"{base_url}/feeds/cap.{ending}" for ending in ("atom", "rss"))]


def publish(hub: str, feeds: Sequence[str], sleep: Callable[[float], None] = time.sleep) -> bool:
    """Name *feeds* to *hub*, again after a pause when it fails; whether it took them. Nothing is raised."""
    form = {"hub.mode": "publish", "hub.url": list(feeds)}
    for pause in (*PAUSES, None):
        try:
            answer = httpx.post(hub, data=form, timeout=TIMEOUT, follow_redirects=False)
        except httpx.HTTPError as error:
            reason = type(error).__name__
        else:
            if answer.is_success:
                return True
            reason = str(answer.status_code)
        if pause is not None:
            sleep(pause)
    log.warning("websub hub not told", hub=hub, reason=reason, feeds=len(feeds))
    return False
