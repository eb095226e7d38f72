"""What `eventpack publish ckan` asks of a portal, against a stand-in; tests/ckan has the same against a real CKAN."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from ckan_stand_in import READING, Portal, raise_version
from hypothesis import given
from hypothesis import strategies as st
from stand_in import KEY

import eventpack
from eventpack.cli import main
from eventpack.export import PortalOptions, ckan, dataset
from eventpack.publish import PublishError, dry_run, upload
from eventpack.publish.ckan import carry_out, converse, revised


@pytest.fixture
def portal(monkeypatch):
    monkeypatch.setenv("EVENTPACK_CKAN_KEY", KEY)
    with Portal() as one:
        yield one


@pytest.fixture(scope="module")
def order(built):
    """A package as `converse` takes it."""
    pkg = eventpack.load(built)
    files = {file.path: upload(pkg, file) for file in dataset.files(pkg, parquet=False)}
    return ckan.make(pkg, PortalOptions(date(2026, 2, 1), "desk")), files


def send(portal, order, **changes) -> str:
    return carry_out(converse({**order[0], **changes}, order[1], portal.url), portal.url, KEY)


def publish(portal, package, *more, organization="desk") -> int:
    return main(["publish", "ckan", str(package), "--url", portal.url, "--organization", organization, *more])


def test_a_first_publication_is_hidden_until_one_request_switches(portal, copy, capsys):
    assert publish(portal, copy) == 0
    assert portal.actions == [*READING, "package_create", "package_revise"]
    draft = portal.asked[-2].json
    assert draft["private"] is True and "resources" not in draft
    assert capsys.readouterr().out == f"{portal.url}/dataset/convoy\n"
    kept = portal.datasets["convoy"]
    assert kept["private"] is False
    assert [one["name"] for one in kept["resources"]] == list(eventpack.tabular.schema.TABLES)
    for one in kept["resources"]:
        assert portal.files[one["id"]] == (copy / one["package_path"]).read_bytes()


def test_the_second_run_only_reads(portal, copy):
    assert publish(portal, copy) == publish(portal, copy) == 0
    assert portal.actions[7:] == READING
    assert len(json.loads((copy / "publications.json").read_text())) == 1


def test_a_changed_table_is_a_new_resource_and_the_others_stay(portal, copy):
    from factories import write_package

    assert publish(portal, copy) == 0
    before = {one["name"]: one["id"] for one in portal.datasets["convoy"]["resources"]}
    old_files = dict(portal.files)
    write_package(copy, date_latest=None)
    raise_version(copy)
    assert publish(portal, copy) == 0
    after = {one["name"]: one["id"] for one in portal.datasets["convoy"]["resources"]}
    assert {name for name in before if before[name] != after[name]} == {"events"}
    assert portal.files[after["events"]] == (copy / "data/events.csv").read_bytes()
    assert {key: portal.files[key] for key in old_files} == old_files


def test_new_words_alone_send_no_file(portal, copy):
    assert publish(portal, copy) == 0
    files = dict(portal.files)
    raise_version(copy)
    assert publish(portal, copy) == 0
    assert portal.actions[-1] == "package_revise" and portal.datasets["convoy"]["version"] == "0.2.0"
    assert portal.files == files


def test_a_dry_run_shows_every_request_and_sends_none(portal, copy, capsys, monkeypatch):
    monkeypatch.delenv("EVENTPACK_CKAN_KEY")
    assert publish(portal, copy, "--dry-run") == 0
    shown = capsys.readouterr().out
    assert not portal.asked
    monkeypatch.setenv("EVENTPACK_CKAN_KEY", KEY)
    portal.organizations, portal.theirs = [], []
    assert publish(portal, copy) == 0
    places = [shown.index(f"POST {portal.url}/api/action/{action}\n") for action in portal.actions]
    assert places == sorted(places) and len(places) == shown.count("POST ") == 8
    for table in eventpack.tabular.schema.TABLES:
        assert f"file {table}.csv (text/csv, {(copy / f'data/{table}.csv').stat().st_size} bytes" in shown


def test_an_organisation_that_is_missing_is_made_or_told(portal, copy, capsys):
    assert publish(portal, copy, organization="new-desk") == 0
    assert "new-desk" in portal.organizations
    portal.fail = {len(portal.asked) + 4: 403}
    assert publish(portal, copy, organization="other") == 2
    assert "no organisation other" in capsys.readouterr().err and "package_create" not in portal.actions[8:]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"theirs": []}, "make you an editor"),
        (
            {"datasets": {"convoy": {"state": "active", "organization": {"name": "rivals"}}}},
            "in the organisation rivals",
        ),
        ({"datasets": {"convoy": {"state": "deleted"}}}, "was deleted"),
        (
            {"datasets": {"convoy": {"state": "active", "organization": {"name": "desk"}, "resources": []}}},
            "not made by eventpack",
        ),
    ],
)
def test_what_may_not_be_changed_is_not(portal, order, change, told):
    for name, value in change.items():
        setattr(portal, name, value)
    with pytest.raises(PublishError, match=told):
        send(portal, order)
    assert set(portal.actions) <= set(READING)


def test_a_wrong_key_is_reported_and_never_shown(portal, copy, capsys, monkeypatch):
    monkeypatch.setenv("EVENTPACK_CKAN_KEY", "another-key")
    portal.fail = {1: 404}
    assert publish(portal, copy) == 2
    err = capsys.readouterr().err
    assert "does not know the key" in err and "another-key" not in err and portal.actions == ["user_show"]


@pytest.mark.parametrize(
    ("number", "how", "told"),
    [
        (1, "cut", "connection failed"),
        (6, 409, "does not take what was sent"),
        (7, "cut", "left unfinished"),
        (7, 403, "Access denied"),
        (7, 413, "no file of this size"),
        (7, 500, "has a fault"),
        (2, 301, "has moved to"),
    ],
)
def test_a_failure_says_what_it_leaves_and_a_second_run_finishes(portal, order, number, how, told):
    portal.fail = {number: how}
    with pytest.raises(PublishError, match=told) as failed:
        send(portal, order)
    assert KEY not in str(failed.value) and all(one["private"] for one in portal.datasets.values())
    send(portal, order)
    assert not portal.datasets["convoy"]["private"]


def test_a_page_that_is_no_ckan_is_reported(portal, order, monkeypatch):
    monkeypatch.setattr(Portal, "answer", lambda *_: (200, b"<html>welcome</html>"))
    with pytest.raises(PublishError, match="is this the portal's address?"):
        send(portal, order)


def test_a_licence_that_the_portal_lacks_is_reported_before_anything_is_made(portal, order):
    with pytest.raises(PublishError, match="no licence cc-zero; it has cc-by, odc-odbl"):
        send(portal, order, license_id="cc-zero")
    assert not portal.datasets


def test_what_people_added_at_the_portal_stays():
    link = {"id": "r9", "name": "a page about it", "url": "https://desk.example"}
    there = {
        "state": "active",
        "private": True,
        "resources": [link],
        "tags": [{"name": "old"}, {"name": "theme", "vocabulary_id": "v1"}],
        "extras": [{"key": "spatial", "value": "old"}, {"key": "steward", "value": "Ada"}],
    }
    update, parts = revised(there, MADE, FILES)
    assert update["resources"][-1] == link and {"key": "steward", "value": "Ada"} in update["extras"]
    assert {"key": "spatial", "value": "old"} not in update["extras"] and "private" not in update
    assert [one["name"] for one in update["tags"]] == ["convoys", "theme"]
    assert set(parts) == {"update__resources__0__upload"}


MADE = {
    "name": "convoy",
    "owner_org": "desk",
    "license_id": "cc-by",
    "url": "",
    "tags": [{"name": "convoys"}],
    "extras": [{"key": "license", "value": "CC-BY-4.0"}],
    "resources": [
        {
            "name": "events",
            "hash": "sha256:1",
            "size": 3,
            "package_path": "data/events.csv",
            "schema": {"fields": [{"name": "event_id", "type": "string"}]},
        }
    ],
}
FILES = {"data/events.csv": SimpleNamespace(name="events.csv", mediatype="text/csv", bytes=3, sha256="1")}
SHOWN = MADE | {
    "id": "1",
    "state": "active",
    "private": False,
    "metadata_modified": "now",
    "url": None,
    "tags": [{"name": "convoys", "id": "t", "display_name": "convoys"}],
    "resources": [MADE["resources"][0] | {"id": "r1", "url_type": "upload", "position": 0}],
}


def test_nothing_is_new_when_all_is_there():
    assert revised(SHOWN, MADE, FILES) == ({}, {})
    as_text = json.loads(json.dumps(SHOWN))
    as_text["resources"][0]["schema"] = json.dumps(SHOWN["resources"][0]["schema"])
    assert revised(as_text, MADE, FILES) == ({}, {})


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({"version": "2"}, False),
        ({"tags": []}, False),
        ({"extras": []}, False),
        ({"license_id": "odc-odbl"}, False),
        ({"resources": [MADE["resources"][0] | {"hash": "sha256:2"}]}, True),
        ({"resources": [MADE["resources"][0] | {"schema": {"fields": []}}]}, False),
        ({"resources": []}, False),
    ],
)
def test_only_files_that_changed_are_sent(change, sent):
    update, parts = revised(SHOWN, MADE | change, FILES)
    assert update and bool(parts) == sent
    assert all(one.get("id") == (None if sent else "r1") for one in update["resources"])


def test_only_what_was_read_is_revised():
    requests = list(dry_run.requests(converse(MADE, FILES, "https://portal.example")))
    assert json.loads(requests[-1].form["match"]) == {"id": "{id}", "metadata_modified": "{metadata_modified}"}


@given(st.lists(st.text()))
def test_every_tag_is_legal(words):
    import re

    made = ckan.tags(words)
    assert made == sorted(set(made))
    assert all(2 <= len(tag) <= 100 and re.fullmatch(r"[\w .-]*", tag) and tag == tag.strip() for tag in made)


@given(st.text())
def test_every_name_is_legal_or_refused(text):
    try:
        made = ckan.name(text)
    except dataset.NotExportable:
        return
    assert 2 <= len(made) <= 100 and set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize(
    ("spdx", "known"),
    [
        ("CC-BY-4.0", "cc-by"),
        ("CC-BY-3.0-IGO", "cc-by"),
        ("CC-BY-SA-4.0", "cc-by-sa"),
        ("CC-BY-NC-SA-4.0", "cc-nc"),
        ("CC0-1.0", "cc-zero"),
        ("ODbL-1.0", "odc-odbl"),
        ("ODC-By-1.0", "odc-by"),
        ("PDDL-1.0", "odc-pddl"),
        ("OGL-UK-3.0", "uk-ogl"),
        ("GFDL-1.3-or-later", "gfdl"),
    ],
)
def test_licences_have_the_ids_of_ckan(spdx, known):
    assert ckan.license_id(spdx) == known


@pytest.mark.parametrize("spdx", ["CC-BY-ND-4.0", "MIT", "LicenseRef-ours"])
def test_a_licence_ckan_has_no_id_for_is_refused(spdx):
    with pytest.raises(dataset.NotExportable, match="licenses"):
        ckan.license_id(spdx)


def test_the_day_does_not_change_what_is_published(built):
    pkg = eventpack.load(built)
    assert ckan.make(pkg, PortalOptions(date(2026, 1, 1), "desk")) == ckan.make(
        pkg, PortalOptions(date(2027, 1, 1), "desk")
    )
