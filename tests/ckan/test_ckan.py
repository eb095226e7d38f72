"""`eventpack publish ckan` against a real CKAN: `make test-ckan`."""

import hashlib
import json
import re
import threading
import time
from datetime import date
from types import SimpleNamespace

import pytest
from breaking import Breaking
from factories import write_package
from reader import asked, fetched, public

import eventpack
from eventpack.cli import main
from eventpack.export import PortalOptions, ckan, dataset
from eventpack.publish import PublishError, text, upload
from eventpack.publish.ckan import carry_out, converse


@pytest.fixture
def publish(portal, monkeypatch):
    """Runs the command as somebody types it; gives its exit status."""

    def run(folder, *more, key=portal.key, organization="desk") -> int:
        monkeypatch.setenv("EVENTPACK_CKAN_KEY", key)
        return main(["publish", "ckan", str(folder), "--url", portal.url, "--organization", organization, *more])

    return run


def package(folder, name, version="1.0.0", **event):
    """A package of its own name, so that no test meets another's dataset."""
    write_package(folder, **event)
    file = folder / "datapackage.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told |= {"name": name, "version": version, "keywords": ["convoys: all", "airfields"]}
    file.write_text(json.dumps(told), encoding="utf-8")
    return folder


def tables(folder) -> dict[str, bytes]:
    return {file.stem: file.read_bytes() for file in (folder / "data").glob("*.csv")}


def order(folder):
    """A package as `converse` takes it."""
    loaded = eventpack.load(folder)
    files = {
        file.path: upload(loaded, file, f"{file.table['name']}.csv") for file in dataset.files(loaded, parquet=False)
    }
    return ckan.make(loaded, PortalOptions(date(2026, 2, 1), "desk")), files


# --- what is there after a publication


def test_everybody_downloads_the_bytes_that_were_published(portal, publish, tmp_path, capsys):
    folder = package(tmp_path, "first")
    assert publish(folder) == 0
    assert capsys.readouterr().out == f"{portal.url}/dataset/first\n"
    assert public(portal, "first") == tables(folder) and len(tables(folder)) == len(eventpack.tabular.schema.TABLES)
    page = fetched(f"{portal.url}/dataset/first").decode()
    assert "Convoy" in page and "event_actors" in page


def test_the_dataset_says_what_the_package_says(portal, publish, tmp_path):
    folder = package(tmp_path, "second")
    assert publish(folder, "--email", "desk@desk.example") == 0
    shown, told = asked(portal, "package_show", id="second"), json.loads((folder / "datapackage.json").read_text())
    assert shown["license_id"] == "cc-by" and shown["license_title"] == "Creative Commons Attribution"
    assert shown["license_id"] in [one["id"] for one in asked(portal, "license_list")]
    assert [tag["name"] for tag in shown["tags"]] == ["airfields", "convoys all"]
    assert (shown["title"], shown["version"], shown["author"]) == ("Convoy", "1.0.0", "A Desk")
    assert shown["author_email"] == "desk@desk.example" and shown["organization"]["name"] == "desk"
    extras = {one["key"]: one["value"] for one in shown["extras"]}
    assert extras["temporal_start"] == told["temporal"]["start"] and json.loads(extras["spatial"])["type"] == "Polygon"
    for there, here in zip(shown["resources"], told["resources"], strict=True):
        assert there["schema"] == here["schema"] and there["name"] == here["name"]
        assert (there["hash"], there["size"], there["format"]) == (here["hash"], here["bytes"], "CSV")
    assert asked(portal, "package_search", q="name:second")["count"] == 1


def test_the_second_run_changes_nothing(portal, publish, tmp_path):
    folder = package(tmp_path, "twice")
    assert publish(folder) == 0
    before = asked(portal, "package_show", id="twice")
    assert publish(folder) == publish(folder, "--date", "2031-01-01") == 0
    assert asked(portal, "package_show", id="twice") == before


def test_an_update_changes_what_changed_and_leaves_the_rest(portal, publish, tmp_path):
    folder = package(tmp_path, "update")
    assert publish(folder) == 0
    before = asked(portal, "package_show", id="update")
    package(folder, "update", "1.1.0", date_latest=None)
    assert publish(folder) == 0
    after = asked(portal, "package_show", id="update")
    assert (after["id"], after["version"]) == (before["id"], "1.1.0")
    assert public(portal, "update") == tables(folder)
    urls = {one["name"]: one["url"] for one in before["resources"]}
    moved = {one["name"] for one in after["resources"] if one["url"] != urls[one["name"]]}
    assert moved == {"events"} and fetched(urls["events"]) is None


