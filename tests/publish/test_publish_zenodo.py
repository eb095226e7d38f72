"""`eventpack publish zenodo` against a stand-in that keeps what developers.zenodo.org documents."""

import hashlib
import io
import re
import shutil
import zipfile
from argparse import Namespace
from dataclasses import dataclass, field
from datetime import date

import pytest
from stand_in import KEY, Asked, StandIn

import eventpack
from eventpack.cli import main
from eventpack.publish import Order, PublishError, http, zenodo

DEPOSITIONS = "/api/deposit/depositions"


@dataclass
class Zenodo(StandIn):
    """Depositions with metadata and a bucket of files; only a draft can be changed."""

    drafts: dict[int, dict] = field(default_factory=dict)
    published: dict[int, dict] = field(default_factory=dict)
    damage: bool = False

    def deposit(self, **values) -> int:
        number = 100 + len(self.drafts) + len(self.published)
        self.drafts[number] = {"metadata": {}, "files": {}, **values}
        return number

    def shown(self, number: int) -> dict:
        done = number in self.published
        newest = self.published.get(number, {}).get("newer", number)
        return {
            "id": number,
            "submitted": done,
            "links": {
                "bucket": f"{self.url}/api/files/bucket-{number}",
                "html": f"{self.url}/deposit/{number}",
                "latest_draft": f"{self.url}{DEPOSITIONS}/{newest}",
            },
        } | ({"doi_url": f"https://doi.org/10.5072/zenodo.{number}"} if done else {})

    def answer(self, asked: Asked):
        if asked.path.startswith("/api/files/"):
            bucket, name = asked.path.removeprefix("/api/files/bucket-").split("/")
            self.drafts[int(bucket)]["files"][name] = asked.body[:-1] if self.damage else asked.body
            return 201, {"key": name, "size": len(asked.body)}
        steps = asked.path.removeprefix(DEPOSITIONS).strip("/").split("/")
        if steps == [""]:
            return 201, self.shown(self.deposit())
        number, rest = int(steps[0]), steps[1:]
        if number not in {**self.drafts, **self.published}:
            return 404, {"message": "PID does not exist."}
        if rest == ["actions", "newversion"] and number in self.published:
            # Called again, it has no effect; the answer is the resource it was called on.
            if "newer" not in self.published[number]:
                self.published[number]["newer"] = self.deposit(files=dict(self.published[number]["files"]))
            return 201, self.shown(number)
        if not rest and asked.method == "GET":
            return 200, self.shown(number)
        if number not in self.drafts:
            return 403, {"message": "Deleting an already published deposition."}
        draft = self.drafts[number]
        if not rest:
            draft["metadata"] = asked.json["metadata"]
            return 200, self.shown(number)
        if rest == ["files"]:
            return 200, [
                {
                    "id": f"file/{name}",
                    "filename": name,
                    "filesize": len(data),
                    "checksum": hashlib.md5(data).hexdigest(),
                }
                for name, data in draft["files"].items()
            ]
        if asked.method == "DELETE":
            del draft["files"][rest[2]]
            return 204, None
        assert rest == ["actions", "publish"] and draft["metadata"]["title"] and draft["files"]
        self.published[number] = self.drafts.pop(number)
        return 202, self.shown(number)


@pytest.fixture
def portal(monkeypatch):
    monkeypatch.setenv("ZENODO_TOKEN", KEY)
    with Zenodo() as found:
        yield found


def publish(portal, package, *more) -> int:
    return main(["publish", "zenodo", str(package), "--url", portal.url, "--date", "2026-02-01", *more])


@pytest.fixture
def send(portal, built, tmp_path):
    """Sends the package; the gate, which is tested elsewhere, is not asked."""
    package = eventpack.load(built)

    def run(record=None, final=False) -> str:
        order = Order(portal.url, date(2026, 2, 1), Namespace(record=record, final=final), tmp_path)
        return http.send(zenodo.talk(package, order), portal.url, zenodo.header(KEY))

    return run


