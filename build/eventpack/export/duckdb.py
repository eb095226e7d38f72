"""A DuckDB database of the package, with keys, foreign keys and views."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..core.optional_parts import needed
from ..package.load import Package
from . import PortalOptions, dataset, sql

HELP = "write one DuckDB database with keys and views"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """NAME.duckdb in `out`. Needs eventpack[duckdb]."""
    duckdb = needed("duckdb", "duckdb")
    database = out / f"{dataset.file_name(package.name)}.duckdb"
    for file in (database, Path(f"{database}.wal")):
        file.unlink(missing_ok=True)
    resources = [r for r in dataset.resources(package) if r["name"] in package.tables]
    sql.check_names(resources)
    connection = duckdb.connect(str(database))
    made: list[Mapping[str, Any]] = []
    try:
        for resource in sql.in_order(resources):
            name = resource["name"]
            large = dataset.large_numbers(package.tables[name])
            try:
                parts = _parents_first(package, resource)
            except ValueError:  # rows that refer to one another: none of them can be the first
                parts = [dataset.to_arrow(package.tables[name])]
                resource = {**resource, "schema": {**resource["schema"], "foreignKeys": _to_others(resource)}}
            # Of tables that refer to one another in a ring, the first can say nothing of the others.
            connection.execute(sql.create_table(resource, made, large))
            for part in parts:
                connection.register("part", part)
                connection.execute(f"INSERT INTO {sql.quoted(name)} SELECT * FROM part")
                connection.unregister("part")
            made.append(resource)
        for name, query in sql.views(resources).items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
    finally:
        connection.close()
    return [database]


def _to_others(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        key
        for key in resource["schema"].get("foreignKeys", ())
        if key["reference"].get("resource") not in (None, "", resource["name"])
    ]


def _parents_first(package: Package, resource: Mapping[str, Any]) -> list[pa.Table]:
    """The rows in parts, each row after those of its own table that it refers to: DuckDB checks at every insert.

    Raises ValueError where rows refer to one another in a ring.
    """
    keys = [
        (dataset.names(key["fields"]), dataset.names(key["reference"]["fields"]))
        for key in resource["schema"].get("foreignKeys", ())
        if key not in _to_others(resource) and "package" not in key["reference"]
    ]
    parts = []
    waiting = package.tables[resource["name"]]
    while len(waiting):
        ready = np.ones(len(waiting), dtype=bool)
        for columns, targets in keys:
            known = pd.MultiIndex.from_frame(waiting[targets])
            refers = pd.MultiIndex.from_frame(waiting[columns]).isin(known)
            pairs = zip(columns, targets, strict=True)
            itself = np.logical_and.reduce([(waiting[a] == waiting[b]).fillna(False) for a, b in pairs])
            ready &= ~(refers & ~itself & waiting[columns].notna().all(axis=1).to_numpy())
        if not ready.any():
            raise ValueError(f"rows of {resource['name']} refer to one another in a ring")
        parts.append(dataset.to_arrow(waiting[ready]))
        waiting = waiting[~ready]
    return parts or [dataset.to_arrow(waiting)]
