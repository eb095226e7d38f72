"""`eventpack publish zenodo` against a stand-in that keeps what developers.zenodo.org documents."""

import hashlib
import io
import zipfile
from dataclasses import dataclass, field

import pytest
from stand_in import KEY, Asked, StandIn

import eventpack
from eventpack.cli import main

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
        return {"id": number, "submitted": number in self.published, "links": {
            "bucket": f"{self.url}/api/files/bucket-{number}", "record_html": f"{self.url}/records/{number}",
            "latest_draft": f"{self.url}{DEPOSITIONS}/{number}"}}

    def answer(self, asked: Asked):
        steps = asked.path.strip("/").split("/")[2:] if asked.path.startswith("/api/files") else \
            asked.path.removeprefix(DEPOSITIONS).strip("/").split("/")
        if asked.path.startswith("/api/files/"):
            number, data = int(steps[0].removeprefix("bucket-")), asked.body
            self.drafts[number]["files"][steps[1]] = data[:-1] if self.damage else data
            return 201, {"key": steps[1], "size": len(data)}
        if steps == [""]:
            return 201, self.shown(self.deposit())
        number, rest = int(steps[0]), steps[1:]
        if number not in {**self.drafts, **self.published}:
            return 404, {"message": "PID does not exist."}
        if rest == ["actions", "newversion"] and number in self.published:
            return 201, self.shown(self.deposit(files=dict(self.published[number]["files"])))
        if not rest and asked.method == "GET":
            return 200, self.shown(number)
        if number not in self.drafts:
            return 403, {"message": "Cannot change a published record."}
        draft = self.drafts[number]
        if not rest:
            draft["metadata"] = asked.json["metadata"]
            return 200, self.shown(number)
        if rest == ["files"]:
            return 200, [{"id": name, "filename": name, "filesize": len(data),
                          "checksum": hashlib.md5(data).hexdigest()} for name, data in draft["files"].items()]
        if asked.method == "DELETE":
            del draft["files"][rest[1]]
            return 204, None
        assert rest == ["actions", "publish"] and draft["metadata"]["title"] and draft["files"]
        self.published[number] = self.drafts.pop(number)
        return 202, self.shown(number)


@pytest.fixture
def zenodo(monkeypatch):
    monkeypatch.setenv("ZENODO_TOKEN", KEY)
    with Zenodo() as portal:
        yield portal


def publish(portal, package, *more) -> int:
    return main(["publish", "zenodo", str(package), "--url", portal.url, "--date", "2026-02-01", *more])


def test_a_draft_is_filled_and_left(zenodo, built, capsys):
    assert publish(zenodo, built) == 0
    assert zenodo.told == [f"POST {DEPOSITIONS}", f"PUT {DEPOSITIONS}/100", f"GET {DEPOSITIONS}/100/files",
                           "PUT /api/files/bucket-100/convoy-0.1.0.zip", f"GET {DEPOSITIONS}/100/files"]
    assert capsys.readouterr().out == f"{zenodo.url}/uploads/100\n" and not zenodo.published
    assert zenodo.drafts[100]["metadata"]["title"] == "Convoy"


def test_the_zip_that_arrives_is_the_package_byte_for_byte(zenodo, built, tmp_path):
    publish(zenodo, built)
    (data,) = zenodo.drafts[100]["files"].values()
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert set(archive.namelist()) == {
        p.relative_to(built).as_posix() for p in [built / "datapackage.json", *(built / "data").iterdir()]}
    for name in archive.namelist():
        assert archive.read(name) == (built / name).read_bytes()
    (tmp_path / "p.zip").write_bytes(data)
    assert len(eventpack.load(tmp_path / "p.zip").events) == 1


def test_a_wrong_key_is_told_and_never_shown(zenodo, built, capsys, monkeypatch):
    monkeypatch.setenv("ZENODO_TOKEN", "another-key")
    assert publish(zenodo, built) == 2
    err = capsys.readouterr().err
    assert "status 401" in err and "key is wrong" in err and "another-key" not in err


def test_what_arrived_damaged_is_not_published(zenodo, built, capsys):
    zenodo.damage = True
    assert publish(zenodo, built, "--final") == 2
    assert not zenodo.published and "--record 100" in capsys.readouterr().err