def test_a_draft_is_filled_and_left(portal, built, capsys):
    assert publish(portal, built) == 0
    assert portal.told == [
        f"POST {DEPOSITIONS}",
        f"PUT {DEPOSITIONS}/100",
        "PUT /api/files/bucket-100/convoy-0.1.0.zip",
        f"GET {DEPOSITIONS}/100/files",
    ]
    assert capsys.readouterr().out == f"{portal.url}/deposit/100\n" and not portal.published
    assert portal.drafts[100]["metadata"]["title"] == "Convoy"
    assert not (built / "publications.json").exists()


def test_it_is_published_only_when_asked_and_then_recorded(portal, copy, capsys):
    assert publish(portal, copy, "--final") == 0
    assert portal.told[-1] == f"POST {DEPOSITIONS}/100/actions/publish"
    assert capsys.readouterr().out == "https://doi.org/10.5072/zenodo.100\n"
    assert "zenodo.100" in (copy / "publications.json").read_text()
    assert main(["publish", "check", str(copy)]) == 0


def test_the_zip_that_arrives_is_the_package_byte_for_byte(portal, send, built, tmp_path):
    send()
    (data,) = portal.drafts[100]["files"].values()
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert set(archive.namelist()) == {
        p.relative_to(built).as_posix() for p in [built / "datapackage.json", *(built / "data").iterdir()]
    }
    for name in archive.namelist():
        assert archive.read(name) == (built / name).read_bytes()
    (tmp_path / "p.zip").write_bytes(data)
    assert len(eventpack.load(tmp_path / "p.zip").events) == 1


def test_from_a_zip_the_same_bytes_are_sent_as_from_the_folder(portal, built, tmp_path):
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", built)
    assert publish(portal, built) == publish(portal, packed) == 0
    assert portal.drafts[100] == portal.drafts[101]


def test_of_a_published_record_a_new_version_is_made_without_the_old_files(portal, send):
    send(final=True)
    portal.published[100]["files"] = {"convoy-0.0.9.zip": b"old"}
    send(record="100", final=True)
    assert list(portal.published) == [100, 101] and not portal.drafts
    assert list(portal.published[101]["files"]) == ["convoy-0.1.0.zip"]
    assert portal.published[100]["files"] == {"convoy-0.0.9.zip": b"old"}


def test_a_draft_that_has_the_file_already_gets_no_second_copy(portal, send):
    send()
    portal.asked.clear()
    send(record="100", final=True)
    assert not [told for told in portal.told if told.startswith("PUT /api/files")]
    assert list(portal.published[100]["files"]) == ["convoy-0.1.0.zip"]


@pytest.mark.parametrize("how", [500, "cut", "lost"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_failure_before_the_end_publishes_nothing_and_can_be_gone_on_with(portal, send, at, how):
    portal.fail = {at: how}
    with pytest.raises(PublishError) as failed:
        send(final=True)
    assert not portal.published
    record = re.search(r"--record (\d+)", str(failed.value))
    assert (record is None) == (at == 1)  # of the first nothing is left that could be named
    portal.fail = {}
    send(record=record and record[1], final=True)
    (done,) = portal.published.values()
    assert list(done["files"]) == ["convoy-0.1.0.zip"] and done["metadata"]["version"] == "0.1.0"


@pytest.mark.parametrize("how", [503, "cut", "lost"])
def test_when_the_last_step_fails_the_user_is_reported_to_look(portal, send, how):
    portal.fail = {5: how}
    with pytest.raises(PublishError, match=f"Look at {portal.url}/deposit/100"):
        send(final=True)


def test_what_arrived_damaged_is_not_published(portal, send):
    portal.damage = True
    with pytest.raises(PublishError, match="convoy-0.1.0.zip arrived damaged.*--record 100"):
        send(final=True)
    assert not portal.published


def test_a_wrong_key_is_reported_and_never_shown(portal, built, capsys, monkeypatch):
    monkeypatch.setenv("ZENODO_TOKEN", "another-key")
    assert publish(portal, built) == 2
    err = capsys.readouterr().err
    assert "status 401" in err and "key is wrong" in err and "another-key" not in err


def test_a_record_that_is_not_there_is_reported(portal, send):
    with pytest.raises(PublishError, match="404") as failed:
        send(record="7")
    assert failed.value.status == 404
