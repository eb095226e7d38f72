"""`eventpack publish dataverse` against a stand-in that keeps what Dataverse's native API guide documents."""

import hashlib
import json
import re
from argparse import Namespace
from dataclasses import dataclass, field
from datetime import date

import pytest
from stand_in import KEY, Asked, StandIn

import eventpack
from eventpack.cli import main
from eventpack.export.dataset import NotExportable
from eventpack.publish import Order, PublishError, dataverse, http

DATASETS = "/api/datasets/:persistentId"


@dataclass
class Dataverse(StandIn):
    """Datasets with a draft and published versions, each of them files by identifier: (folder, label, bytes)."""

    header: str = "X-Dataverse-key"
    key: str = KEY
    drafts: dict[str, dict[int, tuple]] = field(default_factory=dict)
    published: dict[str, list[dict[int, tuple]]] = field(default_factory=dict)
    metadata: dict[str, dict] = field(default_factory=dict)
    algorithm: str = "MD5"
    files: int = 0

    def refusal(self, status: int):
        return {"status": "ERROR", "message": "the stand-in was told to fail"}

    def answer(self, asked: Asked):
        status, data = self.done(asked)
        return status, {"status": "OK" if status < 300 else "ERROR", "data": data}

    def done(self, asked: Asked):
        if match := re.fullmatch(r"/api/dataverses/(\w+)/datasets", asked.path):
            if match[1] != "desk":
                return 404, "Can't find dataverse with identifier"
            doi = f"doi:10.5072/FK2/CONVOY{len(self.metadata)}"
            self.metadata[doi], self.drafts[doi] = asked.json["datasetVersion"], {}
            return 201, {"id": 7, "persistentId": doi}
        if match := re.fullmatch(r"/api/files/(\d+)", asked.path):
            for draft in self.drafts.values():
                if draft.pop(int(match[1]), None):
                    return 200, {"message": "deleted"}
            return 404, "no such file"
        doi, what = asked.query["persistentId"], asked.path.removeprefix(DATASETS)
        if doi not in self.metadata:
            return 404, "no such dataset"
        if what == "/versions/:draft" and asked.method == "PUT":
            assert set(asked.json) <= {"license", "metadataBlocks"}
            self.metadata[doi] = asked.json
            self.drafts.setdefault(doi, dict(self.published[doi][-1]) if doi in self.published else {})
            return 200, {}
        if doi not in self.drafts:
            return 404, "no draft"
        if what == "/versions/:draft/files":
            return 200, [self.listed(number, *file) for number, file in self.drafts[doi].items()]
        if what == "/add":
            name, data = asked.parts["file"]
            told = json.loads(asked.parts["jsonData"][1])
            assert told["tabIngest"] == "false"
            self.files += 1
            self.drafts[doi][self.files] = (told.get("directoryLabel"), name, data)
            return 200, {"files": [{"label": name}]}
        assert what == "/actions/:publish" and asked.query["type"] == "major"
        self.published.setdefault(doi, []).append(self.drafts.pop(doi))
        return 200, {"id": 7}

    def listed(self, number, folder, label, data):
        digest = hashlib.new(self.algorithm.replace("-", ""), data).hexdigest()
        return {
            "label": label,
            "dataFile": {
                "id": number,
                "filename": label,
                "filesize": len(data),
                "checksum": {"type": self.algorithm, "value": digest},
            },
        } | ({"directoryLabel": folder} if folder else {})


@pytest.fixture
def portal(monkeypatch):
    monkeypatch.setenv("DATAVERSE_KEY", KEY)
    with Dataverse() as found:
        yield found


@pytest.fixture
def send(portal, built, tmp_path):
    package = eventpack.load(built)

    def run(record=None, final=False, email="desk@desk.example", collection="desk") -> str:
        options = Namespace(record=record, final=final, email=email, collection=collection)
        order = Order(portal.url, date(2026, 2, 1), options, tmp_path)
        return http.send(dataverse.talk(package, order), portal.url, dataverse.header(KEY))

    return run


def paths(version) -> dict[str, bytes]:
    return {f"{folder}/{label}" if folder else label: data for folder, label, data in version.values()}


