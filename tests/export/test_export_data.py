"""Exports for databases and maps, each judged by the program it is for."""

import json
import sqlite3
from pathlib import Path

import duckdb
import geopandas
import pandas as pd
import pytest
from datasette.app import Datasette

import eventpack
from eventpack.cli import main
from eventpack.export import duckdb as to_duckdb
from eventpack.export import sql
from eventpack.tabular import schema

# The package this project ships: made by its build, with every kind of row.
PACKAGE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    out = tmp_path_factory.mktemp("exports")
    for target in ("sqlite", "duckdb", "geojson", "geoparquet"):
        assert main(["export", target, "--package", str(PACKAGE), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def pkg():
    return eventpack.load(PACKAGE)


def cells(frame):
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def test_sqlite_holds_every_cell(exported, pkg):
    with sqlite3.connect(next(exported.glob("*.sqlite"))) as database:
        database.row_factory = sqlite3.Row
        for table, frame in pkg.tables.items():
            rows = [dict(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY rowid")]
            expected = [
                {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items()} for row in cells(frame)
            ]
            assert rows == expected, table


def test_sqlite_refuses_what_the_schema_refuses(exported, tmp_path):
    path = tmp_path / "copy.sqlite"
    path.write_bytes(next(exported.glob("*.sqlite")).read_bytes())
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA foreign_keys = ON")
        for change in (
            "UPDATE events SET event_type = 'WAR'",
            "UPDATE events SET location_id = 'icao:NONE'",
            "UPDATE events SET status = NULL",
            "UPDATE events SET confidence = 1.5",
            "INSERT INTO events SELECT * FROM events",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                database.execute(change)


def test_duckdb_holds_every_cell_and_keeps_the_keys(exported, pkg):
    with duckdb.connect(str(next(exported.glob("*.duckdb")))) as database:
        for table, frame in pkg.tables.items():
            key = ", ".join(schema.load(table)["primaryKey"])
            found = database.sql(f"SELECT * FROM {table} ORDER BY {key}").to_arrow_table().to_pylist()
            mine = frame.sort_values(schema.load(table)["primaryKey"])
            assert found == cells(mine), table
        with pytest.raises(duckdb.ConstraintException):
            database.execute("UPDATE reports SET source_id = 'src-000000000000'")


@pytest.mark.parametrize("view", sorted(sql.VIEWS))
def test_each_view_says_the_same_in_both_databases(exported, view):
    with (
        sqlite3.connect(next(exported.glob("*.sqlite"))) as one,
        duckdb.connect(str(next(exported.glob("*.duckdb")))) as other,
    ):
        a = sorted(map(str, one.execute(f"SELECT * FROM {view}").fetchall()))
        columns = [c[0] for c in one.execute(f"SELECT * FROM {view}").description]
        rows = other.execute(f"SELECT * FROM {view}")
        assert [c[0] for c in rows.description] == columns
        b = sorted(str(tuple(v.isoformat() if hasattr(v, "isoformat") else v for v in row)) for row in rows.fetchall())
        assert a == b and a


def test_the_wide_view_has_a_row_an_event(exported, pkg):
    with sqlite3.connect(next(exported.glob("*.sqlite"))) as database:
        assert database.execute("SELECT count(*) FROM events_wide").fetchone()[0] == len(pkg.events)


def test_datasette_opens_it_with_its_metadata(exported):
    import asyncio

    file = next(exported.glob("*.sqlite"))
    site = Datasette([str(file)], metadata=json.loads((exported / "metadata.json").read_text()))

    async def answers():
        await site.invoke_startup()
        page = await site.client.get(f"/{file.stem}/events")
        rows = await site.client.get(f"/{file.stem}/events.json?_shape=array")
        return page, rows

    page, rows = asyncio.run(answers())
    assert page.status_code == 200 and "Creative Commons" in page.text
    assert rows.status_code == 200 and rows.json()[0]["event_id"].startswith("evt-")


def test_geojson_is_read_as_the_points_it_was_made_of(exported, pkg):
    for name in ("events", "locations"):
        read = geopandas.read_file(exported / f"{name}.geojson")
        made = pkg.geo(name)
        assert len(read) == len(made)
        for a, b in zip(read.geometry, made.geometry, strict=True):
            assert (a is None) == (b is None) and (a is None or a.equals(b))
        features = json.loads((exported / f"{name}.geojson").read_text())["features"]
        assert len({f["id"] for f in features}) == len(features)


def test_geoparquet_is_read_as_it_was_made(exported, pkg):
    for name in ("events", "locations"):
        read = geopandas.read_parquet(exported / f"{name}.geoparquet")
        assert read.crs.to_epsg() == 4326
        made = pkg.geo(name)
        assert [None if g is None else g.wkt for g in read.geometry] == [
            None if g is None else g.wkt for g in made.geometry
        ]


def test_rows_that_refer_to_their_own_table_come_after_what_they_refer_to():
    resource = {
        "name": "t",
        "schema": {"foreignKeys": [{"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}}]},
    }
    frame = pd.DataFrame({"id": ["a", "b", "c"], "up": ["b", "c", None]}, dtype="string")
    package = eventpack.package.load.Package({}, {"t": frame})
    assert [part["id"].to_pylist() for part in to_duckdb._parents_first(package, resource)] == [["c"], ["b"], ["a"]]
    ring = eventpack.package.load.Package({}, {"t": frame.assign(up=["b", "a", None])})
    with pytest.raises(ValueError, match="ring"):
        to_duckdb._parents_first(ring, resource)


def test_nothing_is_left_of_an_export_that_fails(copy, tmp_path, capsys):
    (copy / "data/events.csv").write_text("broken\n")
    assert main(["export", "sqlite", "--package", str(copy), "--out", str(tmp_path / "out")]) == 2
    assert "was not loaded" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
