"""A DuckDB database of the package, with keys, foreign keys and views."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from ..core.optional_parts import needed
from ..package.load import Package
from . import PortalOptions, sql

HELP = "one DuckDB database with keys and views"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """NAME.duckdb in `out`. Needs eventpack[duckdb]."""
    duckdb = needed("duckdb", "duckdb")
    database = out / f"{package.name}.duckdb"
    for file in (database, Path(f"{database}.wal")):
        file.unlink(missing_ok=True)
    resources = [r for r in package.descriptor["resources"] if r["name"] in package.tables]
    connection = duckdb.connect(str(database))
    try:
        for resource in sql.in_order(resources):
            connection.execute(sql.create_table(resource))
            name = resource["name"]
            for part in _parents_first(package, resource):
                connection.register("part", part)
                connection.execute(f"INSERT INTO {sql.quoted(name)} SELECT * FROM part")
                connection.unregister("part")
        for name, query in sql.VIEWS.items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
    finally:
        connection.close()
    return [database]


def _parents_first(package: Package, resource) -> list[pa.Table]:
    """The rows in parts, each row after those of its own table that it refers to: DuckDB checks at every insert."""
    frame = package.tables[resource["name"]]
    own = [
        k
        for k in resource["schema"].get("foreignKeys", ())
        if (k["reference"].get("resource") or resource["name"]) == resource["name"]
    ]
    parts = []
    waiting = frame
    while len(waiting):
        ready = ~waiting.index.isin([])
        for key in own:
            column, target = (n if isinstance(n, str) else n[0] for n in (key["fields"], key["reference"]["fields"]))
            ready &= ~(waiting[column].isin(waiting[target]) & (waiting[column] != waiting[target])).fillna(False)
        if not ready.any():
            raise ValueError(f"rows of {resource['name']} refer to one another in a ring")
        parts.append(pa.Table.from_pandas(waiting[ready], preserve_index=False))
        waiting = waiting[~ready]
    return parts
