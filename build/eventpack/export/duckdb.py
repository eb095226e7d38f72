"""A DuckDB database of the package, with keys, foreign keys and views."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..core.optional_parts import needed
from ..package.load import Package
from . import PortalOptions, dataset, sql

HELP = "one DuckDB database with keys and views"


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
            name, frame = resource["name"], package.tables[resource["name"]]
            parts = _parents_first(frame, resource)
            # Of tables that refer to one another in a ring, the first can say nothing of the others; nor can rows.
            known = [*made, resource] if parts else [one for one in made if one is not resource]
            if not parts:
                resource = {**resource, "schema": {**resource["schema"], "foreignKeys": _to_others(resource)}}
            connection.execute(sql.create_table(resource, known, dataset.large_numbers(frame)))
            for part in parts or [frame]:
                connection.register("part", dataset.to_arrow(part))
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


def _parents_first(frame: pd.DataFrame, resource: Mapping[str, Any]) -> list[pd.DataFrame]:
    """The rows in parts, each row after those of its own table that it refers to: DuckDB checks at every insert.

    There are no parts where rows refer to one another in a ring.
    """
    own = [(a, b) for a, name, b in sql.foreign_keys(resource, [resource]) if name == resource["name"]]
    parts = []
    waiting = frame
    while len(waiting):
        ready = ~waiting.index.isin([])
        for columns, targets in own:
            known = pd.MultiIndex.from_frame(waiting[targets])
            refers = pd.MultiIndex.from_frame(waiting[columns])
            pairs = zip(columns, targets, strict=True)
            itself = np.logical_and.reduce([(waiting[a] == waiting[b]).fillna(False) for a, b in pairs])
            ready &= ~(refers.isin(known) & ~itself & waiting[columns].notna().all(axis=1).to_numpy())
        if not ready.any():
            return []
        parts.append(waiting[ready])
        waiting = waiting[~ready]
    return parts or [frame]
