"""Builds the index of a user's places: of a GeoNames dump or a CSV, row by row, in bounded memory.

A GeoNames dump has 19 columns and no header (https://download.geonames.org/export/dump/readme.txt): allCountries.txt or
a country's file, as text or in the zip it comes in. Its places keep GeoNames' identifiers (geonames:2361082), which are the
same in every copy of GeoNames. A CSV has a header; its places are user: with the file's own key.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files as resources
from itertools import chain
from pathlib import Path
from typing import IO, Any

from ..core.errors import InputError
from ..lexicon import countries, layer, reader
from ..tabular import schema
from .gazetteer import LISTED
from .gazetteer_index import SCHEMA, Place, divisions, keys_of, settlement
from .name_folding import fold_all, is_latin

_GEONAMES_COLUMNS = 19
_COLUMNS = ("name", "aliases", "latitude", "longitude", "country", "admin1", "feature_type", "key")
_NEEDED = ("name", "latitude", "longitude", "country")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}\Z")
_NAME_LIMIT = 200  # characters, as in the table
_LINE_LIMIT = 100_000  # characters; GeoNames' longest is some 12,000
_OWN = (
    "places/user_index.py",
    "places/gazetteer_index.py",
    "places/name_folding.py",
    "lexicon/geonames_features.yaml",
    "lexicon/spellings.yaml",
)
_HINT = "Give a GeoNames dump as downloaded (allCountries.txt, NG.txt, NG.zip), or a CSV with a header"


def digest(content: str) -> str:
    """Names files of this content as the present code reads them."""
    state = hashlib.sha256(content.encode())
    for name in _OWN:
        state.update(resources("eventpack").joinpath(name).read_bytes())
    return state.hexdigest()[:16]


def build(path: Path, files: Sequence[str], rows: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write the index of the places in `files`, and in `rows` of the user's lexicon, to `path`, which must not exist. Of a
    place that stands in several the first counts. Raises InputError, with file and line, for a row that cannot be used."""
    iso2 = {c.iso3: c.iso2 for c in countries.by_iso3().values()}
    base = sqlite3.connect(path)
    try:
        base.executescript(
            "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
            + SCHEMA
            + "CREATE UNIQUE INDEX place_by_id ON place (location_id); CREATE TABLE pair (key TEXT, place INTEGER);"
        )
        number = 0
        for file, found in chain([("", _of_lexicon(rows))], ((file, read(file)) for file in files)):
            for line, place in found:
                number += 1
                names = dict(_names(place, iso2.get(place.country or "", "")))
                shown = [name for _, (name, alternate) in names.items() if alternate and name]
                cells = (number, *place[:9], place.basis, "|".join(shown), None)
                if not base.execute(f"INSERT OR IGNORE INTO place VALUES ({','.join('?' * 13)})", cells).rowcount:
                    if place.location_id.startswith("user:"):
                        file = file or layer.active().shown("places.yaml")
                        raise InputError(file, line, f'has the key "{place.location_id[5:]}" a second time', _ONE_KEY)
                    continue
                base.executemany(
                    "INSERT INTO pair VALUES (?,?)",
                    ((key, -number if alternate else number) for key, (_, alternate) in names.items()),
                )
        base.executescript(
            """
            INSERT INTO name SELECT key, group_concat(place, ' ') FROM
              (SELECT key, place FROM pair ORDER BY key, abs(place)) GROUP BY key;
            INSERT INTO head SELECT substr(key, 1, instr(key || ' ', ' ') - 1) AS word,
              max(length(key) - length(replace(key, ' ', '')) + 1) FROM name WHERE key NOT LIKE '@%' GROUP BY word;
            DROP TABLE pair;
            """
        )
        base.commit()
    finally:
        base.close()


_ONE_KEY = "Give every place a key of its own; a place without one has its name and country for a key"


def _names(place: Place, iso2: str) -> Iterator[tuple[str, tuple[str, bool]]]:
    seen = set()
    for key, name, alternate in keys_of(place, iso2):
        if key not in seen:
            seen.add(key)
            yield key, (name, alternate)


def _of_lexicon(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Place]]:
    """The places of the user's lexicon with their lines. Raises InputError for one that we have already."""
    ours = {(fold_all(row["name"]), row.get("country")): row["slug"] for row in reader.read_ours("places.yaml")}
    for row in rows:
        file, _, line = row["entry"].rpartition(":")
        known = ours.get((fold_all(row["name"]), row["country"]))
        if known and not row.get("replaces"):
            hint = "Leave it out, or write replaces: true to have it in the place of ours"
            raise InputError(file, int(line), f'"{row["name"]}" is here already, as eventpack:{known}', hint)
        admin1 = row.get("admin1")
        if admin1 and admin1 not in _first_level().get(countries.by_iso3()[row["country"]].iso2, ()):
            raise InputError(
                file, int(line), f'"{admin1}" is no division of {row["country"]}', "Write its ISO 3166-2 code"
            )
        yield (
            int(line),
            Place(
                f"user:{row['slug']}",
                row["name"],
                row["feature"],
                row["country"],
                admin1,
                f"iso3166-2:{admin1}" if admin1 else f"iso3166-1:{row['country']}",
                row["latitude"],
                row["longitude"],
                LISTED,
                tuple(row.get("names", ())),
            ),
        )


