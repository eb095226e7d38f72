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
ALL = [
    (heading.partition("\n")[0], number, language, code)
    for heading in (ROOT / "docs" / "analyse.md").read_text(encoding="utf-8").split("\n## ")[1:]
    for number, (language, code) in enumerate(re.findall(r"^```(\w+)\n(.*?)^```", heading, re.MULTILINE | re.DOTALL))
]
# Those that ask something else of their own.
OTHERS = ("The dead and injured", "Everything an article names")
BLOCKS = [block for block in ALL if block[0] not in OTHERS]
STORIES = {
    "a": "Rebels attacked a market in Maiduguri, Nigeria, on 3 May 2024, killing 14 civilians and wounding 20 others, police said.",
    "b": "Nigerian troops shelled a rebel camp near Maiduguri on 9 May 2024, killing at least four rebels.",
    "c": "The Kenyan president met the Nigerian foreign minister in Nairobi on 12 May 2024.",
}


@pytest.fixture(scope="module")
def with_the_dead(tmp_path_factory):
    made = tmp_path_factory.mktemp("dead")
    stories = [{"id": name, "text": text, "published": "2024-05-13"} for name, text in STORIES.items()]
    return eventpack.build(stories, made), made


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


def blocks_of(heading: str) -> dict[str, str]:
    return {language: code for of, _, language, code in ALL if of == heading}


def test_the_recipe_for_the_dead_has_the_events_with_a_figure_the_deadliest_first(with_the_dead, monkeypatch, capsys):
    package, folder = with_the_dead
    monkeypatch.chdir(folder)
    code = blocks_of("The dead and injured")
    names: dict = {}
    exec(compile(code["python"], "docs/analyse.md", "exec"), names)
    assert list(names["answer"]["killed_best"]) == [14, 4]
    assert set(names["figures"]["kind"]) == {"killed", "injured"}
    of_sql = duckdb.sql(code["sql"]).fetchall()
    assert [(row[2], row[0]) for row in of_sql] == list(zip([14, 4], names["answer"]["event_id"], strict=True))
    assert len(package.casualties) == len(names["figures"])


def test_the_recipe_for_what_is_named_counts_mentions_and_articles(with_the_dead, monkeypatch):
    package, folder = with_the_dead
    monkeypatch.chdir(folder)
    names: dict = {}
    exec(compile(blocks_of("Everything an article names")["python"], "docs/analyse.md", "exec"), names)
    assert names["answer"].loc["Maiduguri"].tolist() == [2, 2]
    assert names["answer"]["size"].sum() == package.mentions["location_id"].notna().sum()


def test_there_is_a_recipe_for_each_way_that_is_promised():
    assert [heading for heading, *_ in BLOCKS] == ["pandas", "pandas", "polars", "R", "SQL", "SQL", "Maps", "Arrow"]
