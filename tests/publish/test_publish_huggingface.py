"""`eventpack publish huggingface`: huggingface_hub against a stand-in for the Hub, and its requests as told."""

import base64
import json
import re
from argparse import Namespace
from dataclasses import dataclass, field
from datetime import date

import huggingface_hub.constants
import pytest
from stand_in import KEY, Asked, StandIn

import eventpack
from eventpack.cli import main
from eventpack.core.errors import EventpackError
from eventpack.publish import Order, PublishError, dry_run, huggingface

NAME = "desk/convoy"


@dataclass
class Hub(StandIn):
    """Datasets with a main branch and pull requests. Files with an ending in `large` are stored apart, by LFS."""

    datasets: dict[str, dict[str, bytes]] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    requests: list[dict[str, bytes]] = field(default_factory=list)
    stored: dict[str, bytes] = field(default_factory=dict)
    large: tuple[str, ...] = ()

    def answer(self, asked: Asked):
        if asked.path == "/api/repos/create":
            name = f"{asked.json['organization']}/{asked.json['name']}"
            if name in self.datasets:
                return 409, {"error": "You already created this dataset repo", "url": f"{self.url}/datasets/{name}"}
            self.datasets[name] = {}
            self.private |= {name} if asked.json["visibility"] == "private" else set()
            return 200, {"url": f"{self.url}/datasets/{name}", "name": name, "id": "1"}
        if asked.path == "/api/validate-yaml":
            assert asked.json["repoType"] == "dataset"
            return 200, {"errors": [], "warnings": []}
        if asked.path.startswith("/storage/"):
            self.stored[asked.path.removeprefix("/storage/")] = asked.body
            return 200, None
        if asked.path.endswith(".git/info/lfs/objects/batch"):
            return 200, {
                "transfer": "basic",
                "objects": [
                    {
                        "oid": one["oid"],
                        "size": one["size"],
                        "actions": {"upload": {"href": f"{self.url}/storage/{one['oid']}"}},
                    }
                    for one in asked.json["objects"]
                ],
            }
        _, _, _, owner, name, what, branch = asked.path.split("/")
        assert f"{owner}/{name}" in self.datasets and branch == "main"
        if what == "preupload":
            return 200, {
                "files": [
                    {
                        "path": one["path"],
                        "shouldIgnore": False,
                        "uploadMode": "lfs" if one["path"].endswith(self.large or ".none") else "regular",
                    }
                    for one in asked.json["files"]
                ]
            }
        assert what == "commit"
        lines = [json.loads(line) for line in asked.body.splitlines()]
        values = [line["value"] for line in lines if line["key"] != "header"]
        files = {v["path"]: self.stored[v["oid"]] if "oid" in v else base64.b64decode(v["content"]) for v in values}
        made = {"success": True, "commitOid": "0" * 40, "commitUrl": f"{self.url}/datasets/{owner}/{name}/commit/0"}
        if asked.query.get("create_pr"):
            self.requests.append(files)
            return 200, made | {"pullRequestUrl": f"{self.url}/datasets/{owner}/{name}/discussions/1"}
        self.datasets[f"{owner}/{name}"] |= files
        return 200, made

    def open_to_all(self, asked: Asked) -> bool:
        return asked.path.startswith("/storage/")

    def refusal(self, status: int):
        return {"error": "the stand-in was told to fail"}


@pytest.fixture
def portal(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", KEY)
    # Xet, the hub's newer storage, has a server of its own, which the stand-in is not.
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
    with Hub() as found:
        yield found


@pytest.fixture
def order(portal, tmp_path):
    def make(final=True, record=NAME) -> Order:
        return Order(portal.url, date(2026, 2, 1), Namespace(record=record, final=final), tmp_path)

    return make


@pytest.fixture
def package(built):
    return eventpack.load(built)


@pytest.mark.filterwarnings("ignore:Use 'content")  # in the library's own call of its HTTP client
@pytest.mark.parametrize("large", [(), (".parquet",)])
def test_one_commit_brings_the_card_and_every_table_byte_for_byte(portal, order, package, built, large):
    portal.large = large
    assert huggingface.send(package, order(), KEY) == f"{portal.url}/datasets/{NAME}"
    made = portal.datasets[NAME]
    card = made.pop("README.md").decode()
    assert card.startswith("---\npretty_name: Convoy\n")
    assert made == {f"data/{p.name}": p.read_bytes() for p in (built / "data").glob("*.parquet")}
    assert not portal.private and len([told for told in portal.told if "/commit/" in told]) == 1


def test_without_final_it_is_a_pull_request_to_a_private_dataset(portal, built, capsys):
    assert main(["publish", "huggingface", str(built), "--url", portal.url, "--record", NAME]) == 0
    assert portal.private == {NAME} and portal.datasets[NAME] == {} and "README.md" in portal.requests[0]
    assert capsys.readouterr().out == f"{portal.url}/datasets/{NAME}/discussions/1\n"


@pytest.mark.parametrize("final", [True, False])
def test_the_requests_of_the_library_are_those_that_a_dry_run_shows(portal, order, package, final):
    huggingface.send(package, order(final), KEY)
    sent = [(one.method, one.path, one.query) for one in portal.asked]
    shown = [request for request in dry_run.requests(huggingface.talk(package, order(final))) if request.url[0] == "/"]
    assert sent == [
        (one.method, one.url.partition("?")[0], {"create_pr": "1"} if "?create_pr=1" in one.url else {})
        for one in shown
    ]
    told = shown[0].json
    assert portal.asked[0].json == told
    assert [f["path"] for f in portal.asked[2].json["files"]] == [f["path"] for f in shown[2].json["files"]]
    header = json.loads(portal.asked[3].body.splitlines()[0])["value"]
    assert header["summary"] == shown[3].json["summary"]


@pytest.mark.parametrize("how", [409, "cut"])
def test_a_commit_that_fails_leaves_no_file_and_may_be_tried_again(portal, order, package, how):
    portal.fail = {4: how}
    with pytest.raises(PublishError, match="one commit, which arrives as a whole or not at all"):
        huggingface.send(package, order(), KEY)
    assert portal.datasets[NAME] == {}
    portal.fail = {}
    huggingface.send(package, order(), KEY)
    assert len(portal.datasets[NAME]) == 15


def test_a_wrong_key_is_reported_and_never_shown(portal, built, capsys, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "another-key")
    assert main(["publish", "huggingface", str(built), "--url", portal.url, "--record", NAME]) == 2
    err = capsys.readouterr().err
    assert "401" in err and "another-key" not in err and not portal.datasets


@pytest.mark.parametrize("record", ["convoy", "desk/convoy/more", "../x", "desk/.."])
def test_what_is_no_name_of_a_dataset_is_refused(portal, order, package, record):
    with pytest.raises(EventpackError, match=re.escape(record)):
        huggingface.send(package, order(record=record), KEY)
    assert not portal.asked
