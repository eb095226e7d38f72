"""Puts a finished folder of files in the place of an earlier one: all of it or nothing, whenever it is killed.

What is under way lies in one hidden folder of the target:

    .eventpack/lock     held by the one process that writes here
    .eventpack/work/    what is being made; worth nothing once its maker is dead
    .eventpack/swap/    finished and on the disk, being put in place: from here on it goes forward
    .eventpack/undo/    being taken back after an error

A folder gets from one state to the next by one renaming. In swap/ and undo/, new/ has the files not yet moved, old/
those they replace, and journal.json says which these are; both ways can be gone any number of times, from any point.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ..core.errors import OutputError
from . import lock

HOME = ".eventpack"
_LAST = "datapackage.json"  # until it is there, the hashes of the earlier one tell of the change
_JOURNAL = "journal.json"
_NAME = re.compile(r"(?!.*\.\.)[\w-][\w.-]*(/[\w-][\w.-]*)*\Z", re.ASCII)
_PATIENCE = 10.0  # seconds; to put files in place takes a fraction of one


class Busy(OutputError):
    """Another process writes into the folder."""


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Be the only one who writes packages into `out`. It is made if it is not there, and goes again if it stays empty.

    What an earlier process left unfinished is finished first. May be nested by one thread. Raises Busy where another
    process holds it, OutputError where `out` cannot be written.
    """
    holding = _held(out, 0)
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
def _held(out: Path, wait: float) -> Iterator[None]:
    home, made = out / HOME, []
    try:
        made = [folder for folder in (out, *out.parents) if not folder.exists()]
        if home.is_symlink():
            raise OutputError(home, "is a link, where eventpack wants a folder of its own", "Take it away")
        with lock.hold(home / "lock", wait, own_folder=True) as outermost:
            if not outermost:
                yield
                return
            try:
                (home / ".gitignore").write_text("*\n", encoding="utf-8")
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
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def replacement(out: Path) -> Iterator[Path]:
    """An empty folder whose files take the place of those of the same name in `out` when the block ends.

    Other files in `out` stay. After an error, in the block or in putting the files in place, `out` is as it was.
    Raises as :func:`locked` does, and OSError.
    """
    with locked(out):
        work = out / HOME / "work"
        _remove(work)
        (work / "new").mkdir(parents=True)
        yield work / "new"
        _commit(out)


def recover(package: Path) -> None:
    """See to it that a package is whole where a build that put it in place was killed.

    For all who read one, before they do; `package` is its folder or its descriptor, and a zip is left as it is. Nothing
    happens where no build was killed, nor while one is making its files; one that is putting them in place is waited
    for. Raises OutputError where the folder has an unfinished change and cannot be written.
    """
    folder = package.parent if package.name == _LAST else package
    home = folder / HOME
    if home.is_symlink() or not home.is_dir():
        return

    try:
        with _held(folder, _PATIENCE if _unfinished(home) else 0):
            pass
    except Busy:
        if _unfinished(home):
            raise
    except OSError as error:
        if _unfinished(home):
            raise OutputError(
                folder,
                "holds a package that a killed build left half replaced, and it cannot be put "
                f"right ({error.strerror})",
                "Run `eventpack validate` on it as someone who may write there",
            ) from error


def version(package: Path) -> tuple[int, int] | None:
    """What is not the same again once another build was put in place; None while that is under way."""
    folder = package.parent if package.name == _LAST else package
    if _unfinished(folder / HOME):
        return None
    try:
        found = (folder / _LAST).stat()
    except OSError:  # a zip, or a package of another make
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def _unfinished(home: Path) -> bool:
    return any((home / state).exists() for state in ("swap", "undo"))


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
        _forward(out, swap)
    except BaseException:  # also an interrupt from the keyboard
        os.rename(swap, undo)
        sync(home)
        _backward(out, undo)
        raise


def _settle(out: Path) -> None:
    """Finish what a killed process began."""
    home = out / HOME
    _remove(home / "work")
    for state, finish in (("undo", _backward), ("swap", _forward)):
        if (home / state).is_dir():
            finish(out, home / state)


def _forward(out: Path, swap: Path) -> None:
    for name in _journal(swap):
        source, target = _inside(out, (swap / "new" / name).relative_to(out).as_posix()), _inside(out, name)
        if os.path.lexists(source):  # else it was moved before
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, target)
    _sync_folders(out, _journal(swap))
    _done(swap)


def _backward(out: Path, undo: Path) -> None:
    replaces = _journal(undo)
    for name, had in replaces.items():
        source, target = _inside(out, (undo / "old" / name).relative_to(out).as_posix()), _inside(out, name)
        if os.path.lexists(undo / "new" / name):
            continue  # was never moved; its folder may be the one that cannot be written
        if not had:
            target.unlink(missing_ok=True)
        elif os.path.lexists(source):  # else it was put back before
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
        replaces = json.loads(file.read_text(encoding="utf-8"))["replaces"]
        if not all(is_name(name) and isinstance(had, bool) for name, had in replaces.items()):
            raise ValueError
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise OutputError(
            file, "is no journal that eventpack wrote", f"Take away the folder {state}, and build anew"
        ) from error
    return replaces


def is_name(name: str) -> bool:
    """Whether a file of a package can have this name: nothing that leads out of its folder."""
    return bool(_NAME.match(name))


def _inside(out: Path, name: str) -> Path:
    """The path of a file in `out`; a folder on its way may be no link that leads out of it."""
    file = out / name
    if not file.parent.resolve().is_relative_to(out.resolve()):
        raise OutputError(file.parent, f"is a link that leads out of {out}", "Put a folder in its place")
    return file


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
    shutil.rmtree(folder, ignore_errors=True)
