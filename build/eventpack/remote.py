"""Input and output on any file system that fsspec knows: s3://, gs://, sftp://, file://, memory:// and others.

What is read is fetched to this machine's disk first, and what is built is put in place when it is whole and checked,
datapackage.json last: until it is there, the hashes of the earlier one tell of the change. Needs eventpack[dask].
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import EventpackError, InputError, OutputError
from .extras import install

Place = Path | str                       # a str is an address with ://


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
    from .descriptor import FILE  # here, since it takes half a second to import

    system, path = _opened(out)
    path = path.rstrip("/")
    with tempfile.TemporaryDirectory(prefix="eventpack-") as name:
        folder = Path(name)
        try:
            if system.isfile(f"{path}/{FILE}"):
                (folder / "data").mkdir()
                system.get_file(f"{path}/{FILE}", str(folder / FILE))
                for file in system.ls(f"{path}/data", detail=False):
                    system.get_file(file, str(folder / "data" / file.rpartition("/")[2]))
        except OSError as error:
            raise OutputError(out, f"cannot be read ({error})", "Check address and rights") from error
        yield folder
        try:
            system.makedirs(f"{path}/data", exist_ok=True)
            for file in [*sorted((folder / "data").iterdir()), folder / FILE]:
                system.put_file(str(file), f"{path}/{file.relative_to(folder).as_posix()}")
        except OSError as error:
            raise OutputError(out, f"cannot be written ({error})", "Check address and rights") from error
