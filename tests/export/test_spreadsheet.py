"""Cells that a spreadsheet would take for a formula: verbatim in the tables, neutral in the copies for spreadsheets."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

import factories
import frictionless
import pandas as pd
import pytest
from factories import annotations, find, texts, withdrawal
from hypothesis import example, given
from hypothesis import strategies as st

from eventpack.cli import main
from eventpack.export.spreadsheet import DESCRIPTOR, as_text
from eventpack.package import write
from eventpack.tabular import schema

SIGNS = "=+-@＝＋－＠"
HOSTILE = '=HYPERLINK("https://trap.example";"Convoy")'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """A valid package with a formula in every column of free text that a test can fill."""
    out = tmp_path_factory.mktemp("hostile")
    found = annotations()
    made = factories.tables_of([withdrawal(found, summary="@SUM(1+1)*cmd|' /C calc'!A0")], found, find)
    sources = made["sources"]
    sources.loc[0, ["title", "publisher", "author", "file"]] = [HOSTILE, "+North;=1+1", "-2+3", "=x.txt"]
    return write.write(made, texts(), out).parent


def read(file: Path, **options) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, **options))


def exported(hostile: Path, out: Path) -> Path:
    assert main(["export", "spreadsheet", "--package", str(hostile), "--out", str(out)]) == 0
    return out


# --- the tables themselves


def test_the_tables_have_every_text_as_it_is_for_pandas_and_python(hostile):
    by_pandas = pd.read_csv(hostile / "data" / "sources.csv", dtype=str)
    by_parquet = pd.read_parquet(hostile / "data" / "sources.parquet")
    for frame in (by_pandas, by_parquet):
        assert frame.loc[0, ["title", "publisher", "author", "file"]].to_list() == [
            HOSTILE,
            "+North;=1+1",
            "-2+3",
            "=x.txt",
        ]
    assert read(hostile / "data" / "events.csv")[0]["summary"] == "@SUM(1+1)*cmd|' /C calc'!A0"


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not here; test_r.py says how to get it")
def test_the_tables_have_every_text_as_it_is_for_r(hostile):
    code = 'cat(read.csv("data/sources.csv", na.strings = "", encoding = "UTF-8")[1, "title"])'
    done = subprocess.run(["Rscript", "--vanilla", "-e", code], cwd=hostile, capture_output=True, text=True)
    assert done.stdout == HOSTILE, done.stderr


def guarded(field: dict) -> bool:
    """Whether a column's type, codes or pattern rule out a sign at the beginning of its cells."""
    constraints = field.get("constraints", {})
    if field["type"] != "string":
        return True
    if "enum" in constraints:
        return not any(code[:1] in SIGNS for code in constraints["enum"] if code)
    example = str(field["example"])
    tails = (example, example[1:], "", "a", "A", "1", "1+1")
    return "pattern" in constraints and not any(
        re.search(constraints["pattern"], sign + tail) for sign in SIGNS + "\t\r" for tail in tails
    )


def test_no_identifier_or_code_of_any_table_can_begin_like_a_formula():
    unguarded = []
    for name, declared in schema.load_all().items():
        fields = {field["name"]: field for field in declared["fields"]}
        refers = {foreign["fields"][0]: foreign["reference"] for foreign in declared.get("foreignKeys", [])}
        for key in {*declared["primaryKey"], *refers} - {"file"}:  # a file has the name somebody gave it
            field = fields[key]
            if key in refers and not guarded(field):
                other = schema.load(refers[key]["resource"] or name)
                field = next(f for f in other["fields"] if f["name"] == refers[key]["fields"][0])
            unguarded += [] if guarded(field) else [f"{name}.{key}"]
    assert unguarded == []


# --- the copies


def pieces(line: str) -> list[str]:
    """What a program may take for cells that does not know the comma, or the quotes, of the file."""
    return [piece.lstrip(' "') for piece in re.split(r"[;\t\r\n]", line)]


