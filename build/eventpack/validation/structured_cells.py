"""Cells that hold a structure of their own: points, JSON, GeoJSON and well-known text. Each is read by itself."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

_COORDINATE = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_POINT = re.compile(rf"({_COORDINATE}), ?({_COORDINATE})")


def point(cell: str, form: str) -> str:
    """A geopoint of one of the three formats as "longitude,latitude" in degrees. Raises ValueError."""
    if form == "default":
        match = _POINT.fullmatch(cell)
        pair = [float(part) for part in match.groups()] if match else []
    else:
        found = from_json(cell)
        if form == "array":
            pair = found if isinstance(found, list) else []
        else:
            pair = [found["lon"], found["lat"]] if isinstance(found, dict) and set(found) == {"lon", "lat"} else []
    if len(pair) != 2 or any(isinstance(part, bool) or not isinstance(part, (int, float)) for part in pair):
        raise ValueError(cell)
    longitude, latitude = (float(part) + 0.0 for part in pair)
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise ValueError(cell)
    return f"{longitude!r},{latitude!r}"


def canonical(cell: str, kind: type) -> str:
    """The JSON of an object or a list with its keys in order, so that equal values are equal texts. Raises ValueError."""
    value = from_json(cell)
    if not isinstance(value, kind):
        raise ValueError(cell)
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def from_json(cell: str) -> Any:
    """A cell's JSON as a value; NaN and Infinity are none. Raises ValueError."""
    return json.loads(cell, parse_constant=_no_constant)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def geometry(cell: str, form: str) -> str:
    """GeoJSON or, by its format, TopoJSON that keeps its profile, as :func:`canonical` gives it. Raises ValueError."""
    made = canonical(cell, dict)
    if error := next(_geojson_validator(form).iter_errors(json.loads(made)), None):
        raise ValueError(error.message)
    return made


@cache
def _geojson_validator(form: str) -> Any:
    # The profiles of both are long, and few tables need them: they are read where frictionless keeps them.
    from frictionless import settings
    from jsonschema.validators import validator_for

    profile = settings.TOPOJSON_PROFILE if form == "topojson" else settings.GEOJSON_PROFILE
    return validator_for(profile)(profile)


def wkt(cell: str) -> str:
    """Well-known text, as it stands. Raises whatever frictionless's parser raises for anything else."""
    from frictionless.platform import platform

    platform.wkt.Parser().parse(cell)
    return cell
