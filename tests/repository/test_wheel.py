"""The wheel is whole: installed alone, it builds a package from a folder that is nowhere near the repository."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARTICLE = "Peru and Chile sign accord\nPeru and Chile signed a trade agreement in Lima on 2 March 2024.\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Without isolation: the build backend is one of the locked requirements, and nothing is fetched.
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (file,) = folder.glob("eventpack-*.whl")
    return file


def test_the_wheel_holds_all_code_lexicon_and_schemas_and_nothing_else_of_the_repository(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "build" / "eventpack"
    wanted = {
        str(file.relative_to(ROOT / "build"))
        for file in source.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    wanted |= {f"eventpack/schemas/{file.relative_to(ROOT / 'schemas')}" for file in (ROOT / "schemas").rglob("*.*")}
    assert wanted <= names
    assert all(name.startswith(("eventpack/", "eventpack-")) for name in names)


def test_an_installed_wheel_builds_and_validates_a_package_outside_the_repository(wheel, tmp_path):
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    packages = tmp_path / "venv" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    zipfile.ZipFile(wheel).extractall(packages)
    # The dependencies come from the running environment as a plain path: its .pth files, and with them an editable
    # eventpack, are not read.
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()))
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "accord.txt").write_text(ARTICLE)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}

    def run(*arguments: str) -> str:
        done = subprocess.run([python, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = run("-c", "import eventpack; print(eventpack.__file__)").strip()
    assert Path(where).is_relative_to(packages)
    assert "1 article" in run("-m", "eventpack.cli", "build", "news", "--out", "package")
    assert run("-m", "eventpack.cli", "validate", "package").endswith("\npackage: good\n")
    (event,) = (tmp_path / "package" / "data" / "events.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert "2024-03-02" in event and "Lima" in event and "Peru" in event  # so lexicon and gazetteer are at hand
