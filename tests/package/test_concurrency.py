"""Two that write into one folder, or to one file: one wins, the other is told. Who reads meanwhile sees whole files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from factories import write_package

from eventpack.cli import main
from eventpack.core import package_layout
from eventpack.core.errors import OutputError
from eventpack.storage import atomic_replace, lock
from eventpack.storage.whole_file import output

STORY = "Ghana pulls troops out of Mali\nGhana withdrew its soldiers from Gao in Mali on 3 May 2023.\n"


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def articles(tmp_path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "story.txt").write_text(STORY)
    return tmp_path / "in"


@pytest.fixture
def holder(tmp_path):
    """Starts another process that holds a folder, or a file, until it is ended."""
    started = []

    def start(code: str) -> subprocess.Popen:
        code = f"import sys, time\nfrom pathlib import Path\nfrom eventpack.storage import atomic_replace\n{code}"
        started.append(subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True))
        assert started[-1].stdout.readline() == "ready\n"
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


HOLD = "with atomic_replace.locked(Path({!r})):\n    print('ready', flush=True)\n    time.sleep(60)"


def test_a_second_build_into_a_folder_is_refused_at_once_with_the_first_ones_process(
    articles, tmp_path, holder, capsys, monkeypatch
):
    out = tmp_path / "out"
    first = holder(HOLD.format(str(out)))
    monkeypatch.setitem(sys.modules, "eventpack.pipeline", None)  # to begin the work would fail
    assert main(["build", str(articles), "--out", str(out)]) == 2
    assert capsys.readouterr().err == (
        f"eventpack: {out}: is being written by another eventpack, process {first.pid}. Wait until it is done, or "
        "choose another folder with --out.\n"
    )


def test_a_killed_build_blocks_nobody(articles, tmp_path, holder):
    out = tmp_path / "out"
    first = holder(HOLD.format(str(out)))
    assert (out / ".eventpack" / "lock").exists()
    first.kill()
    first.wait()
    assert main(["build", str(articles), "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == {"data", "datapackage.json"}


def test_a_build_whose_child_outlives_it_blocks_nobody(tmp_path, holder):
    first = holder(f"""
import os
with atomic_replace.locked(Path({str(tmp_path / "out")!r})):
    if os.fork() == 0:
        print('ready', flush=True)
    time.sleep(60)
""")
    children = Path(f"/proc/{first.pid}/task/{first.pid}/children").read_text().split()
    try:
        first.kill()
        first.wait()
        assert len(children) == 1 and Path(f"/proc/{children[0]}").exists()
        with atomic_replace.locked(tmp_path / "out"):
            pass
    finally:
        for left in children:
            os.kill(int(left), signal.SIGKILL)


def test_two_threads_do_not_both_hold_a_folder_and_one_may_hold_it_twice(tmp_path):
    told = []

    def second():
        try:
            with atomic_replace.locked(tmp_path):
                told.append("held")
        except atomic_replace.Busy as busy:
            told.append(str(busy))

    with atomic_replace.locked(tmp_path), atomic_replace.locked(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert f"process {os.getpid()}" in told[0]
    second()
    assert told[1] == "held"
    assert list(tmp_path.iterdir()) == []


def test_of_many_that_write_at_once_each_is_whole_or_refused(tmp_path):
    """Threads as writers: each puts in files that all say the same; who reads between two writes sees one writer."""
    done, refused = [], []

    def write(number: int) -> None:
        for _ in range(20):
            try:
                with atomic_replace.replacement(tmp_path / "out") as new:
                    for name in "abc":
                        (new / name).write_text(f"{number}")
                done.append(number)
            except atomic_replace.Busy:
                refused.append(number)
                time.sleep(0.001)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) + len(refused) == 80 and len(done) >= 4
    assert len({(tmp_path / "out" / name).read_text() for name in "abc"}) == 1
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a", "b", "c"}


def test_the_lock_on_a_file_system_without_locks_is_an_error_and_no_pretence(tmp_path, monkeypatch):
    import errno

    import filelock._unix

    def missing(handle):
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(filelock._unix, "lock_fd_nonblocking", missing)
    with (
        pytest.raises(OutputError, match="cannot be written: Function not implemented"),
        atomic_replace.locked(tmp_path / "out"),
    ):
        pass


def test_what_is_under_way_is_no_part_of_the_package_nor_of_git(put_package, tmp_path):
    package = tmp_path / "package"
    put_package(package)
    subprocess.run(["git", "init", "-q", str(package)], check=True)
    with atomic_replace.replacement(package) as new:
        (new / "datapackage.json").write_bytes((package / "datapackage.json").read_bytes())
        asked = ["git", "-C", str(package), "status", "--porcelain", "--untracked-files=all"]
        untracked = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
        assert "datapackage.json" in untracked and ".eventpack" not in untracked
        listed = json.loads((package / "datapackage.json").read_text())["resources"]
        assert not any(".eventpack" in resource["path"] for resource in listed)


# --- readers


def test_a_file_read_while_packages_are_put_in_place_is_never_half_of_one(put_package, tmp_path):
    """A writer swaps two packages as fast as it can; a reader finds each file whole, of the one or of the other."""
    folders = [tmp_path / "0", tmp_path / "1"]
    for folder, status in zip(folders, ("occurred", "ongoing"), strict=True):
        put_package(folder, status=status)
    known = [state(folder) for folder in folders]
    out = tmp_path / "out"
    shutil.copytree(folders[0], out)
    stop, swaps = threading.Event(), []

    def write():
        while not stop.is_set():
            with atomic_replace.replacement(out) as new:
                shutil.copytree(folders[len(swaps) % 2], new, dirs_exist_ok=True)
            swaps.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        until, reads = time.monotonic() + 2, 0
        while time.monotonic() < until or len(swaps) < 5:
            for name in known[0]:
                assert (out / name).read_bytes() in (known[0][name], known[1][name])
                reads += 1
    finally:
        stop.set()
        writer.join()
    assert reads > 100
    assert state(out) in known


def test_a_reader_waits_for_a_change_under_way_and_reads_the_new_package(put_package, tmp_path, holder):
    """Another process stops for a second between two files; `validate` has the patience to let it finish."""
    old, new = tmp_path / "old", tmp_path / "new"
    put_package(old)
    put_package(new, status="ongoing")
    writer = holder(f"""
