import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import factories
import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventpack import __version__, about, csv_file, package, parquet_file, schema, tables, validate
from eventpack.errors import InputError, OutputError

ROOT = Path(__file__).resolve().parent.parent
ABOUT = about.About(
    name="convoy",
    title="Convoy",
    licenses=({"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},),
    contributors=({"title": "A Desk", "roles": ["creator"]},),
)


def build(out, **event):
    found = factories.annotations()
    return package.write(
        tables.frames([factories.withdrawal(found, **event)], found, factories.find), found, out, ABOUT
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("built")
    build(out)
    return out


@pytest.fixture
def copy(built, tmp_path):
    return Path(shutil.copytree(built, tmp_path / "copy"))


def state(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(folder, **changes):
    file = folder / "datapackage.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes), encoding="utf-8")


# --- what is written


def test_a_package_is_its_descriptor_and_each_table_twice_and_nothing_else(built):
    assert set(state(built)) == {"datapackage.json"} | {
        f"data/{table}.{ending}" for table in schema.TABLES for ending in ("csv", "parquet")
    }


def test_the_package_passes_both_validators(built):
    assert validate.validate(built) == []
    assert frictionless.validate(str(built / "datapackage.json")).valid


def test_csv_is_plain_for_every_reader(built):
    lines = (built / "data/sources.csv").read_text(encoding="utf-8").split("\n")
    assert lines[0].startswith("source_id,title,publisher,author,url,language,published,")
    assert lines[2] == (
        f'{factories.FIRST.source_id},"Convoy leaves ""the field""",North Wire,,https://north-wire.example/convoy,en,'
        f"2026-01-26,2026-01-26,2026-01-26,metadata,17,{factories.FIRST.sha256},first.txt"
    )
    assert lines[-1] == ""
    assert "37.0206,41.1914" in (built / "data/locations.csv").read_text(encoding="utf-8")


def test_parquet_has_the_types_and_descriptions_of_the_schema(built):
    found = pq.read_schema(built / "data/events.parquet")
    assert found.equals(schema.arrow_schema(schema.load("events")), check_metadata=True)


def test_the_same_tables_give_the_same_bytes(built, tmp_path):
    build(tmp_path)
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
    build(tmp_path, destination=destination)
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
    package.write(tables.frames([], found), found, tmp_path)
    assert validate.validate(tmp_path) == []
    descriptor = json.loads((tmp_path / "datapackage.json").read_text())
    assert not {"temporal", "spatial", "licenses", "contributors"} & set(descriptor)


# --- all or nothing


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.csv").write_text("x\n")
    (tmp_path / "README.md").write_text("mine\n")
    build(tmp_path)
    build(tmp_path, status="ongoing")
    assert (tmp_path / "data" / "mine.csv").read_text() == "x\n"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert ",ongoing," in (tmp_path / "data/events.csv").read_text()


def test_tables_that_break_a_rule_are_not_written_and_the_earlier_package_stays(copy):
    before = state(copy)
    with pytest.raises(
        package.NotValid, match=r"events:2 date_earliest: \"2026-01-27\" is after date_latest"
    ) as caught:
        build(copy, date_earliest=date(2026, 1, 27))
    assert caught.value.problems[0].rule == "date order"
    assert state(copy) == before


def test_an_error_half_way_through_puts_the_earlier_package_back(copy, monkeypatch):
    before = state(copy)
    replace, calls = os.replace, []

    def full_disk(source, target):
        calls.append(target)
        if len(calls) == 6:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(package.os, "replace", full_disk)
    with pytest.raises(OutputError, match="No space left on device"):
        build(copy, status="ongoing")
    assert state(copy) == before


def test_an_error_half_way_through_leaves_no_half_package_where_there_was_none(tmp_path, monkeypatch):
    replace, calls = os.replace, []

    def full_disk(source, target):
        calls.append(target)
        if len(calls) == 6:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(package.os, "replace", full_disk)
    with pytest.raises(OutputError):
        build(tmp_path / "new")
    assert state(tmp_path) == {}


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file/out: cannot be written: Not a directory. Choose another folder"):
        build(tmp_path / "file" / "out")


# --- what is read back


CELLS = {
    "string": st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
    "integer": st.integers(-(10**17), 10**17),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "date": st.dates(),
    "boolean": st.booleans(),
}
ANY = {"fields": [{"name": f"a {kind}", "type": kind} for kind in CELLS]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*(st.none() | cells for cells in CELLS.values())), max_size=8))
def test_any_cells_come_back_from_csv_and_parquet_as_they_were(rows, tmp_path):
    # A row of nothing at all is an empty line when it is the only column; here there are five.
    columns = list(zip(*rows, strict=True)) or [()] * len(CELLS)
    frame = pd.DataFrame(
        {
            f["name"]: pd.array(list(c), dtype=schema.TYPES[f["type"]][0])
            for f, c in zip(ANY["fields"], columns, strict=True)
        }
    )
    csv_file.write(frame, tmp_path / "any.csv")
    parquet_file.write(frame, tmp_path / "any.parquet", ANY)
    back, problems = csv_file.read(tmp_path / "any.csv", ANY, "any")
    assert problems == []
    pd.testing.assert_frame_equal(back, frame)
    assert parquet_file.compare(tmp_path / "any.parquet", back, ANY, "any") == []


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        *(("integer", cell) for cell in ("1.0", "one", "1" * 30)),
        *(("number", cell) for cell in ("1,5", ".")),
        ("boolean", "True"),
        *(("date", cell) for cell in ("26.01.2026", "2026-02-30", "2026-1-2")),
    ],
)
def test_a_cell_that_is_not_of_its_type_is_a_problem_in_its_row(kind, cell, tmp_path):
    (tmp_path / "any.csv").write_text(f'"c","d"\n,x\n"{cell}",y\n')
    declared = {"fields": [{"name": "c", "type": kind}, {"name": "d", "type": "string"}]}
    frame, (problem,) = csv_file.read(tmp_path / "any.csv", declared, "any")
    assert (problem.row, problem.column, problem.value, problem.rule) == (3, "c", cell, "type")
    assert frame["c"].isna().all()


