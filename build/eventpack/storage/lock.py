"""A lock that one process at a time holds, and that the system takes back when the process ends, however it ends.

The file of the lock names its holder for whoever meets it; that the file is there means nothing, so a killed
process leaves nothing behind that could block the next one.
"""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ..core.open_file import Refused, read_file

_LONGEST = 1000  # bytes: a number and the name of a machine
_TRIES = 100  # the file and its folder vanish when another holder is done with them


class Held(Exception):
    """Another process holds the lock, or another thread of this one; `by` says which, in words."""

    def __init__(self, by: str) -> None:
        self.by = by
        super().__init__(by)


class NotALock(Exception):
    """At the lock's name is a link, a pipe or a file that has another name too: to lock it would write to that."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(f"{file} is not a file of a lock")


@contextmanager
def hold(file: Path, wait: float = 0, *, own_folder: bool = False) -> Iterator[bool]:
    """Hold the lock `file`; yields whether it was taken here and is not held further out by this thread already.

    The file is gone afterwards. With `own_folder` its folder is made, and is gone too if nothing else is left in it.
    Raises Held after `wait` seconds, NotALock, and OSError where the file cannot be made.
    """
    lock = _take(file, wait, own_folder)
    outermost = lock.lock_counter == 1
    try:
        yield outermost
    finally:
        # Taken away while it is still held: who waits for this very file sees that it is gone, and makes a new one.
        if outermost:
            with suppress(OSError):
                file.unlink()
        lock.release()
        if outermost and own_folder:
            with suppress(OSError):
                file.parent.rmdir()


def _take(file: Path, wait: float, own_folder: bool) -> FileLock:
    for attempt in range(_TRIES):
        lock = FileLock(file, timeout=wait, poll_interval=0.02, is_singleton=True, on_acquired=_sign)
        try:
            if own_folder:
                file.parent.mkdir(parents=True, exist_ok=True)
            if not _is_ours(file):
                raise NotALock(file)
            lock.acquire()
            return lock
        except Timeout:
            raise Held(_holder(file)) from None
        # Who ends takes the folder away: before the lock is taken, or while it is looked at ("exists", and is gone).
        except (FileNotFoundError, FileExistsError):
            if attempt == _TRIES - 1 or not own_folder:
                raise
    raise AssertionError("not reached")


def _is_ours(file: Path) -> bool:
    try:
        return _is_plain(os.lstat(file))
    except FileNotFoundError:
        return True


def _is_plain(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and found.st_nlink <= 1


def _sign(handle: int) -> None:
    if not _is_plain(os.fstat(handle)):
        return
    with suppress(OSError):  # on a full disk it is held without a name
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {socket.gethostname()}\n".encode(), 0)


def _holder(file: Path) -> str:
    pid, host = _signed(file)
    if not pid:
        return "another process"
    return f"process {pid}" if host == socket.gethostname() else f"process {pid} on {host}"


def _signed(file: Path) -> tuple[int, str]:
    """Process and machine by which a lock says it is held; 0 where it says nothing."""
    try:
        if not _is_ours(file):
            return 0, ""
        pid, _, host = read_file(file, _LONGEST).decode().strip().partition(" ")
        return (int(pid) if pid.isascii() and pid.isdecimal() else 0), host
    except (OSError, Refused, ValueError):
        return 0, ""


def may_be_held(file: Path) -> bool:
    """Whether the process that signed the lock is alive, as far as can be seen without touching it."""
    pid, host = _signed(file)
    if not pid:
        return False
    if host != socket.gethostname():
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # somebody else's
        return True
    return True
