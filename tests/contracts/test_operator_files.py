"""What operators copy: systemd takes the units as they are, and the compose file names only what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from loa.cli.main import ENTRIES
from loa.config import SETTINGS, ConfigurationError, load

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "operators"
UNITS = sorted((FOLDER / "systemd").glob("*.service"))
MODELS = ("compose.env", "systemd/one.env", "systemd/loa.env")
ALLOWED = {"WEB_HOST", "POSTGRES_PASSWORD"}  # read by a unit and by compose.yaml, not by Loa


def settings_of(file: Path) -> dict[str, str]:
    """The lines NAME=value of an environment file."""
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_there_is_a_unit_for_each_role() -> None:
    roles = {
        "loa",
        "loa-backup",
        "loa-check-mailbox",
        "loa-migrate",
        "loa-milter",
        "loa-nats",
        "loa-web",
        "loa-worker@",
    }
    assert {unit.stem for unit in UNITS} == roles


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_that_exists(unit: Path) -> None:
    [started] = re.findall(r"^ExecStart=.*?/opt/loa/bin/([a-z -]+?)(?= -| /|$)", unit.read_text(), re.MULTILINE)
    if not started.startswith("nats-server"):
        assert started.split()[1] in ENTRIES
        assert f"`{started}`" in (FOLDER / "commands.md").read_text()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not on this machine: the units are not verified")
    # The programs of this checkout stand in for /opt/loa/bin, which systemd would look for.
    text = unit.read_text().replace("/opt/loa/bin", str(Path(sys.executable).parent))
    copy = tmp_path / unit.name.replace("@.", "@1.")
    copy.write_text(text)
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True, timeout=60, check=False
    )
    ours = [line for line in said.stderr.splitlines() if copy.stem in line or str(tmp_path) in line]
    assert (said.returncode, ours) == (0, [])


@pytest.mark.parametrize("model", MODELS)
def test_a_model_of_the_environment_knows_only_settings_that_exist(model: str) -> None:
    known = {setting.name for setting in SETTINGS} | ALLOWED
    assert set(settings_of(FOLDER / model)) <= known


def test_a_unit_may_write_where_its_settings_say() -> None:
    """`ProtectSystem=strict` lets a service write nowhere else: a shared portal folder would be read-only."""
    given = settings_of(FOLDER / "systemd" / "loa.env")
    for unit in UNITS:
        if unit.stem == "loa-nats":
            continue
        writable = re.findall(r"^ReadWritePaths=(.*)$", unit.read_text(), re.MULTILINE)[0].replace("-/", "/").split()
        for name in ("LOA_DATA_DIR", "LOA_PORTAL_DIR", "LOA_MEDIA_DIR"):
            assert any(Path(given[name]).is_relative_to(place) for place in writable), (unit.stem, name)


@pytest.fixture
def compose() -> dict[str, Any]:
    """The compose file as it is read."""
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())
    return loaded


def composer() -> list[str]:
    """A compose program of this machine."""
    for command in (["docker", "compose"], ["podman", "compose"], ["docker-compose"]):
        if (
            shutil.which(command[0])
            and not subprocess.run([*command, "version"], capture_output=True, check=False).returncode
        ):
            return command
    pytest.skip("no docker compose on this machine (scripts/setup.sh tests): the compose file is only read")


def configured(folder: Path, environment: str) -> subprocess.CompletedProcess[str]:
    """What compose makes of the files as an operator lays them down."""
    shutil.copy(FOLDER / "compose.yaml", folder)
    (folder / ".env").write_text(environment)
    return subprocess.run([*composer(), "config"], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_compose_itself_takes_the_file(compose: dict[str, Any], tmp_path: Path) -> None:
    """Docker's own program (Debian's 1.29 or a newer one) needs no daemon to say what it would start."""
    text = (FOLDER / "compose.env").read_text()
    unfilled = configured(tmp_path, text)
    assert unfilled.returncode != 0
    assert "is missing in .env" in unfilled.stderr
    said = configured(tmp_path, text.replace("POSTGRES_PASSWORD=", "POSTGRES_PASSWORD=a1b2"))
    assert said.returncode == 0, said.stderr
    made = yaml.safe_load(said.stdout)
    assert set(made["services"]) == set(compose["services"])
    assert made["services"]["worker"]["environment"]["DATABASE_URL"] == "postgresql://loa:a1b2@database/loa"
    assert (
        made["services"]["proxy"]["environment"]["LOA_BASE_URL"] == settings_of(FOLDER / "compose.env")["LOA_BASE_URL"]
    )


@pytest.mark.parametrize("model", MODELS)
def test_a_model_of_the_environment_wants_a_secret_and_is_then_taken(compose: dict[str, Any], model: str) -> None:
    """A secret that stood in the model would be everybody's."""
    given = settings_of(FOLDER / model)
    if model == "compose.env":
        given |= compose["services"]["web"]["environment"]
    with pytest.raises(ConfigurationError, match="LOA_SECRET_KEY"):
        load(given)
    load({**given, "LOA_SECRET_KEY": "x" * 64})


