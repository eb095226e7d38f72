"""Where a spot lies that a text gives by distance and direction: "40 km north of Maiduguri".

The point is that far from the named place in that direction. How well it is known follows from the distance, since a
direction is one of eight: within about 25 km up to 60 km away, a region beyond.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import asin, atan2, cos, degrees, radians, sin

from ..core.model import Location, PlaceMention
from ..lexicon import countries
from .name_folding import fold_all

_BEARINGS = {
    "north": 0,
    "northeast": 45,
    "east": 90,
    "southeast": 135,
    "south": 180,
    "southwest": 225,
    "west": 270,
    "northwest": 315,
}
_KM_A_MILE, _EARTH_RADIUS_KM = 1.609344, 6371.0
_NEAREST_KM, _NEAR_KM, _FARTHEST_KM = 2, 60, 250
_LOOKED_AT = 90  # characters before a name
_WIDE = frozenset(
    {"country", "continent", "supranational_region", "region", "admin1", "sea", "river", "coast", "border", "road"}
)
MEASURE = (
    r"(?P<number>\d{1,3}(?:\.\d)?)[ \u00a0-]?(?P<unit>km|kms|kilomet(?:er|re)s?|miles?)(?: \([^()]{1,20}\))? "
    r"(?:(?:to )?the |due )?(?P<way>(?:north|south)(?:[ -]?(?:east|west))?|east|west) of "
    r"(?:the (?:[a-z]+ )?(?:city|town|village|capital)(?: of |, )?)?"
)
_BEFORE = re.compile(MEASURE + r"\Z")
# Between a place and the measure that says where that place lies: "Tarrin, some 40 km north of ...".
_OF_THE_PLACE = re.compile(
    r"(?: [a-z]+)?(?:,| \(|,? (?:which )?(?:is|lies|sits|is located|located|situated))?"
    r"(?: (?:a|an|the) (?:[a-z]+ ){1,4})?(?:,)? ?(?:some|about|around|roughly|nearly|approximately|only|just|almost)? ?\Z"
)


@dataclass(frozen=True, slots=True)
class Away:
    """So many kilometres in a direction, in degrees from north by east."""

    km: float
    bearing: int
    way: str


def away(match: re.Match[str]) -> Away:
    """What a match of MEASURE says."""
    km = float(match["number"]) * (_KM_A_MILE if match["unit"].startswith("mile") else 1.0)
    way = re.sub("[ -]", "", match["way"])
    return Away(km, _BEARINGS[way], way)


def point(latitude: float, longitude: float, by: Away) -> tuple[float, float]:
    """The point that far from a point, in decimal degrees rounded to two places: the direction bears no more."""
    angle, bearing, here = by.km / _EARTH_RADIUS_KM, radians(by.bearing), radians(latitude)
    there = asin(sin(here) * cos(angle) + cos(here) * sin(angle) * cos(bearing))
    turned = atan2(sin(bearing) * sin(angle) * cos(here), cos(angle) - sin(here) * sin(there))
    return round(degrees(there), 2), round((longitude + degrees(turned) + 180) % 360 - 180, 2)


def moved(place: Location, by: Away) -> tuple[float, float] | None:
    """The point that lies so from a place; None where the place has no point, is too wide to measure from, or the point
    would lie outside its country."""
    if place.latitude is None or place.longitude is None or place.feature_type in _WIDE:
        return None
    if not _NEAREST_KM <= by.km <= _FARTHEST_KM:
        return None
    latitude, longitude = point(place.latitude, place.longitude, by)
    country = countries.by_iso3().get(place.country or "")
    if country is not None:
        west, south, east, north = country.bbox
        if not (west <= longitude <= east and south <= latitude <= north):
            return None
    return latitude, longitude


def spot(place: Location, by: Away) -> Location | None:
    """The row of the spot that lies so from a place of a gazetteer; None where :func:`moved` knows no point."""
    there = moved(place, by) if place.basis != "text" else None
    area = place.admin1 or place.country
    slug = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", fold_all(place.name)).lower()).strip("-")
    if there is None or area is None or not slug:
        return None
    key = f"{round(by.km)}-km-{by.way}-of-{slug}-{area.lower()}"
    return Location(
        f"text:{key}",
        f"{round(by.km)} km {by.way} of {place.name}",
        "spot" if by.km <= _NEAR_KM else "region",
        place.country,
        None,  # it may lie in the next division
        *there,
        "text",
        key,
        place.location_id,
        basis="text",
    )


def with_spots(mentions: Iterable[PlaceMention], text: str) -> Iterator[PlaceMention]:
    """The mentions, each that only says from where a distance is measured with the measure in its words and the spot for a
    location. Where the measure is
    said of a place named before it ("Tarrin, 40 km north of Maiduguri"), that place is meant and nothing changes."""
    before: PlaceMention | None = None
    for mention in mentions:
        start = max(0, mention.start - _LOOKED_AT)
        match = _BEFORE.search(text[start : mention.start]) if mention.kind == "toponym" else None
        found = None
        if match is not None and mention.location is not None:
            between = (
                text[before.end : start + match.start()] if before and before.end <= start + match.start() else None
            )
            if between is None or not _OF_THE_PLACE.match(between):
                found = spot(mention.location, away(match))
        if match is not None and found is not None:
            first = start + match.start()
            yield replace(mention, start=first, text=text[first : mention.end], location=found)
        else:
            yield mention
        if mention.kind == "toponym":
            before = mention
