"""What to do next in a demo that was told to its end: where to look, and who to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.panel import Panel

from loa.demo.world import World

if TYPE_CHECKING:
    from loa.demo.organisation import DemoOrganisation


def show(console: Console, world: World, organisation: DemoOrganisation) -> None:
    """One panel in the order in which a newcomer would walk."""
    base, sandbox, desk = world.base_url, world.sandbox_url, world.facts["desk"]
    resident = _lines(
        ("Cổng thông tin", base, "tin đã phát hành, như người dân thấy (public portal)"),
        ("Hướng dẫn có hình", f"{base}/guides", "từng kênh, từng vai (guides)"),
    )
    other_ends = _lines(
        ("Hộp thư", f"{sandbox}/mail", "thư đã đến từng người (inboxes)"),
        ("Zalo", f"{sandbox}/zalo", "tin nhắn và bài viết (messages)"),
        ("Thông báo đẩy", f"{sandbox}/push", "thông báo của ứng dụng (push)"),
    )
    people = _lines(*((organisation.users[name].email, url, hint) for name, url, hint in _roles(base, desk)))
    password = f"Đăng nhập – mật khẩu chung [bold]{organisation.password}[/] (sign in; one password for all)"
    codes = (
        f"[dim]Người duyệt và biên tập viên cần thêm mã 6 số (second factor): {_link(f'{sandbox}/authenticator')}[/]"
    )
    console.print(
        Panel(
            Group(
                _heading("1  Như người dân (no account)"),
                resident,
                _heading(f"2  {password}"),
                people,
                codes,
                _heading("3  Đầu bên kia, trên chính máy này (the other ends)"),
                other_ends,
            ),
            title="Mời xem tiếp · What to look at now",
            border_style="green",
        )
    )


def _roles(base: str, desk: Mapping[str, int]) -> tuple[tuple[str, str, str], ...]:
    """Whom to be, where to go, and what is to be seen there."""
    return (
        ("approver", f"{base}/desk/{desk['waiting']}/", "một bản tin đang chờ bạn duyệt (approve)"),
        ("editor", f"{base}/desk/{desk['draft']}/edit", "một bản nháp đang viết dở (write)"),
        ("unit_head", f"{base}/board/", "đơn vị còn thiếu ai, nhắc họ (who is missing)"),
        ("focal_point", f"{base}/directives/tasks/", "nhiệm vụ công văn giao cho phường (tasks)"),
        ("staff", f"{base}/me/", "đọc, xác nhận, mời người thân (read, acknowledge)"),
        ("operator", f"{base}/operations/", "hệ thống có khỏe không (operations)"),
        (
            "operator",
            f"{base}/security-desk/",
            "thư giả danh Bộ Y tế: xem, chặn, cảnh báo (security desk)",
        ),
        ("auditor", f"{base}/people/record", "ai được giao quyền gì (audit)"),
    )


def _heading(text: str) -> str:
    return f"\n[bold]{text}[/]"


def _lines(*rows: tuple[str, str, str]) -> str:
    """Two lines each, so that no address is cut on a narrow terminal."""
    return "\n".join(f"{label}  [dim]{hint}[/]\n    {_link(url)}" for label, url, hint in rows)


def _link(url: str) -> str:
    return f"[link={url}]{url}[/link]"
