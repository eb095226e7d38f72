"""R users can load the package: types from datapackage.json alone, whole tables, unique keys, joins that resolve.

docs/vignette.R is run as it is, and what it loads, joins and draws is held against what pandas has.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import factories
import pandas as pd
import pytest

import eventpack
from eventpack.package import write
from eventpack.tabular import schema

ROOT = Path(__file__).parents[2]
VIGNETTE = ROOT / "docs" / "vignette.R"
RUNNER = Path(__file__).parents[1] / "r" / "run_vignette.R"
SCRIPT = Path(__file__).parents[1] / "r" / "load_package.R"
CLASSES = {"string": "character", "integer": "integer", "number": "numeric", "date": "Date", "boolean": "logical"}


@pytest.fixture(scope="module", autouse=True)
def r_with_jsonlite():
    asked = ["Rscript", "-e", "library(jsonlite)"]
    if shutil.which("Rscript") is None or subprocess.run(asked, capture_output=True).returncode:
        reason = "Rscript with jsonlite is not here: apt-get install r-base-core r-cran-jsonlite"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


def r(*arguments: Path, cwd: Path | None = None) -> subprocess.CompletedProcess:
    # A plain C locale is the hardest case: R must take the files' encoding from the script, not from the machine.
    return subprocess.run(
        ["Rscript", "--vanilla", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        encoding="utf-8",
        env=os.environ | {"LC_ALL": "C", "TZ": "Pacific/Auckland"},
    )


def load_in_r(folder: Path) -> subprocess.CompletedProcess:
    return r(SCRIPT, folder)


def test_r_reads_every_table_with_the_types_of_the_schema_and_all_joins_resolve():
    done = load_in_r(ROOT)
    assert done.returncode == 0, done.stderr
    seen = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    resources = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert list(seen) == [resource["name"] for resource in resources]
    for resource in resources:
        n_rows, *columns = seen[resource["name"]]
        with (ROOT / resource["path"]).open(encoding="utf-8", newline="") as stream:
            assert int(n_rows) == sum(1 for _ in csv.DictReader(stream))
        assert columns == [f"{field['name']}:{CLASSES[field['type']]}" for field in resource["schema"]["fields"]]


def test_the_vignette_says_in_a_sentence_that_a_folder_holds_no_package(tmp_path):
    for folder in (tmp_path / "wrong", tmp_path):
        done = r(VIGNETTE, folder, cwd=tmp_path)
        assert done.returncode == 1
        assert f"There is no datapackage.json in the folder {folder}. Give the folder of a package: " in done.stderr
        assert "lexical error" not in done.stderr and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("table", "column", "cell", "complaint"),
    [
        ("reports", "event_id", "evt-of-no-table", "points to no row of events"),
        ("sources", "words", "many", "not of type integer"),
        ("events", "date_earliest", "2026-02-30", "not of type date"),
        ("events", "status", "rumoured", "not in the enum"),
    ],
)
def test_r_finds_what_was_broken(tmp_path, table, column, cell, complaint):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    file = tmp_path / "data" / f"{table}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[0][column] = cell
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    done = load_in_r(tmp_path)
    assert done.returncode == 1
    assert complaint in done.stderr


# --- docs/vignette.R -------------------------------------------------------------------------------------------------


def vignette(folder: Path, out: Path) -> dict:
    """What the vignette made of the package in a folder; its pictures are in `out`."""
    done = r(RUNNER, folder, out, VIGNETTE, out / "result.json", cwd=out)
    assert done.returncode == 0, done.stderr
    return json.loads((out / "result.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    out = tmp_path_factory.mktemp("vignette")
    return vignette(ROOT, out), out


def cells(column: pd.Series) -> list:
    return [None if pd.isna(cell) else cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in column]


def test_the_vignette_loads_every_cell_with_its_type_and_codes_as_factors(shipped):
    found = shipped[0]["tables"]
    pkg = eventpack.load(ROOT)
    assert list(found) == list(schema.TABLES)
    for table, mine in pkg.tables.items():
        assert found[table]["rows"] == len(mine)
        for field in schema.load(table)["fields"]:
            name, codes = field["name"], field.get("constraints", {}).get("enum")
            of_r = found[table]["class"][name]
            assert of_r == ("factor" if codes else CLASSES[field["type"]]), f"{table}.{name}"
            if codes:
                assert found[table]["levels"][name] == codes
            there = found[table]["cells"][name]
            assert (there if isinstance(there, list) else [there]) == cells(mine[name]), f"{table}.{name}"


def test_the_vignette_joins_as_pandas_does(shipped):
    found, wide = shipped[0]["joined"], eventpack.load(ROOT).wide()
    at = found["events_at"]
    for theirs, ours in (
        ("event_id", "event_id"),
        ("place", "location_name"),
        ("latitude", "location_latitude"),
        ("longitude", "location_longitude"),
        ("end", "destination_name"),
        ("end_longitude", "destination_longitude"),
        ("date_latest", "date_latest"),
    ):
        assert at[theirs] == cells(wide[ours]), theirs
    for theirs, ours in (("who", "actor_names"), ("to_whom", "recipient_names")):
        named = [cell and sorted(cell.split("|")) for cell in cells(wide[ours])]
        assert [cell and sorted(cell.split(", ")) for cell in at[theirs]] == named


def test_the_vignette_joins_no_report_away_and_counts_what_it_draws(shipped):
    found, pkg = shipped[0]["joined"], eventpack.load(ROOT)
    passages = pkg.reports.merge(pkg.sources, on="source_id").merge(pkg.events[["event_id", "summary"]], on="event_id")
    assert sorted(found["passages"]["report_id"]) == sorted(passages["report_id"])
    assert found["parties"] == len(pkg.event_actors)
    events = pkg.wide()
    assert found["dated"] == (events["date_earliest"].notna() | events["date_latest"].notna()).sum() > 0
    assert found["placed"] == found["spots"] == events["location_latitude"].notna().sum() > 0


def test_the_vignette_counts_the_dead_and_the_places_named_as_pandas_does(shipped, tmp_path):
    found, pkg = shipped[0]["joined"], eventpack.load(ROOT)
    named = pkg.mentions.dropna(subset="location_id").groupby("location_id")["source_id"].agg(["size", "nunique"])
    names = pkg.locations.set_index("location_id")["name"]
    ours = sorted((names[key], row["size"], row["nunique"]) for key, row in named.iterrows())
    theirs = found["places_named"]
    assert sorted(zip(theirs["place"], theirs["times"], theirs["articles"], strict=True)) == ours
    text = "Rebels attacked a market in Maiduguri, Nigeria, on 3 May 2024, killing 14 civilians and wounding 20 others."
    pkg = eventpack.build([{"text": text, "published": "2024-05-04"}], tmp_path)
    joined = vignette(tmp_path, tmp_path)["joined"]
    assert sorted(pkg.casualties["low"]) == [14, 20]
    of_report = pkg.casualties.merge(pkg.reports[["report_id", "event_id"]], on="report_id")
    assert sorted(joined["figures"]["event_id"]) == sorted(of_report["event_id"])
    assert sorted(joined["figures"]["kind"]) == sorted(of_report["kind"])
    counted = pkg.events[pkg.events["killed_best"].notna()]
    assert sorted(joined["counted"]) == sorted(counted["event_id"])


def test_the_vignette_draws_a_timeline_and_a_map_with_ink_on_them(shipped):
    for name in ("timeline.png", "map.png"):
        picture = (shipped[1] / name).read_bytes()
        assert picture.startswith(b"\x89PNG\r\n\x1a\n") and picture.rstrip().endswith(b"IEND\xaeB`\x82")
        assert len(picture) > 20_000  # an empty plot of this size has under 10,000 bytes


@pytest.mark.parametrize("with_events", [True, False])
def test_the_vignette_runs_on_any_package_also_one_without_events(tmp_path, with_events):
    of_events = {"events", "event_actors", "event_links", "reports", "casualties", "mentions", "locations", "actors"}
    made = {
        table: frame if with_events or table not in of_events else frame.iloc[:0]
        for table, frame in factories.frames().items()
    }
    write.write(made, factories.texts(), tmp_path)
    found = vignette(tmp_path, tmp_path)
    assert found["tables"]["events"]["rows"] == len(made["events"])
    assert (tmp_path / "timeline.png").exists() == (tmp_path / "map.png").exists() == with_events
