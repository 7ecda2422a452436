"""A demo goes on where it stood, and never wipes what it did not make."""

from pathlib import Path

import pytest

from loa.demo.world import NotADemoError, free_port, open_world


def test_an_unfinished_demo_goes_on_with_its_ports_and_people(tmp_path: Path) -> None:
    world = open_world(tmp_path / "demo", 300, 50)
    world.mark("directive", directive=1)
    again = open_world(tmp_path / "demo", 9, 9)
    assert (again.ports, again.staff, again.done, again.facts) == (world.ports, 300, ["directive"], {"directive": 1})


def test_a_finished_demo_makes_room_for_a_fresh_one(tmp_path: Path) -> None:
    world = open_world(tmp_path / "demo", 300, 50)
    (tmp_path / "demo" / "loa" / "loa.sqlite3").write_text("the old city")
    world.mark("end")
    assert open_world(tmp_path / "demo", 9, 9).done == []
    assert not (tmp_path / "demo" / "loa" / "loa.sqlite3").exists()


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(NotADemoError):
        open_world(tmp_path, 1, 1)
    assert (tmp_path / "thesis.docx").exists()


def test_a_taken_port_is_avoided() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert free_port(taken.getsockname()[1]) != taken.getsockname()[1]


def test_the_demo_says_who_publishes(tmp_path: Path) -> None:
    """Standards V10: the foot of the page is whole, in a demo too; nothing is asked of a newcomer."""
    from loa.channels.portal.facts import Site, load

    open_world(tmp_path / "demo", 60, 20, any_port=True)
    known = load(tmp_path / "demo" / "loa" / "site.json")
    assert isinstance(known, Site)
    assert known.missing() == []