# --- validate finds what was changed afterwards


def changed_csv(folder, table, old, new):
    """Change a CSV and keep hash and bytes in the descriptor in step, so that only the content is wrong."""
    path = folder / f"data/{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    found = json.loads((folder / "datapackage.json").read_text())
    resource = next(r for r in found["resources"] if r["name"] == table)
    resource |= validate.descriptor.file_facts(path)
    edit(folder, resources=found["resources"])


def rules(folder, **options):
    return {(p.table, p.column, p.rule) for p in validate.validate(folder, **options)}


def test_validate_takes_the_folder_or_the_descriptor(built):
    assert validate.validate(str(built)) == validate.validate(built / "datapackage.json") == []


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
        ("reports", "rep-2,", "rep-2,,", ("reports", None, "cells")),
        ("actors", "actor_id,name", "name,actor_id", ("actors", None, "columns")),
        ("locations", "35.4011", "75.4011", ("locations", "latitude", "parquet")),
    ],
)
def test_validate_finds_what_a_hash_in_step_would_hide(copy, table, old, new, expected):
    changed_csv(copy, table, old, new)
    assert expected in rules(copy)


def test_validate_says_once_that_a_cell_is_of_the_wrong_type(copy):
    changed_csv(copy, "events", ",2,2,1,", ",two,2,1,")
    assert [(p.column, p.rule) for p in validate.validate(copy) if p.rule != "parquet"] == [("n_reports", "type")]


