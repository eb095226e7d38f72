"""A package in memory: typed frames, and the joins that most analyses begin with.

import eventpack
pkg = eventpack.load("my-data")            # a folder, a datapackage.json, a zip, or an address of one
pkg.events                                 # a frame for each table, typed as its schema says; also pkg["events"]
pkg.reports_of("evt-03a0728971a6")         # the reports of an event, with quote and source
pkg.wide()                                 # one flat table, a row an event
pkg.geo()                                  # the same as points, for GeoPandas
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import pandas as pd
import pyarrow as pa

from ..core import package_layout
from ..core.errors import ArgumentError, EventpackError, NotFound
from ..core.messages import counted
from ..core.open_file import read_file
from ..core.optional_parts import needed
from ..core.problems import Collector, Problem
from ..storage import atomic_replace
from ..tabular import csv_file, schema
from ..validation import check_package, container, document, fetch
from ..validation.declared import Resource
from ..validation.table import EVERYTHING, Table

if TYPE_CHECKING:
    import geopandas
    import polars

_SHOWN = 5
_TOLD = ("events", "reports", "sources")  # in the short form of a package
_SEPARATOR = "|"
# What the joins need; those beside them may be empty.
EVENT_TABLES = ("events", "reports", "locations", "sources", "actors", "event_actors")
_AS_THEY_ARE = {**schema.TYPES, "year": schema.TYPES["integer"]}
_PLACE = ("name", "feature_type", "country", "admin1", "latitude", "longitude")
WGS84 = "EPSG:4326"


class NotLoaded(EventpackError):
    """There is no package, or it is not good: a frame of wrong types or of changed files is never given."""


@dataclass(frozen=True, repr=False)
class Package:
    """The tables of one package. Each is an attribute (`events`, `reports`, ...) and an item (`pkg["events"]`).

    `len(pkg)` is the number of tables, `for name in pkg` gives their names, and `name in pkg` says whether there is one.

    Frames have pandas' nullable types: string, Int64, Float64, boolean, date32 for dates, datetime64 for moments; absent
    is NA. Values of other types, such as durations and JSON, are the text that their file has.

    `resources` are those of the descriptor with the schemas that stand in files of their own, and with every field of
    a table as it was read.
    """

    descriptor: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    place: container.Place | None = field(default=None, repr=False, compare=False)
    resources: Sequence[Mapping[str, Any]] = field(default=(), repr=False, compare=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if not name.startswith("_") and name in self.tables:
            return self.tables[name]
        raise AttributeError(f"the package has no table {name!r}; it has {', '.join(self.tables)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __getitem__(self, table: str) -> pd.DataFrame:
        """A table. Raises NotFound, a KeyError, where the package has none of this name."""
        if not isinstance(table, str) or table not in self.tables:
            raise NotFound(f"the package has no table {table!r}; it has {', '.join(self.tables)}")
        return self.tables[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __contains__(self, table: object) -> bool:
        return table in self.tables

    def __repr__(self) -> str:
        version = self.descriptor.get("version")
        rows = [f"{len(self.tables[name]):,} {name}" for name in _TOLD if name in self.tables]
        named = f"{self.name} {version}" if version else self.name
        return f"<eventpack.Package {named}: {', '.join([*rows, counted(len(self), 'table')])}>"

    def _repr_html_(self) -> str:
        """The package as a notebook shows it: its name, and its tables with the number of rows and their columns."""
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{len(frame):,}</td><td>{escape(', '.join(map(str, frame.columns)))}</td></tr>"
            for name, frame in self.tables.items()
        )
        title = self.descriptor.get("title") or self.name
        version = self.descriptor.get("version")
        caption = f"{title}, version {version}" if version else str(title)
        return (
            f"<table><caption>{escape(caption)}</caption>"
            f"<thead><tr><th>table</th><th>rows</th><th>columns</th></tr></thead><tbody>{rows}</tbody></table>"
        )

    @property
    def name(self) -> str:
        """The package's name, or a made-up one if it has none."""
        return self.descriptor.get("name") or "data-package"

    def need_events(self, what: str) -> None:
        """Raises NotLoaded for `what` where the package has not the tables of an event data package."""
        missing = [table for table in EVENT_TABLES if table not in self.tables]
        if missing:
            raise NotLoaded(f"{what} is made of events, and the package has no table {missing[0]}")

    def read(self, path: str) -> bytes:
        """A file of the package as it is, by its path in the descriptor. Raises NotLoaded if it is missing."""
        if self.place is None:
            raise NotLoaded(f"{path} is not kept of a package that was made in memory")
        try:
            with self.place.open(path) as file:
                return file.read()
        except (container.Refused, *container.DAMAGED) as error:
            raise NotLoaded(f"{path} {error}; load the package from a folder or a zip") from error

    def reports_of(self, event: str | pd.Series | Mapping[str, Any]) -> pd.DataFrame:
        """The reports of an event in the order of their sources, with title, publisher and url of each.

        `event` is its identifier, or its row in `events`. Raises NotFound, a KeyError, for an event that is not in the
        package, and ArgumentError for what is neither.
        """
        self.need_events("a list of reports")
        event_id = _event_id(event)
        if not (self.events["event_id"] == event_id).any():
            raise NotFound(f"the package has no event {event_id}")
        reports = self.reports[self.reports["event_id"] == event_id]
        found = reports.merge(self.sources[["source_id", "title", "publisher", "url"]], on="source_id", how="left")
        return found.sort_values(["source_id", "char_start", "report_id"], ignore_index=True)

    def wide(self) -> pd.DataFrame:
        """One flat table with a row per event, in the order of `events`.

        To the columns of events it adds name, feature type, country, division and coordinates of place
        (`location_...`) and destination (`destination_...`), and the actors and recipients: their identifiers, names
        and countries, joined with | in the order of the identifiers (`actors`, `actor_names`, `actor_countries`, the
        same of recipients; a party without a country has an empty place in the list).
        """
        self.need_events("the wide table")
        made = self.events.copy()
        places = self.locations.set_index("location_id")[list(_PLACE)]
        for prefix, key in (("location_", "location_id"), ("destination_", "destination_location_id")):
            made = made.join(places.add_prefix(prefix), on=key)
        parties = self.event_actors.merge(self.actors[["actor_id", "name", "country"]], on="actor_id", how="left")
        parties = parties.sort_values(["event_id", "actor_id"])
        for role in ("actor", "recipient"):
            of_role = parties[parties["role"] == role].groupby("event_id")
            for column, name in (("actor_id", f"{role}s"), ("name", f"{role}_names"), ("country", f"{role}_countries")):
                joined = of_role[column].agg(_joined)
                made[name] = made["event_id"].map(joined).astype("string")
        return made

    def geo(self, table: str = "events") -> geopandas.GeoDataFrame:
        """`wide()` with a point where each event happened, or with `table="locations"` the locations as points.

        Coordinates are WGS 84; a row without coordinates has no geometry. Needs eventpack[geo].
        """
        geopandas = needed("geopandas", "geo")
        frame = self.wide() if table == "events" else self[table]
        prefix = "location_" if table == "events" else ""
        x, y = (
            frame[f"{prefix}{axis}"].astype("Float64").to_numpy("float64", na_value=float("nan"))
            for axis in ("longitude", "latitude")
        )
        points = geopandas.GeoSeries(geopandas.points_from_xy(x, y), index=frame.index, crs=WGS84)
        points[pd.isna(x) | pd.isna(y)] = None
        return geopandas.GeoDataFrame(frame, geometry=points, crs=WGS84)

    def polars(self) -> dict[str, polars.DataFrame]:
        """The tables as polars frames, of the same types. Needs eventpack[polars]."""
        polars = needed("polars", "polars")
        import pyarrow as pa

        return {
            name: polars.from_arrow(pa.Table.from_pandas(frame, preserve_index=False))
            for name, frame in self.tables.items()
        }


