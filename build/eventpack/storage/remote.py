"""Input and output on any file system that fsspec knows: s3://, gs://, sftp://, file://, memory:// and others.

What is read is fetched to this machine's disk first. What is built is put in place when it is whole and checked. Such
stores know no change of several files at once, only of one, so it is done as :mod:`eventpack.storage.atomic_replace` does it:

    .eventpack/swap/new/            the new files are sent here; until all have arrived nothing else is touched
    .eventpack/swap/journal.json    their names: written last, from here on it goes forward
    data/, datapackage.json         each file is copied to its place within the store, datapackage.json last

Whoever is cut off before the journal leaves the package that was there; after it, the next build into the same address
first copies what is left to copy. Meanwhile the hashes of the earlier datapackage.json show the change. There is no
lock: two builds into one address at a time are for the user to avoid. Needs eventpack[dask].
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..core.errors import EventpackError, InputError, OutputError
from ..core.optional_parts import install
from . import atomic_replace

_SWAP = f"{atomic_replace.HOME}/swap"
_NEW, _JOURNAL = f"{_SWAP}/new", f"{_SWAP}/journal.json"

Place = Path | str  # a str is an address with ://


class NoFileSystem(EventpackError):
    """fsspec, or what it needs for a kind of address, is not installed."""


def place(text: str) -> Place:
    """What a user names: a path of this machine, or an address."""
    return text if "://" in text else Path(text)


def _opened(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise NoFileSystem(f"{address}: fsspec is not installed here. Install it with: {install('dask')}") from error
    try:
        return url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise NoFileSystem(f"{address}: {error}. Install what fsspec needs for this kind of address.") from error


@contextmanager
def fetched(source: Place) -> Iterator[Path]:
    """The input as a path of this machine. Raises InputError where there is none, NoFileSystem."""
    if isinstance(source, Path):
        yield source
        return
    system, path = _opened(source)
    with tempfile.TemporaryDirectory(prefix="eventpack-") as folder:
        target = Path(folder) / path.rstrip("/").rpartition("/")[2]
        try:
            if system.isdir(path):
                target.mkdir()
                for file in sorted(system.ls(path, detail=False)):
                    if system.isfile(file):
                        system.get_file(file, str(target / file.rpartition("/")[2]))
            else:
                system.get_file(path, str(target))
        except FileNotFoundError as error:
            raise InputError(source, None, "no such folder or file", "Correct the address") from error
        except OSError as error:
            raise InputError(source, None, f"cannot be read ({error})", "Check address and rights") from error
        yield target


@contextmanager
def published(out: Place) -> Iterator[Path]:
    """A folder of this machine that has the package at `out`; what is there when the block ends goes to `out`.

    Raises OutputError where that cannot be written, NoFileSystem.
    """
    if isinstance(out, Path):
        yield out
        return
    from ..core.package_layout import FILE  # here, since it takes half a second to import

    system, path = _opened(out)
    path = path.rstrip("/")
    with tempfile.TemporaryDirectory(prefix="eventpack-") as name:
        folder = Path(name)
        try:
            _settle(system, path)
            if system.isfile(f"{path}/{FILE}"):
                (folder / "data").mkdir()
                system.get_file(f"{path}/{FILE}", str(folder / FILE))
                for file in system.ls(f"{path}/data", detail=False):
                    system.get_file(file, str(folder / "data" / file.rpartition("/")[2]))
        except OSError as error:
            raise OutputError(out, f"cannot be read ({error})", "Check address and rights") from error
        yield folder
        try:
            _send(system, path, folder, [*sorted((folder / "data").iterdir()), folder / FILE])
            _settle(system, path)
        except OSError as error:
            raise OutputError(
                out,
                f"cannot be written ({error})",
                "Check address and rights, and run the command again: it finishes what was begun",
            ) from error


def _send(system: Any, path: str, folder: Path, files: Sequence[Path]) -> None:
    """Puts `files` of `folder` beside the package, and then the journal that names them."""
    names = [file.relative_to(folder).as_posix() for file in files]
    for name in names:
        system.makedirs(f"{path}/{_NEW}/{name}".rpartition("/")[0], exist_ok=True)
        system.put_file(str(folder / name), f"{path}/{_NEW}/{name}")
    system.pipe_file(f"{path}/{_JOURNAL}", json.dumps({"names": names}).encode())


def _settle(system: Any, path: str) -> None:
    """Puts in place what a build sent here whole, and takes away what one sent in part. May be done again and again."""
    if not system.exists(f"{path}/{_SWAP}"):
        return
    try:
        names = json.loads(system.cat_file(f"{path}/{_JOURNAL}"))["names"]
    except (FileNotFoundError, ValueError):  # none, or one cut short: nothing was put in place
        names = []
    if strange := [name for name in names if not atomic_replace.is_name(name)]:
        raise OSError(f"{path}/{_JOURNAL} names {strange[0]!r}, which eventpack did not write")
    for name in names:
        target = f"{path}/{name}"
        system.makedirs(target.rpartition("/")[0], exist_ok=True)
        _copy(system, f"{path}/{_NEW}/{name}", target)
    if names:
        # First of all: what is left without it is taken for a part.
        system.rm_file(f"{path}/{_JOURNAL}")
    system.rm(f"{path}/{_SWAP}", recursive=True)
    with suppress(OSError):  # where folders are more than a part of names
        system.rmdir(f"{path}/{atomic_replace.HOME}")


def _copy(system: Any, source: str, target: str) -> None:
    try:
        system.cp_file(source, target)
    except NotImplementedError:  # sftp:// and others have no such request
        with tempfile.TemporaryDirectory(prefix="eventpack-") as name:
            system.get_file(source, f"{name}/file")
            system.put_file(f"{name}/file", target)
