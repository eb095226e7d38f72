"""A build that is killed, that finds the disk full or may not write leaves the old package or the new one, whole.

benchmarks/kill_build.py does the same to the whole command, as a user would start it.
"""

from __future__ import annotations

import ctypes
import encodings.utf_8_sig  # noqa: F401  a child that has become nobody may not read it any more
import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import factories
import pytest

import eventpack
from eventpack.cli import main
from eventpack.core.errors import EventpackError, OutputError
from eventpack.package import validate, write
from eventpack.storage import atomic_replace

DISK_EVENTS = {"open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"}


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def outside(files: dict[str, bytes]) -> dict[str, bytes]:
    """What is seen by who looks for no hidden folder."""
    return {name: content for name, content in files.items() if not name.startswith(atomic_replace.HOME)}


@pytest.fixture
def quick() -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of waits for a busy disk would take minutes."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        os.chmod(folder, 0o755)  # some tests enter it as another user
        yield Path(folder)


def in_child(do: Callable[[], object]) -> int:
    """Start `do` in a forked process, which has all modules and tables loaded; gives its process identifier.

    The child ends with status 0, 3 where OSError or OutputError was raised, 1 for any other error.
    """
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        do()
        status = 0
    except (OSError, OutputError):
        status = 3
    finally:
        os._exit(status)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def recover(folder: Path) -> None:
    """What the next build does first."""
    with atomic_replace.locked(folder):
        pass


def disturbed(call: int, how: Callable[[], None], do: Callable[[], object]) -> int:
    """Run `do` in a child in which `how` happens in front of the `call`-th touch of the disk; gives its exit code.

    Counted is what Python itself reports of opening, making, moving, linking and deleting, and each fsync. The code
    is 4 where `do` was done before the `call`-th.
    """

    def run():
        left, sync = [call], os.fsync

        def touch(event: str, arguments: tuple) -> None:
            if event in DISK_EVENTS:
                left[0] -= 1
                if left[0] == 0:
                    how()

        def fsync(handle: int) -> None:
            touch("open", ())
            sync(handle)

        os.fsync = fsync
        sys.addaudithook(touch)
        do()
        if left[0] > 0:
            os._exit(4)

    return ended(in_child(run))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# --- the whole of package.write, killed


@pytest.fixture(scope="module")
def made():
    """Arguments of package.write for an old package and a new one."""
    found = factories.annotations()
    return [
        (factories.tables_of([factories.withdrawal(found, status=status)], found, factories.find), factories.texts())
        for status in ("occurred", "ongoing")
    ]


@pytest.fixture
def unchecked(monkeypatch):
    """Leaves out the checks: they only read, and take nine tenths of the time, in which no kill could do harm."""
    monkeypatch.setattr(write, "_check_files", lambda *_: [])
    monkeypatch.setattr(write, "referee", lambda *_, **__: [])


def test_a_write_killed_at_80_random_moments_leaves_the_old_package_or_the_new(made, quick, unchecked):
    states = []
    for number, arguments in enumerate(made):
        write.write(*arguments, quick / str(number))
        assert list(validate.examine(quick / str(number), limit=None).problems) == []
        states.append(state(quick / str(number)))
    assert states[0] != states[1] and states[0].keys() == states[1].keys()
    folder, moments, seen, span = quick / "0", random.Random(20260126), {"killed": 0, "stayed": 0, "changed": 0}, 0.0
    for number in range(80):
        if number % 20 == 0:  # the machine may have become slower or faster
            start = time.monotonic()
            assert ended(in_child(lambda: write.write(*made[0], quick / "timed"))) == 0
            span = time.monotonic() - start
        before = states.index(state(folder))
        child = in_child(lambda: write.write(*made[1 - before], folder))  # noqa: B023  run before `before` changes
        time.sleep(moments.uniform(0, 1.3 * span))
        os.kill(child, signal.SIGKILL)
        seen["killed"] += ended(child) == -signal.SIGKILL
        recover(folder)
        assert state(folder) in states  # byte by byte, with nothing left over
        seen["stayed" if state(folder) == states[before] else "changed"] += 1
    assert seen["killed"] > 12 and seen["stayed"] > 4 and seen["changed"] > 4, seen


