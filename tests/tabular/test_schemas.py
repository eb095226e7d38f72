"""All metadata is valid: the schemas by themselves, with one another, and what is derived from them."""

import json
import re
from datetime import date
from importlib.resources import files

import factories
import pandas as pd
import pyarrow as pa
import pytest
from frictionless import Schema

from eventpack.tabular import schema

FIELDS = [(table, field) for table in schema.TABLES for field in schema.load(table)["fields"]]
NAMED_FIELDS = pytest.mark.parametrize(("table", "field"), FIELDS, ids=[f"{t}.{f['name']}" for t, f in FIELDS])


def test_every_schema_file_is_a_table_and_every_table_has_a_file():
    found = {path.name for path in (files("eventpack") / "schemas").iterdir() if path.name.endswith(".json")}
    assert found == {f"{table}.schema.json" for table in schema.TABLES}


@pytest.mark.parametrize("table", schema.TABLES)
def test_a_schema_is_valid_for_frictionless_and_names_its_table(table):
    declared = schema.load(table)
    assert not list(Schema.metadata_validate(schema.resource_schema(table)))
    assert declared["name"] == table
    assert declared["title"] and declared["description"].endswith(".")
    names = schema.columns(declared)
    assert len(set(names)) == len(names)
    assert set(declared["primaryKey"]) <= set(names)


@NAMED_FIELDS
def test_a_field_says_what_it_means_and_its_example_keeps_its_own_constraints(table, field):
    assert set(field) <= {
        "name",
        "title",
        "description",
        "howCoded",
        "howSure",
        "type",
        "format",
        "example",
        "unit",
        "rdfType",
        "hxl",
        "codelist",
        "constraints",
    }
    assert re.fullmatch(r"[a-z][a-z0-9_]*", field["name"])
    assert field["title"] and field["description"].endswith(".")
    assert field.get("rdfType", "https://").startswith(("https://", "http://"))
    example, constraints = field["example"], field.get("constraints", {})
    if field["type"] == "string":
        assert isinstance(example, str) and len(example) <= constraints.get("maxLength", 10_000)
    elif field["type"] == "date":
        date.fromisoformat(example)
    else:
        assert constraints.get("minimum", example) <= example <= constraints.get("maximum", example)
    assert re.search(constraints.get("pattern", ""), str(example))
    if "codelist" in field:
        assert str(example) in schema.codes(field["codelist"])


@NAMED_FIELDS
def test_a_pattern_is_anchored_so_that_every_reader_means_the_same_by_it(table, field):
    pattern = field.get("constraints", {}).get("pattern", "^$")
    assert pattern.startswith("^") and pattern.endswith("$")
    assert pa.compute.match_substring_regex(pa.array([str(field["example"])]), pattern)[0].as_py() or pattern == "^$"


@pytest.mark.parametrize("table", schema.TABLES)
def test_a_foreign_key_refers_to_the_primary_key_of_a_table(table):
    declared = schema.load(table)
    for foreign in declared.get("foreignKeys", []):
        other = foreign["reference"]["resource"] or table
        assert schema.load(other)["primaryKey"] == foreign["reference"]["fields"]
        assert set(foreign["fields"]) <= set(schema.columns(declared))


@pytest.mark.parametrize("name", schema.code_lists())
def test_a_code_list_defines_every_code_once(name):
    text = (files("eventpack") / "schemas" / "codes" / f"{name}.csv").read_text(encoding="utf-8")
    rows = list(schema.codes(name).values())
    assert len(text.splitlines()) == len(rows) + 1
    for row in rows:
        assert None not in row and None not in row.values()
        assert row["title"] and row["definition"].endswith((".", ":"))


def test_every_code_list_is_used():
    used = {field["codelist"] for _, field in FIELDS if "codelist" in field}
    assert set(schema.code_lists()) == used | {"event_types", "event_modes"}


def test_every_code_list_has_its_file_and_says_what_it_is_a_list_of():
    kept = {path.name.removesuffix(".csv") for path in (files("eventpack") / "schemas" / "codes").iterdir()}
    assert list(schema.code_lists()) == sorted(kept)
    for row in schema.code_lists().values():
        assert row["title"] and row["description"].endswith(".")
        assert row["source"] == "" or row["source"].startswith("https://")


def test_number_codes_are_the_range_of_their_column():
    for _, field in FIELDS:
        if "codelist" in field and field["type"] == "integer":
            limits = field["constraints"]
            assert [int(code) for code in schema.codes(field["codelist"])] == list(
                range(limits["minimum"], limits["maximum"] + 1)
            )


def test_plover_has_16_types_in_four_quad_classes_with_scores_on_the_side_of_their_class():
    types = schema.codes("event_types")
    assert len(types) == 16
    assert {row["quad_class"] for row in types.values()} == set(schema.codes("quad_classes"))
    for row in types.values():
        assert (float(row["intensity"]) > 0) == row["quad_class"].endswith("cooperation")


def test_a_mode_code_joins_its_type_and_mode_and_four_types_have_none():
    modes = schema.codes("event_modes")
    for code, row in modes.items():
        assert code == f"{row['event_type']}-{row['mode']}"
    without = set(schema.codes("event_types")) - {row["event_type"] for row in modes.values()}
    assert without == {"AGREE", "SUPPORT", "CONCEDE", "COOPERATE"}


def test_a_quad_class_names_its_event_types():
    types = schema.codes("event_types")
    for code, row in schema.codes("quad_classes").items():
        named = set(re.findall(r"\b[A-Z]{3,}\b", row["definition"]))
        assert named == {kind for kind, of in types.items() if of["quad_class"] == code}


def test_every_feature_type_has_a_precision_of_the_list():
    levels = schema.codes("location_precisions")
    assert all(row["location_precision"] in levels for row in schema.codes("feature_types").values())


@pytest.mark.parametrize("table", schema.TABLES)
def test_arrow_and_pandas_types_follow_from_the_schema(table):
    declared = schema.load(table)
    arrow = schema.arrow_schema(declared)
    assert arrow.names == schema.columns(declared) == list(schema.pandas_dtypes(declared))
    for field in declared["fields"]:
        assert arrow.field(field["name"]).nullable is not field.get("constraints", {}).get("required", False)
        assert arrow.field(field["name"]).metadata[b"description"].decode() == field["description"]
    assert [str(arrow.field(f["name"]).type) for f in declared["fields"]] == [
        {"string": "string", "integer": "int64", "number": "double", "date": "date32[day]"}[f["type"]]
        for f in declared["fields"]
    ]


def test_a_descriptor_carries_the_allowed_values_and_no_list_of_our_own_making():
    carried = json.dumps(schema.resource_schema("events"))
    assert '"enum": ["occurred", "ongoing"' in carried
    assert not any(key in carried for key in ("codelist", "$schema", "howCoded", "howSure", "hxl"))


@pytest.mark.parametrize("table", schema.TABLES)
def test_pandera_accepts_good_tables_and_empty_ones(table):
    good = factories.frames()[table]
    schema.pandera_schema(schema.load(table)).validate(good)
    schema.pandera_schema(schema.load(table)).validate(factories.table(table, []))
    assert isinstance(good, pd.DataFrame)
