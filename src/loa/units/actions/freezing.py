"""Freezing who is in which unit, for a release (DESIGN §5.4)."""

from __future__ import annotations

import datetime as dt

from loa.units.core.snapshot import digest, encode
from loa.units.models import MembershipSnapshot
from loa.units.queries import membership_on, tree


def freeze(on: dt.date) -> MembershipSnapshot:
    """Store the tree and the membership of *on*; an equal one that is stored already is used again."""
    members, duty = membership_on(on)
    content = encode(tree(on), members, duty)
    stored, _created = MembershipSnapshot.objects.get_or_create(
        digest=digest(content), defaults={"content": content, "on": on}
    )
    return stored
