"""The countries of ISO 3166-1 with the names, demonyms, capitals and metonyms that news uses for them.

All of it is read from lexicon/countries.yaml. Keys of the look-up tables are lower case.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .reader import read as read_lexicon


@dataclass(frozen=True, slots=True)
class Country:
    iso3: str
    iso2: str
    name: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capital: str | None
    capital_names: tuple[str, ...]
    metonyms: tuple[str, ...]
    constituents: tuple[str, ...]
    constituent_demonyms: tuple[str, ...]
    latitude: float
    longitude: float
    bbox: tuple[float, float, float, float]  # west, south, east, north; degrees


@cache
def by_iso3() -> dict[str, Country]:
    """ISO 3166-1 alpha-3 code → country, in the lexicon's order."""
    return {
        row["iso3"]: Country(
            row["iso3"],
            row["iso2"],
            row["name"],
            tuple(row["names"]),
            tuple(row["demonyms"]),
            row["capital"],
            tuple(row["capital_names"]),
            tuple(row["metonyms"]),
            tuple(row.get("constituents", ())),
            tuple(row.get("constituent_demonyms", ())),
            row["latitude"],
            row["longitude"],
            tuple(row["bbox"]),
        )
        for row in read_lexicon("countries.yaml")
    }


@cache
def by_iso2() -> dict[str, Country]:
    """ISO 3166-1 alpha-2 code → country."""
    return {country.iso2: country for country in by_iso3().values()}


@cache
def by_name() -> dict[str, str]:
    """Lower-cased name of a country or of a country within it (england) → alpha-3 code."""
    table: dict[str, str] = {}
    for country in by_iso3().values():
        for name in (country.name, *country.names, *country.constituents):
            table.setdefault(name.lower(), country.iso3)
    return table


@cache
def by_demonym() -> dict[str, str]:
    """Lower-cased adjective or people (syrian, syrians, dutch, filipinos) → alpha-3 code."""
    table: dict[str, str] = {}
    for country in by_iso3().values():
        for name in (*country.demonyms, *country.constituent_demonyms):
            table.setdefault(name.lower(), country.iso3)
    return table


@cache
def by_capital() -> dict[str, str]:
    """Lower-cased capital, or other seat of government (the hague), in any of its spellings → alpha-3 code.

    Capitals that are their country's namesake (Singapore, Djibouti) are in, and so are those that share
    their name with other towns: whether the capital is meant is for the caller's context to say.
    """
    table: dict[str, str] = {}
    for country in by_iso3().values():
        for name in filter(None, (country.capital, *country.capital_names)):
            table.setdefault(name.lower(), country.iso3)
    return table
