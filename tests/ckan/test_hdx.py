"""`eventpack publish hdx` against a real CKAN with HDX's rules for datasets: `make test-ckan`."""

import json
import os
import shutil
from pathlib import Path

import ckanapi
import hxl as libhxl
import pytest
from factories import write_package
from reader import asked, fetched, public

import eventpack
from eventpack.cli import main
from eventpack.export import hdx as to_hdx
from eventpack.package import write as packages
from eventpack.reading import package_yaml

EXTENSION = Path(__file__).with_name("hdx_fields.py")


@pytest.fixture(scope="module")
def hdx(portal):
    """The portal with the rules of HDX, its locations and its vocabulary; afterwards it is as before."""
    folder = portal.folder / "extension"
    told = folder / "hdx_fields-1.dist-info"
    told.mkdir(parents=True)
    shutil.copy(EXTENSION, folder)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: hdx-fields\nVersion: 1\n")
    (told / "entry_points.txt").write_text("[ckan.plugins]\nhdx_fields = hdx_fields:HdxFields\n")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(folder)
    try:
        _restart(portal, "hdx_fields")
        with ckanapi.RemoteCKAN(portal.url, portal.key) as admin:
            admin.action.hdx_vocabulary(id=to_hdx._TOPICS, name="Topics", tags=sorted({*to_hdx._TAGS, "hxl"}))
            for place in ("syr", "rus", "world"):
                admin.action.group_create(name=place)
            admin.action.organization_create(name="hdx-desk")
        yield portal
    finally:
        _restart(portal, "")
        del os.environ["PYTHONPATH"]
        os.environ.update({"PYTHONPATH": before} if before else {})


def _restart(portal, plugins: str) -> None:
    portal.kill()
    portal.ckan("config-tool", str(portal.ini), f"ckan.plugins={plugins}")
    portal.start()


@pytest.fixture
def publish(hdx, monkeypatch):
    def run(folder, *more) -> int:
        monkeypatch.setenv("EVENTPACK_HDX_KEY", hdx.key)
        return main(
            [
                "publish",
                "hdx",
                str(folder),
                "--url",
                hdx.url,
                "--organization",
                "hdx-desk",
                "--maintainer",
                "admin",
                *more,
            ]
        )

    return run


def package(folder, name, version="1.0.0", **event) -> Path:
    write_package(folder, **event)
    file = folder / "datapackage.json"
    text = file.read_text(encoding="utf-8").replace('"name": "convoy"', f'"name": "{name}"')
    file.write_text(text.replace('"version": "0.1.0"', f'"version": "{version}"'), encoding="utf-8")
    return folder


def test_ckan_keeps_every_field_of_hdx_and_the_tables_with_hashtags(hdx, publish, tmp_path):
    folder = package(tmp_path / "package", "hdx-first")
    assert publish(folder) == 0
    assert (
        main(
            [
                "export",
                "hdx",
                "--package",
                str(folder),
                "--out",
                str(tmp_path / "out"),
                "--owner",
                "hdx-desk",
                "--maintainer",
                "admin",
            ]
        )
        == 0
    )
    here = {file.name: file.read_bytes() for file in (tmp_path / "out").glob("*.csv")}
    assert public(hdx, "hdx-first") == here and len(here) == len(eventpack.tabular.schema.TABLES)
    shown = asked(hdx, "package_show", id="hdx-first")
    told = json.loads((tmp_path / "out" / "hdx.json").read_text(encoding="utf-8"))
    for key in told.keys() - {"owner_org", "groups", "tags", "resources"}:
        assert shown[key] == told[key], key
    assert [one["name"] for one in shown["groups"]] == [one["name"] for one in told["groups"]]
    assert [(one["name"], one["vocabulary_id"]) for one in shown["tags"]] == [
        (one["name"], one["vocabulary_id"]) for one in told["tags"]
    ]
    for there, one in zip(shown["resources"], told["resources"], strict=True):
        assert {key: there[key] for key in one} == one
        (tmp_path / one["name"]).write_bytes(fetched(there["url"]))
        read = libhxl.data(libhxl.make_input(str(tmp_path / one["name"]), libhxl.InputOptions(allow_local=True)))
        assert read.display_tags[0].startswith("#") and len(list(read)) >= 0


def test_the_same_again_changes_nothing_and_a_new_version_only_what_is_new(hdx, publish, tmp_path):
    folder = package(tmp_path, "hdx-second")
    assert publish(folder) == 0
    before = asked(hdx, "package_show", id="hdx-second")
    assert publish(folder) == 0
    assert asked(hdx, "package_show", id="hdx-second") == before
    package(folder, "hdx-second", "2.0.0", date_latest=None)
    assert publish(folder) == 0
    after = asked(hdx, "package_show", id="hdx-second")
    ids = [{one["name"]: one["id"] for one in shown["resources"]} for shown in (before, after)]
    assert {name for name in ids[0] if ids[0][name] != ids[1][name]} == {"events.csv"}
    assert after["groups"] == before["groups"] and [t["name"] for t in after["tags"]] == ["hxl"]


def test_the_rules_judge(hdx, publish, tmp_path, capsys, monkeypatch):
    folder, make = package(tmp_path, "hdx-third"), to_hdx.make
    for number, (key, value, told) in enumerate(
        [
            ("dataset_date", "2026", "no range of days"),
            ("groups", [], "at least one location"),
            ("tags", [{"name": "convoys"}], "of the vocabulary"),
            ("methodology_other", "", "must be said"),
            ("data_update_frequency", "often", "no frequency"),
            ("notes", "", "Missing value"),
        ]
    ):
        monkeypatch.setattr(
            to_hdx, "make", lambda *a, key=key, value=value, n=number: make(*a) | {key: value, "name": f"hdx-bad-{n}"}
        )
        assert publish(folder) == 2
        assert told in capsys.readouterr().err
        assert asked(hdx, "package_show", id=f"hdx-bad-{number}") is None


def test_personal_data_never_reach_the_portal(hdx, publish, tmp_path, capsys):
    folder = package(tmp_path, "hdx-fourth")
    file = folder / "data" / "sources.csv"
    assert "North Wire," in file.read_text()
    tables = eventpack.load(folder).tables
    sources = tables["sources"].copy()
    sources.loc[0, "author"] = "Ada Example"
    licence = ({"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},)
    packages.write(
        {**tables, "sources": sources},
        {},
        folder,
        package_yaml.About(
            name="hdx-fourth",
            title="Convoy",
            description="A convoy.",
            licenses=licence,
            contributors=({"title": "A Desk", "roles": ["creator"]},),
        ),
    )
    assert publish(folder) == 2
    assert "Ada Example (author)" in capsys.readouterr().err and asked(hdx, "package_show", id="hdx-fourth") is None
    assert publish(folder, "--without-persons") == 0
    assert all(b"Example" not in content for content in public(hdx, "hdx-fourth").values())
