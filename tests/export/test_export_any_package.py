"""Any valid data package is loaded, and exported or refused with a sentence; who made it arrives in every target."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import datacite.schema45
import duckdb
import mlcroissant
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rdflib
import yaml

import eventpack
from eventpack import export
from eventpack.cli import main
from eventpack.export import PortalOptions, dataverse, dcat, licences, people, schema_org, zenodo
from eventpack.export import citation as citation_target
from eventpack.export import datacite as datacite_target
from eventpack.package.load import Package

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"
OPTIONS = PortalOptions(date(2026, 2, 1), "desk")
ABOUT = {
    "name": "birds",
    "title": "Birds of a lake",
    "description": "Which birds were seen at a lake, by invented observers.",
    "version": "1.0.0",
    "licenses": [{"name": "CC-BY-4.0"}],
    "contributors": [{"title": "Ada Example"}],
}
# What a package must have for a target that has no other place for it than in the package.
ALWAYS = {"arrow", "duckdb", "sqlite", "spreadsheet"}


def described(folder: Path, *resources: dict, **about) -> Path:
    (folder / "datapackage.json").write_text(json.dumps({"$schema": V2, **about, "resources": list(resources)}))
    return folder


def text(folder: Path, name: str, content: str | bytes) -> bytes:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return data


FIELDS = [{"name": "id", "type": "integer"}, {"name": "seen", "type": "date"}]
ROWS = "id,seen\n1,2001-02-03\n2,\n"
PACKAGES: dict[str, Callable[[Path], Path]] = {}


def package(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    PACKAGES[make.__name__.replace("_", " ")] = make
    return make


@package
def nothing_but_rows(folder: Path) -> Path:
    text(folder, "a.csv", ROWS)
    return described(folder, {"name": "a", "path": "a.csv", "schema": {"fields": FIELDS}})


@package
def a_contributor_without_title_and_a_licence_by_its_path(folder: Path) -> Path:
    text(folder, "a.csv", ROWS)
    about = ABOUT | {
        "contributors": [{"givenName": "Ada", "familyName": "Example"}, {"email": "b@desk.example"}, {"roles": []}],
        "licenses": [{"path": "https://creativecommons.org/licenses/by-sa/4.0/"}],
    }
    return described(folder, {"name": "a", "path": ["a.csv"], "schema": {"fields": FIELDS}}, **about)


@package
def a_licence_in_words_and_odd_words_about_it(folder: Path) -> Path:
    text(folder, "my data.csv", ROWS)
    about = ABOUT | {
        "licenses": [{"path": "LICENSE.md", "title": "Ours"}],
        "keywords": ["one", "two words"],
        "homepage": "https://desk.example/a page",
        "temporal": "2001",
        "spatial": {"bbox": [1, 2]},
        "sources": [{"title": "a"}, {"path": "b.csv"}],
        "image": "a.png",
    }
    return described(folder, {"name": "my data", "path": "my data.csv", "schema": {"fields": FIELDS}}, **about)


@package
def rows_in_the_descriptor_and_a_file_that_is_no_table(folder: Path) -> Path:
    text(folder, "notes.md", "# Notes\n")
    rows = [{"id": 1, "seen": "2001-02-03"}, {"id": 2, "seen": None}]
    return described(
        folder,
        {"name": "a", "data": rows, "schema": {"fields": FIELDS}},
        {"name": "b", "format": "csv", "data": ROWS, "schema": {"fields": FIELDS}},
        {"name": "notes", "path": "notes.md"},
        {"name": "facts", "data": {"lake": "deep"}},
        **ABOUT,
    )


@package
def hashes_of_md5_and_a_table_without_schema(folder: Path) -> Path:
    data = text(folder, "a.csv", ROWS)
    text(folder, "b.csv", "x,y\n1,ä\n")
    md5 = hashlib.md5(data).hexdigest()
    return described(
        folder,
        {"name": "a", "path": "a.csv", "schema": {"fields": FIELDS}, "hash": md5, "bytes": len(data)},
        {"name": "b", "path": "b.csv"},
        **ABOUT,
    )


@package
def a_schema_in_a_file_several_parts_other_dialects_and_packed_files(folder: Path) -> Path:
    text(folder, "schema.json", json.dumps({"fields": FIELDS, "primaryKey": "id"}))
    text(folder, "1.csv", ROWS)
    text(folder, "2.csv", "id,seen\n3,2002-02-02\n")
    text(folder, "c.txt", "id;seen\r\n1;2001-02-03\r\n".encode("utf-16"))
    text(folder, "d.csv.gz", gzip.compress(ROWS.encode()))
    pq.write_table(pa.table({"id": [1], "seen": pa.array([date(2001, 2, 3)])}), folder / "e.parquet")
    return described(
        folder,
        {"name": "a", "path": ["1.csv", "2.csv"], "schema": "schema.json"},
        {
            "name": "c",
            "path": "c.txt",
            "format": "csv",
            "encoding": "utf-16",
            "dialect": {"delimiter": ";"},
            "schema": "schema.json",
        },
        {"name": "d", "path": "d.csv.gz", "schema": "schema.json"},
        {"name": "e", "path": "e.parquet", "schema": "schema.json"},
        **ABOUT,
    )


@package
def every_type(folder: Path) -> Path:
    cells = {
        "string": "=1+1", "number": "1.5", "integer": str(2**70), "boolean": "true", "object": '{"a": 1}',
        "array": "[1]", "list": "a,b", "datetime": "2001-02-03T04:05:06Z", "date": "2001-02-03", "time": "04:05:06",
        "year": "2001", "yearmonth": "2001-02", "duration": "P1D", "geopoint": "1, 2",
        "geojson": '{"type": "Point", "coordinates": [1, 2]}', "any": "x",
    }  # fmt: skip
    quoted = ",".join('"{}"'.format(cell.replace('"', '""')) for cell in cells.values())
    text(folder, "a.csv", f"{','.join(cells)}\n{quoted}\n{',' * (len(cells) - 1)}x\n")
    fields = [{"name": kind, "type": kind} for kind in cells]
    return described(folder, {"name": "a", "path": "a.csv", "schema": {"fields": fields}}, **ABOUT)


@package
def keys_in_rings_and_to_what_is_no_key(folder: Path) -> Path:
    for name in "abc":
        text(folder, f"{name}.csv", "id,other,up\n1,2,2\n2,1,1\n")
    fields = [{"name": name, "type": "integer"} for name in ("id", "other", "up")]

    def table(name: str, other: str, **more) -> dict:
        keys = [
            {"fields": "other", "reference": {"resource": other, "fields": "id"}},
            {"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}},
            {"fields": ["up"], "reference": {"package": "x", "resource": "y", "fields": ["z"]}},
        ]
        return {"name": name, "path": f"{name}.csv", "schema": {"fields": fields, "foreignKeys": keys, **more}}

    key = {"primaryKey": ["id"], "uniqueKeys": [["other"]]}
    return described(folder, table("a", "b", **key), table("b", "a", **key), table("c", "c"), **ABOUT)


@package
def names_that_are_none_of_files(folder: Path) -> Path:
    text(folder, "a.csv", ROWS)
    about = ABOUT | {"name": "../../birds"}
    return described(folder, {"name": "../a/b", "path": "a.csv", "schema": {"fields": FIELDS}}, **about)


@package
def version_0_and_1(folder: Path) -> Path:
    text(folder, "a.csv", ROWS)
    fields = [{"name": "id", "type": "integer"}, {"name": "seen"}]
    data = {"name": "old", "resources": [{"name": "a", "url": "a.csv", "schema": {"fields": fields}}], **ABOUT,
            "contributors": [{"title": "Ada Example", "role": "author"}]}  # fmt: skip
    (folder / "datapackage.json").write_text(json.dumps(data))
    return folder


@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize("target", export.TARGETS)
def test_any_package_is_exported_or_what_is_missing_is_said(target, name, tmp_path, capsys):
    (tmp_path / "p").mkdir()
    folder = PACKAGES[name](tmp_path / "p")
    out = tmp_path / "inside" / "out"
    options = ["--owner", "desk", "--maintainer", "ada", "--email", "ada@desk.example", "--date", "2026-02-01"]
    status = main(["export", target, str(folder), "--out", str(out), *options])
    told = capsys.readouterr()
    assert "Traceback" not in told.err and "fault in eventpack" not in told.err
    assert status == (0 if target in ALWAYS and "none of files" not in name else status)
    assert {path.name for path in (tmp_path / "inside").iterdir()} <= {"out"} if status == 0 else told.err.strip()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "inside") == ["p"]


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("zenodo", "licence"),
        ("datacite", "licence"),
        ("schema-org", "licence"),
        ("geojson", "events"),
        ("hdx", "table"),
    ],
)
def test_what_is_missing_is_named_in_one_sentence(target, what, tmp_path, capsys):
    options = ["--owner", "desk", "--maintainer", "ada"]
    assert main(["export", target, str(nothing_but_rows(tmp_path)), "--out", str(tmp_path / "out"), *options]) == 2
    told = capsys.readouterr().err
    assert what in told and len(told.splitlines()) == 1


def test_what_a_package_need_not_have_is_left_out(tmp_path):
    pkg = eventpack.load(nothing_but_rows(tmp_path))
    pkg = Package({**pkg.descriptor, "name": "x", "licenses": [{"name": "CC0-1.0"}], "contributors": [{"title": "A"}]},
                  pkg.tables, pkg.place, pkg.resources)  # fmt: skip
    assert datacite_target.make(pkg, OPTIONS)["titles"] == [{"title": "x", "lang": "en"}]
    assert citation_target.make(pkg, OPTIONS)["authors"] == [{"name": "A"}]


# What is loaded


def test_every_type_is_loaded_as_what_pandas_has_for_it(tmp_path):
    frame = eventpack.load(every_type(tmp_path)).tables["a"]
    assert list(frame.columns)[:3] == ["string", "number", "integer"]
    assert (frame["number"][0], frame["integer"][0], frame["year"][0]) == (1.5, 2**70, 2001)
    assert frame["date"][0] == date(2001, 2, 3) and frame["boolean"][0]
    assert frame["datetime"][0] == pd.Timestamp("2001-02-03T04:05:06Z")
    texts = {kind: frame[kind][0] for kind in ("time", "yearmonth", "duration", "object", "list", "geopoint")}
    assert texts == {"time": "04:05:06", "yearmonth": "2001-02", "duration": "P1D", "object": '{"a": 1}', "list": "a,b",
                     "geopoint": "1, 2"}  # fmt: skip
    assert frame.iloc[1, :-1].isna().all()


def test_a_table_without_schema_and_one_of_several_files_are_loaded(tmp_path):
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    assert eventpack.load(hashes_of_md5_and_a_table_without_schema(tmp_path / "1")).b["y"].tolist() == ["ä"]
    parts = a_schema_in_a_file_several_parts_other_dialects_and_packed_files(tmp_path / "2")
    assert eventpack.load(parts).a["id"].tolist() == [1, 2, 3]


def test_what_is_made_of_events_is_refused_for_other_packages(tmp_path):
    pkg = eventpack.load(nothing_but_rows(tmp_path))
    for join in (pkg.wide, pkg.geo, lambda: pkg.reports_of("evt-1")):
        with pytest.raises(eventpack.package.load.NotLoaded, match="has no table events"):
            join()
    assert main(["report", str(tmp_path), "--out", str(tmp_path / "r.html")]) == 2


# What databases hold


@pytest.mark.parametrize("target", ["sqlite", "duckdb"])
def test_databases_hold_the_keys_that_they_can(target, tmp_path):
    (tmp_path / "p").mkdir()
    folder = keys_in_rings_and_to_what_is_no_key(tmp_path / "p")
    assert main(["export", target, str(folder), "--out", str(tmp_path / "out")]) == 0
    file = str(tmp_path / "out" / f"birds.{target}")
    connection = sqlite3.connect(file) if target == "sqlite" else duckdb.connect(file)
    for table in "abc":
        assert connection.execute(f"SELECT id, other, up FROM {table} ORDER BY id").fetchall() == [(1, 2, 2), (2, 1, 1)]
    with pytest.raises((sqlite3.IntegrityError, duckdb.ConstraintException)):
        connection.execute("INSERT INTO a VALUES (1, 9, 1)")
    connection.close()


def test_names_that_differ_by_case_only_are_reported_for_a_database(tmp_path, capsys):
    text(tmp_path, "a.csv", "id,ID\n1,2\n")
    fields = [{"name": name, "type": "integer"} for name in ("id", "ID")]
    described(tmp_path, {"name": "a", "path": "a.csv", "schema": {"fields": fields}})
    assert main(["export", "sqlite", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "same to SQL" in capsys.readouterr().err


def test_croissant_reads_every_table_of_any_package(tmp_path):
    (tmp_path / "p").mkdir()
    folder = a_schema_in_a_file_several_parts_other_dialects_and_packed_files(tmp_path / "p")
    assert main(["export", "croissant", str(folder), "--out", str(tmp_path / "out")]) == 0
    read = mlcroissant.Dataset(jsonld=tmp_path / "out" / "croissant.json")
    assert {name: len(list(read.records(name))) for name in "acde"} == {"a": 3, "c": 1, "d": 2, "e": 1}


# Who made it

ADA = {"title": "Ada Example", "givenName": "Ada", "familyName": "Example", "path": "https://orcid.org/0000-0002-1825-0097",
       "organization": "The Desk", "email": "ada@desk.example", "roles": ["creator", "contact"]}  # fmt: skip
ALL = [
    {"title": "The Press", "roles": ["publisher"], "email": "press@press.example"},
    ADA,
    {"title": "Ben Example", "path": "https://orcid.org/0000-0001-5109-3700", "roles": ["Data Curator"]},
    {"title": "The Fund", "roles": ["Funder"]},
    {"title": "Cleo Example", "roles": ["rightsHolder"]},
]


@pytest.fixture
def made(tmp_path) -> Package:
    text(tmp_path, "a.csv", ROWS)
    about = ABOUT | {"contributors": ALL}
    return eventpack.load(described(tmp_path, {"name": "a", "path": "a.csv", "schema": {"fields": FIELDS}}, **about))


def test_roles_and_orcids_arrive_at_datacite(made):
    found = datacite_target.make(made, OPTIONS)
    datacite.schema45.validator.validate(found)
    (creator,) = found["creators"]
    assert creator["name"] == "Example, Ada" and creator["nameType"] == "Personal"
    assert creator["nameIdentifiers"][0]["nameIdentifier"] == "https://orcid.org/0000-0002-1825-0097"
    assert creator["affiliation"] == [{"name": "The Desk"}]
    assert found["publisher"] == {"name": "The Press"}
    kinds = {one["name"]: one["contributorType"] for one in found["contributors"]}
    assert kinds == {"Example, Ada": "ContactPerson", "Ben Example": "DataCurator", "The Fund": "Sponsor",
                     "Cleo Example": "RightsHolder"}  # fmt: skip
    ben = next(one for one in found["contributors"] if one["name"] == "Ben Example")
    assert ben["nameType"] == "Personal"
    assert "nameType" not in next(one for one in found["contributors"] if one["name"] == "Cleo Example")


def test_roles_and_orcids_arrive_at_zenodo(made):
    found = zenodo.make(made, OPTIONS)
    assert found["creators"] == [{"name": "Example, Ada", "affiliation": "The Desk", "orcid": "0000-0002-1825-0097"}]
    assert {"name": "Ben Example", "orcid": "0000-0001-5109-3700", "type": "DataCurator"} in found["contributors"]


def test_roles_and_orcids_arrive_in_the_citation(made, tmp_path):
    (file,) = citation_target.write(made, tmp_path, OPTIONS)
    found = yaml.safe_load(file.read_text())
    (author,) = found["authors"]
    assert author["orcid"] == "https://orcid.org/0000-0002-1825-0097" and author["affiliation"] == "The Desk"
    assert found["contact"] == [author]


def test_name_and_address_of_a_dataverse_contact_are_of_one_and_the_same(made):
    fields = {f["typeName"]: f["value"] for f in dataverse.make(made, OPTIONS)["datasetVersion"]["metadataBlocks"][
        "citation"]["fields"]}  # fmt: skip
    (contact,), (author,) = fields["datasetContact"], fields["author"]
    assert (contact["datasetContactName"]["value"], contact["datasetContactEmail"]["value"]) == (
        "Ada Example", "ada@desk.example")  # fmt: skip
    assert author["authorIdentifier"]["value"] == "0000-0002-1825-0097"
    assert author["authorIdentifierScheme"]["value"] == "ORCID"
    assert [one["distributorName"]["value"] for one in fields["distributor"]] == ["The Press"]
    kinds = {one["contributorName"]["value"]: one["contributorType"]["value"] for one in fields["contributor"]}
    assert kinds == {"Ben Example": "Data Curator", "The Fund": "Sponsor", "Cleo Example": "Rights Holder"}


def test_roles_and_orcids_arrive_in_dcat(made):
    graph = dcat.make(made, OPTIONS)
    terms = rdflib.namespace.DCTERMS
    named = {str(graph.value(node, rdflib.namespace.FOAF.name)): node for node in graph.subjects(
        rdflib.RDF.type, rdflib.namespace.FOAF.Agent)}  # fmt: skip
    assert str(named["Ada Example"]) == "https://orcid.org/0000-0002-1825-0097"
    assert set(graph.objects(None, terms.creator)) == {named["Ada Example"]}
    assert set(graph.objects(None, terms.publisher)) == {named["The Press"]}
    assert set(graph.objects(None, terms.rightsHolder)) == {named["Cleo Example"]}
    assert named["Ben Example"] in set(graph.objects(None, terms.contributor))


def test_roles_and_orcids_arrive_at_search_engines(made):
    found = schema_org.make(made, OPTIONS)
    (creator,), (publisher,) = found["creator"], found["publisher"]
    assert (creator["@type"], creator["@id"]) == ("Person", "https://orcid.org/0000-0002-1825-0097")
    assert publisher["name"] == "The Press" and found["sponsor"][0]["name"] == "The Fund"
    assert [one["name"] for one in found["contributor"]] == ["Ben Example"]


def one(**raw) -> people.Contributor:
    (found,) = people.of(Package({"contributors": [raw]}, {}))
    return found


def test_who_is_a_person_is_only_said_where_it_is_known():
    assert one(title="Ada Example").person is None
    assert one(title="Ada Example", organization="The Desk").person is True
    assert one(title="The Desk", organization="The Desk").person is None
    assert one(title="Ada", path="https://orcid.org/0000-0002-1825-0097").person is True


@pytest.mark.parametrize(
    ("path", "orcid"),
    [
        ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("http://www.orcid.org/0000-0002-1694-233x/", "0000-0002-1694-233X"),
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1825-0098", ""),
        ("https://desk.example/0000-0002-1825-0097", ""),
    ],
)
def test_an_orcid_is_known_by_its_form_and_its_check_digit(path, orcid):
    assert one(title="Ada", path=path).orcid == orcid


def test_without_a_creator_by_role_those_without_a_role_are_the_creators():
    read = people.of(Package({"contributors": [{"title": "A", "roles": ["publisher"]}, {"title": "B"}]}, {}))
    assert [person.name for person in people.creators(read)] == ["B"]
    assert people.publisher(read).name == "A"
    alone = people.of(Package({"contributors": [{"title": "A", "roles": ["publisher"]}]}, {}))
    assert [person.name for person in people.creators(alone)] == ["A"]


@pytest.mark.parametrize(
    ("raw", "spdx"),
    [
        ({"name": "ODC-PDDL-1.0"}, "PDDL-1.0"),
        ({"path": "https://creativecommons.org/licenses/by-nc-sa/3.0/de/"}, "CC-BY-NC-SA-3.0-DE"),
        ({"path": "http://creativecommons.org/publicdomain/zero/1.0/"}, "CC0-1.0"),
        ({"path": "https://opendatacommons.org/licenses/odbl/1-0/"}, "ODbL-1.0"),
        ({"path": "https://desk.example/terms"}, ""),
        ({"name": "our own terms"}, ""),
    ],
)
def test_a_licence_is_known_by_its_name_or_its_address(raw, spdx):
    found = licences.of(Package({"licenses": [raw]}, {}))
    assert found is not None and found.spdx == spdx and found.words
