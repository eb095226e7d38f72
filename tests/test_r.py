"""R users can load the package: types from datapackage.json alone, whole tables, unique keys, joins that resolve."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = Path(__file__).parent / "r" / "load_package.R"
CLASSES = {"string": "character", "integer": "integer", "number": "numeric", "date": "Date", "boolean": "logical"}


@pytest.fixture(scope="module", autouse=True)
def r_with_jsonlite():
    asked = ["Rscript", "-e", "library(jsonlite)"]
    if shutil.which("Rscript") is None or subprocess.run(asked, capture_output=True).returncode:
        reason = "Rscript with jsonlite is not here: apt-get install r-base-core r-cran-jsonlite"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


def load_in_r(folder: Path) -> subprocess.CompletedProcess:
    # A plain C locale is the hardest case: R must take the files' encoding from the script, not from the machine.
    return subprocess.run(["Rscript", "--vanilla", str(SCRIPT), str(folder)], capture_output=True, text=True,
                          encoding="utf-8", env=os.environ | {"LC_ALL": "C.UTF-8", "TZ": "Pacific/Auckland"})


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


@pytest.mark.parametrize(("table", "column", "cell", "complaint"), [
    ("reports", "event_id", "evt-of-no-table", "points to no row of events"),
    ("sources", "words", "many", "not of type integer"),
    ("events", "date_earliest", "2026-02-30", "not of type date"),
    ("events", "status", "rumoured", "not in the enum")])
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