def test_in_compose_web_knows_its_proxy(compose: dict[str, Any]) -> None:
    [network] = compose["networks"]["default"]["ipam"]["config"]
    assert compose["services"]["web"]["environment"]["LOA_TRUSTED_PROXIES"] == network["subnet"]


def test_the_image_reads_the_database_of_compose(compose: dict[str, Any]) -> None:
    """pg_dump refuses a server that is newer than itself."""
    client = re.search(r"postgresql-client-(\d+)", (FOLDER / "Dockerfile").read_text())
    assert client
    assert compose["services"]["database"]["image"] == f"postgres:{client[1]}"


def test_nothing_but_the_package_gets_into_the_image() -> None:
    """A layer keeps what a later one deletes: keys of a data folder, a whole history."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    named = [line.removeprefix("!") for line in lines if line.startswith("!")]
    assert all((ROOT / name).exists() for name in named)
    assert {"src", "pyproject.toml", "requirements.lock"} <= set(named)


def test_compose_names_only_services_volumes_and_commands_that_exist(compose: dict[str, Any]) -> None:
    services, volumes = compose["services"], set(compose["volumes"])
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in volumes or (FOLDER / source).exists(), (name, source)
        command = service.get("command", [])
        if command and command[0] == "loa":
            assert command[1] in ENTRIES, name
    waited = [
        other
        for service in services.values()
        if isinstance(service.get("depends_on"), dict)
        for other, how in service["depends_on"].items()
        if how["condition"] == "service_healthy"
    ]
    assert all("healthcheck" in services[other] for other in waited)


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.stem)
def test_a_page_names_only_files_that_lie_there(page: Path) -> None:
    text = page.read_text()
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (FOLDER / target).exists(), target
    for named in re.findall(r"docs/operators/[\w./@-]+\w", text):
        assert list(ROOT.glob(f"{named}*")), named


def test_the_command_has_the_settings_of_the_services(tmp_path: Path) -> None:
    """What stands in the file reaches Loa as systemd would hand it on: spaces, signs and letters untouched."""
    settings, program, command = tmp_path / "loa.env", tmp_path / "program", tmp_path / "loa"
    settings.write_text(
        "# a word before\n\nLOA_AUTHORITY=Ủy ban $HOME 'tỉnh' \\n\nLOA_SECRET_KEY=a+/b==", encoding="utf-8"
    )
    program.write_text('#!/bin/sh\nprintf "%s|" "$LOA_AUTHORITY" "$LOA_SECRET_KEY" "$@"')
    program.chmod(0o755)
    text = (FOLDER / "systemd" / "loa").read_text()
    text = text.replace("/etc/loa/loa.env", str(settings)).replace("/opt/loa/bin/loa", str(program))
    command.write_text(text.replace("runuser -u loa --", "env --"))
    said = subprocess.run(["sh", str(command), "report", "a b"], capture_output=True, text=True, timeout=60, check=True)
    assert said.stdout == "Ủy ban $HOME 'tỉnh' \\n|a+/b==|report|a b|"


def test_a_service_is_as_confined_as_it_can_be() -> None:
    """By systemd's own measure, 10 is open to everything and 0 to nothing."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not on this machine: the units are not measured")
    for unit in UNITS:
        said = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        if "@" not in unit.stem:  # systemd measures instances, not templates
            assert said.returncode == 0, said.stdout[-200:] + said.stderr