def test_an_older_state_can_be_put_back(portal, tmp_path):
    old, new = package(tmp_path / "a", "back"), package(tmp_path / "b", "back", date_latest=None)
    for folder in (old, new, old, new):
        carry_out(converse(*order(folder), portal.url), portal.url, portal.key)
        assert public(portal, "back") == tables(folder)


def test_new_words_send_no_file(portal, publish, tmp_path):
    folder = package(tmp_path, "words")
    assert publish(folder) == 0
    before = asked(portal, "package_show", id="words")
    file = folder / "datapackage.json"
    told = json.loads(file.read_text()) | {"title": "Convoys, corrected", "homepage": "https://desk.example"}
    told["resources"][0]["description"] = "One row is one event."
    file.write_text(json.dumps(told))
    assert publish(folder) == 0
    after = asked(portal, "package_show", id="words")
    assert (after["title"], after["url"]) == ("Convoys, corrected", "https://desk.example")
    assert after["resources"][0]["description"] == "Events: One row is one event."
    assert [one["url"] for one in after["resources"]] == [one["url"] for one in before["resources"]]
    assert public(portal, "words") == tables(folder)


def test_what_people_added_at_the_portal_stays(portal, admin, publish, tmp_path):
    folder = package(tmp_path, "hands")
    assert publish(folder) == 0
    ident = asked(portal, "package_show", id="hands")["id"]
    admin.action.resource_create(package_id=ident, name="A page about it", url="https://desk.example/about")
    extras = asked(portal, "package_show", id="hands")["extras"]
    admin.action.package_patch(id=ident, extras=[*extras, {"key": "steward", "value": "Ada"}], maintainer="Ada")
    before = asked(portal, "package_show", id="hands")
    assert publish(folder) == 0
    assert asked(portal, "package_show", id="hands") == before
    package(folder, "hands", "1.1.0", date_latest=None)
    assert publish(folder) == 0
    after = asked(portal, "package_show", id="hands")
    assert after["resources"][-1]["url"] == "https://desk.example/about" and after["maintainer"] == "Ada"
    assert {"key": "steward", "value": "Ada"} in after["extras"]


# --- who may


def test_a_wrong_key_is_reported_and_nothing_is_made(portal, publish, tmp_path, capsys):
    folder = package(tmp_path, "wrong-key")
    for key in ("no-key-at-all", portal.key[:-2]):
        assert publish(folder, key=key) == 2
        err = capsys.readouterr().err
        assert "does not know the key" in err and key not in err
    assert asked(portal, "package_show", id="wrong-key") is None


def test_an_editor_may_and_others_are_reported(portal, admin, person, publish, tmp_path, capsys):
    folder = package(tmp_path, "rights")
    admin.action.organization_create(name="bureau")
    editor, member, nobody = person("edith", bureau="editor"), person("mary", bureau="member"), person("nora")
    for key in (member, nobody):
        assert publish(folder, key=key, organization="bureau") == 2
        assert "make you an editor" in capsys.readouterr().err
    assert publish(folder, key=nobody, organization="not-there") == 2
    assert "no organisation not-there" in capsys.readouterr().err
    assert asked(portal, "organization_show", id="not-there") is None
    assert asked(portal, "package_show", id="rights") is None
    assert publish(folder, key=editor, organization="bureau") == 0
    assert public(portal, "rights") == tables(folder)
    admin.action.organization_create(name="rivals")
    assert publish(folder, organization="rivals") == 2
    assert "of the organisation bureau" in capsys.readouterr().err


def test_what_is_not_ours_is_not_overwritten(portal, admin, publish, tmp_path, capsys):
    for name in ("theirs", "deleted"):
        admin.action.package_create(name=name, owner_org="desk", title="By hand")
    admin.action.package_delete(id="deleted")
    for name, told in (("theirs", "not made by eventpack"), ("deleted", "was deleted")):
        assert publish(package(tmp_path, name)) == 2
        assert told in capsys.readouterr().err
    assert asked(portal, "package_show", id="theirs")["title"] == "By hand"


# --- what breaks


