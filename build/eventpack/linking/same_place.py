"""Whether two places can be one: the same, one in the other, or too near to tell apart."""

from __future__ import annotations

import re
from math import inf

from ..core.model import COUNTRY_WIDE, Location
from ..places import gazetteer
from ..places.distance import kilometres
from ..places.name_folding import fold_all

SAME, SITE, HELD, NEAR = 1.0, 0.9, 0.5, 0.3

_SETTLEMENTS = frozenset({"city", "town", "village", "populated_place", "neighbourhood"})
_SITES = frozenset(
    {"airport", "air_base", "port", "military_base", "camp", "building", "facility", "border_crossing", "neighbourhood"}
)
# An airport serves the city it is named for from farther off than a prison does.
_SITE_KM, _NAMED_SITE_KM = 15.0, 60.0
# One name, two gazetteer entries: a town and its upper and lower part.
_NEAR_KM = 8.0
_REGION_KM = 200.0
# A sea has one point in the gazetteer and reaches far from it: to the ports on its shore, to the lands around it.
_SEA_KM, _SEA_TO_LAND_KM = 400.0, 900.0
# Within this distance, one report may name the town and another a suburb, a village nearby or the town across the river.
_SUBURB_KM = 25.0
# The same where the gazetteer does not have the division of one of the two: the town named may stand for its whole district.
_DIVISION_KM = 100.0
# Their borders are not known well enough to say what lies outside.
_UNBOUNDED = frozenset({"continent", "supranational_region", "sea", "coast", "river", "road", "border"})
_DIVISION = re.compile(
    r"^(?:state|province|governorate|region|department|county) of | "
    r"(?:state|province|governorate|region|oblast|krai|republic|department|county|district|municipality)$"
)
_DIRECTED = re.compile(rf"eventpack:({'|'.join(gazetteer.DIRECTIONS)})(?:-and-({'|'.join(gazetteer.DIRECTIONS)}))?-")


def row(location_id: str | None) -> Location | None:
    """The gazetteer's row of an identifier; None for None and for a division that no gazetteer describes."""
    try:
        return gazetteer.location(location_id) if location_id else None
    except KeyError:
        return None


@gazetteer.cached(maxsize=1 << 16)
def _above(parent_id: str | None) -> tuple[str, ...]:
    found: list[str] = []
    while parent_id is not None and parent_id not in found and (location := row(parent_id)) is not None:
        found.append(location.location_id)
        parent_id = location.parent_location_id
    return tuple(found)


def ancestors(location: Location | None) -> tuple[str, ...]:
    """The place and all that hold it, the nearest first."""
    return () if location is None else (location.location_id, *_above(location.parent_location_id))


def is_close(location: Location | None) -> bool:
    """Closer than a country: says where something happened."""
    return location is not None and location.feature_type not in COUNTRY_WIDE


def is_site(location: Location) -> bool:
    """A settlement or a site in or by one: not a division, a region or what is wider."""
    return location.feature_type in _SETTLEMENTS | _SITES


def agreement(a: Location, b: Location) -> float | None:
    """SAME, SITE (a site and its town), HELD (one holds the other), NEAR (neighbours), None for two places."""
    return SAME if a.location_id == b.location_id else _compared(a, b)


@gazetteer.cached(maxsize=1 << 16)
def _compared(a: Location, b: Location) -> float | None:
    if a.location_id in ancestors(b) or b.location_id in ancestors(a):
        return SITE if {a.feature_type, b.feature_type} & _SITES else HELD
    if "country" in {a.feature_type, b.feature_type} and a.country == b.country:
        return HELD  # also of a site of which the gazetteer knows no more than the country
    for site, town in ((a, b), (b, a)):
        if site.feature_type in _SITES and town.feature_type in _SETTLEMENTS and site.country == town.country:
            named = town.name.casefold() in site.name.casefold()
            return SITE if _km(site, town) <= (_NAMED_SITE_KM if named else _SITE_KM) else None
    for sea, shore in ((a, b), (b, a)):
        if sea.feature_type == "sea" and shore.feature_type != "sea":
            farthest = _SEA_TO_LAND_KM if shore.feature_type == "country" else _SEA_KM
            return NEAR if _km(sea, shore) <= farthest else None
    if "region" in {a.feature_type, b.feature_type}:
        return HELD if _region_holds(a, b) or _region_holds(b, a) else None
    both = {a.feature_type, b.feature_type}
    return NEAR if both <= _SETTLEMENTS and a.country == b.country and _km(a, b) <= _NEAR_KM else None


