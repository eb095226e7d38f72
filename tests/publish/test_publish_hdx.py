"""What `eventpack publish hdx` asks of HDX, against a stand-in for CKAN; tests/ckan has it against a real one.

EVENTPACK_GOLDEN=write makes the golden file anew; look at the difference before it is committed.
"""

import os
import re
from pathlib import Path

import hxl as libhxl
import pytest
from ckan_stand_in import READING, Portal, raise_version
from stand_in import KEY

import eventpack
from eventpack.cli import main
from eventpack.publish import hdx

GOLDEN = Path(__file__).parents[1] / "golden" / "hdx" / "dry_run.txt"


@pytest.fixture
def portal(monkeypatch):
    monkeypatch.setenv("EVENTPACK_HDX_KEY", KEY)
    with Portal() as one:
        yield one


def publish(package, *more) -> int:
    return main(["publish", "hdx", str(package), "--organization", "desk", "--maintainer", "ada", *more])


def test_a_dry_run_shows_the_golden_requests_and_sends_none(built, capsys, monkeypatch):
    monkeypatch.delenv("EVENTPACK_HDX_KEY", raising=False)
    assert publish(built, "--dry-run") == 0
    shown = re.sub(r"\d+ bytes, sha256 [0-9a-f]{64}", "N bytes, sha256 SHA256", capsys.readouterr().out)
    shown = re.sub(r"(\W+size\W+)\d+(\W+hash\W+sha256:)[0-9a-f]{64}", r"\1N\2SHA256", shown)
    if os.environ.get("EVENTPACK_GOLDEN") == "write":
        GOLDEN.write_text(shown, encoding="utf-8")
    assert shown == GOLDEN.read_text(encoding="utf-8")
    assert f"POST {hdx.URL}/api/action/package_revise" in shown and "organization_create" not in shown


def test_hdx_gets_the_tables_with_hashtags_and_its_fields_at_once(portal, copy, capsys, tmp_path):
    assert publish(copy, "--url", portal.url) == 0
    assert portal.actions == [*READING, "package_create", "package_revise"]
    kept = portal.datasets["convoy"]
    assert kept["state"] == "active" and kept["private"] is False and kept["groups"] == [{"name": "syr"}]
    assert kept["dataset_date"] and kept["maintainer"] == "ada" and kept["methodology"] == "Other"
    package = eventpack.load(copy)
    for one in kept["resources"]:
        file = tmp_path / one["name"]
        file.write_bytes(portal.files[one["id"]])
        read = libhxl.data(libhxl.make_input(str(file), libhxl.InputOptions(allow_local=True)))
        assert len(list(read)) == len(package.tables[file.stem]) and one["size"] == file.stat().st_size
    assert capsys.readouterr().out == f"{portal.url}/dataset/convoy\n"


def test_the_second_run_only_reads_and_a_change_is_sent_alone(portal, copy):
    from factories import write_package

    assert publish(copy, "--url", portal.url) == publish(copy, "--url", portal.url) == 0
    assert portal.actions[7:] == READING
    portal.datasets["convoy"]["tags"].append({"name": "theirs", "vocabulary_id": "v"})
    portal.datasets["convoy"]["private"] = True
    write_package(copy, date_latest=None)
    raise_version(copy)
    assert publish(copy, "--url", portal.url) == 0
    kept = portal.datasets["convoy"]
    names = [one["name"] for one in kept["tags"]]
    assert sorted(set(names)) == sorted(names) and "theirs" in names and kept["private"] is True


def test_an_organisation_is_not_made_at_hdx(portal, copy, capsys):
    portal.organizations, portal.theirs = [], []
    assert publish(copy, "--url", portal.url) == 2
    assert "no organisation desk" in capsys.readouterr().err and portal.actions == READING[:3]


def test_nothing_is_asked_of_hdx_while_there_is_personal_data(portal, copy, capsys, monkeypatch):
    from eventpack.personal import find

    monkeypatch.setattr(find, "contact_in", lambda text: iter([("e-mail address", "x@y.example")] * ("left" in text)))
    assert publish(copy, "--url", portal.url) == 2
    told = capsys.readouterr().err
    assert "HDX takes no personal data" in told and "x@y.example" in told and not portal.asked


@pytest.mark.parametrize("how", ["cut", "lost", "torn"])
def test_a_connection_that_breaks_in_the_switch_is_reported_and_a_second_run_finishes(portal, copy, capsys, how):
    portal.fail = {7: how}
    assert publish(copy, "--url", portal.url) == 2
    told = capsys.readouterr().err
    assert "the connection failed" in told and "Run the same again to finish" in told
    portal.fail = {}
    assert publish(copy, "--url", portal.url) == 0
    kept = portal.datasets["convoy"]
    assert kept["state"] == "active" and len(kept["resources"]) == len(eventpack.tabular.schema.TABLES)