# --- every step of putting files in place, killed or failing

OLD = {"datapackage.json": b"old", "data/a.csv": b"old a", "data/b.csv": b"old b", "data/mine.csv": b"mine"}
NEW = {"datapackage.json": b"new", "data/a.csv": b"new a", "data/b.csv": b"new b", "data/c.csv": b"new c"}
AFTER = OLD | NEW
FIRST = [({}, NEW), (OLD, AFTER)]
NAMED = pytest.mark.parametrize(("before", "after"), FIRST, ids=["nothing there", "an earlier package there"])


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def fresh(folder: Path, files: dict[str, bytes]) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    put(folder, files)
    return folder


def replace(folder: Path) -> None:
    with atomic_replace.replacement(folder) as new:
        put(new, NEW)


@NAMED
def test_a_replacement_killed_in_front_of_any_step_goes_one_way_or_the_other(quick, before, after):
    outcomes, folder = [], quick / "package"
    for call in range(1, 1000):
        fresh(folder, before)
        code = disturbed(call, die, lambda: replace(folder))
        recover(folder)
        assert state(folder) in (before, after), call
        outcomes.append(state(folder) == after)
        if code == 4:
            break
        assert code == -signal.SIGKILL
    assert outcomes == sorted(outcomes) and outcomes.count(False) > 10 and outcomes.count(True) > 10


@NAMED
def test_a_replacement_that_fails_at_any_step_is_taken_back(quick, before, after):
    codes, folder = [], quick / "package"
    for call in range(1, 1000):
        fresh(folder, before)
        codes.append(disturbed(call, fail, lambda: replace(folder)))
        recover(folder)
        if codes[-1] == 4:
            break
        assert state(folder) == (before if codes[-1] == 3 else after), (call, codes[-1])
    assert set(codes) == {0, 3, 4} and codes.count(3) > 20  # 0: what can be done in another way, or be left
    assert state(folder) == after


@NAMED
def test_a_recovery_that_is_killed_in_turn_is_taken_up_by_the_next(quick, before, after):
    folder, left = quick / "package", {"swap": 0, "undo": 0}
    for call in range(1, 1000, 4):
        fresh(folder, before)
        code = disturbed(call, die, lambda: replace(folder))
        if code == 4:
            break
        for again in range(1, 1000, 8):
            # A copy each time: hard links between old and new files are part of what is to be recovered.
            shutil.rmtree(quick / "copy", ignore_errors=True)
            subprocess.run(["cp", "-a", str(folder), str(quick / "copy")], check=True)
            for state_ in left:
                left[state_] += (quick / "copy" / atomic_replace.HOME / state_).exists()
            if disturbed(again, die, lambda: recover(quick / "copy")) == 4:
                break
            recover(quick / "copy")
            assert state(quick / "copy") in (before, after), (call, again)
    assert left["swap"] > 12


def test_a_rollback_that_is_killed_is_taken_up_by_the_next(quick):
    folder, found = quick / "package", set()
    for call in range(1, 200):
        fresh(folder, OLD)

        def failing_then_dying(call=call) -> None:
            real, calls = os.replace, []

            def stopping(source, target):
                calls.append(target)
                if len(calls) == 3:
                    assert disturbed_here(call)
                    raise OSError(errno.EIO, "broken")
                real(source, target)

            atomic_replace.os.replace = stopping
            replace(folder)

        code = ended(in_child(failing_then_dying))
        found.add(
            next((name for name in ("swap", "undo", "work") if (folder / atomic_replace.HOME / name).exists()), None)
        )
        recover(folder)
        assert state(folder) == OLD or (state(folder) == AFTER and code == -signal.SIGKILL and call == 1), call
        if code == 3:
            break
    assert code == 3 and "undo" in found


def disturbed_here(call: int) -> bool:
    """From here on this process, a child, kills itself in front of the `call`-th touch of the disk."""
    left = [call]

    def touch(event: str, arguments: tuple) -> None:
        if event in DISK_EVENTS:
            left[0] -= 1
            if left[0] == 0:
                die()

    sys.addaudithook(touch)
    return True


