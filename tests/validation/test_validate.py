"""What was changed in a package after it was built is found, where it is and by its right name."""

import json

import factories
import pytest

from eventpack.package import descriptor, validate


def edit(folder, **changes):
    file = folder / "datapackage.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes), encoding="utf-8")


def changed_csv(folder, table, old, new):
    """Change a CSV and keep hash and bytes in the descriptor in step, so that only the content is wrong."""
    path = folder / f"data/{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    found = json.loads((folder / "datapackage.json").read_text())
    resource = next(r for r in found["resources"] if r["name"] == table)
    resource |= descriptor.file_facts(path)
    edit(folder, resources=found["resources"])


def rules(folder, **options):
    return {(p.table, p.column, p.rule) for p in list(validate.examine(folder, **options, limit=None).problems)}


def test_validate_takes_the_folder_or_the_descriptor(built):
    assert (
        list(validate.examine(str(built), limit=None).problems)
        == list(validate.examine(built / "datapackage.json", limit=None).problems)
        == []
    )


def test_validate_finds_a_changed_file_by_hash_and_bytes(copy):
    with (copy / "data/events.csv").open("a") as file:
        file.write("\n")
    assert {("events", None, "hash"), ("events", None, "bytes")} <= rules(copy)


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        ("events", "occurred", "perhaps", ("events", "status", "enum")),
        ("events", "RETREAT-withdraw", "RETREAT-gone", ("events", "mode", "foreign key")),
        ("events", "2026-01-26,2026-01-26,", "2026-01-26,26/01/2026,", ("events", "date_latest", "type")),
        ("events", ",2,2,1,", ",2,3,1,", ("events", "n_sources", "count")),
        ("reports", "pulled out of", "pushed out of", ("reports", "quote", "parquet")),
        ("reports", f"{factories.SECOND_REPORT},", f"{factories.SECOND_REPORT},,", ("reports", None, "cells")),
        ("actors", "actor_id,name", "name,actor_id", ("actors", "actor_id", "columns")),
        ("locations", "35.4011", "75.4011", ("locations", "latitude", "parquet")),
    ],
)
def test_validate_finds_what_a_hash_in_step_would_hide(copy, table, old, new, expected):
    changed_csv(copy, table, old, new)
    assert expected in rules(copy)


def test_validate_says_once_that_a_cell_is_of_the_wrong_type(copy):
    changed_csv(copy, "events", ",2,2,1,", ",two,2,1,")
    assert [(p.column, p.rule) for p in list(validate.examine(copy, limit=None).problems) if p.rule != "parquet"] == [
        ("n_reports", "type")
    ]


def test_validate_looks_up_quotes_where_the_articles_are(copy):
    articles = copy / "articles"
    articles.mkdir()
    for article in (factories.FIRST, factories.SECOND, factories.THIRD):
        (articles / article.file).write_bytes(article.text.encode())
    assert list(validate.examine(copy, limit=None).problems) == []
    (articles / "second.txt").write_text("Quiet at the gate\nAnother text.\n")
    assert rules(copy) == {("sources", "sha256", "article")}
    assert rules(copy, articles=articles) == {("sources", "sha256", "article")}


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"$schema": "https://example.org/other.json"}, "$schema"),
        ({"name": "Two Words"}, "name"),
        ({"sources": []}, "sources"),
        ({"licenses": "CC-BY-4.0"}, "licenses"),
        ({"resources": []}, "resources"),
        ({"resources": [{"name": "a", "path": "../outside.csv"}]}, "resources[0].path"),
        ({"resources": [{"name": "a", "path": "https://example.org/a.csv"}]}, "resources[0].path"),
        (
            {"resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "x", "type": "lists"}]}}]},
            "resources[0].schema.fields[0].type",
        ),
        ({"resources": [{"path": "a.csv"}]}, "resources[0].name"),
    ],
)
def test_validate_finds_a_bad_descriptor_also_where_frictionless_is_silent(copy, changes, column):
    edit(copy, **changes)
    assert ("datapackage.json", column, "descriptor") in rules(copy)


ONE = {"name": "x", "type": "string"}


