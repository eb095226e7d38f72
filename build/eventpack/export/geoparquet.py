"""Events and locations as GeoParquet points."""

from __future__ import annotations

from pathlib import Path

from ..package.load import Package
from . import PortalOptions

HELP = "write events and locations as GeoParquet points"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """events.geoparquet and locations.geoparquet in `out`. Needs eventpack[geo]."""
    package.need_events("a map")
    made = []
    for name in ("events", "locations"):
        file = out / f"{name}.geoparquet"
        package.geo(name).to_parquet(file, index=False)
        made.append(file)
    return made
