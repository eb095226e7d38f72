"""Puts a finished folder of files in the place of an earlier one: all of it or nothing, whenever it is killed.

What is under way lies in one hidden folder of the target:

    .eventpack/lock     held by the one process that writes here
    .eventpack/work/    what is being made; worth nothing once its maker is dead
    .eventpack/swap/    finished and on the disk, being put in place: from here on it goes forward
    .eventpack/undo/    being taken back after an error

A folder gets from one state to the next by one renaming. In swap/ and undo/, new/ has the files not yet moved, old/
those they replace, and journal.json says which these are; both ways can be gone any number of times, from any point.

Only who writes into a folder finishes what a killed process began there (:func:`locked`): whoever reads writes nothing
(:func:`read_whole`). A folder may come from elsewhere with a .eventpack/ that somebody forged. So no link in it is
followed, a journal is of bounded size and names nothing but files that a package has, and only files are moved.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from ..core.errors import EventpackError, OutputError
from ..core.open_file import Refused, read_file
from . import lock

HOME = ".eventpack"
_LAST = "datapackage.json"  # until it is there, the hashes of the earlier one show the change
_JOURNAL = "journal.json"
_NAME = re.compile(r"datapackage\.json|data/[A-Za-z0-9_][\w-]{0,99}\.(csv|parquet)", re.ASCII)
_LARGEST_JOURNAL = 1 << 20
_PATIENCE = 10.0  # seconds; to put files in place takes a fraction of one
_TRIES = 3

T = TypeVar("T")


class Busy(OutputError):
    """Another process writes into the folder."""


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Be the only one who writes packages into `out`. It is made if it is not there, and goes again if it stays empty.

    What an earlier process left unfinished is finished first. May be nested by one thread. Raises Busy where another
    process holds it, OutputError where `out` cannot be written or its .eventpack/ is not as eventpack makes it.
    """
    holding = _held(out)
    try:
        holding.__enter__()
    except OSError as error:
        raise OutputError(
            out,
            f"cannot be written: {error.strerror or error}",
            "Choose another folder with --out, or give write permission",
        ) from error
    with ExitStack() as stack:
        stack.push(holding)
        yield