def _event_id(event: object) -> str:
    found = event["event_id"] if isinstance(event, (pd.Series, Mapping)) and "event_id" in event else event
    if isinstance(found, str):
        return found
    what = "a column" if isinstance(found, pd.Series) else f"a {type(found).__name__}"
    raise ArgumentError(
        f"the event is {what}; give one identifier, such as pkg.events['event_id'][0], or one row of events"
    )


def _joined(cells: pd.Series) -> object:
    return pd.NA if cells.isna().all() else _SEPARATOR.join(cells.fillna(""))


def load(path: str | Path) -> Package:
    """The package at `path`: a folder, its datapackage.json, a zip of it, or a http or https address of either.

    Types, constraints, keys and the hashes of the files are checked first. Raises NotLoaded for a package that is
    not there or not good (`eventpack validate` then lists all that is wrong). Nothing is fetched but from an
    address that was given.
    """
    if isinstance(path, str) and container.is_remote(path):
        with tempfile.TemporaryDirectory(prefix="eventpack-") as folder:
            return _load(_fetched(path, Path(folder)), path)
    return atomic_replace.read_whole(Path(path), lambda: _load(Path(path), str(path)))


def _load(path: Path, shown: str) -> Package:
    try:
        package = check_package.load(path)
    except check_package.NoPackage as error:
        hint = f"Give a package's folder, its {package_layout.FILE} or a zip of it"
        if path.is_dir() and not (path / package_layout.FILE).exists():
            raise NotLoaded(
                f"{shown} holds no {package_layout.FILE}, so it is not a package. {hint}; from a folder of articles "
                f"`eventpack build {shown} --out DIR` or eventpack.build makes one"
            ) from error
        raise NotLoaded(f"{shown}: {error}. {hint}") from error
    collector = Collector(_SHOWN)
    check_package.check(package, collector, lambda name: EVERYTHING, allow_remote=False, as_text=True)
    if collector.problems:
        raise NotLoaded(_refusal(shown, collector.problems))
    frames = {name: _frame(found) for name, found in package.tables.items() if found is not None}
    return Package(package.data, frames, package.place, [_resource(one, package) for one in package.resources])


