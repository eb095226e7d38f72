"""Where a command finds its input and puts its output, and the refusals that are better made before the work."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from ..core.errors import InputError, OutputError
from ..storage import atomic_replace

log = logging.getLogger(__name__)

ARTICLES, REVIEWS = "articles", "reviews"


def nearest(name: str) -> Path | None:
    """The nearest folder, from here upward, that holds `name`."""
    here = Path.cwd()
    found = next((folder for folder in (here, *here.parents) if (folder / name).exists()), None)
    return found and Path(os.path.relpath(found))


def nearest_package() -> Path:
    """The descriptor of the package in the working folder or the nearest folder above it. Raises InputError if there is none."""
    found = nearest("datapackage.json") or nearest(f"{atomic_replace.HOME}/swap")
    if found is None:
        raise InputError(
            Path.cwd(),
            None,
            "has no datapackage.json, and neither has any folder above it",
            "Name the package's folder, or build one first: eventpack build",
        )
    return found


def package(given: Path | None) -> Path:
    """The package a command reads: as given, or the nearest."""
    return given or nearest_package()


def check_input(path: Path) -> None:
    """Raises InputError if there are no articles at `path` that can be read; nothing is read yet."""
    from ..reading import articles as read

    read.input_kind(path)


def reviews_folder(given: Path | None, articles: Path) -> Path | None:
    """The folder of reviews that goes with `articles`: the one given, else the one of their name where there is one."""
    if given is not None:
        return given
    own = reviews_of(articles)
    if own.is_dir():
        return own
    others = own.with_name(REVIEWS)
    if others.is_dir() and not own.with_name(ARTICLES).exists():
        log.warning(
            "%s is ignored: it would belong to a folder %s/ beside it. If it holds the reviews of %s, "
            "rename it to %s, or name it with --reviews",
            others,
            ARTICLES,
            articles,
            own.name,
        )
    return None


def reviews_of(articles: Path) -> Path:
    """Where the reviews of `articles` are kept, whether or not it is there: reviews/ beside a folder articles/, and
    beside any other input its name and -reviews, so that several inputs in one place have each their own."""
    named = articles if articles.name not in {"", ".."} else articles.resolve()
    if named.name == ARTICLES:
        return named.with_name(REVIEWS)
    return named.with_name(f"{named.stem if named.is_file() else named.name}-{REVIEWS}")


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
        raise OutputError(
            out, "cannot be written", f"Give another folder with --out, or change the permissions of {there}"
        )
