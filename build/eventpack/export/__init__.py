"""What `eventpack export` can write: one module a target, with `HELP` and `write(package, folder)`.

Everything is derived from datapackage.json and the tables; a target's module holds only how the target says it.
"""

from __future__ import annotations

# Name on the command line → module here.
TARGETS = {
    "duckdb": "duckdb",
    "geojson": "geojson",
    "geoparquet": "geoparquet",
    "spreadsheet": "spreadsheet",
    "sqlite": "sqlite",
}