def readable(path: Path) -> dict[str, pd.DataFrame]:
    """The tables that can be read of a package that is not good, with the columns that they have.

    For who looks for something in it; to work with, :func:`load` is. A cell not of its column's type is NA.
    """
    package = check_package.load(path)
    check_package.check(package, Collector(_SHOWN), lambda name: EVERYTHING, allow_remote=False, as_text=True)
    return {name: _frame(found) for name, found in package.tables.items() if found is not None}


def _frame(found: Table) -> pd.DataFrame:
    """The columns in pandas' types."""
    return pd.DataFrame({name: _series(column, found.kinds[name]) for name, column in found.columns.items()})


def _series(column: pa.ChunkedArray, kind: str) -> pd.Series:
    if kind not in _AS_THEY_ARE:
        kind = "datetime" if kind == "datetime" else "string"
    if kind == "datetime":
        return pd.Series(column.to_pandas())
    if kind in {"integer", "year"} and not pa.types.is_int64(column.type):
        # What no 64 bits hold is a number of Python's own.
        texts = column.cast(pa.string()).to_pylist()
        return pd.Series([None if text is None else int(text) for text in texts], dtype=object)
    dtype = _AS_THEY_ARE[kind][0]
    if kind == "string" and not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    return pd.Series(dtype.__from_arrow__(csv_file.in_64_bits(column, dtype)))


def _resource(one: Resource, package: check_package.Package) -> dict[str, Any]:
    """A resource with its schema in it, which has a field for each column that there is."""
    made = dict(one.raw)
    if "url" in made:
        made.setdefault("path", made.pop("url"))
    found = package.tables.get(one.name)
    if found is None:
        return made
    stated = one.raw.get("schema")
    if isinstance(stated, str):
        stated = document.parse(package.place.read(stated, document.LARGEST), stated)
    stated = stated if isinstance(stated, dict) else {}
    fields = {raw["name"]: raw for raw in reversed(check_package.listed(stated.get("fields")))}
    made["schema"] = {
        **stated,
        "fields": [{**fields.get(name, {}), "name": name, "type": kind} for name, kind in found.kinds.items()],
    }
    return made


def _refusal(shown: str, problems: list[Problem]) -> str:
    lines = [str(problem) for problem in problems[:_SHOWN]]
    return "\n".join([f"{shown} is not valid and was not loaded; run eventpack validate for all problems:", *lines])


def _fetched(address: str, folder: Path) -> Path:
    """A package of the network in a folder of this machine: the zip, or the descriptor and the files it names."""
    until = time.monotonic() + fetch.MOST_SECONDS
    try:
        found = fetch.into(folder, "package", address, until)
        with found.open("rb") as file:
            if file.read(2) == b"PK":
                return found
        base = address
        try:
            stated = document.parse(read_file(found, document.LARGEST), package_layout.FILE)
        except document.NotJson:
            base = urljoin(f"{address.rstrip('/')}/", package_layout.FILE)  # the address of a folder
            found = fetch.into(folder, "descriptor", base, until)
            stated = document.parse(read_file(found, document.LARGEST), package_layout.FILE)
        whole = folder / "whole"
        for name in _files(stated):
            fetch.into(whole, name, urljoin(base, quote(name)), until)
        found.rename(whole / package_layout.FILE)
    except container.Refused as refusal:
        raise NotLoaded(f"{address}: {refusal}") from refusal
    except (OSError, ValueError, KeyError, TypeError, document.NotJson) as error:
        raise NotLoaded(f"{address} is neither a {package_layout.FILE} nor a zip of a package") from error
    return whole


def _files(stated: Any) -> list[str]:
    """The files that a descriptor names, each once. Raises Refused, and KeyError or TypeError where it names none."""
    found: dict[str, None] = {}
    for resource in stated["resources"]:
        paths = resource.get("path", resource.get("url", []))
        named = [*(paths if isinstance(paths, list) else [paths])]
        named += [part for key in ("schema", "dialect") if isinstance(part := resource.get(key), str)]
        for name in named:
            if container.is_remote(container.check_path(name)):
                raise container.Refused("names files of another address")
            if PurePosixPath(name) == PurePosixPath(package_layout.FILE):
                raise container.Refused("names its own descriptor as a table")
            found[str(PurePosixPath(name))] = None
    return list(found)
