"""Great-circle distance."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

_EARTH_KM = 12742.0  # diameter of the sphere of the same volume


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Between two points in decimal degrees, in kilometres."""
    here, there = radians(latitude), radians(other_latitude)
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(radians(other_longitude - longitude) / 2) ** 2
    return _EARTH_KM * asin(sqrt(min(1.0, half)))
