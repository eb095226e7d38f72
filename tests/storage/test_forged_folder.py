"""A package that comes with a .eventpack/ somebody forged: who reads it changes nothing, who builds into it is safe."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import factories
import pytest

import eventpack
from eventpack.cli import main
from eventpack.core.errors import OutputError
from eventpack.package.load import NotLoaded
from eventpack.storage import atomic_replace, lock


def seen(folder: Path) -> dict[str, tuple]:
    """All that lies in a folder, links as links, nothing opened but files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        info = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() and info.st_size < 1 << 20 else None
        target = os.readlink(path) if path.is_symlink() else None
        found[str(path.relative_to(folder))] = (info.st_mode, info.st_mtime_ns, info.st_nlink, target, content)
    return found


def journal(home: Path, state: str, text: str) -> None:
    (home / state).mkdir(parents=True)
    (home / state / "journal.json").write_text(text)


def undo(names: dict) -> Callable[[Path, Path], None]:
    return lambda home, beside: journal(home, "undo", json.dumps({"replaces": names}))


def swap(names: dict) -> Callable[[Path, Path], None]:
    return lambda home, beside: journal(home, "swap", json.dumps({"replaces": names}))


def linked(name: str, target: str, state: str | None = None) -> Callable[[Path, Path], None]:
    """A link to a file or a folder beside the package."""

    def forge(home: Path, beside: Path) -> None:
        if state:
            journal(home, state, json.dumps({"replaces": {"data/events.csv": False}}))
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).unlink(missing_ok=True)
        (home / name).symlink_to(beside / target)

    return forge


def made(do: Callable[[Path], object], name: str, state: str | None = None) -> Callable[[Path, Path], None]:
    def forge(home: Path, beside: Path) -> None:
        if state:
            journal(home, state, json.dumps({"replaces": {"data/events.csv": False}}))
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).unlink(missing_ok=True)
        do(home / name)

    return forge


def bound(path: Path) -> None:
    """A socket; its name may be no longer than some hundred characters."""
    here = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{here}/{path.name}")
    os.close(here)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 42)


def hard(home: Path, beside: Path) -> None:
    home.mkdir()
    os.link(beside / "theirs.txt", home / "lock")


FORGED = {
    ".gitignore is a link": linked(".gitignore", "theirs.txt"),
    ".gitignore is a pipe": made(os.mkfifo, ".gitignore"),
    ".gitignore is a folder": made(os.mkdir, ".gitignore"),
    "lock is a link": linked("lock", "theirs.txt"),
    "lock is a pipe": made(os.mkfifo, "lock"),
    "lock is a socket": made(bound, "lock"),
    "lock has another name": hard,
    "work is a link": linked("work", "folder"),
    "swap is a link": linked("swap", "folder"),
    "undo is a link": linked("undo", "folder"),
    "swap is a file": made(lambda path: path.write_text("x"), "swap"),
    "undo is a pipe": made(os.mkfifo, "undo"),
    "swap without a journal": made(os.mkdir, "swap"),
    "undo takes a note away": undo({"my-notes.txt": False}),
    "undo takes a note away, in capitals": undo({"DATAPACKAGE.JSON": False}),
    "undo leads up": undo({"../theirs.txt": False}),
    "undo leads up within": undo({"data/../my-notes.txt": False}),
    "undo is absolute": undo({"/etc/hostname": False}),
    "undo takes a nested file away": undo({"data/deep/er.csv": False}),
    "undo takes a hidden file away": undo({"data/.hidden.csv": False}),
    "undo takes an article away": undo({"articles/a.txt": False}),
    "undo of a name with NUL": undo({"data/a\0.csv": False}),
    "undo of a name with a line end": undo({"data/events.csv\n": False}),
    "swap leads up": swap({"../theirs.txt": False}),
    "swap of no object": lambda home, beside: journal(home, "swap", '{"replaces": [1]}'),
    "journal is a link": linked("undo/journal.json", "journal.json", "undo"),
    "journal is a pipe": made(os.mkfifo, "undo/journal.json", "undo"),
    "journal is a device": made(lambda path: path.symlink_to("/dev/zero"), "undo/journal.json", "undo"),
    "journal of the system": made(lambda path: path.symlink_to("/proc/self/environ"), "swap/journal.json", "swap"),
    "journal is a folder": made(os.mkdir, "swap/journal.json", "swap"),
    "journal of terabytes": made(huge, "swap/journal.json", "swap"),
    "journal is nested": lambda home, beside: journal(home, "undo", "[" * 200_000),
    "new is a link": linked("swap/new", "folder", "swap"),
    "old is a link": linked("undo/old", "folder", "undo"),
    "new/data is a link": linked("swap/new/data", "folder", "swap"),
    "a file of new is a link": linked("swap/new/data/events.csv", "theirs.txt", "swap"),
    "a file of new is a pipe": made(os.mkfifo, "swap/new/data/events.csv", "swap"),
    "a file of new is a folder": made(os.mkdir, "swap/new/data/events.csv", "swap"),
}


