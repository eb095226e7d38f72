"""Whether a place lies in a larger one, as far as the gazetteer can say."""

from __future__ import annotations

from ..core.model import COUNTRY_WIDE, Location
from ..places import distance
from ..places.gazetteer import Candidate

# What is said to be in a city or at a site is no farther from its point.
_CITY_KM = 60.0
# What no division is given of lies in a division whose point is no farther.
_DIVISION_KM = 250.0
_SETTLEMENTS = frozenset({"city", "town", "village", "populated_place", "neighbourhood"})


def lies_in(place: Location | Candidate, container: Location) -> bool:
    """False only where the gazetteer says that `place` is outside; seas and continents hold anything."""
    if place.location_id == container.location_id or container.country is None:
        return True
    if place.country is not None and place.country != container.country:
        return False
    feature = place.feature if isinstance(place, Candidate) else place.feature_type
    if feature in COUNTRY_WIDE:
        return container.feature_type in COUNTRY_WIDE
    if container.feature_type in COUNTRY_WIDE:
        return True
    if container.feature_type == "admin1" or container.admin1 and container.feature_type == "region":
        if place.admin1 is not None:
            return place.admin1 == container.admin1
        return kilometres(place, container) <= _DIVISION_KM
    if container.feature_type == "region":
        return True
    return kilometres(place, container) <= (_CITY_KM if container.feature_type in _SETTLEMENTS else _DIVISION_KM)


def kilometres(a: Location | Candidate, b: Location | Candidate) -> float:
    """Great-circle distance; 0 where either has no point, so that nothing is ruled out by it."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return 0.0
    return distance.kilometres(a.latitude, a.longitude, b.latitude, b.longitude)
