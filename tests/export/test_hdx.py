"""HDX: what it is given, what it is refused, and that no private person is in what it is given.

EVENTPACK_GOLDEN=write makes the golden file anew; look at the difference before it is committed.
"""

import csv
import json
import os
import re
from pathlib import Path

import hxl as libhxl
import pytest
from shared_texts import letters

import eventpack
from eventpack import pipeline
from eventpack.cli import main
from eventpack.export import PortalOptions, hdx
from eventpack.export.dataset import NotExportable
from eventpack.tabular import schema

GOLDEN = Path(__file__).parents[1] / "golden" / "hdx" / "hdx.json"
SHIPPED = Path(__file__).parents[2]
ARTICLES = {
    "haddad-arrest.txt": (
        "Baker Maryam Haddad arrested in Homs\n"
        "Syrian police arrested Maryam Haddad, a 34-year-old baker, in Homs on 3 March 2026.\n"
        "Haddad's neighbours protested against the police in Homs on 4 March 2026.\n"
        "Foreign Minister Sergei Lavrov met Syrian President Ahmed al-Sharaa in Damascus on 5 March 2026.\n"
    ),
    "quiet.txt": (
        "Shelling in Aleppo\n"
        "Rebels shelled Aleppo on 2 March 2026, killing a teacher, said Rania Darwish, a nurse.\n"
        "The government condemned the rebels on 3 March 2026; its office can be called at +963 11 555 0142.\n"
    ),
    "articles.csv": (
        "file,publisher,author,url,published,language\n"
        "haddad-arrest.txt,The Courier,By Ada Example and Bo Roe,https://courier.example/maryam-haddad-held,2026-03-05,en\n"
        "quiet.txt,The Courier,The Courier,https://courier.example/aleppo,2026-03-04,en\n"
    ),
    "package.yaml": (
        "name: homs\ntitle: Unrest in Homs\ndescription: Who did what in Homs, by two invented articles.\n"
        "keywords: [displacement, homs]\nlicenses:\n- {name: CC-BY-4.0, title: CC BY 4.0}\n"
        "contributors:\n- {title: Cy Desker, email: cy@desk.example}\n"
    ),
}
NAMES = ("maryam", "haddad", "rania", "darwish", "adaexample", "boroe", "desker")


@pytest.fixture(scope="module")
def homs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("homs")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    pipeline.build(folder / "articles", folder / "package")
    return folder / "package"


@pytest.fixture(scope="module")
def withheld(homs, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    assert export(homs, out, "--without-persons") == 0
    return out


def export(package, out, *more) -> int:
    return main(
        [
            "export",
            "hdx",
            "--package",
            str(package),
            "--out",
            str(out),
            "--owner",
            "the-desk",
            "--maintainer",
            "ada",
            *more,
        ]
    )


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))[1:]


# --- what it is given


def test_hdx_gets_the_golden_dataset(withheld):
    made = (withheld / "hdx.json").read_text(encoding="utf-8")
    if os.environ.get("EVENTPACK_GOLDEN") == "write":
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")


def test_the_shipped_package_has_nothing_that_hdx_does_not_take(tmp_path, capsys):
    assert export(SHIPPED, tmp_path) == 0
    assert "Syria" in (tmp_path / "hdx.json").read_text() and not capsys.readouterr().err
    told = (tmp_path / "actors.csv").read_text(encoding="utf-8")
    assert "Vladimir Putin" in told and "withheld" not in told
    for table, frame in eventpack.load(SHIPPED).tables.items():
        source = libhxl.data(libhxl.make_input(str(tmp_path / f"{table}.csv"), libhxl.InputOptions(allow_local=True)))
        assert len(list(source)) == len(frame)


def test_the_dataset_has_every_field_that_hdx_wants(withheld):
    made = json.loads((withheld / "hdx.json").read_text(encoding="utf-8"))
    # required_fields of a dataset in the configuration of HDX's own client, and of each resource but for its dataset.
    for key in (
        "name private title notes dataset_source owner_org maintainer dataset_date data_update_frequency "
        "groups license_id methodology tags"
    ).split():
        assert made[key] not in ("", None, [])
    assert made["methodology_other"] and made["methodology"] == "Other"
    for resource in made["resources"]:
        assert all(resource[key] for key in "name format description url_type resource_type".split())
    assert re.fullmatch(r"\[\d{4}-\d\d-\d\dT00:00:00 TO \d{4}-\d\d-\d\dT23:59:59\]", made["dataset_date"])
    assert all(re.fullmatch("[a-z]{3}|world", group["name"]) for group in made["groups"])


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        ({"name": "CC-BY-4.0"}, {"license_id": "cc-by"}),
        ({"name": "ODbL-1.0"}, {"license_id": "hdx-odc-odbl"}),
        ({"name": "CC0-1.0"}, {"license_id": "other-pd-nr"}),
        (
            {"name": "GFDL-1.3", "path": "https://gnu.example"},
            {"license_id": "hdx-other", "license_other": "GFDL-1.3: https://gnu.example"},
        ),
    ],
)
def test_a_licence_is_reported_by_its_id_at_hdx_or_as_another_with_its_name(licence, told):
    package = eventpack.load(SHIPPED)
    package = eventpack.package.load.Package(package.descriptor | {"licenses": [licence]}, package.tables)
    assert hdx._license(package) == told


def test_only_topics_of_hdx_are_tags(homs):
    package = eventpack.load(homs)
    assert hdx._tags(package, package.tables) == ["conflict-violence", "displacement", "hxl"]


