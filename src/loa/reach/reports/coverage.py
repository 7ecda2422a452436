"""How far bulletins came: one release with who is still missing, its figures for the public, the week of a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from loa.accounts.models import RoleAssignment
from loa.accounts.queries import holders
from loa.bulletins.models import Release
from loa.bulletins.queries import manifest_of
from loa.reach.core.numbers import per_cent, thousands
from loa.reach.queries import Coverage, Group, board, coverage, family_installs, missing, public_board
from loa.reach.reports.report import Block, Column, Report, Value, head
from loa.units.queries import snapshot

NAMED_MISSING = 500  # names in a coverage report; above that the unit's page lists them
_COVERAGE_COLUMNS = (
    Column("Đơn vị", "text", 46),
    Column("Tổng số"),
    Column("Đã nhận"),
    Column("Đã đọc"),
    Column("Đã xác nhận", width=12),
    Column("Tỷ lệ xác nhận", "share", 12),
    Column("Đã cài ứng dụng", width=12),
    Column("Tỷ lệ cài", "share", 10),
)
_MISSING_COLUMNS = (
    Column("STT", width=8),
    Column("Họ và tên", "text", 32),
    Column("Chức vụ", "text", 28),
    Column("Đơn vị", "text", 36),
    Column("Đã nhận", "text", 10),
    Column("Đã nhắc", "text", 10),
)


def coverage_report(release: Release, unit_id: int | None = None, at: dt.datetime | None = None) -> Report:
    """Staff coverage of a release, unit by unit, with the names of those still missing; of one subtree or of all.

    Raises `NotInTreeError`.
    """
    tree = snapshot(release.snapshot).tree
    root = unit_id if unit_id is not None else tree.roots()[0]
    lines = _lines(board(release, Group.DUTY), set(tree.subtree(root)) if unit_id is not None else None)
    whole = coverage(release, unit_id, Group.DUTY)
    return Report(
        **head(at, issuer=tree[root].name if unit_id is not None else ""),
        signer=_head_of(root),
        title="BÁO CÁO",
        subject=f"Kết quả tiếp nhận Thông báo số {release.number}",
        lead=[f"Thông báo: “{_title(release)}”, phát hành {_moment(release.issued_at)}.", _sentence(whole)],
        blocks=[_coverage_block(lines), *_missing_blocks(release, [root] if unit_id is not None else tree.roots())],
    )


def _head_of(unit_id: int) -> str:
    """The name under the signature: the unit's head, where the accounts know exactly one."""
    heads = holders(RoleAssignment.Role.UNIT_HEAD, [unit_id])
    return heads[0].full_name if len(heads) == 1 else ""


def _lines(found: Sequence[Coverage], units: set[int] | None) -> list[Coverage]:
    return [line for line in found if units is None or line.unit in units]


def _title(release: Release) -> str:
    return manifest_of(release).text("vi").title


def _moment(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M ngày %d/%m/%Y")


def _sentence(whole: Coverage) -> str:
    return (
        f"Đến thời điểm báo cáo, {thousands(whole.acknowledged)}/{thousands(whole.audience)} cán bộ, công chức, "
        f"viên chức, người lao động đã xác nhận ({per_cent(whole.counts.share('acknowledged'))}); "
        f"{thousands(whole.reached)} đã nhận; {thousands(whole.installed)} đã cài ứng dụng "
        f"({per_cent(whole.counts.share('installed'))})."
    )


def _coverage_block(lines: Sequence[Coverage], title: str = "Kết quả theo đơn vị") -> Block:
    top = min((line.depth for line in lines), default=0)
    rows = [_coverage_row(line) for line in lines]
    return Block(title, _COVERAGE_COLUMNS, rows, [line.depth - top for line in lines])


def _coverage_row(line: Coverage) -> list[Value]:
    counts = line.counts
    shares = counts.share("acknowledged"), counts.share("installed")
    return [
        line.name,
        line.audience,
        line.reached,
        line.opened,
        line.acknowledged,
        shares[0],
        line.installed,
        shares[1],
    ]


def _missing_blocks(release: Release, roots: Sequence[int]) -> list[Block]:
    people = [person for root in roots for person in missing(release, root, limit=NAMED_MISSING).people]
    total = sum(missing(release, root, limit=1).total for root in roots)
    rows: list[list[Value]] = [
        [number, each.full_name, each.position, each.unit_name, _yes(each.reached), _yes(each.reminded)]
        for number, each in enumerate(people, start=1)
    ]
    more = f" ({thousands(len(rows))} người đầu)" if total > len(rows) else ""
    return [Block(f"Chưa xác nhận: {thousands(total)} người{more}", _MISSING_COLUMNS, rows)] if rows else []


def _yes(value: bool) -> str:
    return "Có" if value else "Chưa"


def public_report(release: Release, at: dt.datetime | None = None) -> Report:
    """Figures for the public: no names, and no unit so small that its figure is a person."""
    lines = public_board(release)
    whole = coverage(release)
    return Report(
        **head(at),
        title="SỐ LIỆU",
        subject=f"Kết quả truyền thông Thông báo số {release.number}",
        lead=[f"“{_title(release)}”, phát hành {_moment(release.issued_at)}.", _sentence(whole)],
        blocks=[_coverage_block(lines)],
    )


def weekly_digest(unit_id: int, until: dt.datetime | None = None) -> Report:
    """The week of one unit for its head: each release of the last seven days, newest first, and the family installs."""
    end = until or timezone.now()
    lines = _week(unit_id, end)
    family = family_installs([unit_id]).get(unit_id, 0)
    rows = [[f"{release.number}: {_title(release)}", *_coverage_row(line)[1:]] for release, line in lines]
    return Report(
        **head(end, issuer=lines[0][1].name if lines else ""),
        title="BÁO CÁO TUẦN",
        subject=f"Tình hình tiếp nhận thông tin, tuần đến ngày {timezone.localtime(end):%d/%m/%Y}",
        lead=[f"Trong tuần có {len(lines)} thông báo. Người thân đã cài ứng dụng qua đơn vị: {thousands(family)} máy."],
        blocks=[Block("Theo thông báo", (Column("Thông báo", "text", 46), *_COVERAGE_COLUMNS[1:]), rows)],
    )


def _week(unit_id: int, end: dt.datetime) -> list[tuple[Release, Coverage]]:
    """The releases of the week before *end* that still stand and were for somebody on duty in the unit."""
    begin = end - dt.timedelta(days=7)
    found = Release.objects.filter(issued_at__gt=begin, issued_at__lte=end, replaced_by__isnull=True)
    lines = [
        (release, coverage(release, unit_id, Group.DUTY))
        for release in found.select_related("snapshot")
        if unit_id in snapshot(release.snapshot).tree
    ]
    return [(release, line) for release, line in lines if line.audience]
