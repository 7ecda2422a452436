"""Receipts that another system reports: all of a batch or none, for the staff of the token's units alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.integrations.errors import ReceiptsRefusedError
from loa.integrations.models import Token
from loa.integrations.queries import units_of
from loa.reach import actions as reach
from loa.reach.actions.receipts import NewReceipt
from loa.trust.core import shortcode
from loa.units.queries import staff_of

CHANNEL = "api"
MOST = 500  # receipts of one batch
MOST_RELEASES = 20  # different releases in it: each brings its whole audience into memory

UNKNOWN_RELEASE = _("There is no release with this code.")
UNKNOWN_PERSON = _("Nobody with this employee code is on duty in the token's units.")
NOT_ADDRESSED = _("The release was not for this person.")
TOO_MANY_RELEASES = _("A batch names at most 20 different releases.")


@dataclass(frozen=True, slots=True)
class Reported:
    """One receipt as another system knows it; `kind` is a `Receipt.Kind`."""

    code: str
    employee_code: str
    kind: int


def report(token: Token, batch: Sequence[Reported]) -> int:
    """Keep *batch*; return how many receipts were new. Sending it again changes nothing.

    Raises `ReceiptsRefusedError` naming every receipt that cannot be kept; none is kept then.
    """
    codes = {each.code: shortcode.normalise(each.code) or each.code for each in batch}
    if len(set(codes.values())) > MOST_RELEASES:
        raise ReceiptsRefusedError([("#/receipts", gettext(TOO_MANY_RELEASES))])
    releases = _releases(codes.values())
    staff = _staff(token, {each.employee_code for each in batch})
    found = [(each, releases.get(codes[each.code]), staff.get(each.employee_code)) for each in batch]
    wrong = [
        (f"#/receipts/{place}", gettext(reason))
        for place, (_each, release, person) in enumerate(found)
        if (reason := _refusal(release, person))
    ]
    if wrong:
        raise ReceiptsRefusedError(wrong)
    return reach.record_many(_receipts(found))


def _releases(codes: Iterable[str]) -> Mapping[str, tuple[int, BitMap]]:
    rows = Release.objects.filter(code__in=codes).values_list("code", "pk", "audience")
    return {code: (pk, BitMap.deserialize(bytes(audience))) for code, pk, audience in rows}


def _staff(token: Token, codes: set[str]) -> Mapping[str, int]:
    on_duty = staff_of(units_of(token), timezone.localdate()).filter(employee_code__in=codes)
    return dict(on_duty.order_by().values_list("employee_code", "pk"))


def _refusal(release: tuple[int, BitMap] | None, person: int | None) -> str:
    if release is None:
        return UNKNOWN_RELEASE
    if person is None:
        return UNKNOWN_PERSON
    return "" if person in release[1] else NOT_ADDRESSED


def _receipts(
    found: Sequence[tuple[Reported, tuple[int, BitMap] | None, int | None]],
) -> Iterator[NewReceipt]:
    for each, release, person in found:
        if release is not None and person is not None:
            yield NewReceipt(release[0], person, each.kind, CHANNEL)