def replaced(rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The identifiers of ours in whose place the user has other places."""
    taken = {(fold_all(row["name"]), row["country"]) for row in rows if row.get("replaces")}
    if not taken:
        return frozenset()
    return frozenset(
        f"eventpack:{row['slug']}"
        for row in reader.read_ours("places.yaml")
        if (fold_all(row["name"]), row.get("country")) in taken
    )


def read(file: str) -> Iterator[tuple[int, Place]]:
    """The places of one file with the numbers of their lines. Raises InputError."""
    with _opened(file) as stream:
        lines = _lines(file, stream)
        first = next(lines, None)
        if first is None:
            raise InputError(file, None, "is empty", _HINT)
        if first[1].count("\t") >= _GEONAMES_COLUMNS - 2:
            yield from _dump(file, first, lines)
        else:
            yield from _table(file, first[1], lines)


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    try:
        if not zipfile.is_zipfile(file):
            with open(file, "rb") as stream:
                yield stream
            return
        with zipfile.ZipFile(file) as archive:
            inside = [name for name in archive.namelist() if name.endswith((".txt", ".csv")) and "readme" not in name]
            if len(inside) != 1:
                raise InputError(file, None, f"holds {len(inside)} files of places", _HINT)
            with archive.open(inside[0]) as member:
                yield member
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(file, None, f"cannot be read ({error})", _HINT) from error


def _lines(file: str, stream: IO[bytes]) -> Iterator[tuple[int, str]]:
    number = 0
    while data := stream.readline(_LINE_LIMIT * 4):
        number += 1
        try:
            text = data.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(file, number, f"is not UTF-8 ({error.reason})", "Save the file as UTF-8") from error
        if len(text) > _LINE_LIMIT:
            raise InputError(file, number, f"has more than {_LINE_LIMIT:,} characters", _HINT)
        yield number, text


# --- GeoNames -------------------------------------------------------------------------------------------------


@cache
def feature_codes() -> dict[str, str]:
    """GeoNames' class and code, such as P.PPL, to our feature type; what is not in it is passed over."""
    return dict(countries.read_lexicon("geonames_features.yaml"))


@cache
def _divisions() -> dict[str, tuple[str, str | None]]:
    """GeoNames' code of a division, such as NG.51, to its location_id and the ISO 3166-2 code around it."""
    return {row.geonames: (row.location_id, row.admin1) for row in divisions() if row.location_id and row.geonames}


def _dump(file: str, first: tuple[int, str], lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Place]]:
    iso3 = {c.iso2: c.iso3 for c in countries.by_iso3().values()}
    rest = iter(lines)
    step: tuple[int, str] | None = first
    while step is not None:
        number, line = step
        if line.strip():
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != _GEONAMES_COLUMNS:
                raise InputError(
                    file, number, f"has {len(cells)} columns, where a GeoNames dump has {_GEONAMES_COLUMNS}", _HINT
                )
            place = _geonames_place(file, number, cells, iso3)
            if place is not None:
                yield number, place
        step = next(rest, None)


def _geonames_place(file: str, line: int, cells: list[str], iso3: dict[str, str]) -> Place | None:
    ident, name, ascii_name, others, latitude, longitude, kind, code, iso2, _, one, two = cells[:12]
    codes = feature_codes()
    feature = codes.get(f"{kind}.{code}", codes.get(kind))
    country = iso3.get(iso2)
    if feature is None or country is None or not name or not is_latin(name):
        return None
    if not ident.isdigit():
        raise InputError(file, line, f'has the identifier "{ident[:40]}", which is no number', _HINT)
    point = _point(file, line, latitude, longitude)
    population = int(cells[14]) if cells[14].isdigit() else 0
    own = f"geonames:{ident}"
    first, admin1 = _divisions().get(f"{iso2}.{one}", ("", None))
    second = _divisions().get(f"{iso2}.{one}.{two}", ("", None))[0] if two else ""
    if feature in ("admin1", "admin2"):
        listed = _divisions().get(f"{iso2}.{one}" + (f".{two}" if feature == "admin2" else ""))
        own = listed[0] if listed else own
    parents = (first,) if feature == "admin2" else () if feature == "admin1" else (second, first)
    parent = next((p for p in parents if p and p != own), f"iso3166-1:{country}")
    names = [other for other in (ascii_name, *others.split(",")) if _is_name(other, name)]
    return Place(
        own,
        name[:_NAME_LIMIT],
        settlement(population) if feature == "populated_place" else feature,
        country,
        admin1,
        parent,
        *point,
        population,
        tuple(dict.fromkeys(names)),
    )