def all_files(package) -> dict[str, bytes]:
    return {
        p.relative_to(package).as_posix(): p.read_bytes()
        for p in [package / "datapackage.json", *(package / "data").iterdir()]
    }


def test_every_file_arrives_in_its_folder_byte_for_byte_and_a_draft_is_left(portal, built, capsys):
    assert (
        main(
            [
                "publish",
                "dataverse",
                str(built),
                "--url",
                portal.url,
                "--collection",
                "desk",
                "--email",
                "desk@desk.example",
            ]
        )
        == 0
    )
    (doi,) = portal.drafts
    assert paths(portal.drafts[doi]) == all_files(built) and not portal.published
    assert capsys.readouterr().out == f"{portal.url}/dataset.xhtml?persistentId={doi}&version=DRAFT\n"
    assert portal.told[0] == "POST /api/dataverses/desk/datasets"
    assert set(portal.told[1:-1]) == {f"POST {DATASETS}/add"}
    assert portal.told[-1] == f"GET {DATASETS}/versions/:draft/files"


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-1", "SHA-256", "SHA-512"])
def test_it_is_published_only_when_asked_whatever_digests_the_portal_uses(portal, send, built, algorithm):
    portal.algorithm = algorithm
    send(final=True)
    ((version,),) = portal.published.values()
    assert paths(version) == all_files(built)


def test_a_new_version_gets_what_changed_and_loses_what_is_no_more(portal, send, built):
    send(final=True)
    (doi,) = portal.published
    number = next(n for n, (_, label, _) in portal.published[doi][0].items() if label == "events.csv")
    portal.published[doi][0][number] = ("data", "events.csv", b"as it was")
    portal.published[doi][0][99] = (None, "notes.txt", b"old")
    portal.asked.clear()
    send(record=doi, final=True)
    old, new = portal.published[doi]
    assert paths(new) == all_files(built) and paths(old)["data/events.csv"] == b"as it was"
    assert portal.told == [
        f"PUT {DATASETS}/versions/:draft",
        f"GET {DATASETS}/versions/:draft/files",
        f"DELETE /api/files/{number}",
        "DELETE /api/files/99",
        f"POST {DATASETS}/add",
        f"GET {DATASETS}/versions/:draft/files",
        f"POST {DATASETS}/actions/:publish",
    ]


@pytest.mark.parametrize("how", [500, "cut", "lost"])
@pytest.mark.parametrize("at", [1, 2, 13, 26, 27])
def test_a_failure_before_the_end_publishes_nothing_and_can_be_gone_on_with(portal, send, built, at, how):
    portal.fail = {at: how}
    with pytest.raises(PublishError) as failed:
        send(final=True)
    assert not portal.published
    record = re.search(r"--record (\S+),", str(failed.value))
    assert (record is None) == (at == 1)
    portal.fail = {}
    send(record=record and record[1], final=True)
    ((version,),) = portal.published.values()
    assert paths(version) == all_files(built)


def test_when_the_last_step_fails_the_user_is_reported_to_look(portal, send):
    portal.fail = {32: "lost"}  # the request that publishes, after two files of each table
    with pytest.raises(PublishError, match="Look at .*it may not be published yet"):
        send(final=True)


def test_files_that_a_portal_changed_are_not_published(portal, send, monkeypatch):
    listed = portal.listed
    monkeypatch.setattr(
        portal,
        "listed",
        lambda number, folder, label, data: listed(number, folder, label.replace("events.csv", "events.tab"), data),
    )
    with pytest.raises(PublishError, match="data/events.csv is missing; data/events.tab should not be there"):
        send(final=True)
    assert not portal.published


def test_what_dataverse_must_know_is_asked_before_anything_is_sent(portal, send):
    with pytest.raises(NotExportable, match="--email"):
        send(email=None)
    with pytest.raises(Exception, match="--collection"):
        send(collection=None)
    assert portal.told == []


def test_a_collection_that_is_not_there_is_reported(portal, send):
    with pytest.raises(PublishError, match="status 404.*Can't find dataverse"):
        send(collection="elsewhere")
