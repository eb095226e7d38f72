"""Places a user adds to the gazetteers, and the countries a collection is about: the options --places and --country.

The files are read into an index of their own beside the gazetteers' (:mod:`eventpack.places.user_index`), under a name
made from their content. A setting holds for one process at a time; workers are given it with their articles.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..core.errors import EventpackError, InputError
from ..lexicon import countries, layer
from . import gazetteer, user_index

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class PlaceSetting:
    """What a user adds: files of places by absolute path, the digests of their contents, and the ISO 3166-1 alpha-3
    codes of the countries the articles are about."""

    files: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Names the content of all of it; empty where nothing is added."""
        digests = "|".join((*self.contents, *self.countries))
        return hashlib.sha256(digests.encode()).hexdigest()[:16] if digests else ""


NONE = PlaceSetting()
_active = NONE
_beside = layer.NONE  # the user's lexicon when it was activated, whose places.yaml is in the index, too


def setting(files: Iterable[Path | str] = (), about: Iterable[str] = ()) -> PlaceSetting:
    """The setting for some files and countries; the files are read to their end.

    Raises InputError for a file that cannot be read and EventpackError for a code that is no country's.
    """
    paths = tuple(str(Path(file).absolute()) for file in files)
    codes = tuple(dict.fromkeys(code.upper() for code in about))
    for code in codes:
        if code not in countries.by_iso3():
            raise EventpackError(
                f"--country {code}: is no country's code. Write the three letters of ISO 3166-1, such as NGA or MLI"
            )
    return PlaceSetting(paths, tuple(map(_digest_of, paths)), codes)


def _digest_of(path: str) -> str:
    state = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                state.update(chunk)
    except OSError as error:
        raise InputError(
            path, None, f"cannot be read ({error.strerror})", "Name a GeoNames dump or a CSV of places with --places"
        ) from error
    return state.hexdigest()


def active() -> PlaceSetting:
    """The setting that holds in this process."""
    return _active


def activate(new: PlaceSetting) -> None:
    """Make a setting hold in this process from now on, with the places of the user's lexicon that is in force; its index is
    made if it is not there yet. Raises InputError for a row that cannot be used, and gazetteer.NoIndex."""
    global _active, _beside
    if (new, layer.active()) == (_active, _beside):
        return
    rows = [row for row in countries.read_lexicon("places.yaml") if layer.entry_of(row)]
    index = None
    if new.files or rows:
        content = "|".join((*new.contents, json.dumps(rows, sort_keys=True) if rows else ""))
        name = f"places-{user_index.digest(content)}.sqlite"
        index = gazetteer.made_index(name, partial(user_index.build, files=new.files, rows=rows))
    gazetteer.add(index, new.countries, user_index.replaced(rows))
    _active, _beside = new, layer.active()


@contextmanager
def using(new: PlaceSetting | None) -> Iterator[None]:
    """A setting for the time of a `with`; None leaves what holds."""
    before = _active
    if new is not None:
        activate(new)
    try:
        yield
    finally:
        activate(before)