# --- the whole command, killed


def test_the_build_command_killed_at_any_time_leaves_a_whole_package_and_the_next_build_works(quick, capfd):
    texts = [
        "Ghana pulls troops out of Mali\nGhana withdrew its soldiers from Gao in Mali on 3 May 2023.\n",
        "Chad sends aid\nChad sent food to Niger on 4 June 2023, the ministry said.\n",
    ]
    states = []
    for number, text in enumerate(texts):
        put(quick / f"in-{number}", {"story.txt": text.encode()})
        assert main(["build", str(quick / f"in-{number}"), "--out", str(quick / str(number)), "--fresh"]) == 0
        states.append(state(quick / str(number)))
    out, moments = quick / "0", random.Random(1)

    def build(number: int) -> int:
        return in_child(lambda: main(["build", str(quick / f"in-{number}"), "--out", str(out), "--fresh"]))

    start = time.monotonic()
    assert ended(build(0)) == 0 and state(out) == states[0]
    span = time.monotonic() - start
    for _ in range(6):
        child = build(1)
        time.sleep(moments.uniform(0, span))
        os.kill(child, signal.SIGKILL)
        ended(child)
        left = state(out)
        assert main(["validate", str(out)]) == (0 if outside(left) in states else 1)
        assert state(out) == left  # to read is to write nothing
        recover(out)
        assert main(["validate", str(out)]) == 0 and state(out) in states
    assert ended(build(1)) == 0 and state(out) == states[1]


# --- no room

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, NEW_USER, REMOUNT, PRIVATE = 0x00020000, 0x10000000, 32, (1 << 18) | (1 << 14)


def mounted(folder: Path, options: str, flags: int = 0) -> bool:
    """Mount a file system in memory on `folder`, for this process and its children alone; False where it may not."""
    if not flags & REMOUNT:
        user, group = os.getuid(), os.getgid()
        if LIBC.unshare(NEW_MOUNTS) != 0:
            if LIBC.unshare(NEW_MOUNTS | NEW_USER) != 0:
                return False
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"0 {user} 1")
            Path("/proc/self/gid_map").write_text(f"0 {group} 1")
        LIBC.mount(None, b"/", None, PRIVATE, None)
    return LIBC.mount(b"none", os.fsencode(folder), b"tmpfs", flags, options.encode()) == 0


def on_a_disk_of(options: str, folder: Path, do: Callable[[], None]) -> bool:
    """Run `do` in a child that sees a small disk at `folder`; False where none may be mounted."""

    def run():
        if not mounted(folder, options):
            os._exit(4)
        do()

    code = ended(in_child(run))
    assert code in (0, 4)
    if code == 4:
        warnings.warn("no small disk could be mounted here: only files of limited size were tried", stacklevel=2)
    return code == 0