@pytest.mark.parametrize(
    "declared",
    [
        {"fields": [ONE], "primaryKey": ["y"]},
        {"fields": [ONE], "uniqueKeys": [["y"]]},
        {"fields": [ONE], "foreignKeys": [{"fields": ["x"]}]},
        {"fields": [ONE], "foreignKeys": "x"},
        {"fields": [ONE | {"constraints": {"pattern": "("}}]},
        {"fields": [ONE | {"constraints": {"enum": "a"}}]},
        {"fields": [ONE | {"constraints": {"minimum": 1}}]},
        {"fields": [{"name": "x", "type": "integer", "constraints": {"minimum": "low"}}]},
        {"fields": [{"name": "x", "type": "year", "constraints": {"maximum": "soon"}}]},
        {"fields": ["x"]},
        {"fields": {}},
        [],
        None,
    ],
)
def test_validate_finds_a_schema_that_is_none(tmp_path, declared):
    resource = {"name": "a", "type": "table", "path": "a.csv", "schema": declared}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    (tmp_path / "a.csv").write_text("x\n2001\n")
    found = rules(tmp_path)
    assert any(table == "datapackage.json" and where.startswith("resources[0].schema") for table, where, _ in found)
    assert {rule for *_, rule in found} == {"descriptor"}


def test_validate_checks_any_package_by_its_own_schemas(tmp_path):
    town = {"name": "town", "type": "string"}
    towns = {
        "fields": [town, {"name": "since", "type": "date", "constraints": {"minimum": "1900-01-01"}}],
        "primaryKey": ["town"],
    }
    trips = {
        "fields": [town, {"name": "km", "type": "number", "constraints": {"minimum": 0}}],
        "uniqueKeys": [["town", "km"]],
        "foreignKeys": [{"fields": ["town"], "reference": {"resource": "towns", "fields": ["town"]}}],
        "missingValues": ["", "-"],
    }
    tables = {"towns": towns, "trips": trips}
    resources = [{"name": n, "type": "table", "path": f"{n}.csv", "schema": s} for n, s in tables.items()]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "trips", "resources": resources}))
    (tmp_path / "towns.csv").write_text("town,since\nOslo,1950-01-01\nBergen,1960-01-01\n")
    (tmp_path / "trips.csv").write_text("town,km\nOslo,1.5\nBergen,-\n-,2\n")
    assert list(validate.examine(tmp_path, limit=None).problems) == []
    (tmp_path / "towns.csv").write_text("town,since\nOslo,1850-01-01\nOslo,1960-01-01\n")
    (tmp_path / "trips.csv").write_text("town,km\nOslo,1.5\nOslo,1.5\nBergen,-2\n")
    assert [(p.table, p.row, p.column, p.rule) for p in list(validate.examine(tmp_path, limit=None).problems)] == [
        ("towns", 2, "since", "minimum"),
        ("towns", 3, "town", "primary key"),
        ("trips", 3, "town+km", "unique key"),
        ("trips", 4, "km", "minimum"),
        ("trips", 4, "town", "foreign key"),
    ]


def test_validate_does_not_mind_how_a_column_is_described(copy):
    found = json.loads((copy / "datapackage.json").read_text())
    found["resources"][0]["schema"]["fields"][0]["description"] = "In other words."
    edit(copy, resources=found["resources"])
    assert list(validate.examine(copy, limit=None).problems) == []


def test_validate_finds_a_schema_that_was_made_laxer(copy):
    found = json.loads((copy / "datapackage.json").read_text())
    del found["resources"][0]["schema"]["foreignKeys"]
    edit(copy, resources=found["resources"])
    assert rules(copy) == {("datapackage.json", "events", "schema")}


def test_validate_finds_missing_and_unreadable_files(copy):
    (copy / "data/events.csv").unlink()
    (copy / "data/actors.parquet").write_bytes(b"PAR1 no more")
    (copy / "data/actors.csv").write_bytes(b"\xff\xfe\x00")
    assert {("events", None, "file"), ("actors", None, "hash"), ("actors", None, "encoding")} <= rules(copy)


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_validate_cannot_run_without_a_descriptor(tmp_path, content):
    if content is not None:
        (tmp_path / "datapackage.json").write_bytes(content)
    with pytest.raises(validate.CannotRun, match="datapackage.json"):
        list(validate.examine(tmp_path, limit=None).problems)


def test_validate_finds_a_licence_without_name_and_path(copy):
    edit(copy, licenses=[{"title": "A licence without name and path"}])
    assert rules(copy) == {("datapackage.json", "licenses[0]", "descriptor")}
