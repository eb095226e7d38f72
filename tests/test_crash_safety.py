"""A build that is killed, that finds the disk full or may not write leaves the old package or the new one, whole.

benchmarks/kill_build.py does the same to the whole command, as a user would start it.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import factories
import pytest

from eventpack import package, swap, tables, validate
from eventpack.errors import OutputError

DISK_EVENTS = {"open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"}


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def quick() -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of waits for a busy disk would take minutes."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
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
    return [(tables.frames([factories.withdrawal(found, status=status)], found, factories.find), found)
            for status in ("occurred", "ongoing")]


def test_a_write_killed_at_200_random_moments_leaves_the_old_package_or_the_new(made, quick, monkeypatch):
    states = []
    for number, arguments in enumerate(made):
        package.write(*arguments, quick / str(number))
        assert validate.validate(quick / str(number)) == []
        states.append(state(quick / str(number)))
    assert states[0] != states[1] and states[0].keys() == states[1].keys()
    # Two thirds of the time goes into checks in memory, in which no kill could do harm.
    monkeypatch.setattr(package.check, "check", lambda *_: [])
    monkeypatch.setattr(package, "referee", lambda *_: [])
    start = time.monotonic()
    assert ended(in_child(lambda: package.write(*made[0], quick / "timed"))) == 0
    span = time.monotonic() - start
    folder, moments, seen = quick / "0", random.Random(20260126), {"killed": 0, "stayed": 0, "changed": 0}
    for _ in range(200):
        before = states.index(state(folder))
        child = in_child(lambda: package.write(*made[1 - before], folder))  # noqa: B023  run before `before` changes
        time.sleep(moments.uniform(0, 1.3 * span))
        os.kill(child, signal.SIGKILL)
        seen["killed"] += ended(child) == -signal.SIGKILL
        swap.recover(folder)
        assert state(folder) in states                           # byte by byte, with nothing left over
        seen["stayed" if state(folder) == states[before] else "changed"] += 1
    assert seen["killed"] > 50 and seen["stayed"] > 10 and seen["changed"] > 10, seen


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
    with swap.replacement(folder) as new:
        put(new, NEW)


@NAMED
def test_a_replacement_killed_in_front_of_any_step_goes_one_way_or_the_other(quick, before, after):
    outcomes, folder = [], quick / "package"
    for call in range(1, 1000):
        fresh(folder, before)
        code = disturbed(call, die, lambda: replace(folder))
        swap.recover(folder)
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
        swap.recover(folder)
        if codes[-1] == 4:
            break
        assert state(folder) == (before if codes[-1] == 3 else after), (call, codes[-1])
    assert set(codes) == {0, 3, 4} and codes.count(3) > 20       # 0: what can be done in another way, or be left
    assert state(folder) == after
