"""The recipes of docs/analyse.md run as they stand there, and all find the same events."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import duckdb
import pytest

import eventpack
from eventpack.cli import main

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = [
    (heading.partition("\n")[0], number, language, code)
    for heading in (ROOT / "docs" / "analyse.md").read_text(encoding="utf-8").split("\n## ")[1:]
    for number, (language, code) in enumerate(re.findall(r"^```(\w+)\n(.*?)^```", heading, re.MULTILINE | re.DOTALL))
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("analyse")
    shutil.copytree(ROOT / "data", made / "data")
    shutil.copy(ROOT / "datapackage.json", made)
    for target in ("arrow", "sqlite"):
        assert main(["export", target, "--package", str(made), "--out", str(made / "export" / target)]) == 0
    return made


@pytest.fixture(scope="module")
def asked():
    """The events that the recipes ask for."""
    events = eventpack.load(ROOT).events
    found = events[(events["status"] == "occurred") & (events["location_precision"] <= 2)]
    assert 0 < len(found) < len(events)
    return sorted(found["event_id"])


def by_python(code: str, folder: Path) -> list[str]:
    names: dict = {}
    exec(compile(code, "docs/analyse.md", "exec"), names)
    return list(names["answer"]["event_id"])


def by_sql(code: str, folder: Path) -> list[str]:
    if "events_wide" not in code:
        return [row[0] for row in duckdb.sql(code).fetchall()]
    with sqlite3.connect(next((folder / "export" / "sqlite").glob("*.sqlite"))) as database:
        return [row[0] for row in database.execute(code)]


def by_r(code: str, folder: Path) -> list[str]:
    if shutil.which("Rscript") is None:
        pytest.fail("Rscript is not here") if os.environ.get("CI") == "true" else pytest.skip("Rscript is not here")
    tail = 'stopifnot(inherits(answer$date_latest, "Date"))\nwriteLines(answer$event_id)\n'
    done = subprocess.run(
        ["Rscript", "--vanilla", "-"],
        input=f"{code}\n{tail}",
        capture_output=True,
        text=True,
        cwd=folder,
        encoding="utf-8",
        env=os.environ | {"LC_ALL": "C"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(("heading", "number", "language", "code"), BLOCKS, ids=[f"{h} {n + 1}" for h, n, *_ in BLOCKS])
def test_a_recipe_runs_as_it_stands_and_finds_what_was_asked_for(
    heading, number, language, code, folder, asked, monkeypatch
):
    monkeypatch.chdir(folder)
    found = {"python": by_python, "sql": by_sql, "r": by_r}[language](code, folder)
    assert sorted(found) == asked


def test_there_is_a_recipe_for_each_way_that_is_promised():
    assert [heading for heading, *_ in BLOCKS] == ["pandas", "pandas", "polars", "R", "SQL", "SQL", "Maps", "Arrow"]