@contextmanager
def _held(out: Path) -> Iterator[None]:
    home, made = out / HOME, []
    try:
        made = [folder for folder in (out, *out.parents) if not folder.exists()]
        _check_folder(home)
        with lock.hold(home / "lock", own_folder=True) as outermost:
            if not outermost:
                yield
                return
            try:
                _ignored_by_git(home)
                _settle(out)
                yield
            finally:
                _remove(home / "work")
                with suppress(OSError):
                    (home / ".gitignore").unlink()
    except lock.Held as held:
        raise Busy(
            out,
            f"is being written by another eventpack, {held.by}",
            "Wait until it is done, or choose another folder with --out",
        ) from None
    except lock.NotALock as error:
        raise OutputError(error.file, "is not a file that eventpack made", "Remove it") from error
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def _ignored_by_git(home: Path) -> None:
    """Made anew each time: a file, or a link, that is there already is not written to."""
    file = home / ".gitignore"
    try:
        file.unlink(missing_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write("*\n")
    except (IsADirectoryError, FileExistsError) as error:
        raise OutputError(file, "is not a file that eventpack made", "Remove it") from error


@contextmanager
def replacement(out: Path) -> Iterator[Path]:
    """An empty folder whose files take the place of those of the same name in `out` when the block ends.

    Other files in `out` stay. After an error, in the block or in putting the files in place, `out` is as it was.
    Raises as :func:`locked` does, and OSError.
    """
    with locked(out):
        work = out / HOME / "work"
        _remove(work)
        work.mkdir()
        (work / "new").mkdir()
        yield work / "new"
        _commit(out)


# --- readers


def read_whole(package: Path, read: Callable[[], T], good: Callable[[T], bool] = lambda made: True) -> T:
    """What `read` gives of the package, from the files of one build. Nothing is written.

    `package` is its folder, its descriptor or a zip. Where a build puts another package in place meanwhile, `read` is
    called again: after an error, where it gives what is not `good`, and where the package is another than before. What
    is said of an error then mentions a build that was killed on the way.
    """
    patience = time.monotonic() + _PATIENCE
    for attempt in range(1, _TRIES + 1):
        before, last = _version(package), attempt == _TRIES
        try:
            made = read()
            if (good(made) and _version(package) == before) or last:
                return made
        except EventpackError as error:
            if last or (_version(package) == before and not _going_on(package, patience)):
                _explain(package, error)
                raise
        else:
            if _version(package) == before and not _going_on(package, patience):
                return made
    raise AssertionError("not reached")


def unfinished(package: Path) -> bool:
    """Whether files of two builds may lie in the package: one puts its own in place, or was killed while it did."""
    home = (package.parent if package.name == _LAST else package) / HOME
    return any(os.path.lexists(home / state) for state in ("swap", "undo"))


def what_is_unfinished(package: Path) -> str:
    """In words, for who finds something wrong in such a package."""
    folder = package.parent if package.name == _LAST else package
    return (
        f"{folder / HOME} says that a build ended before all of its files were in their places; the next "
        f"`eventpack build` into {folder} finishes that, or takes it back"
    )


def _explain(package: Path, error: EventpackError) -> None:
    if unfinished(package):
        error.args = (f"{error}\n{what_is_unfinished(package)}.",)


def _going_on(package: Path, until: float) -> bool:
    """Whether a change was under way and has come to its end, which is waited for. One whose maker is dead has not."""
    home = (package.parent if package.name == _LAST else package) / HOME
    if not unfinished(package):
        return False
    while unfinished(package):
        if time.monotonic() > until or not lock.may_be_held(home / "lock"):
            return not unfinished(package)
        time.sleep(0.02)
    return True


def _version(package: Path) -> tuple[int, int, bool]:
    """What is not the same again once another build was put in place."""
    folder = package.parent if package.name == _LAST else package
    try:
        found = (folder / _LAST).stat()
    except OSError:  # a zip, or a package of another make
        return 0, 0, unfinished(package)
    return found.st_ino, found.st_mtime_ns, unfinished(package)


# --- forward, backward


def _commit(out: Path) -> None:
    home = out / HOME
    work, swap, undo = home / "work", home / "swap", home / "undo"
    replaces = {name: _keep(_inside(out, name), work / "old" / name) for name in _names(work / "new")}
    (work / _JOURNAL).write_text(json.dumps({"replaces": replaces}), encoding="utf-8")
    _sync_tree(work)
    os.rename(work, swap)
    try:
        sync(home)
        sync(out)
        _forward(out, swap, replaces)
    except BaseException:  # also an interrupt from the keyboard
        os.rename(swap, undo)
        sync(home)
        _backward(out, undo, replaces)
        raise


def _settle(out: Path) -> None:
    """Finish what a killed process began."""
    home = out / HOME
    _remove(home / "work")
    for state, finish in (("undo", _backward), ("swap", _forward)):
        if _check_folder(home / state):
            finish(out, home / state, _journal(home / state))


def _forward(out: Path, swap: Path, replaces: dict[str, bool]) -> None:
    for name in replaces:
        source, target = _inside(out, (swap / "new" / name).relative_to(out).as_posix()), _inside(out, name)
        if _is_file(source):  # else it was moved before
            target.parent.mkdir(exist_ok=True)
            os.replace(source, target)
    _sync_folders(out, replaces)
    _done(swap)


def _backward(out: Path, undo: Path, replaces: dict[str, bool]) -> None:
    for name, had in replaces.items():
        source, target = _inside(out, (undo / "old" / name).relative_to(out).as_posix()), _inside(out, name)
        if _is_file(_inside(out, (undo / "new" / name).relative_to(out).as_posix())):
            continue  # was never moved; its folder may be the one that cannot be written
        if not had:
            target.unlink(missing_ok=True)
        elif _is_file(source, or_link=True):  # else it was put back before
            os.replace(source, target)
    for folder in {(out / name).parent for name, had in replaces.items() if not had} - {out}:
        with suppress(OSError):  # other files may be in it
            folder.rmdir()
    _sync_folders(out, replaces)
    _done(undo)


def _done(state: Path) -> None:
    """Take a folder away that has served. It is renamed first: half of it, after a kill, must not look like all."""
    work = state.with_name("work")
    os.rename(state, work)
    _remove(work)


def _names(folder: Path) -> list[str]:
    """The files under `folder`, the descriptor last."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()]
    return sorted(names, key=lambda name: (name == _LAST, name))


def _keep(file: Path, copy: Path) -> bool:
    """Whether `file` is there, and then keep it as `copy`."""
    if not os.path.lexists(file):
        return False
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:  # a hard link costs nothing; not every file system has them
        os.link(file, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(file, copy, follow_symlinks=False)
    return True


def _journal(state: Path) -> dict[str, bool]:
    """The names of the files, in their order, and whether each takes the place of one that was there."""
    file = state / _JOURNAL
    try:
        if file.is_symlink():
            raise Refused("is a link")
        replaces = json.loads(read_file(file, _LARGEST_JOURNAL, inside=state))["replaces"]
        if not all(is_name(name) and isinstance(had, bool) for name, had in replaces.items()):
            raise ValueError
    except (Refused, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise OutputError(
            file, "is not a journal that eventpack wrote", f"Remove the folder {state} and build again"
        ) from error
    return replaces


def is_name(name: str) -> bool:
    """Whether a file of a package can have this name: its descriptor, or a table in the folder of tables."""
    return bool(_NAME.fullmatch(name))


def _inside(out: Path, name: str) -> Path:
    """The path of a file in `out`. No folder on its way may be a link."""
    file, folder = out / name, out
    for part in Path(name).parts[:-1]:
        folder = folder / part
        if folder.is_symlink():
            raise OutputError(folder, "is a link, where eventpack wants a folder", "Put a folder in its place")
    return file


def _check_folder(folder: Path) -> bool:
    """Whether the folder is there. Raises OutputError where its name is that of something else."""
    try:
        mode = os.lstat(folder).st_mode
    except FileNotFoundError:
        return False
    if not stat.S_ISDIR(mode):
        raise OutputError(
            folder,
            f"is {'a link' if stat.S_ISLNK(mode) else 'no folder'}, where eventpack wants a folder of its own",
            "Remove it",
        )
    return True


def _is_file(file: Path, *, or_link: bool = False) -> bool:
    """Whether the file is there. Raises OutputError for what is no file: eventpack has put no such thing there."""
    try:
        mode = os.lstat(file).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    if not stat.S_ISREG(mode) and not (or_link and stat.S_ISLNK(mode)):
        raise OutputError(file, "is not a file that eventpack put there", "Remove it and build again")
    return True


# --- to the disk


def _sync_tree(folder: Path) -> None:
    for here, _, files in os.walk(folder):
        for name in files:
            if not os.path.islink(path := os.path.join(here, name)):
                sync(Path(path))
        sync(Path(here))


def _sync_folders(out: Path, names: dict[str, bool]) -> None:
    for folder in sorted({(out / name).parent for name in names} | {out}):
        if folder.is_dir():
            sync(folder)


def sync(path: Path) -> None:
    """Wait until `path`, a file or a folder, is on the disk. Some file systems cannot be asked that of a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    """Take away a folder with all in it; of a link, or of what is no folder, just that."""
    try:
        if os.path.lexists(folder) and not stat.S_ISDIR(os.lstat(folder).st_mode):
            folder.unlink()
    except OSError:
        return
    shutil.rmtree(folder, ignore_errors=True)
