"""`eventpack.load`: typed frames of a checked package, from a folder, a zip or an address, and the ready joins."""

import functools
import http.server
import json
import shutil
import threading
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import eventpack
from eventpack.package.load import NotLoaded
from eventpack.tabular import schema

# The package this project ships: made by its build, with every kind of row.
PACKAGE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pkg():
    return eventpack.load(PACKAGE)


def zip_of(folder, target):
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(folder / "datapackage.json", "datapackage.json")
        for file in (folder / "data").glob("*.csv"):
            archive.write(file, f"data/{file.name}")
    return target


def test_every_table_is_a_frame_with_the_types_of_its_schema(pkg):
    for table in schema.TABLES:
        frame = getattr(pkg, table)
        assert dict(frame.dtypes) == schema.pandas_dtypes(schema.load(table)), table


def test_a_zip_and_the_descriptor_load_as_the_folder_does(pkg, tmp_path):
    for path in (zip_of(PACKAGE, tmp_path / "p.zip"), PACKAGE / "datapackage.json"):
        other = eventpack.load(path)
        for table in schema.TABLES:
            pd.testing.assert_frame_equal(other.tables[table], pkg.tables[table])


def test_an_address_loads_as_the_folder_does(pkg, tmp_path):
    zip_of(PACKAGE, tmp_path / "p.zip")
    shutil.copytree(PACKAGE / "data", tmp_path / "data")
    shutil.copy(PACKAGE / "datapackage.json", tmp_path)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        base = f"http://127.0.0.1:{server.server_port}"
        for address in (f"{base}/datapackage.json", f"{base}/p.zip"):
            pd.testing.assert_frame_equal(eventpack.load(address).events, pkg.events)
        with pytest.raises(NotLoaded, match="cannot be fetched"):
            eventpack.load(f"{base}/nothing.zip")
    finally:
        server.shutdown()


def test_a_changed_cell_is_not_loaded(copy):
    file = copy / "data/events.csv"
    file.write_text(file.read_text().replace("RETREAT", "RETREATS", 1))
    with pytest.raises(NotLoaded, match="events.csv"):
        eventpack.load(copy)


@pytest.mark.parametrize("content", ["", "[]", '{"name": "x", "resources": []}'])
def test_what_is_no_event_package_is_refused(tmp_path, content):
    (tmp_path / "datapackage.json").write_text(content)
    with pytest.raises(NotLoaded):
        eventpack.load(tmp_path)


def test_an_attribute_that_is_no_table_says_which_tables_there_are(pkg):
    with pytest.raises(AttributeError, match="events, locations"):
        pkg.incidents  # noqa: B018
    assert "reports" in dir(pkg)


def test_the_reports_of_an_event_are_all_it_counts_with_their_sources(pkg):
    for event_id, expected in zip(pkg.events["event_id"], pkg.events["n_reports"], strict=True):
        found = pkg.reports_of(event_id)
        assert len(found) == expected
        assert found["title"].notna().all() and found["quote"].notna().all()
    with pytest.raises(KeyError):
        pkg.reports_of("evt-000000000000")


def test_the_wide_table_has_a_row_an_event_with_its_parties_and_places(pkg):
    wide = pkg.wide()
    assert list(wide["event_id"]) == list(pkg.events["event_id"])
    for row in wide.to_dict("records"):
        mine = pkg.event_actors[
            (pkg.event_actors["event_id"] == row["event_id"]) & (pkg.event_actors["role"] == "actor")
        ]
        told = [] if pd.isna(row["actors"]) else row["actors"].split("|")
        assert told == sorted(mine["actor_id"])
        if not pd.isna(row["location_id"]):
            place = pkg.locations.set_index("location_id").loc[row["location_id"]]
            assert (row["location_name"], row["location_latitude"]) == (place["name"], place["latitude"])


def test_points_are_where_the_coordinates_say(pkg):
    points = pkg.geo()
    assert points.crs.to_epsg() == 4326
    for row in points.itertuples():
        if pd.isna(row.location_longitude):
            assert row.geometry is None
        else:
            assert (row.geometry.x, row.geometry.y) == (row.location_longitude, row.location_latitude)
    assert len(pkg.geo("locations")) == len(pkg.locations)


def test_polars_frames_hold_the_same_cells(pkg):
    for table, frame in pkg.polars().items():
        mine = pkg.tables[table].astype(object).where(pkg.tables[table].notna(), None)
        assert frame.to_dicts() == mine.to_dict("records")


def test_a_missing_extra_is_reported_with_how_to_get_it(pkg, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(eventpack.package.load.EventpackError, match=r"pip install .*\[polars\]"):
        pkg.polars()


def test_the_descriptor_comes_with_it(pkg):
    assert pkg.descriptor == json.loads((PACKAGE / "datapackage.json").read_text())