@given(st.text(st.sampled_from("=+-@＝＋－＠;\t\r\n\"' a1,"), max_size=12) | st.text(max_size=20))
@example("=1+1")
@example("\t=1+1")
@example('a;"=1+1')
@example("\n\n- he said")
@example("\r@a")
def test_no_text_of_a_copy_can_be_a_formula_wherever_a_program_cuts_it(text):
    made = as_text(text)
    assert not made.startswith(("\t", "\r"))
    assert not any(piece[:1] and piece[0] in SIGNS for piece in pieces(made))
    assert made.replace("'", "") == text.replace("'", "")
    plain = not re.search(rf"(^|[;\t\r\n])[\s\"]*[{re.escape(SIGNS)}]|^[\t\r]", text)
    assert made == text or not plain


def test_the_copy_has_the_same_rows_with_only_formulas_changed(hostile, tmp_path):
    out = exported(hostile, tmp_path / "sheets")
    changed = {}
    for table in schema.TABLES:
        before, after = read(hostile / "data" / f"{table}.csv"), read(out / f"{table}.spreadsheet.csv")
        assert [list(row) for row in before] == [list(row) for row in after]
        for old, new in zip(before, after, strict=True):
            changed |= {(table, key): (old[key], new[key]) for key in old if old[key] != new[key]}
    assert changed["sources", "title"][1] == '\'=HYPERLINK("https://trap.example";"Convoy")'
    assert changed["sources", "publisher"][1] == "'+North;'=1+1"
    assert {key for _, key in changed} == {"title", "publisher", "author", "file", "summary"}


def test_no_cell_of_the_copy_begins_like_a_formula_but_negative_numbers(hostile, tmp_path):
    out = exported(hostile, tmp_path / "sheets")
    numbers = {
        field["name"]
        for declared in schema.load_all().values()
        for field in declared["fields"]
        if field["type"] in {"number", "integer"}
    }
    for file in out.glob("*.csv"):
        for delimiter in ",;\t":
            for row in csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=delimiter):
                cells = row if delimiter == "," else [cell.lstrip(' "') for cell in row]
                assert [cell for cell in cells if cell[:1] in set(SIGNS) and not re.fullmatch(r"-[\d.]+", cell)] == []
        header, *rows = csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
        signed = {name for row in rows for name, cell in zip(header, row, strict=False) if cell.startswith("-")}
        assert signed <= numbers


def test_the_copy_opens_as_utf_8_in_a_spreadsheet_and_is_a_data_package_that_says_what_it_is(hostile, tmp_path):
    out = exported(hostile, tmp_path / "sheets")
    assert (out / "sources.spreadsheet.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    told = json.loads((out / DESCRIPTOR).read_text(encoding="utf-8"))
    assert told["name"].endswith("-for-spreadsheets") and "apostrophe" in told["description"]
    assert all("apostrophe" in resource["description"] for resource in told["resources"])
    report = frictionless.validate(str(out / DESCRIPTOR))
    assert report.valid, report.to_summary()


def test_the_copies_replace_nothing_of_a_package_in_whose_folder_they_are_written(hostile, tmp_path, capsys):
    package_ = Path(shutil.copytree(hostile, tmp_path / "package"))
    before = {file: file.read_bytes() for file in package_.rglob("*") if file.is_file()}
    for _ in range(2):  # and can be made anew
        exported(package_, package_)
    assert {file: file.read_bytes() for file in before} == before
    assert main(["validate", str(package_)]) == 0


def test_a_package_that_is_not_good_is_refused_with_what_to_do(hostile, tmp_path, capsys):
    broken = Path(shutil.copytree(hostile, tmp_path / "broken"))
    (broken / "data" / "reports.csv").write_bytes(b'a,b\n"x')
    assert main(["export", "spreadsheet", "--package", str(broken), "--out", str(tmp_path / "sheets")]) == 2
    assert "eventpack validate" in capsys.readouterr().err
    assert not list(tmp_path.glob("sheets/*"))
