"""Verdicts and errors of `eventpack validate` beside frictionless's, on every data package in a folder of them.

    python benchmarks/validate_compared.py FOLDER [--seconds N] [--allow-remote] [--all] [--json FILE]

Every datapackage.json below FOLDER is one package. Each validator has a process of its own for each package, so that
one that breaks or hangs costs no other. Of a package on which both agree one line is printed; of others also what
each of them finds, by table and rule, with the first of its kind. --json writes all of it into FILE.

docs/validate.md says where the two differ, and why. Exit status 1 if a package breaks `eventpack validate`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

SECONDS = 120
SHOWN = 5  # kinds of finding of a package that are printed

OURS = """
import json, sys
from eventpack.package import validate
found = validate.examine(sys.argv[1], limit=1, allow_remote=len(sys.argv) > 2)
first = {(p.table, p.rule): str(p) for p in found.problems}
kinds = [[table, rule, count, first[table, rule]] for (table, rule), count in found.counts.items()]
print(json.dumps({"good": found.good, "kinds": kinds, "notes": [str(note) for note in found.notes]}))
"""
PEER = """
import json, sys, warnings
warnings.simplefilter("ignore")
import frictionless
frictionless.system.trusted = False
report = frictionless.validate(sys.argv[1])
kinds = {}
for table, error in [("", e) for e in report.errors] + [(t.name, e) for t in report.tasks for e in t.errors]:
    kind = kinds.setdefault((table, error.type), [table, error.type, 0, error.message])
    kind[2] += 1
print(json.dumps({"good": report.valid, "kinds": list(kinds.values()), "notes": []}))
"""


def run(code: str, *arguments: str, seconds: float) -> dict[str, Any]:
    """What a validator says of a package; `error` where it broke or took too long."""
    start = time.perf_counter()
    try:
        made = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=seconds)
        lines = made.stdout.strip().splitlines()
        found = json.loads(lines[-1]) if made.returncode == 0 and lines else None
        error = None if found else (made.stderr.strip().splitlines() or ["no answer"])[-1]
    except subprocess.TimeoutExpired:
        found, error = None, f"no answer within {seconds:.0f} s"
    return {
        **(found or {"good": None, "kinds": [], "notes": []}),
        "error": error,
        "seconds": time.perf_counter() - start,
    }


def verdict(found: dict[str, Any]) -> str:
    if found["error"]:
        return "breaks"
    return "good" if found["good"] else f"{sum(kind[2] for kind in found['kinds']):,} problems"


def show(found: dict[str, Any]) -> None:
    if found["error"]:
        print(f"        {found['error'][:160]}")
    for table, rule, count, first in found["kinds"][:SHOWN]:
        print(f"        {count:>7,} {rule} in {table or 'the package'}: {' '.join(first.split())[:160]}")
    if len(found["kinds"]) > SHOWN:
        print(f"                and {len(found['kinds']) - SHOWN} more kinds")
    for note in found["notes"][:SHOWN]:
        print(f"           note {note[:160]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each validator and package")
    parser.add_argument(
        "--allow-remote", action="store_true", help="frictionless always fetches; so does eventpack then"
    )
    parser.add_argument("--all", action="store_true", help="what both find, also where the verdict is the same")
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    packages = sorted(arguments.folder.rglob("datapackage.json"))
    if not packages:
        parser.error(f"there is no datapackage.json below {arguments.folder}")
    made, tally, seconds = [], Counter[str](), [0.0, 0.0]
    for file in packages:
        more = ["--allow-remote"] if arguments.allow_remote else []
        ours = run(OURS, str(file), *more, seconds=arguments.seconds)
        theirs = run(PEER, str(file), seconds=arguments.seconds)
        seconds = [seconds[0] + ours["seconds"], seconds[1] + theirs["seconds"]]
        same = ours["error"] is None and ours["good"] == theirs["good"]
        outcome = (
            "same verdict"
            if same
            else "eventpack breaks"
            if ours["error"]
            else "frictionless breaks"
            if theirs["error"]
            else "other verdict"
        )
        tally[outcome] += 1
        name = file.parent.relative_to(arguments.folder)
        print(f"{outcome:20} eventpack {verdict(ours):16} frictionless {verdict(theirs):16} {name}")
        if not same or arguments.all:
            for tool, found in (("eventpack", ours), ("frictionless", theirs)):
                print(f"    {tool}")
                show(found)
        sys.stdout.flush()
        made.append({"package": str(name), "outcome": outcome, "eventpack": ours, "frictionless": theirs})
    if arguments.json:
        arguments.json.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(
        f"{len(packages)} packages: "
        + ", ".join(f"{count} {outcome}" for outcome, count in tally.most_common())
        + f"; eventpack {seconds[0]:.0f} s, frictionless {seconds[1]:.0f} s, starting included"
    )
    return int(bool(tally["eventpack breaks"]))


if __name__ == "__main__":
    sys.exit(main())
