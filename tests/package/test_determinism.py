"""The same articles give the same bytes, whatever the machine's settings and the order files were written in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONUTF8": "0", "OMP_NUM_THREADS": "1"},
    {"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/Adak", "COLUMNS": "20"},
)


def build(folder: Path, settings: dict[str, str], *, backwards: bool) -> dict[str, bytes]:
    (folder / "articles").mkdir(parents=True)
    for file in sorted((ROOT / "articles").iterdir(), reverse=backwards):
        shutil.copyfile(file, folder / "articles" / file.name)
    command = [sys.executable, "-m", "eventpack.cli", "build", "--no-cache"]
    done = subprocess.run(command, cwd=folder, env=os.environ | settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    written = [folder / "datapackage.json", *(folder / "data").iterdir()]
    return {str(file.relative_to(folder)): file.read_bytes() for file in written}


def test_hash_seed_locale_time_zone_threads_and_order_of_files_leave_no_trace(tmp_path):
    first, *others = (build(tmp_path / str(n), settings, backwards=bool(n % 2)) for n, settings in enumerate(SETTINGS))
    assert len(first) > 10
    for other in others:
        assert other.keys() == first.keys()
        assert [name for name in first if first[name] != other[name]] == []


def test_the_committed_package_is_what_the_articles_and_the_code_give(tmp_path):
    # Built over itself, as `make data` does: what it published keeps its identifiers (docs/identity.md).
    (tmp_path / "again").mkdir()
    shutil.copytree(ROOT / "data", tmp_path / "again" / "data")
    shutil.copyfile(ROOT / "datapackage.json", tmp_path / "again" / "datapackage.json")
    built = build(tmp_path / "again", {}, backwards=False)
    assert [name for name, content in built.items() if (ROOT / name).read_bytes() != content] == []
