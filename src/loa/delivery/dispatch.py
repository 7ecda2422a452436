"""What a delivery needs before its first parcel can be sent: the verified release, and the channel's preparation."""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from loa.bulletins.core.manifest import ChannelName, Manifest
from loa.bulletins.media import MissingMediaError
from loa.bulletins.queries import incident, manifest_of, media_of, verify_release
from loa.channels.base import Channel, Place, ReleaseContext, Rendered, TechnicalFailureError
from loa.channels.registry import channel as channel_named
from loa.config import config
from loa.delivery import locks
from loa.delivery.errors import NotPreparedError
from loa.delivery.models import Delivery
from loa.trust.errors import SignatureMismatchError

log = structlog.get_logger(__name__)

PREPARATION = timedelta(minutes=5)  # the longest one preparation may take before another worker may try
KEPT = 4  # deliveries whose rendering a process keeps


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A delivery that is ready to be sent by this process."""

    delivery: int
    release: int
    code: str
    round: int
    channel: Channel
    rendered: Rendered
    context: ReleaseContext

    def message_id(self, contact_point: int) -> str:
        """The same for every try of one contact point, different for every round (DESIGN §6, standards E1)."""
        return f"{self.code}.{self.round}.{contact_point}@{self.context.place.mail_domain}"


def place() -> Place:
    """Where this Loa stands."""
    settings = config()
    return Place(settings.base_url, settings.authority, settings.mail_from.rpartition("@")[2] or "localhost")


def context_of(delivery: Delivery) -> ReleaseContext:
    """What a channel may know of the release.

    Raises `TechnicalFailureError` when the stored release is not what was signed: no signature, no sending (§5.3).
    """
    release = delivery.release
    try:
        verify_release(release)
    except SignatureMismatchError as error:
        raise TechnicalFailureError(channel=delivery.channel, reason=error.text) from error
    manifest = manifest_of(release)
    return ReleaseContext(
        manifest=manifest,
        signature=base64.b64encode(bytes(release.signature)).decode(),
        place=place(),
        purpose=delivery.purpose,
        attachments=_attachments(manifest, delivery.channel),
        extra={
            "delivery": delivery.pk,
            "remote": delivery.remote,
            "round": delivery.round,
            "incident": incident(release),
            **_trust(delivery),
        },
    )


def _trust(delivery: Delivery) -> Mapping[str, Any]:
    release = delivery.release
    return {
        "key_id": release.key.key_id,
        "public_key": base64.b64encode(bytes(release.key.public_key)).decode(),
        "log_sequence": release.log_entry_id,
    }


def _attachments(manifest: Manifest, channel: str) -> dict[str, bytes]:
    """SHA-256 → bytes of every picture and file, each checked against its hash."""
    try:
        return media_of(manifest)
    except MissingMediaError as error:
        raise TechnicalFailureError(channel=channel, reason=error.text) from error


class Dispatches:
    """The prepared deliveries of this process; several threads may ask."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._kept: OrderedDict[int, Dispatch] = OrderedDict()
        self._guard = threading.Lock()
        self._preparing: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def get(self, delivery: int, channel: str, now: datetime) -> Dispatch:
        """The dispatch of *delivery*, prepared now if this process has not done so yet.

        One preparation a channel at a time; other channels are not held up. Raises `NotPreparedError` while another
        worker does it for the first time, and whatever the channel raises.
        """
        with self._guard:
            preparing = self._preparing[channel]
        with preparing:
            kept = self._look_up(delivery)
            return kept or self._keep(prepare(delivery, self._owner, now))

    def _look_up(self, delivery: int) -> Dispatch | None:
        with self._guard:
            if delivery in self._kept:
                self._kept.move_to_end(delivery)
            return self._kept.get(delivery)

    def _keep(self, dispatch: Dispatch) -> Dispatch:
        with self._guard:
            self._kept[dispatch.delivery] = dispatch
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return dispatch


def prepare(pk: int, owner: str, now: datetime) -> Dispatch:
    """Prepare the delivery *pk*: the first time alone under a lock, later (other processes) beside each other.

    Raises `NotPreparedError`, `TechnicalFailureError` and what else the channel raises.
    """
    delivery = Delivery.objects.select_related("release__key").get(pk=pk)
    if delivery.prepared_at is not None:
        return _prepared(delivery)
    lock = f"prepare:{pk}"
    if not locks.acquire(lock, owner, now, PREPARATION):
        raise NotPreparedError
    try:
        delivery.refresh_from_db(fields=["prepared_at", "remote"])
        dispatch = _prepared(delivery)
        _record(delivery, dispatch.rendered, now)
    finally:
        locks.release(lock, owner)
    log.info("delivery prepared", delivery=pk, release=dispatch.code, channel=delivery.channel)
    return dispatch


def _prepared(delivery: Delivery) -> Dispatch:
    channel = channel_named(_channel_name(delivery))
    context = context_of(delivery)
    rendered = channel.prepare(context)
    release = delivery.release
    return Dispatch(delivery.pk, release.pk, release.code, delivery.round, channel, rendered, context)


def _channel_name(delivery: Delivery) -> ChannelName:
    name: ChannelName = delivery.channel  # type: ignore[assignment]
    return name


def _record(delivery: Delivery, rendered: Rendered, now: datetime) -> None:
    """Remember what preparation left at the provider: a `remote` mapping on the rendered object, if it has one."""
    if delivery.prepared_at is None:
        delivery.prepared_at = now
        delivery.remote = dict(getattr(rendered, "remote", {}) or {})
        delivery.save(update_fields=["prepared_at", "remote"])
