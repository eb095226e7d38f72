"""What is written as CSV and Parquet reads back as it was."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventpack.tabular import csv_file, parquet_file, schema

CELLS = {
    "string": st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
    "integer": st.integers(-(10**17), 10**17),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "date": st.dates(),
    "boolean": st.booleans(),
}
ANY = {"fields": [{"name": f"a {kind}", "type": kind} for kind in CELLS]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*(st.none() | cells for cells in CELLS.values())), max_size=8))
def test_any_cells_come_back_from_csv_and_parquet_as_they_were(rows, tmp_path):
    rows = [row for row in rows if any(cell is not None for cell in row)]
    columns = list(zip(*rows, strict=True)) or [()] * len(CELLS)
    frame = pd.DataFrame(
        {
            f["name"]: pd.array(list(c), dtype=schema.TYPES[f["type"]][0])
            for f, c in zip(ANY["fields"], columns, strict=True)
        }
    )
    csv_file.write(frame, tmp_path / "any.csv")
    with parquet_file.Writer(tmp_path / "any.parquet", ANY) as file:
        file.write(parquet_file.to_arrow(frame, ANY))
    back, problems = csv_file.read(tmp_path / "any.csv", ANY, "any")
    assert problems == []
    pd.testing.assert_frame_equal(back, frame)
    (part,) = parquet_file.parts(tmp_path / "any.parquet")
    assert parquet_file.compare_part(part, "any.parquet", back, ANY, "any", 0) == []


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        *(("integer", cell) for cell in ("1.0", "one", "1" * 80)),
        *(("number", cell) for cell in ("1,5", ".")),
        ("boolean", "yes"),
        *(("date", cell) for cell in ("26.01.2026", "2026-02-30", "2026-1-2")),
    ],
)
def test_a_cell_that_is_not_of_its_type_is_a_problem_in_its_row(kind, cell, tmp_path):
    (tmp_path / "any.csv").write_text(f'"c","d"\n,x\n"{cell}",y\n')
    declared = {"fields": [{"name": "c", "type": kind}, {"name": "d", "type": "string"}]}
    frame, (problem,) = csv_file.read(tmp_path / "any.csv", declared, "any")
    assert (problem.row, problem.column, problem.value, problem.rule) == (3, "c", cell, "type")
    assert frame["c"].isna().all()


def test_an_empty_line_and_a_row_of_nothing_are_problems_in_their_rows(tmp_path):
    (tmp_path / "any.csv").write_text("c,d\n1,x\n\n2,y\n,\n")
    declared = {"fields": [{"name": "c", "type": "integer"}, {"name": "d", "type": "string"}]}
    frame, problems = csv_file.read(tmp_path / "any.csv", declared, "any")
    assert frame is None
    assert [(problem.row, problem.rule) for problem in problems] == [(3, "blank row"), (5, "blank row")]


def test_in_a_table_of_one_column_too_an_empty_line_is_a_problem(tmp_path):
    (tmp_path / "any.csv").write_text("c\n1\n\n2\n")
    _, problems = csv_file.read(tmp_path / "any.csv", {"fields": [{"name": "c", "type": "integer"}]}, "any")
    assert [(problem.row, problem.rule) for problem in problems] == [(3, "blank row")]
