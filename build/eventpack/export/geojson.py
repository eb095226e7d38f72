"""Events and locations as GeoJSON points (RFC 7946): for maps on the web, QGIS, and anything else that draws."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ..package.load import Package
from ..tabular.sorted_rows import rows_of
from . import PortalOptions

HELP = "write events and locations as points, for maps"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """events.geojson and locations.geojson in `out`: a feature a row, `geometry` null where no place is known."""
    package.need_events("a map")
    made = []
    for name, frame, prefix, key in (
        ("events", package.wide(), "location_", "event_id"),
        ("locations", package.locations, "", "location_id"),
    ):
        file = out / f"{name}.geojson"
        text = json.dumps(
            _collection(frame, prefix, key), ensure_ascii=False, allow_nan=False, indent=1, default=date.isoformat
        )
        file.write_text(text + "\n", encoding="utf-8")
        made.append(file)
    return made


def _collection(frame: pd.DataFrame, prefix: str, key: str) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row[key],
                "geometry": _point(row[f"{prefix}longitude"], row[f"{prefix}latitude"]),
                "properties": row,
            }
            for row in rows_of(frame)
        ],
    }


def _point(longitude: float | None, latitude: float | None) -> dict[str, Any] | None:
    if longitude is None or latitude is None:
        return None
    return {"type": "Point", "coordinates": [longitude, latitude]}
