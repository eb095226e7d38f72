"""An SQLite database of the package, with keys, foreign keys and views, and metadata for Datasette beside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..core.errors import OutputError
from ..package.load import Package
from ..tabular.sorted_rows import rows_of
from . import PortalOptions, dataset, licences, sql

HELP = "write one SQLite database with keys, views and Datasette's metadata"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """NAME.sqlite and metadata.json (of Datasette) in `out`; dates are text as ISO 8601."""
    database, metadata = out / f"{dataset.file_name(package.name)}.sqlite", out / "metadata.json"
    database.unlink(missing_ok=True)
    resources = [r for r in dataset.resources(package) if r["name"] in package.tables]
    sql.check_names(resources)
    connection = sqlite3.connect(database)
    try:
        with connection:
            for resource in sql.in_order(resources):
                large = dataset.large_numbers(package.tables[resource["name"]])
                connection.execute(sql.create_table(resource, resources, large))
            for resource in resources:
                _fill(connection, resource["name"], package)
            for name, query in sql.views(resources).items():
                connection.execute(f"CREATE VIEW {name} AS {query}")
            for resource in resources:
                for column in _referring(resource):
                    name = resource["name"]
                    connection.execute(
                        f"CREATE INDEX {sql.quoted(f'{name}_{column}')} ON {sql.quoted(name)} ({sql.quoted(column)})"
                    )
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise ValueError(f"{len(broken)} rows refer to rows that are not there")
        connection.execute("VACUUM")
    except sqlite3.OperationalError as error:  # a full disk, mostly; SQLite has no error number for us
        raise OutputError(
            database, f"cannot be written ({error})", "Make room, or give another folder with --out"
        ) from error
    finally:
        connection.close()
    metadata.write_text(
        json.dumps(datasette(package, resources), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return [database, metadata]


def _fill(connection: sqlite3.Connection, table: str, package: Package) -> None:
    frame = dataset.as_texts(package.tables[table])
    places = ", ".join("?" * len(frame.columns))
    rows = ([c.isoformat() if isinstance(c, date) else c for c in row.values()] for row in rows_of(frame))
    connection.executemany(f"INSERT INTO {sql.quoted(table)} VALUES ({places})", rows)


def _referring(resource: Mapping[str, Any]) -> list[str]:
    found = [dataset.names(key["fields"])[0] for key in resource["schema"].get("foreignKeys", ())]
    return list(dict.fromkeys(found))


def datasette(package: Package, resources: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Datasette's metadata: title, licence, source, and a description of each table and column."""
    licence = licences.of(package)
    made = {
        "title": dataset.optional(package, "title"),
        "description": dataset.optional(package, "description"),
        "license": licence.title or licence.spdx if licence else "",
        "license_url": licence.address if licence else "",
        "source_url": dataset.optional(package, "homepage"),
    }
    tables = {
        r["name"]: {
            "title": r.get("title"),
            "description": r.get("description"),
            "columns": {f["name"]: f["description"] for f in dataset.fields(r) if "description" in f},
        }
        for r in resources
    }
    made = {key: value for key, value in made.items() if value}
    return made | {"databases": {dataset.file_name(package.name): {"tables": tables}}}
