"""Where a command finds its input and puts its output, and the refusals that are better made before the work."""

from __future__ import annotations

import os
from pathlib import Path

from .. import swap
from ..errors import InputError, OutputError

INPUT_HELP = "a folder of .txt and .html files (with articles.csv for what is known of them), a .jsonl or a .parquet"


def nearest(name: str) -> Path | None:
    """The nearest folder, from here upward, that holds `name`."""
    here = Path.cwd()
    found = next((folder for folder in (here, *here.parents) if (folder / name).exists()), None)
    return found and Path(os.path.relpath(found))


def nearest_package() -> Path:
    found = nearest("datapackage.json") or nearest(f"{swap.HOME}/swap")
    if found is None:
        raise InputError(Path.cwd(), None, "has no datapackage.json, nor has a folder above it",
                         "Name the package's folder, or build one first: eventpack build")
    return found


def package(given: Path | None) -> Path:
    """The package a command reads: as given, or the nearest; made whole first where a build of it was killed."""
    found = given or nearest_package()
    swap.recover(found)
    return found


def check_input(path: Path) -> None:
    from .. import read

    read.input_kind(path)


def reviews_folder(given: Path | None, articles: Path) -> Path | None:
    """The folder of reviews that goes with `articles`: the one given, else reviews/ beside them where there is one."""
    beside = reviews_beside(articles)
    return given or (beside if beside.is_dir() else None)


def reviews_beside(articles: Path) -> Path:
    """reviews/ beside `articles`, whether or not it is there."""
    named = articles if articles.name not in {"", ".."} else articles.resolve()
    return named.parent / "reviews"


def check_apart(articles: Path, out: Path) -> None:
    """Refuse to write over what is being read."""
    target = out.resolve()
    if target == articles.resolve() or (articles.is_dir() and target.exists() and target.parent == articles.resolve()):
        raise OutputError(out, "is the input", "Name another file with --out")


def check_output(out: Path) -> None:
    """Refuse before the work what could not be written after it."""
    if out.exists() and not out.is_dir():
        raise OutputError(out, "is a file, not a folder", "Give a folder with --out")
    there = next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise OutputError(out, "cannot be written", f"Give another folder with --out, or mend the rights of {there}")
