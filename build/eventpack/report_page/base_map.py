"""The countries of the world, drawn under the events: Natural Earth 1:110m (public domain), as pyogrio carries it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ..core.errors import EventpackError
from ..core.optional_parts import install, needed

_FILE = "tests/fixtures/naturalearth_lowres/naturalearth_lowres.shp"
_DECIMALS = 2  # of a degree: about a kilometre, finer than the outlines are


@cache
def countries() -> list[dict[str, Any]]:
    """A GeoJSON feature a country, with its name and where to write it.

    Outer rings are clockwise, as drawing on a sphere wants them.
    """
    geopandas = needed("geopandas", "report")
    pyogrio = needed("pyogrio", "report")
    from shapely import set_precision
    from shapely.geometry import MultiPolygon, Polygon, mapping
    from shapely.geometry.polygon import orient

    file = Path(pyogrio.__file__).parent / _FILE
    if not file.is_file():
        raise EventpackError(
            f"{file}, the base map, is not there; install the versions that are known to have it: {install('report')}"
        )
    made = []
    for row in geopandas.read_file(file).itertuples():
        shape = set_precision(row.geometry, 10**-_DECIMALS)
        parts = [shape] if isinstance(shape, Polygon) else list(shape.geoms)
        clockwise = MultiPolygon([orient(part, sign=-1.0) for part in parts if isinstance(part, Polygon)])
        middle = max(clockwise.geoms, key=lambda part: part.area).representative_point()
        named = {"name": row.name, "lon": round(middle.x, _DECIMALS), "lat": round(middle.y, _DECIMALS)}
        made.append({"type": "Feature", "properties": named, "geometry": _rounded(mapping(clockwise))})
    return made


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": geometry["type"],
        "coordinates": [
            [[[round(x, _DECIMALS), round(y, _DECIMALS)] for x, y in ring] for ring in polygon]
            for polygon in geometry["coordinates"]
        ],
    }
