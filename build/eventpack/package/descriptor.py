"""datapackage.json: a Data Package descriptor in the form that readers of version 1 and of version 2 accept.

The CSV files are the resources. The Parquet file of the same table is named in its resource under `parquet`,
a property of our own that readers pass over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from ..core.package_layout import PROFILE, QUOTE_LENGTH
from ..core.version import __version__
from ..reading.package_yaml import About
from ..tabular import schema
from ..tabular.arrow_lookup import among
from ..tabular.parquet_file import Columns

CODEBOOKS = (
    {"title": "PLOVER: event types, modes, sectors and scores", "path": "https://github.com/openeventdata/PLOVER"},
    {"title": "UCDP GED Codebook: precision of dates and places", "path": "https://ucdp.uu.se/downloads/"},
)
_WIDE = [code for code, row in schema.codes("feature_types").items() if int(row["location_precision"]) >= 6]


def make(tables: Mapping[str, Columns], folder: Path, about: About) -> dict[str, Any]:
    """The descriptor of the tables whose files already lie in `folder`/data."""
    made: dict[str, Any] = {
        "$schema": PROFILE,
        "name": about.name,
        "title": about.title,
        "description": about.description,
        "version": about.version or __version__,
    }
    if about.homepage:
        made["homepage"] = about.homepage
    if about.quote_length is not None:
        made[QUOTE_LENGTH] = about.quote_length
    for key in ("keywords", "licenses", "contributors"):
        if value := getattr(about, key):
            made[key] = list(value)
    made["sources"] = [*_publishers(tables["sources"]), *_gazetteers(tables["locations"]), *CODEBOOKS]
    made |= _extent(tables)
    made["resources"] = [_resource(table, folder) for table in tables]
    return made


def to_json(descriptor: Mapping[str, Any]) -> str:
    """As it is written: indented, UTF-8, one line feed at the end."""
    return json.dumps(descriptor, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def file_facts(path: Path) -> dict[str, Any]:
    """`hash` and `bytes` of a file as a resource states them."""
    with path.open("rb") as file:
        return {"hash": f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}", "bytes": path.stat().st_size}


def _resource(table: str, folder: Path) -> dict[str, Any]:
    declared = schema.load(table)
    path, parquet = f"data/{table}.csv", f"data/{table}.parquet"
    return {
        "name": table,
        "type": "table",
        "profile": "tabular-data-resource",
        "title": declared["title"],
        "description": declared["description"],
        "path": path,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        **file_facts(folder / path),
        "parquet": {"path": parquet, **file_facts(folder / parquet)},
        "schema": schema.resource_schema(table),
    }


def _publishers(sources: Columns) -> Iterator[dict[str, str]]:
    """One entry a publisher: the article's address where there is one, the site's where all are on one site."""
    only: dict[str, str | None] = {}  # publisher → the one address it has, "" so far none, None several
    sites: dict[str, set[str]] = {}
    for publisher, url in sources.rows(["publisher", "url"]):
        name = publisher if publisher is not None else urlsplit(url).netloc if url else None
        if name:
            had = only.setdefault(name, "")
            of_name = sites.setdefault(name, set())
            if url:
                only[name] = url if had in {"", url} else None
                of_name.add("://".join(urlsplit(url)[:2]))
    for name in sorted(only):
        path = only[name] or (min(sites[name]) if len(sites[name]) == 1 else None)
        yield {"title": name, "path": path} if path else {"title": name}


def _gazetteers(locations: Columns) -> Iterator[dict[str, str]]:
    used = set(locations["gazetteer"].dropna().unique())
    for code, row in schema.codes("gazetteers").items():
        if code in used:
            title = f"{row['title']} ({row['license']})" if row["license"] else row["title"]
            yield {"title": title, "path": row["path"]} if row["path"] else {"title": title}


def _extent(tables: Mapping[str, Columns]) -> dict[str, Any]:
    """`temporal` and `spatial` as computed from the events; each left out where nothing is known."""
    made: dict[str, Any] = {}
    events = tables["events"]
    days = sorted(
        day
        for name in ("date_earliest", "date_latest")
        if len(cells := events[name].dropna())
        for day in (cells.min(), cells.max())
    )
    if days:
        made["temporal"] = {"start": days[0].isoformat(), "end": days[-1].isoformat()}
    names = ("location_id", "feature_type", "latitude", "longitude")
    locations = pd.DataFrame({name: tables["locations"][name] for name in names})
    used = among(locations["location_id"], events["location_id"]) | among(
        locations["location_id"], events["destination_location_id"]
    )
    points = locations[used].dropna(subset=["latitude", "longitude"])
    # A country's point says little of where in it, and would stretch the extent: taken only where there is no other.
    smaller = points[~points["feature_type"].isin(_WIDE)]
    points = smaller if len(smaller) else points
    if len(points):
        west, east = float(points["longitude"].min()), float(points["longitude"].max())
        south, north = float(points["latitude"].min()), float(points["latitude"].max())
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        made["spatial"] = {"type": "Polygon", "bbox": [west, south, east, north], "coordinates": [ring]}
    return made