def test_on_a_disk_that_gets_full_the_old_package_stays_and_the_next_build_works(made, quick, unchecked):
    write.write(*made[0], quick / "old")
    write.write(*made[1], quick / "new")
    old, new = state(quick / "old"), state(quick / "new")
    (quick / "disk").mkdir()
    pages = sum(-(-len(content) // 4096) for content in old.values())
    refused = []

    def fill(options: str) -> None:
        put(quick / "disk", old)
        try:
            write.write(*made[1], quick / "disk")
        except OutputError as error:
            assert "No space left on device" in str(error)
            assert state(quick / "disk") == old
            assert mounted(quick / "disk", options, REMOUNT)
            write.write(*made[1], quick / "disk")
            assert state(quick / "disk") == new
            os._exit(0)
        assert state(quick / "disk") == new
        os._exit(5)

    for options, more in [(f"size={4096 * (pages + room)}", "size=64m") for room in (2, 4, 9, 16, 30, pages - 3)] + [
        (f"nr_inodes={len(old) + room}", "nr_inodes=10000") for room in (3, 5, 8, 16, 30)
    ]:
        if not on_a_disk_of(options, quick / "disk", lambda more=more: fill(more)):
            break
        refused.append(options)
    assert len(refused) in (0, 11)


@pytest.mark.parametrize("largest", [0, 10, 500, 3_000, 20_000])
def test_where_files_cannot_grow_the_old_package_stays(made, quick, unchecked, largest):
    write.write(*made[0], quick / "package")
    before = state(quick / "package")

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        write.write(*made[1], quick / "package")

    assert ended(in_child(limited)) == 3
    assert state(quick / "package") == before
    write.write(*made[1], quick / "package")
    assert state(quick / "package") != before


# --- no right to write


def without_rights(folder: Path, do: Callable[[], object]) -> int:
    """Run `do` in a child that may not write into `folder`: root, who may always, becomes nobody."""

    def run():
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        do()

    mode = folder.stat().st_mode
    folder.chmod(0o555)
    try:
        return ended(in_child(run))
    finally:
        folder.chmod(mode)


def test_a_folder_that_may_only_be_read_is_refused_and_can_still_be_validated(made, quick, unchecked):
    folder = quick / "package"
    write.write(*made[0], folder)
    before = state(folder)
    assert without_rights(folder, lambda: write.write(*made[1], folder)) == 3
    assert without_rights(folder, lambda: os._exit(main(["validate", str(folder)]))) == 0
    assert without_rights(folder, lambda: os._exit(main(["build", str(quick), "--out", str(folder)]))) == 2
    assert state(folder) == before


def test_where_only_the_tables_folder_may_not_be_written_the_old_package_stays(quick):
    folder = fresh(quick / "package", OLD)
    folder.chmod(0o777)
    assert without_rights(folder / "data", lambda: replace(folder)) == 3
    assert state(folder) == OLD


def killed_half_way(moves: int, do: Callable[[], object]) -> None:
    """Run `do` in a child that is killed once so many files are in their places."""

    def run() -> None:
        real, calls = os.replace, []

        def dying(source, target) -> None:
            if len(calls) == moves:
                die()
            calls.append(target)
            real(source, target)

        os.replace = dying
        do()

    assert ended(in_child(run)) == -signal.SIGKILL


def test_a_package_left_half_replaced_is_read_by_no_command_nor_put_right(made, quick, unchecked, capfd):
    folder = quick / "package"
    write.write(*made[0], folder)
    old = state(folder)
    killed_half_way(len(old) - 1, lambda: write.write(*made[1], folder))
    assert outside(state(folder))["datapackage.json"] == old["datapackage.json"]
    assert outside(state(folder))["data/events.csv"] != old["data/events.csv"]
    left = state(folder)
    capfd.readouterr()
    event = load_old(quick, old).events["event_id"][0]
    out = str(quick / "out")
    for command, status in (
        (["validate", str(folder)], 1),
        (["explain", event, "--package", str(folder)], 2),
        (["diff", str(folder), str(folder)], 2),
        (["report", str(folder), "--out", out], 2),
        (["export", "citation", str(folder), "--out", out], 2),
        (["publish", "check", str(folder)], 1),
        (["review", str(folder), "--articles", str(quick)], 2),
    ):
        assert main(command) == status, command
        told = capfd.readouterr()
        assert "says that a build ended before all of its files were in their places" in told.out + told.err, command
        assert state(folder) == left, command
    with pytest.raises(EventpackError, match="a build ended before"):
        eventpack.load(folder)
    assert state(folder) == left
    recover(folder)
    assert main(["validate", str(folder)]) == 0


def load_old(quick: Path, old: dict[str, bytes]):
    return eventpack.load(put(quick / "old", old) or quick / "old")


def test_an_unfinished_change_that_cannot_be_written_is_reported_and_not_read_over(quick, capfd):
    folder = quick / "package"
    fresh(folder, OLD)
    killed_half_way(1, lambda: replace(folder))
    assert state(folder)["data/a.csv"] == b"new a" and state(folder)["datapackage.json"] == b"old"
    (folder / atomic_replace.HOME).chmod(0o555)
    assert without_rights(folder, lambda: os._exit(main(["validate", str(folder)]))) == 2
    assert "a build ended before all of its files were in their places" in capfd.readouterr().err
    assert without_rights(folder, lambda: recover(folder)) == 3
    (folder / atomic_replace.HOME).chmod(0o755)
    recover(folder)
    assert state(folder) == AFTER
