"""A folder of articles with its sub-folders: every file that can hold articles, in the order of the paths."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from ..core import package_layout
from ..core.errors import InputError
from . import documents
from .articles_csv import METADATA_FILE, Faults, read_articles_csv
from .field_names import has_text
from .input_warnings import InputWarnings
from .not_articles import NotArticles
from .options import ReadOptions
from .package_yaml import FILE as ABOUT_FILE
from .rejected import Rejected
from .row_files import format_of, rows_of
from .rows import Read, article_of
from .text_file import check_kind, unreadable

_PARTS = ("_files", ".files", "-Dateien", "_fichiers", "_archivos", "_bestanden", "_file", "_arquivos", "_pliki")
_HEAD = 1 << 16


@dataclass(slots=True)
class Found:
    """The files of a folder by their paths in it, and the folders that have an articles.csv about their files."""

    files: list[str] = field(default_factory=list)
    described: list[Path] = field(default_factory=list)


def walk(folder: Path, remarks: InputWarnings, options: ReadOptions) -> Found:
    """What has an article's name, also where it is a broken link or no file, which is an error. Links to folders are not
    followed, and what a browser keeps beside a saved page is passed over, as is a package that was built before."""
    found = Found()

    def stop(error: OSError) -> None:
        raise unreadable(Path(error.filename or folder), error) from error

    for place, folders, names in os.walk(folder, onerror=stop):
        here = Path(place)
        _prune(folders, names, here, remarks)
        for name in names:
            if name.startswith(".") or here == folder and name.casefold() == ABOUT_FILE:
                continue
            if name.casefold() == METADATA_FILE and _describes_files(here / name, options):
                if here not in found.described:
                    found.described.append(here)
                continue
            suffix = Path(name).suffix.lower()
            if suffix in documents.SUFFIXES or format_of(name):
                found.files.append((here / name).relative_to(folder).as_posix())
            else:
                remarks.passed_over(suffix or "without an ending")
    found.files.sort(key=lambda name: PurePosixPath(name).parts)
    found.described.sort()
    return found


def _prune(folders: list[str], names: list[str], here: Path, remarks: InputWarnings) -> None:
    """Takes out of `folders` those that are not entered."""
    pages = {Path(name).stem for name in names if Path(name).suffix.lower() in {".html", ".htm"}}
    kept = []
    for name in sorted(folders):
        if name.startswith(".") or package_layout.FILE in names and name == "data":
            continue
        if (here / name).is_symlink():
            remarks.passed_over("link to a folder")
        elif any(name == page + part for page in pages for part in _PARTS):
            remarks.passed_over("folder of a saved page's parts")
        elif (here / name / package_layout.FILE).is_file():
            remarks.passed_over("folder of a package")
        else:
            kept.append(name)
    folders[:] = kept


def _describes_files(file: Path, options: ReadOptions) -> bool:
    """Whether an articles.csv is about files, and no export of articles that happens to be called so."""
    try:
        check_kind(file)
        with file.open("rb") as stream:
            head = stream.read(_HEAD).decode("utf-8-sig", "replace")
        header = [cell.strip() for cell in next(csv.reader(head.splitlines()[:1]), [])]
    except (InputError, OSError, csv.Error):
        return True
    return "file" in header or not has_text(header, options)


def read_folder(folder: Path, remarks: InputWarnings, options: ReadOptions) -> Iterator[Read]:
    """All articles of a folder, and a fault for each that cannot be used."""
    found = walk(folder, remarks, options)
    known, faults = _metadata(folder, found, options)
    yield from (Rejected.unread(error) for error in faults.pop(None, ()))
    for name in found.files:
        file = folder / name
        if name in faults:
            data = documents.bytes_of(file, folder)
            yield from (Rejected.unread(error, documents.stem(name), data, name) for error in faults[name])
            continue
        yield from _file(file, name, known.get(name, {}), remarks, options, folder)


def _file(
    file: Path, name: str, known: dict[str, Any], remarks: InputWarnings, options: ReadOptions, folder: Path
) -> Iterator[Read]:
    try:
        if format_of(name) is None:
            yield from documents.read_document(file, name, known, remarks, options, folder)
            return
        check_kind(file, inside=folder)
        for row in rows_of(file, options, remarks):
            read = article_of(row, file, remarks, options, inside=name)
            yield replace(read, name=name) if isinstance(read, Rejected) else read
    except NotArticles as error:
        remarks.passed_over(file.suffix.lower(), error.reason)
    except InputError as error:
        yield Rejected.unread(error, documents.stem(name), documents.bytes_of(file, folder), name)


def _metadata(folder: Path, found: Found, options: ReadOptions) -> tuple[dict[str, dict[str, Any]], Faults]:
    """What the files articles.csv say, by the path of the file described; the nearest to a file counts."""
    known: dict[str, dict[str, Any]] = {}
    faults: Faults = {}
    for place in found.described:
        inside = place.relative_to(folder).as_posix() + "/" if place != folder else ""
        names = [name.removeprefix(inside) for name in found.files if name.startswith(inside)]
        rows, wrong = read_articles_csv(place, names, options)
        known |= {inside + name: row for name, row in rows.items()}
        for one, errors in wrong.items():
            faults.setdefault(None if one is None else inside + one, []).extend(errors)
    return known, faults


def known_of(file: Path, options: ReadOptions) -> dict[str, Any]:
    """What an articles.csv beside a single file says of it. Raises InputError for a row about it that is wrong."""
    here = file.parent
    csv_here = next((here / name for name in sorted(os.listdir(here)) if name.casefold() == METADATA_FILE), None)
    if csv_here is None or csv_here.name == file.name or not _describes_files(csv_here, options):
        return {}
    rows, faults = read_articles_csv(here, os.listdir(here), options)
    for error in faults.get(file.name, ()):
        raise error
    return rows.get(file.name, {})
