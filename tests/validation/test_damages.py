"""Whatever frictionless finds wrong, `validate` finds at the same table, row and field; and more.

`python tests/validation/test_damages.py` writes the list of what only `validate` finds anew into docs/validate.md.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path

import pytest
from damages import damages, package

from eventpack.package import validate

DOCUMENT = Path(__file__).parents[2] / "docs/validate.md"
START, END = "<!-- found only by eventpack: written by tests/validation/test_damages.py -->\n", "<!-- end -->\n"
ALL = {damage.name: damage for damage in damages()}

Place = tuple[str, int | None, str | None]  # table, row, field


def write(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def by_frictionless(folder: Path) -> set[Place] | None:
    """Places; None where it breaks with an exception of its own."""
    import frictionless

    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            report = frictionless.validate(str(folder / "datapackage.json"))
    except Exception:
        return None
    found: set[Place] = {("datapackage.json", None, None) for _ in report.errors}
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None) or (getattr(error, "row_numbers", None) or [None])[0]
            found.add((task.name, row, getattr(error, "field_name", None) or None))
    return found


def by_us(folder: Path) -> dict[Place, set[str]]:
    """Place → rules. A key over several fields is at each of them."""
    found: dict[Place, set[str]] = {}
    for problem in list(validate.examine(folder, limit=None).problems):
        columns = [problem.column]
        if problem.table != "datapackage.json" and problem.column:
            columns += problem.column.split("+")
        for column in columns:
            found.setdefault((problem.table, problem.row, column), set()).add(problem.rule)
    return found


@cache
def outcome(name: str) -> tuple[set[Place] | None, dict[Place, set[str]]]:
    files = package(ALL[name].fields)
    ALL[name].do(files)
    with tempfile.TemporaryDirectory() as folder:
        write(files, Path(folder))
        return by_frictionless(Path(folder)), by_us(Path(folder))


def lacking(theirs: set[Place], ours: dict[Place, set[str]]) -> set[Place]:
    """What they found and we did not, at the same table, row and field, as far as they say them."""
    if any(table == "datapackage.json" for table, *_ in ours):
        # The damage is in the descriptor, and so told: a table is not looked into by a schema that is wrong itself.
        return set()
    return {
        (table, row, field)
        for table, row, field in theirs
        if not any(t == table and (row is None or r == row) and (field is None or f == field) for t, r, f in ours)
        # A table that cannot be read is said once to keep the keys to it from being looked up, not in every row.
        and not any("foreign key" in rules and t == table and r is None for (t, r, _), rules in ours.items())
    }


def test_the_package_that_is_damaged_is_valid(tmp_path):
    write(package(), tmp_path)
    assert by_frictionless(tmp_path) == set()
    assert by_us(tmp_path) == {}


def test_the_damages_are_many_and_each_has_a_name_of_its_own():
    assert len(ALL) == len(damages()) >= 250


@pytest.mark.parametrize("name", ALL)
def test_a_damage_is_found_and_where_frictionless_finds_it(name):
    theirs, ours = outcome(name)
    assert ours
    assert lacking(theirs or set(), ours) == set()


def only_ours() -> str:
    lines = ["| damaged | how | rule |", "|---|---|---|"]
    for name, damage in ALL.items():
        theirs, ours = outcome(name)
        if not theirs:
            rules = ", ".join(sorted(set().union(*ours.values())))
            broken = " (frictionless breaks)" if theirs is None else ""
            lines.append(f"| {damage.where} | {damage.what} | {rules}{broken} |")
    found = sum(not outcome(name)[0] for name in ALL)
    head = f"Of {len(ALL)} damages frictionless finds {len(ALL) - found}, and `eventpack validate` all."
    return head + "\n\n" + "\n".join(lines) + "\n"


def test_the_document_lists_what_only_we_find():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text[text.index(START) + len(START) : text.index(END)] == only_ours()


if __name__ == "__main__":
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(
        text[: text.index(START) + len(START)] + only_ours() + text[text.index(END) :], encoding="utf-8"
    )
    sys.exit(0)
