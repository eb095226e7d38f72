"""Keeps the tables shown in README.md true: `python docs/render_readme.py` writes them anew from the built package.

A block begins with a comment that says what stands in it and ends with <!-- end -->:
    <!-- tables -->                               every table: its name, its rows, what one row is
    <!-- rows TABLE N: column, column, ... -->    N rows of a table, longest cells cut: of events those with the most
                                                  reports, of reports those of the first of these events
    <!-- reviewed -->                             how many reports a person has looked at, and what came of it
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

from eventpack.text.markdown import cell as markdown_cell

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(
    r"(?P<head><!-- (?P<what>tables|reviewed|rows (?P<table>\w+) (?P<n>\d+): "
    r"(?P<columns>[\w, ]+)) -->\n).*?(?P<tail><!-- end -->)",
    re.S,
)
LONGEST = 110


def render(readme: str, package: Path = ROOT) -> str:
    """`readme` with every block filled from the package in the folder `package`."""

    def fill(block: re.Match) -> str:
        if block["what"] == "reviewed":
            return block["head"] + _reviewed(_read(package, "reports")) + "\n" + block["tail"]
        rows = (
            _tables(package)
            if block["what"] == "tables"
            else _rows(package, block["table"], int(block["n"]), [name.strip() for name in block["columns"].split(",")])
        )
        return block["head"] + "".join(f"| {' | '.join(cells)} |\n" for cells in rows) + block["tail"]

    return BLOCK.sub(fill, readme)


def _tables(package: Path) -> list[list[str]]:
    resources = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    rows = [["table", "rows", "what a row is"], ["---", "---:", "---"]]
    for resource in resources:
        described = resource["schema"].get("description") or resource["description"]
        first = re.match(r".*?[.](?=\s|$)", described, re.S)
        rows.append(
            [
                f"`{resource['name']}`",
                str(len(_read(package, resource["name"]))),
                _cell(first[0] if first else described, 300),
            ]
        )
    return rows


def _reviewed(reports: list[dict[str, str]]) -> str:
    counted = Counter(row["review"] for row in reports)
    unseen = counted.pop("machine", 0)
    seen = ", ".join(f"{number} {decision}" for decision, number in sorted(counted.items()))
    return (
        f"Reviewed by a person: {len(reports) - unseen} of {len(reports)} reports{f' ({seen})' if seen else ''}; "
        f"{unseen} as the program coded them."
    )


def _rows(package: Path, table: str, n: int, columns: list[str]) -> list[list[str]]:
    rows = _read(package, table)
    most_told = sorted(_read(package, "events"), key=lambda event: -int(event["n_reports"]))
    if table == "events":
        rows = most_told
    elif table == "reports":
        rows = [row for row in rows if row["event_id"] == most_told[0]["event_id"]]
    return [columns, ["---"] * len(columns), *([_cell(row[name], LONGEST) for name in columns] for row in rows[:n])]


def _read(package: Path, table: str) -> list[dict[str, str]]:
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _cell(value: str, longest: int) -> str:
    value = " ".join(value.split())
    return markdown_cell(value if len(value) <= longest else value[:longest].rsplit(" ", 1)[0] + " …")


if __name__ == "__main__":
    file = ROOT / "README.md"
    before = file.read_text(encoding="utf-8")
    after = render(before)
    if after != before:
        file.write_text(after, encoding="utf-8", newline="\n")
        print("README.md: tables written anew")