def test_places_that_hdx_does_not_list_are_the_world(homs):
    tables = dict(eventpack.load(homs).tables)
    assert hdx._countries(tables) == ["syr"]
    tables["locations"] = tables["locations"].assign(country="XKX")
    assert hdx._countries(tables) == ["world"]


@pytest.mark.parametrize("missing", ["owner", "maintainer"])
def test_what_hdx_must_have_is_asked_for(homs, missing):
    package, values = eventpack.load(SHIPPED), {"owner": "the-desk", "maintainer": "ada"}
    with pytest.raises(NotExportable, match=f"--{missing}"):
        hdx.make(
            package,
            package.tables,
            PortalOptions(None, **values | {missing: None}),
            hdx.cleared(package, PortalOptions(None))[1],
        )


# --- what it is refused


def test_personal_data_are_refused_with_table_row_person_and_what_to_do(homs, tmp_path, capsys):
    assert export(homs, tmp_path / "out") == 2
    told = capsys.readouterr().err
    actors = [row["actor_id"] for row in csv.DictReader((homs / "data" / "actors.csv").open(encoding="utf-8"))]
    row = actors.index("per-maryam-haddad") + 1
    assert f"actors, row {row}, name: Maryam Haddad (person without a known public office)" in told
    assert "author: By Ada Example and Bo Roe (author)" in told and "Lavrov" not in told and "Sharaa" not in told
    assert "+963 11 555 0142 (telephone number)" in told
    assert "--without-persons" in told and "--public" in told
    assert not (tmp_path / "out" / "hdx.json").exists()


def test_a_name_that_was_looked_at_is_kept_and_the_others_are_still_told(homs, tmp_path, capsys):
    assert export(homs, tmp_path, "--public", "maryam haddad") == 2
    told = capsys.readouterr().err
    assert "name: Maryam Haddad" not in told and "Rania Darwish" in told


@pytest.mark.parametrize("option", [["--without-persons"], ["--public", "Ada"]])
def test_other_targets_do_not_take_the_wish_and_ignore_it(homs, tmp_path, capsys, option):
    assert main(["export", "sqlite", "--package", str(homs), "--out", str(tmp_path), *option]) == 2
    assert "only to hdx" in capsys.readouterr().err and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", "The case of M. Haddad"),
        ("description", "Ask cy@desk.example"),
        ("description", "Call +963 11 555 0142"),
        ("name", "haddad-case"),
    ],
)
def test_a_description_that_names_the_withheld_is_refused(homs, key, value):
    package = eventpack.load(homs)
    package = eventpack.package.load.Package(package.descriptor | {key: value}, package.tables)
    options = PortalOptions(None, "the-desk", maintainer="ada", without_persons=True)
    tables, found = hdx.cleared(package, options)
    with pytest.raises(hdx.Personal, match=rf"{key}.*package\.yaml"):
        hdx.make(package, tables, options, found)


# --- that nobody private is in it


def test_no_file_has_anything_of_a_private_person(homs, withheld):
    before = "".join(f.read_text(encoding="utf-8") for f in (homs / "datapackage.json", *homs.rglob("*.csv")))
    assert all(name in letters(before) for name in NAMES) and "555 0142" in before
    for file in withheld.iterdir():
        text = file.read_text(encoding="utf-8")
        assert not [name for name in NAMES if name in letters(text)] and "0142" not in text, file.name


def test_officials_are_named_and_events_and_reports_are_all_there(homs, withheld):
    package = eventpack.load(homs)
    names = {row["name"] for row in rows(withheld / "actors.csv")}
    assert {"Sergei Lavrov", "Ahmed al-Sharaa"} <= names
    for table in ("events", "reports", "sources"):
        assert len(rows(withheld / f"{table}.csv")) == len(package.tables[table])
    told = [row["summary"] for row in rows(withheld / "events.csv")]
    assert any(text.startswith("Syrian police detained Unnamed person (Labour) in Homs") for text in told)
    assert any("Sergei Lavrov held talks with Ahmed al-Sharaa" in text for text in told)
    quotes = [row["quote"] for row in rows(withheld / "reports.csv")]
    assert "" in quotes and any("Lavrov" in quote for quote in quotes)


def test_every_reference_holds_without_the_persons(withheld):
    tables = {name: rows(withheld / f"{name}.csv") for name in schema.TABLES}
    for name in schema.TABLES:
        declared = schema.load(name)
        keys = [tuple(row[key] for key in declared["primaryKey"]) for row in tables[name]]
        assert len(set(keys)) == len(keys)
        for key in declared.get("foreignKeys", ()):
            there = {row[key["reference"]["fields"][0]] for row in tables[key["reference"]["resource"] or name]}
            assert {row[key["fields"][0]] for row in tables[name]} - {""} <= there, (name, key["fields"])


def test_the_dataset_says_that_persons_are_withheld(withheld):
    assert "without" not in hdx._CAVEATS and "no public office" in (withheld / "hdx.json").read_text(encoding="utf-8")


def test_a_package_that_cannot_tell_whom_it_names_is_refused():
    package = eventpack.load(SHIPPED)
    tables = {name: frame for name, frame in package.tables.items() if name != "actors"}
    with pytest.raises(NotExportable, match="without the table actors"):
        hdx.cleared(eventpack.package.load.Package(package.descriptor, tables), PortalOptions(None))