def test_validate_looks_up_quotes_where_the_articles_are(copy):
    articles = copy / "articles"
    articles.mkdir()
    for article in (factories.FIRST, factories.SECOND, factories.THIRD):
        (articles / article.file).write_bytes(article.text.encode())
    assert validate.validate(copy) == []
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
            {"resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "x", "type": "list"}]}}]},
            "resources[0].schema",
        ),
        ({"resources": [{"path": "a.csv"}]}, "resources[0]"),
    ],
)
def test_validate_finds_a_bad_descriptor_also_where_frictionless_is_silent(copy, changes, column):
    edit(copy, **changes)
    assert ("datapackage.json", column, "descriptor") in rules(copy)


def test_validate_finds_a_schema_that_was_made_laxer(copy):
    found = json.loads((copy / "datapackage.json").read_text())
    del found["resources"][0]["schema"]["foreignKeys"]
    edit(copy, resources=found["resources"])
    assert rules(copy) == {("datapackage.json", "events", "schema")}


def test_validate_finds_missing_and_unreadable_files(copy):
    (copy / "data/events.csv").unlink()
    (copy / "data/actors.parquet").write_bytes(b"PAR1 no more")
    (copy / "data/actors.csv").write_bytes(b"\xff\xfe\x00")
    assert {("events", None, "file"), ("actors", None, "hash"), ("actors", None, "file")} <= rules(copy)


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_validate_cannot_run_without_a_descriptor(tmp_path, content):
    if content is not None:
        (tmp_path / "datapackage.json").write_bytes(content)
    with pytest.raises(validate.CannotRun, match="datapackage.json"):
        validate.validate(tmp_path)


def test_frictionless_has_the_last_word(copy):
    edit(copy, licenses=[{"title": "A licence without name and path"}])
    assert all(rule.startswith("frictionless") for _, _, rule in rules(copy)) and rules(copy)


# --- package.yaml


def test_without_package_yaml_the_package_has_a_name_and_claims_no_licence(tmp_path):
    assert about.read(tmp_path) == about.About()
    assert about.read(tmp_path / "articles.jsonl") == about.About()
    assert about.About().licenses == ()


def test_package_yaml_is_read_beside_the_articles(tmp_path):
    (tmp_path / "package.yaml").write_text("name: mine\nlicenses:\n  - name: CC0-1.0\n", encoding="utf-8")
    assert about.read(tmp_path) == about.read(tmp_path / "a.parquet")
    assert about.read(tmp_path) == about.About(name="mine", licenses=({"name": "CC0-1.0"},))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: A: B", r"package.yaml, line 1: is not YAML"),
        ("- a", "is no list of keys and values"),
        ("version: 1.0.0", 'unknown key "version"'),
        ("name: Two Words", '"name" is "Two Words"'),
        ("title: 5", '"title" is no text'),
        ("keywords: one", '"keywords" is no list of words'),
        ("licenses: [{name: Creative Commons}]", 'the licence "Creative Commons" is no identifier'),
        ("homepage: example.org", '"example.org" is no web address'),
        ("contributors: [{title: A, path: example.org}]", '"example.org" is no web address'),
        ("licenses: CC0", '"licenses" is no list'),
        ("contributors: [{name: A}]", '"contributors" has the entry'),
        ("contributors: [{title: A, roles: x}]", '"contributors" has the entry'),
    ],
)
def test_a_bad_package_yaml_is_an_error_that_says_what_to_write(tmp_path, text, message):
    (tmp_path / "package.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        about.read(tmp_path)


def test_the_shipped_package_and_its_citation_say_the_same():
    found, citation = about.read(ROOT / "articles"), yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert found.name == "qamishli-withdrawal-2026"
    assert citation["title"] == found.title
    assert citation["license"] == found.licenses[0]["name"]
    assert citation["keywords"] == list(found.keywords)
    assert "version" not in citation


def test_the_citation_file_is_valid_by_its_own_schema():
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed: pip install -e .[test]")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    done = subprocess.run([*command, str(ROOT / "CITATION.cff")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
