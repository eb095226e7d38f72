"""A package sent to a store of fsspec: whenever that is cut off, it is the old one, or the next run completes it."""

import json

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from eventpack.core.errors import OutputError
from eventpack.package import validate
from eventpack.storage import remote

OUT = "memory://desk/package"
# Whatever changes the store; of what only reads nothing can be left half done.
STEPS = ("put_file", "pipe_file", "cp_file", "rm_file", "rm")


class Cut(BaseException):
    """The process is killed: nothing of ours runs after it."""


@pytest.fixture(autouse=True)
def store():
    system = MemoryFileSystem()
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@pytest.fixture(scope="module")
def packages(put_package, tmp_path_factory):
    """The files of an earlier package and of the next one, by name."""
    made = []
    for status in ("occurred", "ongoing"):
        folder = put_package(tmp_path_factory.mktemp(status), status=status)
        made.append(
            {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        )
    return made


def send(files):
    with remote.published(OUT) as folder:
        for name, data in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)


def there(system):
    """What is in the store, and what a reader of the package sees of it."""
    found = {name.removeprefix("/desk/package/"): bytes(system.cat_file(name)) for name in system.find("/desk")}
    return found, {name: data for name, data in found.items() if not name.startswith(".eventpack/")}


def stopping(monkeypatch, number, error):
    """Let the given step, counted from 1, fail; gives the list of steps taken."""
    taken = []

    def stop(name, step):
        def stopped(self, *given, **named):
            taken.append(name)
            if len(taken) == number:
                raise error
            return step(self, *given, **named)

        return stopped

    for name in STEPS:
        monkeypatch.setattr(MemoryFileSystem, name, stop(name, getattr(MemoryFileSystem, name)))
    return taken


def steps(monkeypatch, files):
    """How many steps it takes to send a package over another."""
    with monkeypatch.context() as patch:
        taken = stopping(patch, None, None)
        send(files)
    return list(taken)


def test_what_is_sent_arrives_and_nothing_else_stays(packages, store):
    for files in packages:
        send(files)
        found, _ = there(store)
        assert found == files


def test_other_files_of_the_address_are_left_alone(packages, store):
    store.pipe_file("/desk/package/README.md", b"mine")
    send(packages[0])
    assert there(store)[0] == packages[0] | {"README.md": b"mine"}


def test_a_kill_at_any_step_leaves_the_old_package_or_one_that_the_next_run_mends(packages, store, monkeypatch):
    old, new = (
        {name: files[name] for name in ("data/events.csv", "data/events.parquet", "datapackage.json")}
        for files in packages
    )
    send(old)
    total = len(steps(monkeypatch, new))
    assert total > 2 * len(new)
    seen = set()
    for number in range(1, total + 1):
        send(old)
        with monkeypatch.context() as patch:
            stopping(patch, number, Cut())
            with pytest.raises(Cut):
                send(new)
        found, visible = there(store)
        journal = ".eventpack/swap/journal.json" in found
        if journal:
            assert {name: found[f".eventpack/swap/new/{name}"] for name in new} == new
        else:
            assert visible in (old, new)
        # The next run finds a whole package before it begins.
        with remote.published(OUT) as folder:
            local = {
                file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
            }
            assert local == (new if journal or visible == new else old)
            assert there(store)[0] == local
        seen.add((journal, visible == old, visible == new))
    # Untouched; all sent and nothing, some or all put in place; done but for tidying up.
    assert seen == {
        (False, True, False),
        (True, True, False),
        (True, False, False),
        (True, False, True),
        (False, False, True),
    }


def test_a_half_replaced_package_shows_by_its_hashes(packages, store, monkeypatch, tmp_path):
    old, new = packages
    send(old)
    taken = steps(monkeypatch, new)
    descriptor = len(taken) - taken[::-1].index("cp_file")
    send(old)
    with monkeypatch.context() as patch:
        stopping(patch, descriptor, Cut())
        with pytest.raises(Cut):
            send(new)
    for name, data in there(store)[1].items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert "hash" in {problem.rule for problem in list(validate.examine(tmp_path, limit=None).problems)}


def test_a_store_that_fails_is_an_error_that_says_to_run_again_and_to_run_again_helps(packages, store, monkeypatch):
    old, new = packages
    send(old)
    with monkeypatch.context() as patch:
        stopping(patch, 3, PermissionError("no more room in this bucket"))
        with pytest.raises(OutputError, match="no more room in this bucket.*run the command again"):
            send(new)
    assert there(store)[1] == old
    send(new)
    assert there(store)[0] == new


def test_a_store_that_cannot_copy_gets_its_files_by_way_of_this_machine(packages, store, monkeypatch):
    def cannot(self, source, target, **named):
        raise NotImplementedError

    monkeypatch.setattr(MemoryFileSystem, "cp_file", cannot)
    for files in packages:
        send(files)
        assert there(store)[0] == files


def test_a_journal_cut_short_is_none(packages, store):
    send(packages[0])
    store.pipe_file("/desk/package/.eventpack/swap/new/data/events.csv", b"half")
    store.pipe_file("/desk/package/.eventpack/swap/journal.json", b'{"names": ["data/ev')
    send(packages[1])
    assert there(store)[0] == packages[1]


@pytest.mark.parametrize("name", ["../other/events.csv", "/etc/events.csv", "data/../../x"])
def test_a_journal_that_leads_out_of_the_package_is_refused(packages, store, name):
    send(packages[0])
    store.pipe_file("/desk/package/.eventpack/swap/journal.json", json.dumps({"names": [name]}).encode())
    with pytest.raises(OutputError, match="which eventpack did not write"):
        send(packages[1])
    assert there(store)[1] == packages[0]