@pytest.fixture(scope="module")
def whole(put_package, tmp_path_factory) -> Path:
    return put_package(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def package(whole, tmp_path, request) -> Path:
    """A good package with a forged folder, and beside it files of whoever reads it."""
    folder, beside = tmp_path / "package", tmp_path / "beside"
    shutil.copytree(whole, folder)
    (beside / "folder" / "data").mkdir(parents=True)
    (beside / "folder" / "data" / "events.csv").write_text("theirs")
    (beside / "folder" / "journal.json").write_text('{"replaces": {"data/events.csv": false}}')
    (beside / "journal.json").write_text('{"replaces": {"data/events.csv": false}}')
    (beside / "theirs.txt").write_text("theirs")
    (folder / "my-notes.txt").write_text("mine")
    (folder / "articles").mkdir()
    (folder / "articles" / "a.txt").write_text("mine")
    if request.param == "all of it is a link":
        (folder / ".eventpack").symlink_to(beside / "folder")
    else:
        FORGED[request.param](folder / ".eventpack", beside)
    return folder


ALL = pytest.mark.parametrize("package", ["all of it is a link", *FORGED], indirect=True)


@ALL
def test_who_validates_or_loads_a_package_changes_nothing_whatever_lies_in_its_hidden_folder(package, tmp_path):
    shutil.rmtree(package / "articles")  # so that no article is looked for
    before = seen(package), seen(tmp_path / "beside")
    assert main(["validate", str(package)]) == 0
    eventpack.load(package)
    assert (seen(package), seen(tmp_path / "beside")) == before


@pytest.mark.parametrize(
    "package",
    ["all of it is a link", ".gitignore is a link", "undo takes a note away", "journal is a pipe"],
    indirect=True,
)
def test_no_command_that_reads_changes_anything(package, tmp_path, monkeypatch, capsys):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    shutil.rmtree(package / "articles")
    before = seen(package), seen(tmp_path / "beside")
    event = eventpack.load(package).events["event_id"][0]
    for command in (["explain", event, "--package"], ["report"], ["export", "citation"], ["diff", str(package)]):
        assert main([*command, str(package)]) == 0, capsys.readouterr()
    for command in (["publish", "check"], ["publish", "zenodo", "--dry-run"]):
        assert main([*command, str(package)]) in (0, 1)
    assert (seen(package), seen(tmp_path / "beside")) == before


@ALL
def test_who_builds_into_such_a_folder_touches_nothing_but_its_own(package, tmp_path):
    own = {name: state for name, state in seen(package).items() if not name.startswith(".eventpack")}
    beside = seen(tmp_path / "beside")
    try:
        with atomic_replace.replacement(package) as new:
            (new / "data").mkdir()
            (new / "data" / "events.csv").write_text("new")
    except OutputError as error:
        assert ".eventpack" in str(error) and (
            "Remove it" in str(error) or "Remove the folder" in str(error) or "Put a" in str(error)
        )
    else:
        assert (package / "data/events.csv").read_text() == "new"
        assert not (package / ".eventpack").exists()
    after = seen(package)
    for name, state in own.items():
        if name != "data/events.csv":
            assert (after[name][0], *after[name][3:]) == (state[0], *state[3:]), name
    assert {n: (s[0], *s[3:]) for n, s in seen(tmp_path / "beside").items()} == {
        n: (s[0], *s[3:]) for n, s in beside.items()
    }


@pytest.mark.parametrize("name", ["data", "data/events.csv"])
def test_tables_behind_a_link_are_not_written_through_it(whole, tmp_path, name):
    folder, beside = tmp_path / "package", tmp_path / "beside"
    shutil.copytree(whole, folder)
    (folder / name).rename(beside)
    (folder / name).symlink_to(beside)
    before = seen(tmp_path)
    try:
        factories.write_package(folder, status="ongoing")
    except OutputError as error:
        assert name == "data" and "is a link" in str(error)
        assert {n: s[3:] for n, s in seen(tmp_path).items()} == {n: s[3:] for n, s in before.items()}
    else:
        assert name != "data" and beside.read_bytes() == before["beside"][4]
        assert not (folder / name).is_symlink()
        assert eventpack.load(folder).events["status"][0] == "ongoing"


def test_a_folder_that_may_not_be_written_is_read(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "package")
    for place in (tmp_path / "package", tmp_path / "package/data"):
        place.chmod(0o555)
    assert main(["validate", str(tmp_path / "package")]) == 0


def test_where_there_is_no_descriptor_yet_the_killed_build_is_reported_of(tmp_path, capsys):
    (tmp_path / ".eventpack" / "swap").mkdir(parents=True)
    assert main(["validate", str(tmp_path)]) == 2
    assert "no such file" in (told := capsys.readouterr().err) and "a build ended before" in told
    with pytest.raises(NotLoaded, match="a build ended before"):
        eventpack.load(tmp_path)


def test_a_lock_that_is_a_link_or_has_another_name_is_not_signed(tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    for how in (os.link, os.symlink):
        how(tmp_path / "theirs", tmp_path / "lock")
        with pytest.raises(lock.NotALock), lock.hold(tmp_path / "lock"):
            pass
        (tmp_path / "lock").unlink()
    assert (tmp_path / "theirs").read_text() == "theirs"
