"""What a package consists of, and that it is written whole or not at all."""

import json
import os
from datetime import date

import factories
import frictionless
import pyarrow.parquet as pq
import pytest
from factories import write_package

from eventpack.core.errors import OutputError
from eventpack.core.version import __version__
from eventpack.package import validate, write
from eventpack.storage import atomic_replace
from eventpack.tabular import schema


def state(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def stop_at_a_file(monkeypatch, number, error):
    """Let the swap of files fail at the given file, counted from 1; the roll-back that follows works."""
    replace, calls = os.replace, []

    def stopping(source, target):
        calls.append(target)
        if len(calls) == number:
            raise error
        replace(source, target)

    monkeypatch.setattr(atomic_replace.os, "replace", stopping)


# --- what is written


def test_a_package_is_its_descriptor_and_each_table_twice_and_nothing_else(built):
    assert set(state(built)) == {"datapackage.json"} | {
        f"data/{table}.{ending}" for table in schema.TABLES for ending in ("csv", "parquet")
    }


def test_the_package_passes_both_validators(built):
    assert list(validate.examine(built, limit=None).problems) == []
    assert frictionless.validate(str(built / "datapackage.json")).valid


def test_csv_is_plain_for_every_reader(built):
    lines = (built / "data/sources.csv").read_text(encoding="utf-8").split("\n")
    assert lines[0].startswith("source_id,title,publisher,author,url,language,published,")
    assert lines[2] == (
        f'{factories.FIRST.source_id},"Convoy leaves ""the field""",North Wire,,https://north-wire.example/convoy,en,'
        f"2026-01-26,2026-01-26,2026-01-26,metadata,17,{factories.FIRST.sha256},first.txt,"
    )
    assert lines[-1] == ""
    assert "37.0206,41.1914" in (built / "data/locations.csv").read_text(encoding="utf-8")


def test_parquet_has_the_types_and_descriptions_of_the_schema(built):
    found = pq.read_schema(built / "data/events.parquet")
    assert found.equals(schema.arrow_schema(schema.load("events")), check_metadata=True)


def test_the_same_tables_give_the_same_bytes(built, tmp_path):
    write_package(tmp_path)
    assert state(tmp_path) == state(built)


def test_the_descriptor_says_what_the_package_is(built):
    found = json.loads((built / "datapackage.json").read_text(encoding="utf-8"))
    assert found["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (found["name"], found["title"], found["version"]) == (
        "convoy",
        "Convoy",
        __version__,
    )
    assert found["licenses"][0]["name"] == "CC-BY-4.0"
    assert found["contributors"] == [{"title": "A Desk", "roles": ["creator"]}]
    assert found["temporal"] == {"start": "2026-01-26", "end": "2026-01-26"}
    assert found["spatial"]["bbox"] == [35.9487, 35.4011, 41.1914, 37.0206]
    titles = [source["title"] for source in found["sources"]]
    assert titles[:5] == ["North Wire", "South Post", "OurAirports (public domain)", "ISO 3166-1", "ISO 3166-2 (MIT)"]
    assert not any("GeoNames" in title for title in titles)
    assert found["sources"][0]["path"] == "https://north-wire.example/convoy"


@pytest.mark.parametrize(
    ("destination", "box"),
    [
        (factories.COUNTRY, [41.1914, 37.0206, 41.1914, 37.0206]),
        (factories.AIR_BASE, [35.9487, 35.4011, 41.1914, 37.0206]),
    ],
)
def test_the_extent_is_that_of_places_and_not_of_countries_around_them(tmp_path, destination, box):
    write_package(tmp_path, destination=destination)
    assert json.loads((tmp_path / "datapackage.json").read_text())["spatial"]["bbox"] == box


def test_a_resource_is_read_by_version_1_and_version_2_readers(built):
    for resource in json.loads((built / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        assert (resource["type"], resource["profile"]) == ("table", "tabular-data-resource")
        assert resource["schema"] == schema.resource_schema(resource["name"])
        assert resource["schema"]["missingValues"] == [""]
        assert resource["bytes"] == (built / resource["path"]).stat().st_size
        assert resource["parquet"]["path"] == resource["path"].replace(".csv", ".parquet")


def test_no_resource_is_an_article(built):
    written = b"".join(state(built).values())
    assert factories.THIRD.text.encode() not in written
    assert b"No guard was seen." not in written


def test_the_package_of_no_event_is_valid_too(tmp_path):
    found = factories.annotations()
    write.write(factories.tables_of([], found), factories.texts(), tmp_path)
    assert list(validate.examine(tmp_path, limit=None).problems) == []
    descriptor = json.loads((tmp_path / "datapackage.json").read_text())
    assert not {"temporal", "spatial", "licenses", "contributors"} & set(descriptor)


# --- all or nothing


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.csv").write_text("x\n")
    (tmp_path / "README.md").write_text("mine\n")
    write_package(tmp_path)
    write_package(tmp_path, status="ongoing")
    assert (tmp_path / "data" / "mine.csv").read_text() == "x\n"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert ",ongoing," in (tmp_path / "data/events.csv").read_text()


def test_tables_that_break_a_rule_are_not_written_and_the_earlier_package_stays(copy):
    before = state(copy)
    with pytest.raises(write.NotValid, match=r"events:2 date_earliest: \"2026-01-27\" is after date_latest") as caught:
        write_package(copy, date_earliest=date(2026, 1, 27))
    assert caught.value.problems[0].rule == "date order"
    assert state(copy) == before


def test_an_error_half_way_through_puts_the_earlier_package_back(copy, monkeypatch):
    before = state(copy)
    stop_at_a_file(monkeypatch, 6, OSError(28, "No space left on device"))
    with pytest.raises(OutputError, match="No space left on device"):
        write_package(copy, status="ongoing")
    assert state(copy) == before


def test_an_error_half_way_through_leaves_no_half_package_where_there_was_none(tmp_path, monkeypatch):
    stop_at_a_file(monkeypatch, 6, OSError(28, "No space left on device"))
    with pytest.raises(OutputError):
        write_package(tmp_path / "new")
    assert state(tmp_path) == {}


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file/out: cannot be written: Not a directory. Choose another folder"):
        write_package(tmp_path / "file" / "out")


def test_a_package_of_somebody_else_is_not_written_over(tmp_path):
    (tmp_path / "datapackage.json").write_text("{}")
    with pytest.raises(OutputError, match="is not a package of eventpack"):
        write_package(tmp_path)
    assert (tmp_path / "datapackage.json").read_text() == "{}"


def test_an_interrupt_half_way_through_puts_the_earlier_package_back(copy, monkeypatch):
    before = state(copy)
    stop_at_a_file(monkeypatch, 5, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write_package(copy)
    assert state(copy) == before
