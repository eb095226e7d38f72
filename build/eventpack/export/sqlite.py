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
from . import PortalOptions, sql

HELP = "one SQLite database with keys, views and Datasette's metadata"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """NAME.sqlite and metadata.json (of Datasette) in `out`; dates are text as ISO 8601."""
    database, metadata = out / f"{package.name}.sqlite", out / "metadata.json"
    database.unlink(missing_ok=True)
    resources = [r for r in package.descriptor["resources"] if r["name"] in package.tables]
    connection = sqlite3.connect(database)
    try:
        with connection:
            for resource in sql.in_order(resources):
                connection.execute(sql.create_table(resource))
            for resource in resources:
                _fill(connection, resource["name"], package)
            for name, query in sql.VIEWS.items():
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
        json.dumps(datasette(package.descriptor, resources), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return [database, metadata]


def _fill(connection: sqlite3.Connection, table: str, package: Package) -> None:
    frame = package.tables[table]
    places = ", ".join("?" * len(frame.columns))
    rows = ([c.isoformat() if isinstance(c, date) else c for c in row.values()] for row in rows_of(frame))
    connection.executemany(f"INSERT INTO {sql.quoted(table)} VALUES ({places})", rows)


def _referring(resource: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for key in resource["schema"].get("foreignKeys", ()):
        names = [key["fields"]] if isinstance(key["fields"], str) else key["fields"]
        found += [name for name in names[:1] if name not in found]
    return found


def datasette(descriptor: Mapping[str, Any], resources: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Datasette's metadata: title, licence, source, and a description of each table and column."""
    licence = next(iter(descriptor.get("licenses", ())), {})
    made = {
        "title": descriptor.get("title"),
        "description": descriptor.get("description"),
        "license": licence.get("title") or licence.get("name"),
        "license_url": licence.get("path"),
        "source_url": descriptor.get("homepage"),
    }
    tables = {
        r["name"]: {
            "title": r.get("title"),
            "description": r.get("description"),
            "columns": {f["name"]: f["description"] for f in r["schema"]["fields"] if "description" in f},
        }
        for r in resources
    }
    made = {key: value for key, value in made.items() if value}
    return made | {"databases": {descriptor["name"]: {"tables": tables}}}
