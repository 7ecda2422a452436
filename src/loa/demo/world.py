"""Where a demo lives: its folder, its ports, its environment, and how far it came.

The state file makes a demo that was killed go on where it stood: same keys, same ports, same people.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from loa.demo.people import DOMAIN
from loa.errors import LoaError

STATE_FILE = "demo.json"
APPROVERS = tuple(f"{name}@{DOMAIN}" for name in ("duyet", "bientap"))  # who has an authenticator app
PUBLISHER = {
    "governing_body": "Ủy ban nhân dân tỉnh Quảng Ninh (bản trình diễn)",
    "address": "Thành phố Cẩm Phả, tỉnh Quảng Ninh",
    "phone": "0203 000 0365",
    "email": f"bantin@{DOMAIN}",
    "responsible": "Người phát ngôn của thành phố (bản trình diễn)",
}
PREFERRED_PORTS = {"web": 8000, "sandbox": 8100, "smtp": 8125}


class NotADemoError(LoaError):
    """The folder holds something else; the demo never wipes what it did not make."""

    code = "not_a_demo"
    message = "%(path)s is not empty and holds no demo. Choose another folder with --dir."


@dataclass
class World:
    """One demo: its parameters and what is already told of the story."""

    folder: Path
    staff: int
    residents: int
    ports: dict[str, int]
    done: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether the story was told to its end."""
        return "end" in self.done

    @property
    def base_url(self) -> str:
        """Where the portal, the desk and the app are."""
        return f"http://127.0.0.1:{self.ports['web']}"

    @property
    def sandbox_url(self) -> str:
        """Where the sandbox's inbox, push and Zalo views are."""
        return f"http://127.0.0.1:{self.ports['sandbox']}"

    def authenticator_keys(self) -> dict[str, str]:
        """The keys of the approvers' authenticator apps by e-mail, made once for each demo."""
        if "authenticator" not in self.facts:
            keys = {email: base64.b32encode(secrets.token_bytes(20)).decode() for email in APPROVERS}
            self.facts["authenticator"] = keys
            self.save()
        return dict(self.facts["authenticator"])

    def mark(self, step: str, **facts: Any) -> None:
        """Remember that *step* is told, in one atomic write."""
        self.done.append(step)
        self.facts.update(facts)
        self.save()

    def save(self) -> None:
        """Write the state file."""
        value = asdict(self) | {"folder": str(self.folder)}
        part = self.folder / f".{STATE_FILE}.part"
        part.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(self.folder / STATE_FILE)

    def name_publisher(self) -> None:
        """The particulars that the foot of a state body's site names (standards V10), made up for the demo."""
        folder = self.folder / "loa"
        folder.mkdir(exist_ok=True)
        text = json.dumps(PUBLISHER, ensure_ascii=False, indent=1)
        (folder / "site.json").write_text(text, encoding="utf-8")

    def environment(self, zalo: Mapping[str, str]) -> dict[str, str]:
        """The settings of the demo's Loa: everything outside is the sandbox."""
        return {
            "LOA_DATA_DIR": str(self.folder / "loa"),
            "LOA_BASE_URL": self.base_url,
            "LOA_SMTP": f"127.0.0.1:{self.ports['smtp']}",
            "LOA_MAIL_FROM": "bantin@campha.example",
            "LOA_PUSH_HOSTS": f"127.0.0.1:{self.ports['sandbox']}",
            "LOA_LOG_LEVEL": "warning",
            **zalo,
        }


def open_world(folder: Path, staff: int, residents: int, *, any_port: bool = False) -> World:
    """The unfinished demo of *folder*, or a fresh one in its place; *any_port* takes whatever ports are free.

    Raises `NotADemoError` when the folder holds anything that no demo made.
    """
    folder = folder.resolve()
    state = folder / STATE_FILE
    if state.is_file():
        world = _load(folder, state)
        if world is not None and not world.finished:
            return world
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise NotADemoError(path=folder)
    folder.mkdir(parents=True, exist_ok=True)
    world = World(folder, staff, residents, _ports(any_port=any_port))
    world.save()
    world.name_publisher()
    return world


def _ports(*, any_port: bool) -> dict[str, int]:
    return {name: free_port(0 if any_port else port) for name, port in PREFERRED_PORTS.items()}


def _load(folder: Path, state: Path) -> World | None:
    try:
        value = json.loads(state.read_text(encoding="utf-8"))
        return World(**(value | {"folder": folder}))
    except (ValueError, TypeError):
        return None


def free_port(preferred: int) -> int:
    """*preferred* if nobody listens there, else one that the system gives."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def enter(environment: Mapping[str, str]) -> None:
    """Make *environment* this process's own, before the configuration is read for the first time."""
    for name in [name for name in os.environ if name.startswith("LOA_") or name == "DATABASE_URL"]:
        if name != "LOA_LANGUAGE":
            del os.environ[name]
    os.environ.update(environment)