import os, shutil
real, calls = os.replace, []
def slow(source, target):
    calls.append(target)
    if len(calls) == 8:
        print('ready', flush=True)
        time.sleep(1)
    real(source, target)
atomic_replace.os.replace = slow
with atomic_replace.replacement(Path({str(old)!r})) as made:
    shutil.copytree({str(new)!r}, made, dirs_exist_ok=True)
""")
    assert main(["validate", str(old)]) == 0
    writer.wait()
    assert state(old) == state(new)


def test_files_and_descriptor_of_two_builds_are_reported_as_such(put_package, tmp_path, capsys):
    put_package(tmp_path / "old")
    put_package(tmp_path / "new", status="ongoing")
    for kind in ("csv", "parquet"):
        shutil.copy(tmp_path / "new" / "data" / f"events.{kind}", tmp_path / "old" / "data")
    assert main(["validate", str(tmp_path / "old")]) == 1
    told = capsys.readouterr().out.splitlines()
    for kind in ("csv", "parquet"):
        assert any(
            f"is declared as the hash, but that of data/events.{kind} is" in line
            and "they are of two builds, or one of them was changed" in line
            for line in told
        )


def test_a_package_replaced_while_validate_reads_it_is_read_again(put_package, tmp_path, monkeypatch, capsys):
    """Two builds come in between: each time validate finds files that are not those of the descriptor it began with."""
    from eventpack.validation import check_package

    package, examined, real = tmp_path / "package", [], check_package.load
    put_package(package)

    def interrupted(path):
        found = real(path)
        examined.append(path)
        if len(examined) < 3:
            put_package(package, status="ongoing" if len(examined) == 1 else "occurred")
        return found

    monkeypatch.setattr("eventpack.package.validate.check_package.load", interrupted)
    assert main(["validate", str(package)]) == 0
    assert len(examined) == 3


def test_a_package_that_is_wrong_and_stays_is_read_once(copy, monkeypatch):
    from eventpack.validation import check_package

    examined, real = [], check_package.load
    monkeypatch.setattr(
        "eventpack.package.validate.check_package.load", lambda path: examined.append(path) or real(path)
    )
    (copy / "data" / "events.csv").write_text("event_id\n")
    assert main(["validate", str(copy)]) == 1
    assert len(examined) == 1


# --- one file


def test_a_second_annotate_to_one_file_is_refused(articles, tmp_path, capsys):
    out = tmp_path / "found.jsonl"
    told = []

    def second():
        told.append(main(["annotate", str(articles), "--out", str(out)]))

    with output(out) as stream:
        stream.write("first\n")
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert told == [2]
    assert "found.jsonl: is being written by another eventpack, process" in capsys.readouterr().err
    assert out.read_text() == "first\n"
    assert {path.name for path in tmp_path.iterdir()} == {"in", "found.jsonl"}


def test_what_a_killed_annotate_left_is_gone_after_the_next(articles, tmp_path):
    out = tmp_path / "found.jsonl"
    out.write_text("earlier\n")
    child = os.fork()
    if child == 0:
        with output(out) as stream:
            stream.write("half a li")
            stream.flush()
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert out.read_text() == "earlier\n"
    assert {path.name for path in tmp_path.iterdir()} == {"in", "found.jsonl", ".found.jsonl.part", ".found.jsonl.lock"}
    assert main(["annotate", str(articles), "--out", str(out)]) == 0
    assert json.loads(out.read_text())["id"] == "story"
    assert {path.name for path in tmp_path.iterdir()} == {"in", "found.jsonl"}


def test_the_hidden_file_is_not_written_through_a_link(tmp_path):
    (tmp_path / "mine").write_text("mine\n")
    (tmp_path / ".found.jsonl.part").symlink_to("mine")
    with output(tmp_path / "found.jsonl") as stream:
        stream.write("found\n")
    assert (tmp_path / "mine").read_text() == "mine\n"
    assert (tmp_path / "found.jsonl").read_text() == "found\n" and not (tmp_path / "found.jsonl").is_symlink()


def test_a_lock_is_held_by_whom_its_file_names(tmp_path):
    with lock.hold(tmp_path / "lock"):
        assert (tmp_path / "lock").read_text().split()[0] == str(os.getpid())
    assert list(tmp_path.iterdir()) == []


def test_the_descriptor_is_the_last_file_to_change(tmp_path, monkeypatch):
    write_package(tmp_path)
    moved, real = [], os.replace

    def noting(source, target):
        moved.append(Path(target).name)
        real(source, target)

    monkeypatch.setattr(atomic_replace.os, "replace", noting)
    write_package(tmp_path, status="ongoing")
    assert moved[-1] == package_layout.FILE and len(moved) == len(state(tmp_path))