@gazetteer.cached(maxsize=1 << 16)
def are_apart(a: Location, b: Location) -> bool:
    """Whether two places cannot be two names for where one event happened. A town's name may stand for the division of that
    name ("in Kunduz") and for the town's surroundings."""
    if agreement(a, b) is not None or _is_unbounded(a) or _is_unbounded(b):
        return False
    if is_site(a) and is_site(b) and _km(a, b) <= (_SUBURB_KM if _is_placed(a) and _is_placed(b) else _DIVISION_KM):
        return False
    return not (_may_mean_what_holds(a, b) or _may_mean_what_holds(b, a))


def _is_placed(location: Location) -> bool:
    """Whether the gazetteer has what holds the place."""
    return row(location.parent_location_id) is not None


def _is_unbounded(location: Location) -> bool:
    return location.feature_type in _UNBOUNDED or _DIRECTED.match(location.location_id) is not None


def _may_mean_what_holds(named: Location, place: Location) -> bool:
    """Whether the name of one place is also that of a division that holds another."""
    names = {_bare(name) for name in (named.name, *named.aliases)}
    return any(_bare(above.name) in names for above in map(row, ancestors(place)[1:]) if above is not None)


def _bare(name: str) -> str:
    """The name of a division without the word for one."""
    return _DIVISION.sub("", fold_all(name))


def _region_holds(region: Location, place: Location) -> bool:
    """A part named by direction holds what lies on that side of the whole's middle; another region, what is near."""
    if region.feature_type != "region" or place.country != region.country or place.feature_type in COUNTRY_WIDE:
        return False
    directed = _DIRECTED.match(region.location_id)
    whole = row(region.parent_location_id)
    if directed is None or whole is None:
        return _km(region, place) <= _REGION_KM
    here, middle, centre = _point(place), _point(whole), _point(region)
    if here is None or middle is None or centre is None:
        return False
    if whole.feature_type == "admin1" and place.admin1 not in {None, whole.admin1}:
        return False
    ways = [gazetteer.DIRECTIONS[name] for name in directed.groups() if name]
    return any(
        _lies(here[1] - middle[1], x, centre[1] - middle[1]) and _lies(here[0] - middle[0], y, centre[0] - middle[0])
        for x, y in ways
    )


def _lies(offset: float, way: float, middle: float) -> bool:
    """Whether an offset from the whole's point goes `way`, or less than half as far against it as the part's middle
    lies: usage is generous, Gao is in northern Mali."""
    return not way or offset * (1 if way > 0 else -1) >= -abs(middle) / 2


def _km(a: Location, b: Location) -> float:
    """Great-circle distance; infinite where either has no point."""
    here, there = _point(a), _point(b)
    return kilometres(*here, *there) if here is not None and there is not None else inf


def _point(location: Location) -> tuple[float, float] | None:
    """Latitude and longitude, None where the gazetteer has no point."""
    if location.latitude is None or location.longitude is None:
        return None
    return location.latitude, location.longitude


def _rank(location: Location) -> int:
    """How finely a place is known: a site, a settlement, what is wider."""
    if location.feature_type in _SITES:
        return 0
    if location.feature_type in _SETTLEMENTS:
        return 1
    return 3 if location.feature_type in COUNTRY_WIDE else 2


def finer(a: Location | None, b: Location | None) -> Location | None:
    """The more precise of two places that agree; the first of two that are as precise as one another."""
    if a is None or b is None:
        return a or b
    if b.location_id in ancestors(a) or a.location_id == b.location_id:
        return a
    if a.location_id in ancestors(b):
        return b
    # A division is a firmer bound than "the north-east".
    ranked = [(_rank(x), x.feature_type == "region") for x in (a, b)]
    return b if ranked[1] < ranked[0] else a