def _is_name(other: str, name: str) -> bool:
    """Links, codes and names in other scripts stand among the alternate names, too."""
    return (
        bool(other)
        and other != name
        and is_latin(other)
        and "/" not in other
        and not (len(other) < 6 and other.isupper())
    )


def _point(file: str, line: int, latitude: str, longitude: str) -> tuple[float, float]:
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        point = (float("nan"), float("nan"))
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise InputError(
            file,
            line,
            f'has the point "{latitude[:20]}", "{longitude[:20]}"',
            "Write latitude and longitude in decimal degrees, such as 13.67 and 13.12",
        )
    return point


# --- a CSV ----------------------------------------------------------------------------------------------------


def _table(file: str, header: str, lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Place]]:
    separator = max(",;\t", key=header.count)
    if file.lower().endswith(".txt") and "name" not in header.lower():
        raise InputError(
            file,
            1,
            f"has {header.count(chr(9)) + 1} columns, where a GeoNames dump has {_GEONAMES_COLUMNS}, and no header",
            _HINT,
        )
    names = [cell.strip() for cell in next(csv.reader(io.StringIO(header), delimiter=separator))]
    missing = [name for name in _NEEDED if name not in names]
    unknown = [name for name in names if name not in _COLUMNS]
    if missing or unknown or len(set(names)) < len(names):
        fault = f"lacks the column {missing[0]}" if missing else f'has the column "{(unknown or names)[0]}"'
        raise InputError(file, 1, fault, f"Use the columns {', '.join(_COLUMNS)}; {', '.join(_NEEDED)} are needed")
    reader = csv.reader((line for _, line in lines), delimiter=separator)
    while True:
        line = reader.line_num + 2
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InputError(
                file, line, f"is not a row of a CSV ({error})", "Put cells with commas in quotes"
            ) from error
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            raise InputError(
                file,
                line,
                f"has {len(cells)} cells, where the header has {len(names)}",
                "Put cells with commas in quotes",
            )
        yield line, _row_place(file, line, dict(zip(names, (cell.strip() for cell in cells), strict=True)))


def _row_place(file: str, line: int, row: dict[str, str]) -> Place:
    name, country, admin1 = row["name"], row["country"].upper(), row.get("admin1", "").upper() or None
    if not fold_all(name) or len(name) > _NAME_LIMIT:
        raise InputError(file, line, f'has the name "{name[:40]}"', f"Write a name of 1 to {_NAME_LIMIT} Latin letters")
    known = countries.by_iso3().get(country)
    if known is None:
        raise InputError(
            file, line, f'has the country "{row["country"][:40]}"', "Write the three letters of ISO 3166-1, such as NGA"
        )
    if admin1 is not None and admin1 not in _first_level().get(known.iso2, ()):
        raise InputError(
            file,
            line,
            f'has the division "{admin1[:40]}", which is none of {known.name}',
            f"Write its ISO 3166-2 code, such as {next(iter(_first_level().get(known.iso2, ())), 'NG-BO')}, or leave it empty",
        )
    feature = row.get("feature_type") or "populated_place"
    if feature not in schema.codes("feature_types"):
        raise InputError(
            file,
            line,
            f'has the feature type "{feature[:40]}"',
            f"Use one of {', '.join(schema.codes('feature_types'))}",
        )
    key = row.get("key") or f"{re.sub(r'[^a-z0-9]+', '-', fold_all(name)).strip('-')}-{country.lower()}"
    if not _KEY.match(key):
        raise InputError(
            file, line, f'has the key "{key[:40]}"', "Write letters, digits, hyphens and underscores, at most 81"
        )
    return Place(
        f"user:{key}",
        name,
        feature,
        country,
        admin1,
        f"iso3166-2:{admin1}" if admin1 else f"iso3166-1:{country}",
        *_point(file, line, row["latitude"], row["longitude"]),
        0,
        tuple(alias for part in row.get("aliases", "").split("|") if (alias := part.strip())),
    )


@cache
def _first_level() -> dict[str, tuple[str, ...]]:
    """The first-level divisions of each country, by its ISO 3166-1 alpha-2 code."""
    found: dict[str, list[str]] = {}
    for row in divisions():
        if row.level == 1 and row.admin1:
            found.setdefault(row.iso2, []).append(row.admin1)
    return {iso2: tuple(codes) for iso2, codes in found.items()}
