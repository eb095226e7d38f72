"""Time and memory of `eventpack validate` beside frictionless, on one package of any number of rows.

    python benchmarks/validate_speed.py [ROWS] [--without-peer]

The package has a table of places and a table of sightings with a primary key, a unique field, an enum, a pattern,
bounds, dates and a foreign key. Each validator runs in a process of its own, on the same files, one after the other;
each has to find it valid, and ours then has to find two cells that were damaged. Memory is the peak of the process
less what it had taken after a package of ten rows, beside the size of the larger table in Arrow (as pyarrow.csv
reads it).
Exit status 1 if the peer is less than 30 times slower, or memory is more than twice the Arrow table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

FASTER, LARGER = 30, 2
PLACES = 20_000
KINDS = ("heron", "egret", "stork", "ibis", "crane")

PEAK = '''import json, resource, sys, time

def peak():
    """Bytes; of this program only, while ru_maxrss may be that of the process it was started from."""
    try:
        with open("/proc/self/status") as file:
            return 1024 * next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

'''
OURS = (
    PEAK
    + """
from eventpack.package import validate
assert list(validate.examine(sys.argv[2], limit=None).problems) == []
before = peak()
start = time.perf_counter()
found = [[p.table, p.row, p.column] for p in validate.examine(sys.argv[1]).problems]
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "bytes": peak() - before, "found": found}))
"""
)
PEER = (
    PEAK
    + """
import frictionless
assert frictionless.validate(sys.argv[2] + "/datapackage.json").valid
before = peak()
start = time.perf_counter()
report = frictionless.validate(sys.argv[1] + "/datapackage.json")
seconds = time.perf_counter() - start
found = [[t.name, e.row_number, getattr(e, "field_name", None)] for t in report.tasks for e in t.errors]
print(json.dumps({"seconds": seconds, "bytes": peak() - before, "found": found}))
"""
)


def schemas() -> dict[str, dict]:
    places = {
        "fields": [
            {"name": "place_id", "type": "string", "constraints": {"required": True, "pattern": "p[0-9]{6}"}},
            {"name": "name", "type": "string", "constraints": {"required": True}},
            {"name": "latitude", "type": "number", "constraints": {"minimum": -90, "maximum": 90}},
            {"name": "longitude", "type": "number", "constraints": {"minimum": -180, "maximum": 180}},
        ],
        "primaryKey": ["place_id"],
    }
    sightings = {
        "fields": [
            {"name": "sighting_id", "type": "string", "constraints": {"required": True, "pattern": "s-[0-9a-f]{8}"}},
            {"name": "place_id", "type": "string", "constraints": {"required": True}},
            {"name": "seen", "type": "date", "constraints": {"minimum": "2000-01-01"}},
            {"name": "kind", "type": "string", "constraints": {"enum": list(KINDS)}},
            {"name": "number", "type": "integer", "constraints": {"required": True, "minimum": 1}},
            {"name": "weight", "type": "number", "constraints": {"minimum": 0}},
            {"name": "ringed", "type": "boolean"},
            {"name": "note", "type": "string", "constraints": {"maxLength": 200}},
        ],
        "primaryKey": ["sighting_id"],
        "foreignKeys": [{"fields": ["place_id"], "reference": {"resource": "places", "fields": ["place_id"]}}],
    }
    return {"places": places, "sightings": sightings}


def row(number: int) -> str:
    mixed = number * 2_654_435_761 % 2**32
    day = date(2000, 1, 1) + timedelta(days=mixed % 9000)
    note = f'"seen twice, at {mixed % 24}:00"' if mixed % 5 == 0 else "by the lake" if mixed % 3 else ""
    return (
        f"s-{mixed:08x},p{mixed % PLACES:06},{day},{KINDS[mixed % 5]},{mixed % 40 + 1},{mixed % 7000 / 100},"
        f"{'true' if mixed % 2 else 'false'},{note}\n"
    )


def write(folder: Path, rows: int) -> None:
    with (folder / "places.csv").open("w") as file:
        file.write("place_id,name,latitude,longitude\n")
        file.writelines(f"p{n:06},Pond {n},{n % 170 - 85}.5,{n % 350 - 175}.25\n" for n in range(PLACES))
    with (folder / "sightings.csv").open("w") as file:
        file.write("sighting_id,place_id,seen,kind,number,weight,ringed,note\n")
        file.writelines(map(row, range(rows)))
    descriptor = {
        "name": "birds",
        "resources": [
            {
                "name": name,
                "type": "table",
                "path": f"{name}.csv",
                "scheme": "file",
                "format": "csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ","},
                "schema": schema,
            }
            for name, schema in schemas().items()
        ],
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor))


def damage(folder: Path, rows: int) -> None:
    """A number below its minimum in the middle, and a place that is not there in the last row."""
    path = folder / "sightings.csv"
    lines = path.read_text().splitlines(keepends=True)
    for at, column, cell in ((rows // 2, 4, "0"), (rows, 1, "p999999")):
        cells = lines[at].split(",")
        cells[column] = cell
        lines[at] = ",".join(cells)
    path.write_text("".join(lines))


def run(code: str, folder: Path) -> dict:
    command = [sys.executable, "-c", code, str(folder), str(folder / "small")]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(made.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--without-peer", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        write(folder, arguments.rows)
        (folder / "small").mkdir()
        write(folder / "small", 10)
        import pyarrow.csv

        size = pyarrow.csv.read_csv(folder / "sightings.csv").nbytes
        print(
            f"{arguments.rows:,} rows, {(folder / 'sightings.csv').stat().st_size / 1e6:.0f} MB as CSV, "
            f"{size / 1e6:.0f} MB as an Arrow table; written in {time.perf_counter() - start:.0f} s"
        )
        tools = {f"eventpack {version('eventpack')}": OURS}
        if not arguments.without_peer:
            tools[f"frictionless {version('frictionless')}"] = PEER
        measured = []
        for tool, code in tools.items():
            good = run(code, folder)
            assert good["found"] == [], (tool, good["found"][:3])
            measured.append(good)
            print(
                f"{tool:22} {good['seconds']:8.2f} s   {good['bytes'] / 1e6:6.0f} MB, "
                f"{good['bytes'] / size:.2f} times the Arrow table"
            )
        damage(folder, arguments.rows)
        expected = {("sightings", arguments.rows // 2 + 1), ("sightings", arguments.rows + 1)}
        for tool, code in list(tools.items())[:1]:
            found = run(code, folder)["found"]
            assert {(table, at) for table, at, _ in found} == expected, (tool, found[:3])
            print(f"{tool:22} finds the two damaged cells, and no other")
        ratio = measured[1]["seconds"] / measured[0]["seconds"] if len(measured) > 1 else None
        if ratio:
            print(f"{ratio:.0f} times faster")
        return int((ratio is not None and ratio < FASTER) or measured[0]["bytes"] > LARGER * size)


if __name__ == "__main__":
    sys.exit(main())
