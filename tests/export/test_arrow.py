"""Arrow files, as those programs read them that can be had here: pyarrow, polars, DuckDB, pandas."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pytest

import eventpack
from eventpack.cli import main
from eventpack.tabular import schema

# The package this project ships: made by its build, with every kind of row.
PACKAGE = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "golden" / "arrow" / "events.txt"


@pytest.fixture(scope="module")
def pkg():
    return eventpack.load(PACKAGE)


def export(out: Path) -> Path:
    assert main(["export", "arrow", "--package", str(PACKAGE), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export(tmp_path_factory.mktemp("arrow"))


def cells(frame: pd.DataFrame) -> list[dict]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def fields_with_codes(table: str) -> dict[str, list[str]]:
    return {
        f["name"]: f["constraints"]["enum"] for f in schema.load(table)["fields"] if "enum" in f.get("constraints", {})
    }


def test_there_is_a_file_for_each_table_and_pyarrow_finds_every_cell_in_it(exported, pkg):
    assert {file.name for file in exported.iterdir()} == {f"{table}.arrow" for table in schema.TABLES}
    for table, frame in pkg.tables.items():
        found = pyarrow.feather.read_table(exported / f"{table}.arrow")
        found.validate(full=True)
        assert found.to_pylist() == cells(frame), table


def test_types_are_those_of_the_schema_and_codes_are_dictionaries_in_the_order_of_their_list(exported):
    for table in schema.TABLES:
        found = pyarrow.feather.read_table(exported / f"{table}.arrow").schema
        plain, codes = schema.arrow_schema(schema.load(table)), fields_with_codes(table)
        assert found.names == plain.names
        for field in plain:
            there = found.field(field.name)
            assert there.nullable == field.nullable
            if field.name not in codes:
                assert there.type == field.type
            else:
                assert there.type == pa.dictionary(pa.int32(), pa.string())
    events = pyarrow.feather.read_table(exported / "events.arrow")
    assert events["status"].chunk(0).dictionary.to_pylist() == list(schema.codes("statuses"))


def test_polars_reads_every_cell(exported, pkg):
    for table, frame in pkg.tables.items():
        found = pl.read_ipc(exported / f"{table}.arrow")
        codes = list(fields_with_codes(table))
        assert found.with_columns(pl.col(codes).cast(pl.String)).to_dicts() == cells(frame), table
        assert all(found.schema[name] in (pl.Categorical, pl.Enum(fields_with_codes(table)[name])) for name in codes)


def test_duckdb_queries_them_and_finds_every_cell(exported, pkg):
    for table, frame in pkg.tables.items():
        there = pyarrow.feather.read_table(exported / f"{table}.arrow")  # noqa: F841  named in the query
        assert duckdb.sql("SELECT * FROM there").to_arrow_table().to_pylist() == cells(frame), table


def test_pandas_reads_codes_as_categories_in_the_order_of_their_list(exported, pkg):
    found = pd.read_feather(exported / "events.arrow")
    for name, codes in fields_with_codes("events").items():
        assert list(found[name].cat.categories) == codes
        assert found[name].astype("string").tolist() == pkg.events[name].tolist()


def test_what_a_table_and_a_field_mean_stands_in_the_metadata(exported):
    for table in schema.TABLES:
        declared = schema.load(table)
        found = pyarrow.feather.read_table(exported / f"{table}.arrow").schema
        about = {key.decode(): value.decode() for key, value in found.metadata.items()}
        assert (about["title"], about["description"]) == (declared["title"], declared["description"])
        assert json.loads(about["primaryKey"]) == declared["primaryKey"]
        assert json.loads(about.get("foreignKeys", "[]")) == declared.get("foreignKeys", [])
        for field in declared["fields"]:
            told = {key.decode(): value.decode() for key, value in found.field(field["name"]).metadata.items()}
            assert told == {k: field[k] for k in ("title", "description", "unit", "rdfType") if k in field}


def test_the_same_package_gives_the_same_bytes(exported, tmp_path):
    for file in export(tmp_path).iterdir():
        assert file.read_bytes() == (exported / file.name).read_bytes()


def test_the_file_of_events_has_the_schema_of_the_golden_file(exported):
    """EVENTPACK_GOLDEN=write makes it anew; look at the difference before it is committed."""
    made = pyarrow.feather.read_table(exported / "events.arrow").schema.remove_metadata()
    told = "".join(f"{f.name}: {f.type}{'' if f.nullable else ' not null'}\n" for f in made)
    if os.environ.get("EVENTPACK_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")
