"""What portals are given: golden files, and the verdict of each portal's own judge.

EVENTPACK_GOLDEN=write makes the golden files anew; look at the difference before it is committed.
"""

import csv
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import datacite.schema45
import factories
import mlcroissant
import pyDataverse
import pyshacl
import pytest
import rdflib
import rdflib.compare
import yaml
from datasets import load_dataset
from factories import annotations, find, texts, withdrawal
from jsonschema import Draft7Validator

import eventpack
from eventpack.cli import main
from eventpack.export import PortalOptions, croissant, dataset, kaggle, schema_org, zenodo
from eventpack.package import write
from eventpack.reading import package_yaml

HERE = Path(__file__).parents[1]
GOLDEN = HERE / "golden"
FILES = {
    "ckan": "ckan.json",
    "citation": "CITATION.cff",
    "croissant": "croissant.json",
    "datacite": "datacite.json",
    "dataverse": "dataverse.json",
    "dcat": "dcat.ttl",
    "huggingface": "README.md",
    "kaggle": "dataset-metadata.json",
    "schema-org": "dataset.jsonld",
    "zenodo": ".zenodo.json",
}
ABOUT = package_yaml.About(
    name="convoy",
    title="A convoy leaves: <event> data",
    version="1.2.0",
    homepage="https://desk.example/convoy",
    description="Who left which airfield, by two invented articles & no more; made to be exported | and looked at.",
    keywords=("convoys", "invented"),
    licenses=(
        {
            "name": "CC-BY-4.0",
            "title": "Creative Commons Attribution 4.0 International",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        },
    ),
    contributors=(
        {
            "title": "Ada Example",
            "givenName": "Ada",
            "familyName": "Example",
            "organization": "The Desk",
            "email": "ada@desk.example",
        },
        {"title": "The Desk", "path": "https://desk.example"},
    ),
)
WISH = PortalOptions(date(2026, 2, 1), "desk")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("package")
    found = annotations()
    write.write(factories.tables_of([withdrawal(found)], found, find), texts(), out, ABOUT)
    return out


@pytest.fixture(scope="module")
def pkg(folder):
    return eventpack.load(folder)


@pytest.fixture(scope="module")
def exported(folder, tmp_path_factory):
    def run(target):
        out = root / target
        if not out.exists():
            assert (
                main(
                    [
                        "export",
                        target,
                        "--package",
                        str(folder),
                        "--out",
                        str(out),
                        "--date",
                        "2026-02-01",
                        "--owner",
                        "desk",
                    ]
                )
                == 0
            )
        return out

    root = tmp_path_factory.mktemp("exports")
    return run


