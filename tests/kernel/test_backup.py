"""A backup brings everything back, and a broken one changes nothing."""

import io
import os
import sqlite3
import tarfile
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loa.kernel import backup

NOBODY = 65534


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    (folder / "keys").mkdir(parents=True)
    (folder / "keys" / "secret").write_text("s")
    with sqlite3.connect(folder / "loa.sqlite3") as database:
        database.execute("CREATE TABLE release (code TEXT)")
        database.execute("INSERT INTO release VALUES ('7K3F-9QXA')")
    database.close()
    (folder / "site.json").write_text('{"phone": "0203"}')
    (folder / "portal").mkdir()
    (folder / "portal" / "index.html").write_text("made again from the releases")
    return folder


def test_what_was_there_is_there_again(installation: Path, tmp_path: Path) -> None:
    file = tmp_path / "loa.tar.gz"
    assert backup.write(file, installation, "") == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    backup.read(file, tmp_path / "new", "")
    with sqlite3.connect(tmp_path / "new" / "loa.sqlite3") as database:
        assert database.execute("SELECT code FROM release").fetchall() == [("7K3F-9QXA",)]
    database.close()
    assert (tmp_path / "new" / "keys" / "secret").read_text() == "s"
    assert "0203" in (tmp_path / "new" / "site.json").read_text()
    assert not (tmp_path / "new" / "portal").exists()


def test_a_database_elsewhere_comes_along_and_goes_where_it_is_asked_for(installation: Path, tmp_path: Path) -> None:
    elsewhere, there = tmp_path / "disk" / "city.sqlite3", tmp_path / "other" / "city.sqlite3"
    elsewhere.parent.mkdir()
    (installation / "loa.sqlite3").rename(elsewhere)
    backup.write(tmp_path / "loa.tar.gz", installation, f"sqlite://{elsewhere}")
    backup.read(tmp_path / "loa.tar.gz", tmp_path / "new", f"sqlite://{there}")
    assert there.read_bytes()[:6] == b"SQLite"
    with pytest.raises(backup.NotEmptyError):
        backup.read(tmp_path / "loa.tar.gz", tmp_path / "third", f"sqlite://{there}")


def test_where_there_is_no_database_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(backup.NothingToBackUpError):
        backup.write(tmp_path / "loa.tar.gz", tmp_path / "nowhere", "")
    assert not list(tmp_path.iterdir())


def test_a_backup_goes_into_its_own_kind_of_database(installation: Path, tmp_path: Path) -> None:
    backup.write(tmp_path / "loa.tar.gz", installation, "")
    with pytest.raises(backup.OtherDatabaseError):
        backup.read(tmp_path / "loa.tar.gz", tmp_path / "new", "postgresql://localhost/loa")
    assert not (tmp_path / "new").exists()


def test_a_backup_is_never_overwritten(installation: Path, tmp_path: Path) -> None:
    (tmp_path / "loa.tar.gz").write_bytes(b"precious")
    with pytest.raises(backup.BackupExistsError):
        backup.write(tmp_path / "loa.tar.gz", installation, "")
    assert (tmp_path / "loa.tar.gz").read_bytes() == b"precious"


def test_a_living_installation_is_never_restored_over(installation: Path, tmp_path: Path) -> None:
    file = tmp_path / "loa.tar.gz"
    backup.write(file, installation, "")
    with pytest.raises(backup.NotEmptyError):
        backup.read(file, installation, "")


@pytest.mark.parametrize("cut", [0, 10, 200])
def test_a_cut_backup_is_refused_and_leaves_nothing(installation: Path, tmp_path: Path, cut: int) -> None:
    file = tmp_path / "loa.tar.gz"
    backup.write(file, installation, "")
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(backup.NotABackupError):
        backup.read(file, tmp_path / "new", "")
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".loa-*"))


def test_folders_that_lie_elsewhere_are_in_it_and_come_back_there(installation: Path, tmp_path: Path) -> None:
    media = tmp_path / "shared" / "media"
    media.mkdir(parents=True)
    (media / "abc").write_bytes(b"picture")
    file = tmp_path / "loa.tar.gz"
    backup.write(file, installation, "", {"media": media})
    with pytest.raises(backup.NotEmptyError):
        backup.read(file, tmp_path / "new", "", {"media": media})
    backup.read(file, tmp_path / "new", "", {"media": tmp_path / "other" / "media"})
    assert (tmp_path / "other" / "media" / "abc").read_bytes() == b"picture"
    assert not (tmp_path / "new" / "media").exists()


