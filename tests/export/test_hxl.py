"""HXL: every column has a hashtag of the standard, and libhxl reads the tables as they were written."""

import csv
import re
from pathlib import Path

import hxl as libhxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventpack
from eventpack.export import hxl
from eventpack.tabular import schema

PACKAGE = Path(__file__).parents[2]
FIELDS = [(table, field) for table in schema.TABLES for field in schema.load(table)["fields"]]
NAMED_FIELDS = pytest.mark.parametrize(("table", "field"), FIELDS, ids=[f"{t}.{f['name']}" for t, f in FIELDS])
# Of the hashtag dictionary of HXL 1.1, those that say what data of events say, and their own attributes.
CORE = {
    "affected": "injured killed type",
    "adm1": "code dest name origin",
    "country": "code dest name origin",
    "date": "approved canceled converted end occurred reported start",
    "description": "type",
    "event": "code name type",
    "geo": "bounds coord elevation lat lon",
    "group": "code name type",
    "indicator": "code name num text type",
    "loc": "code dest name origin type",
    "meta": "id source url",
    "status": "code name",
}
ALWAYS = {"name", "num", "text", "url", "source", "id", "code", "type", "start", "end"}  # meant for any hashtag
# Ours, where the standard has none; docs/export.md says so. +v_... names a vocabulary, by the standard's rule.
OWN = set(
    "alt author basis coder confidence date disagreement edtf fields figure file gazetteer intensity language last line mention "
    "list loc max min mode new old original parent part passage precision publisher publishers quad quote reason related "
    "relation remedy reports review reviewed role sentence sha256 sources stage table trigger version words "
    "article".split()
)


def read(file: Path):
    return libhxl.data(libhxl.make_input(str(file), libhxl.InputOptions(allow_local=True)))


@pytest.fixture(scope="module")
def pkg():
    return eventpack.load(PACKAGE)


@NAMED_FIELDS
def test_a_column_has_a_core_hashtag_and_attributes_of_the_standard_or_known_as_ours(table, field):
    column = libhxl.model.Column.parse(field["hxl"], use_exception=True)
    assert column.display_tag == field["hxl"]
    tag = column.tag.removeprefix("#")
    assert tag in CORE
    for attribute in column.attributes:
        assert attribute in {*CORE[tag].split(), *ALWAYS, *OWN} or re.fullmatch(r"v_[a-z0-9_]+", attribute)
    if tag == "date":
        assert field["type"] == "date"
    assert ("num" in column.attributes) == (field["type"] in {"integer", "number"} and tag != "geo")


@pytest.mark.parametrize("table", schema.TABLES)
def test_no_two_columns_of_a_table_have_the_same_hashtag(table):
    tags = [field["hxl"] for field in schema.load(table)["fields"]]
    assert len(set(tags)) == len(tags)


def test_an_attribute_of_ours_is_used():
    used = {attribute for _, field in FIELDS for attribute in field["hxl"].split("+")[1:]}
    assert used >= OWN


def test_a_key_and_what_refers_to_it_have_the_same_beginning():
    for table in schema.TABLES:
        tags = {field["name"]: field["hxl"] for field in schema.load(table)["fields"]}
        for key in schema.load(table).get("foreignKeys", ()):
            other = schema.load(key["reference"]["resource"] or table)
            target = next(f["hxl"] for f in other["fields"] if f["name"] == key["reference"]["fields"][0])
            own = tags[key["fields"][0]]
            assert set(target.split("+")) <= set(own.split("+")), (table, own, target)


@pytest.mark.parametrize("table", schema.TABLES)
def test_libhxl_reads_every_row_and_cell_and_finds_no_fault(pkg, tmp_path, table):
    frame = pkg.tables[table]
    file = hxl.write(table, frame, tmp_path / f"{table}.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        header, tags, *rows = csv.reader(lines)
    source = read(file)
    assert source.headers == header == list(frame.columns)
    assert source.display_tags == tags
    assert [row.values for row in source] == rows and len(rows) == len(frame)
    faults = []
    libhxl.schema(None, callback=faults.append).validate(read(file))
    assert [fault.message for fault in faults if fault.rule.severity != "info"] == []


def test_what_libhxl_reads_is_what_the_hashtags_say(pkg, tmp_path):
    file = hxl.write("locations", pkg.locations, tmp_path / "locations.csv")
    rows = list(read(file))
    assert [float(row.get("#geo+lat")) for row in rows] == pkg.locations["latitude"].tolist()
    assert [row.get("#country+code+v_iso3") for row in rows] == [
        None if pd.isna(c) else c for c in pkg.locations["country"]
    ]
    events = read(hxl.write("events", pkg.events, tmp_path / "events.csv"))
    late = events.with_rows("#date+occurred+end >= 2026-01-26")
    assert sum(1 for _ in late) == sum(str(d) >= "2026-01-26" for d in pkg.events["date_latest"].dropna())


def test_a_column_that_is_not_in_the_schemas_has_no_hashtag(tmp_path):
    frame = pd.DataFrame({"event_id": ["evt-1"], "colour": ["red"]}, dtype="string")
    assert hxl.write("events", frame, tmp_path / "e.csv").read_text() == "event_id,colour\n#event+code,\nevt-1,red\n"
    assert hxl.hashtags("weather", ["event_id"]) == [""]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20), min_size=1))
def test_any_text_stays_as_it_is(tmp_path_factory, texts):
    file = tmp_path_factory.mktemp("hxl") / "reports.csv"
    hxl.write("reports", pd.DataFrame({"report_id": "r", "quote": pd.array(texts, dtype="string")}), file)
    with file.open(encoding="utf-8", newline="") as lines:
        assert [row[1] for row in csv.reader(lines)][2:] == texts
