"""Approved bulletins and releases for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from loa.bulletins import actions
from loa.bulletins.core.draft import Draft
from loa.bulletins.models import Bulletin, Release
from loa.bulletins.queries import latest_revision
from loa.delivery.models import Delivery
from loa.units.models import ContactPoint, Recipient
from tests.support.people import City

TEXT = {
    "title": "Cập nhật dịch bệnh",
    "summary": "Tình hình đến 17 giờ hôm nay.",
    "body": "Không có ca mắc mới.",
    "source": "Trung tâm Y tế thành phố",
}


def draft(city: City, channels: Sequence[str], **changes: Any) -> Draft:
    """A complete draft to the whole city."""
    value = {
        "kind": "update",
        "texts": {"vi": TEXT},
        "audience": {"units": [city.root.pk]},
        "channels": list(channels),
        "urgency": "normal",
        **changes,
    }
    return Draft.from_dict(value)


def approved(
    city: City, channels: Sequence[str] = ("mail",), release_at: datetime | None = None, **changes: Any
) -> Bulletin:
    """A bulletin that was written, submitted and approved."""
    bulletin = actions.create(by=city.editor, unit=city.root, draft=draft(city, channels, **changes))
    actions.submit(bulletin, by=city.editor)
    seen = latest_revision(bulletin).content_hash
    actions.approve(bulletin, by=city.approver, seen_hash=seen, release_at=release_at)
    bulletin.refresh_from_db()
    return bulletin


def bare_delivery(release: Release) -> Delivery:
    """A further delivery of *release* without parcels: for tests of the rows alone."""
    rounds = Delivery.objects.filter(release=release).count() + 1
    return Delivery.objects.create(release=release, channel="mail", purpose=Delivery.Purpose.REMINDER, round=rounds)


def contact_points(channel: str, recipients: Sequence[int] | None = None, round_number: int = 0) -> list[int]:
    """One address on *channel* for each of *recipients* (everybody by default); their ids."""
    people = Recipient.objects.order_by("pk").values_list("pk", flat=True) if recipients is None else recipients
    made = [
        ContactPoint.objects.create(
            recipient_id=person, channel=channel, address=f"{channel}{round_number}-{person}@nhan.example"
        )
        for person in people
    ]
    return [point.pk for point in made]