def synthetic(name: str, **sizes: int):
    """A dataset of files of these sizes, as `converse` takes it."""
    files = {f"data/{table}.csv": text(f"{table}.csv", "text/csv", "x" * size) for table, size in sizes.items()}
    resources = [
        ckan.resource(
            SimpleNamespace(
                path=path,
                mediatype="text/csv",
                bytes=file.bytes,
                sha256=file.sha256,
                table={"name": path[5:-4], "schema": {"fields": []}},
            )
        )
        for path, file in files.items()
    ]
    return {
        "name": name,
        "owner_org": "desk",
        "license_id": "cc-by",
        "title": name,
        "tags": [],
        "extras": [],
        "resources": resources,
    }, files


def test_a_file_the_portal_refuses_leaves_the_old_whole(portal):
    """The portal takes one megabyte a file; those before the last are on its disk when it refuses."""

    def send(*made):
        carry_out(converse(*made, portal.url), portal.url, portal.key)

    with pytest.raises(PublishError, match=r"too large.*left unfinished"):
        send(*synthetic("large", one=10, two=20, three=2_000_000))
    assert public(portal, "large") is None
    send(*synthetic("large", one=10, two=20, three=30))
    before = asked(portal, "package_show", id="large")
    with pytest.raises(PublishError, match=r"too large.*still has the version before"):
        send(*synthetic("large", one=11, two=21, three=2_000_000))
    assert asked(portal, "package_show", id="large") == before
    assert {name: len(data) for name, data in public(portal, "large").items()} == {"one": 10, "two": 20, "three": 30}
    send(*synthetic("large", one=11, two=21, three=31))
    assert {name: len(data) for name, data in public(portal, "large").items()} == {"one": 11, "two": 21, "three": 31}


def test_who_is_overtaken_is_reported_and_overwrites_nothing(portal, admin, tmp_path):
    old, new = package(tmp_path / "a", "race"), package(tmp_path / "b", "race", date_latest=None)
    carry_out(converse(*order(old), portal.url), portal.url, portal.key)

    def overtaken():
        talk = converse(*order(new), portal.url)
        request = next(talk)
        while not request.url.endswith("package_revise"):
            request = talk.send((yield request))
        admin.action.package_patch(id="race", title="By hand")
        talk.send((yield request))

    with pytest.raises(PublishError, match="metadata_modified"):
        carry_out(overtaken(), portal.url, portal.key)
    assert public(portal, "race") == tables(old) and asked(portal, "package_show", id="race")["title"] == "By hand"


def killed(portal, made, limit: int, delay: float) -> bool:
    """Publishes while the server is killed, some seconds after so many bytes; True if it was done before.

    The server is started again.
    """

    def kill() -> None:
        time.sleep(delay)
        portal.kill()

    try:
        with Breaking(portal.port, limit, kill) as way:
            try:
                carry_out(converse(*made, way.url), way.url, portal.key)
                return True
            except PublishError as error:
                assert re.search("connection failed|fault", str(error))
                return False
    finally:
        portal.start()


def length(portal, made) -> tuple[int, float]:
    """The bytes that an undisturbed publication takes, and the seconds that the server works on the last request."""
    with Breaking(portal.port) as way:
        carry_out(converse(*made, way.url), way.url, portal.key)
        return way.passed, time.monotonic() - way.last


# Parts of the bytes that are sent before the server is killed, and of the time that it takes for the last request.
POINTS = [
    (0.01, 0.0),
    (0.1, 0.0),
    (0.4, 0.0),
    (0.7, 0.0),
    (0.99, 0.0),
    (1.0, 0.0),
    (1.0, 0.2),
    (1.0, 0.4),
    (1.0, 0.6),
    (1.0, 0.8),
    (1.0, 0.95),
]


@pytest.fixture(scope="module")
def states(portal, tmp_path_factory):
    """Two states of one package."""
    old = package(tmp_path_factory.mktemp("old"), "killed")
    new = package(tmp_path_factory.mktemp("new"), "killed", "2.0.0", date_latest=None, summary="A convoy left.")
    return old, new


@pytest.mark.parametrize(("part", "wait"), POINTS)
def test_a_server_killed_in_a_first_publication_shows_nothing_or_all(portal, states, part, wait):
    made, files = order(states[0])
    name = f"killed-{part}-{wait}".replace(".", "-")
    size, seconds = length(portal, (made | {"name": f"length{name[6:]}"}, files))
    made |= {"name": name}
    done = killed(portal, (made, files), int(part * size), wait * seconds)
    seen = public(portal, name)
    assert seen == tables(states[0]) if done or (part == 1 and seen) else seen is None
    carry_out(converse(made, files, portal.url), portal.url, portal.key)
    assert public(portal, name) == tables(states[0])