def without_digests(text: str) -> str:
    """Sizes and digests are those of the files at hand, which another test looks at."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "SHA256", text)
    text = re.sub(r'("size": )\d+', r"\g<1>0", text)
    return re.sub(r"\b\d+( B\b| bytes\b|\"?\^\^xsd:nonNegativeInteger)", r"N\1", text)


def without_schemas(text: str) -> str:
    """CKAN's resources hold the tables' schemas, whole; another test looks at them."""
    made = json.loads(text)
    for resource in made["resources"]:
        resource["schema"] = "SCHEMA"
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("target", sorted(FILES))
def test_each_portal_gets_the_golden_file(exported, target):
    made = without_digests((exported(target) / FILES[target]).read_text(encoding="utf-8"))
    if target == "ckan":
        made = without_schemas(made)
    golden = GOLDEN / target / FILES[target]
    if os.environ.get("EVENTPACK_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_croissant_is_accepted_without_a_warning_and_gives_every_record(exported, pkg):
    file = exported("croissant") / "croissant.json"
    read = mlcroissant.Dataset(jsonld=file)
    issues = read.metadata.ctx.issues
    assert not issues.errors and not issues.warnings
    assert str(read.metadata.ctx.conforms_to) == "CroissantVersion.V_1_1"
    for table, frame in pkg.tables.items():
        assert len(list(read.records(table))) == len(frame), table
    event = next(iter(mlcroissant.Dataset(jsonld=file).records("events")))
    assert event["events/event_id"].decode() == pkg.events["event_id"][0]
    assert event["events/date_latest"].date() == pkg.events["date_latest"][0]


def test_the_digests_of_croissant_are_those_of_its_files(exported):
    import hashlib

    out = exported("croissant")
    files = json.loads((out / "croissant.json").read_text())["distribution"]
    assert len(files) == len(eventpack.tabular.schema.TABLES)
    for file in files:
        data = (out / file["contentUrl"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), f"{len(data)} B") == (file["sha256"], file["contentSize"])


def test_schema_org_has_what_search_engines_require_and_parses_as_rdf(pkg):
    made = schema_org.make(pkg, WISH)
    assert 50 <= len(made["description"]) <= 5000 and made["name"]
    graph = rdflib.Graph().parse(
        data=json.dumps({"@context": {"@vocab": "https://schema.org/"}} | made), format="json-ld"
    )
    so = rdflib.Namespace("https://schema.org/")
    node = next(graph.subjects(rdflib.RDF.type, so.Dataset))
    for term in (
        so.name,
        so.description,
        so.license,
        so.creator,
        so.distribution,
        so.temporalCoverage,
        so.spatialCoverage,
    ):
        assert (node, term, None) in graph, term
    assert {str(o) for c in graph.objects(node, so.creator) for o in graph.objects(c, rdflib.RDF.type)} == {
        str(so.Person),
        str(so.Organization),
    }


def test_dcat_keeps_the_shapes_of_dcat_ap_in_both_forms(exported):
    out = exported("dcat")
    turtle = rdflib.Graph().parse(out / "dcat.ttl")
    linked = rdflib.Graph().parse(out / "dcat.jsonld", format="json-ld")
    assert rdflib.compare.isomorphic(turtle, linked)
    conforms, _, told = pyshacl.validate(turtle, shacl_graph=str(HERE / "shapes/dcat_ap.ttl"))
    assert conforms, told


@pytest.mark.parametrize("lost", ["title", "description", "distribution", "accessURL", "checksumValue", "name"])
def test_the_shapes_see_what_is_missing(exported, lost):
    graph = rdflib.Graph().parse(exported("dcat") / "dcat.ttl")
    for triple in [t for t in graph if str(t[1]).endswith((f"/{lost}", f"#{lost}"))]:
        graph.remove(triple)
    assert not pyshacl.validate(graph, shacl_graph=str(HERE / "shapes/dcat_ap.ttl"))[0]


def test_datacite_is_valid_by_its_schema(exported):
    made = json.loads((exported("datacite") / "datacite.json").read_text())
    errors = [e.message for e in datacite.schema45.validator.iter_errors(made)]
    assert errors == []


def test_dataverse_is_valid_by_its_upload_schema(exported):
    schemas = Path(pyDataverse.__file__).parent / "schemas/json"
    schema = json.loads((schemas / "dataset_upload_default_schema.json").read_text())
    made = json.loads((exported("dataverse") / "dataverse.json").read_text())
    # The schema is of the time before licences had addresses; Dataverse has taken both since 5.10.
    assert made["datasetVersion"].pop("license")["uri"] == "https://creativecommons.org/licenses/by/4.0"
    assert [e.message for e in Draft7Validator(schema).iter_errors(made)] == []


def test_citation_is_valid_by_its_schema(exported):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.citation-file-format",
            str(exported("citation") / "CITATION.cff"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_every_table_loads_as_a_hugging_face_configuration(exported, pkg, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    out = exported("huggingface")
    for table, frame in pkg.tables.items():
        if len(frame):
            rows = load_dataset(str(out), table, split="train", cache_dir=str(tmp_path))
            assert rows.num_rows == len(frame) and rows.column_names == list(frame.columns), table
    card = yaml.safe_load((out / "README.md").read_text().split("---")[1])
    assert {c["config_name"] for c in card["configs"]} == set(pkg.tables)


def test_text_stays_text_where_a_portal_takes_markup(exported, pkg):
    assert "&amp; no more" in zenodo.make(pkg, WISH)["description"]
    body = (exported("huggingface") / "README.md").read_text().split("---", 2)[2]
    assert r"\<event\>" in body and r"\|" in body


def test_ckan_gets_a_resource_a_table_with_its_schema_and_file(exported, pkg):
    made = json.loads((exported("ckan") / "ckan.json").read_text(encoding="utf-8"))
    described = {r["name"]: r for r in pkg.descriptor["resources"]}
    assert [r["name"] for r in made["resources"]] == list(eventpack.tabular.schema.TABLES)
    for resource in made["resources"]:
        table, data = described[resource["name"]], (exported("ckan") / resource["package_path"]).read_bytes()
        assert resource["schema"] == table["schema"]
        assert (resource["hash"], resource["size"]) == (table["hash"], table["bytes"]) and len(data) == table["bytes"]


def test_kaggle_gets_texts_of_the_lengths_it_takes(pkg):
    made = kaggle.make(pkg, WISH)
    assert 6 <= len(made["title"]) <= 50 and 20 <= len(made["subtitle"]) <= 80
    assert kaggle.shortened("A long day at the gate of the field", 6, 14) == "A long day at"
    with pytest.raises(dataset.NotExportable, match="at least 6"):
        kaggle.shortened("short", 6, 50)


@pytest.mark.parametrize(
    ("lost", "target"),
    [
        ("licenses", "croissant"),
        ("contributors", "datacite"),
        ("licenses", "zenodo"),
        ("licenses", "ckan"),
        ("contributors", "citation"),
    ],
)
def test_a_package_that_does_not_say_what_a_portal_must_know_is_refused(folder, tmp_path, capsys, lost, target):
    import shutil

    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    told = json.loads((copy / "datapackage.json").read_text())
    del told[lost]
    (copy / "datapackage.json").write_text(json.dumps(told))
    assert main(["export", target, "--package", str(copy), "--owner", "desk", "--out", str(tmp_path / "out")]) == 2
    assert "package.yaml" in capsys.readouterr().err
    assert not any((tmp_path / "out").glob("*"))


def test_portals_say_which_option_they_want(put_package, tmp_path, capsys):
    put_package(tmp_path / "p")
    for target, option in (("kaggle", "--owner"), ("ckan", "--owner"), ("dataverse", "--email")):
        assert main(["export", target, "--package", str(tmp_path / "p"), "--out", str(tmp_path / "out")]) == 2
        assert option in capsys.readouterr().err


def test_a_file_that_changed_since_it_was_described_is_not_exported(folder, tmp_path):
    import shutil

    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    loaded = eventpack.load(copy)
    with (copy / "data/events.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(dataset.NotExportable, match="build again"):
        croissant.write(loaded, tmp_path, WISH)


def test_the_citation_of_this_repository_says_what_the_package_says():
    kept = yaml.safe_load((HERE.parent / "CITATION.cff").read_text(encoding="utf-8"))
    told = json.loads((HERE.parent / "datapackage.json").read_text(encoding="utf-8"))
    assert kept["title"] == told["title"]
    assert kept["license"] == told["licenses"][0]["name"]
    assert [a["name"] for a in kept["authors"]] == [c["title"] for c in told["contributors"]]
    assert kept["keywords"] == told["keywords"]


def test_a_table_of_csv_reads_back_from_what_kaggle_is_given(exported, pkg):
    with (exported("kaggle") / "data/reports.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(pkg.reports)
