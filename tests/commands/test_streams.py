"""What commands do with standard streams that were closed, are full, or lack characters."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from eventpack.comparison import version
from eventpack.core.errors import InputError
from eventpack.reading import package_yaml


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "dätä"
    folder.mkdir()
    fields = [{"name": "wörd", "type": "integer"}]
    resource = {"name": "a", "path": "a.csv", "schema": {"fields": fields}}
    (folder / "datapackage.json").write_text(json.dumps({"name": "one", "resources": [resource]}), encoding="utf-8")
    (folder / "a.csv").write_text("wörd\n1\n", encoding="utf-8")
    return folder


def run(package, redirect: str = "", **environment: str) -> subprocess.CompletedProcess:
    command = f'"{sys.executable}" -m eventpack.cli validate "$0" {redirect}'
    return subprocess.run(
        ["sh", "-c", command, str(package)], capture_output=True, env={**os.environ, **environment}, check=False
    )


@pytest.mark.parametrize("redirect", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_no_verdict(package, redirect):
    done = run(package, redirect)
    assert (done.returncode, done.stderr) == (0, b"")
    (package / "a.csv").write_text("wörd\nx\n", encoding="utf-8")
    assert run(package, redirect).returncode == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_device_is_said_in_words_and_is_no_verdict(package):
    done = run(package, ">/dev/full")
    assert done.returncode == 2 and b"No space left" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_a_character_the_terminal_lacks_is_an_escape(package, environment):
    (package / "a.csv").write_text("wörd\n\u0416\n", encoding="utf-8")
    done = run(package, **environment)
    assert done.returncode == 1 and b"Traceback" not in done.stderr
    assert b"1 error" in done.stdout or b"\\u0416" in done.stdout


@pytest.mark.parametrize(
    "line", ['title: "a\\ud800b"', 'title: "a\\0b"', '"t\\udc00": x', 'version: "' + "9" * 5000 + '.0.0"']
)
def test_text_that_no_file_can_hold_is_named_by_its_line(line, tmp_path):
    (tmp_path / "package.yaml").write_text(f"name: mine\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="package.yaml, line 2: ") as caught:
        package_yaml.read(tmp_path)
    assert len(str(caught.value)) < 400


def test_a_version_of_endless_digits_is_none():
    long = "9" * 5000 + ".0.0"
    assert version.following(long, "major") == version.FIRST
    assert not version.enough(long, "1.0.0") and not version.enough("1.0.0", f"1.0.{'9' * 5000}")