def _crafted(file: Path, member: tarfile.TarInfo) -> Path:
    with tarfile.open(file, "w:gz") as archive:
        archive.addfile(member, io.BytesIO(b"x" * member.size))
    return file


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../outside", tarfile.REGTYPE),
        ("keys/../../outside", tarfile.REGTYPE),
        ("/outside", tarfile.REGTYPE),
        ("cron.d/job", tarfile.REGTYPE),
        ("keys/link", tarfile.SYMTYPE),
        ("media/hard", tarfile.LNKTYPE),
        ("media/pipe", tarfile.FIFOTYPE),
    ],
)
def test_an_archive_made_by_somebody_else_writes_nothing(name: str, kind: bytes, tmp_path: Path) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.size = kind, "/etc/passwd", 1 if kind == tarfile.REGTYPE else 0
    with pytest.raises(backup.NotABackupError, match=r"outside|job|link|hard|pipe"):
        backup.read(_crafted(tmp_path / "loa.tar.gz", member), tmp_path / "new", "")
    assert [path.name for path in tmp_path.iterdir()] == ["loa.tar.gz"]


def test_modes_come_back(installation: Path, tmp_path: Path) -> None:
    (installation / "keys").chmod(0o700)
    (installation / "keys" / "secret").chmod(0o600)
    backup.write(tmp_path / "loa.tar.gz", installation, "")
    backup.read(tmp_path / "loa.tar.gz", tmp_path / "new", "")
    assert (tmp_path / "new" / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "keys" / "secret").stat().st_mode & 0o777 == 0o600


@pytest.fixture
def lib() -> Iterator[Path]:
    """A folder that everybody may enter and nobody but its owner write to, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_comes_back_as_the_services_user_into_a_folder_of_its_own(installation: Path, lib: Path) -> None:
    """/var/lib/loa belongs to the service, /var/lib does not; a container's volume cannot be taken away either."""
    lib.chmod(0o755)
    file, home = lib / "loa.tar.gz", lib / "loa"
    backup.write(file, installation, "")
    home.mkdir()
    (home / ".bashrc").write_text("what a made home holds")
    (home / "lost+found").mkdir()
    (home / "keys").mkdir(mode=0o700)
    sqlite3.connect(home / "loa.sqlite3").close()
    _as_nobody(home, lambda: backup.read(file, home, ""), file)
    assert (home / "keys" / "secret").read_text() == "s"
    assert {path.stat().st_uid for path in (home / "loa.sqlite3", home / "site.json")} == {NOBODY}
    assert not list(home.glob(".loa-*"))


@pytest.mark.parametrize("kept", ["keys/secret", "media/abc", "site.json"])
def test_what_somebody_keeps_is_never_written_over(installation: Path, tmp_path: Path, kept: str) -> None:
    backup.write(tmp_path / "loa.tar.gz", installation, "")
    (tmp_path / "new" / kept).parent.mkdir(parents=True)
    (tmp_path / "new" / kept).write_text("mine")
    with pytest.raises(backup.NotEmptyError):
        backup.read(tmp_path / "loa.tar.gz", tmp_path / "new", "")
    assert (tmp_path / "new" / kept).read_text() == "mine"


def test_a_damaged_database_is_not_thrown_away(installation: Path, tmp_path: Path) -> None:
    backup.write(tmp_path / "loa.tar.gz", installation, "")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "loa.sqlite3").write_bytes(b"SQLite format 3\0" + b"\7" * 5000)
    with pytest.raises(backup.NotEmptyError):
        backup.read(tmp_path / "loa.tar.gz", tmp_path / "new", "")


def _as_nobody(home: Path, act: Callable[[], None], *readable: Path) -> None:
    """In a process of its own, for the user cannot be changed back."""
    for path in (home, *home.rglob("*"), *readable):
        os.chown(path, NOBODY, NOBODY)
    for folder in home.parents[: len(home.parents) - len(Path("/tmp").parents) - 1]:
        folder.chmod(folder.stat().st_mode | 0o011)
    child = os.fork()
    if child == 0:
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