@pytest.mark.parametrize(("part", "wait"), POINTS)
def test_a_server_killed_in_an_update_shows_the_old_or_the_new(portal, states, part, wait):
    name = f"renewed-{part}-{wait}".replace(".", "-")
    old, new = (({**made, "name": name}, files) for made, files in map(order, states))
    carry_out(converse(*old, portal.url), portal.url, portal.key)
    measured = f"updated{name[7:]}"  # another dataset, updated by as many bytes
    carry_out(converse({**old[0], "name": measured}, old[1], portal.url), portal.url, portal.key)
    size, seconds = length(portal, ({**new[0], "name": measured}, new[1]))
    done = killed(portal, new, int(part * size), wait * seconds)
    seen = public(portal, name)
    assert seen == tables(states[1]) if done else seen == tables(states[0]) or (part == 1 and seen == tables(states[1]))
    carry_out(converse(*new, portal.url), portal.url, portal.key)
    assert public(portal, name) == tables(states[1])
    assert asked(portal, "package_show", id=name)["version"] == "2.0.0"


def test_readers_during_updates_get_the_files_of_one_state(portal, states):
    """Each reader asks for the dataset and then for its files: all are old or all new, and what is described is what is
    downloaded, or gone. (CKAN reads a dataset's words and its files one after the other, so that in the moment of the
    switch an answer may have the words of before; that is not looked at.)
    """
    old, new = (({**made, "name": "busy"}, files) for made, files in map(order, states))
    whole = [{one["name"]: one["hash"] for one in made["resources"]} for made, _ in (old, new)]
    carry_out(converse(*old, portal.url), portal.url, portal.key)
    wrong, seen, done = [], [], threading.Event()

    def read() -> None:
        while not done.is_set():
            shown = asked(portal, "package_show", id="busy")["resources"]
            files = {one["name"]: one["hash"] for one in shown}
            (seen if files in whole else wrong).append(files)
            for one in shown:
                data = fetched(one["url"])
                if data is not None and f"sha256:{hashlib.sha256(data).hexdigest()}" != one["hash"]:
                    wrong.append(one["name"])

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(60):
        carry_out(converse(*(old if number % 2 else new), portal.url), portal.url, portal.key)
        if number >= 7 and all(state in seen for state in whole):  # on a busy machine a reader may be slow to look
            break
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong and all(state in seen for state in whole)


def test_a_server_that_is_down_is_reported(portal, publish, tmp_path, capsys):
    folder = package(tmp_path, "down")
    portal.kill()
    try:
        assert publish(folder) == 2
        assert re.search(r"user_show: the connection failed \(.*refused", capsys.readouterr().err)
    finally:
        portal.start()
    assert publish(folder) == 0


def test_what_the_portal_has_is_a_valid_package_with_all_its_keys(portal, publish, tmp_path):
    """Files and schemas from the portal alone; frictionless looks at types, constraints and foreign keys."""
    from frictionless import Package

    assert publish(package(tmp_path / "p", "schemas")) == 0
    shown = asked(portal, "package_show", id="schemas")["resources"]
    for one in shown:
        (tmp_path / f"{one['name']}.csv").write_bytes(fetched(one["url"]))
    told = {
        "name": "schemas",
        "resources": [
            {"name": one["name"], "path": f"{one['name']}.csv", "type": "table", "schema": one["schema"]}
            for one in shown
        ],
    }
    report = Package.from_descriptor(told, basepath=str(tmp_path)).validate()
    assert report.valid, report.flatten(["path", "message"])
    told["resources"][0]["schema"]["foreignKeys"][0]["reference"]["fields"] = ["name"]
    assert not Package.from_descriptor(told, basepath=str(tmp_path)).validate().valid


def test_ckanapi_creates_the_dataset_from_the_exported_file(portal, admin, tmp_path):
    folder = package(tmp_path / "p", "exported")
    assert main(["export", "ckan", "--package", str(folder), "--owner", "desk", "--out", str(tmp_path / "out")]) == 0
    made = json.loads((tmp_path / "out/ckan.json").read_text())
    there = admin.action.package_create(**made)
    assert [one["schema"] for one in there["resources"]] == [one["schema"] for one in made["resources"]]
    assert there["license_id"] == "cc-by"
