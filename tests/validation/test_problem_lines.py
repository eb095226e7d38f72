"""A problem names the file and the line on which its row starts."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack.core.problems import Collector, Problem, TableFacts, shown
from eventpack.package import validate
from eventpack.validation import row_lines


def by_parser(text, **options):
    reader = csv.reader(io.StringIO(text, newline=""), **options)
    found, line = {}, 1
    for row, _ in enumerate(reader, start=1):
        found[row] = line
        line = reader.line_num + 1
    return found


def starts(text, rows=range(1, 50), **options):
    data = text.encode("utf-8")
    return row_lines.starts(lambda: io.BytesIO(data), rows, **options)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.text(st.sampled_from('a",\n\r é'), max_size=6), min_size=2, max_size=2), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
)
def test_lines_of_quoted_rows_are_those_of_a_parser(rows, end):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    assert starts(file.getvalue()) == by_parser(file.getvalue())


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ('a,b\n1,x"y\n2,"p\nq"\n3,z\n', {"total": 4}),
        ('a,b\n1,x\\"y\n2,"p\\"\nq"\n3,z\n', {"escape": "\\", "double_quote": False}),
        ("a;b\n1;'p\nq'\n3;z\n", {"quote": "'", "delimiter": ";"}),
    ],
)
def test_lines_are_right_where_quotes_alone_would_mislead(text, options):
    names = {"quote": "quotechar", "escape": "escapechar", "double_quote": "doublequote", "delimiter": "delimiter"}
    assert starts(text, **options) == by_parser(text, **{names[k]: v for k, v in options.items() if k in names})


def test_lines_are_right_across_chunks(monkeypatch):
    text = "a,b\r\n" + "".join(f'{n},"x\r\ny"\r\n' for n in range(40))
    expected = by_parser(text)
    for size in (1, 2, 3, 7):
        monkeypatch.setattr(row_lines, "_CHUNK", size)
        assert starts(text) == expected


def test_a_problem_is_reported_with_file_line_column_value_and_rule(copy):
    path = copy / "data/reports.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, first, second = csv.reader(file)
    first[header.index("trigger")] = "pulled\nout"
    second[header.index("status")] = "perhaps"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, first, second])
    found = validate.examine(copy)
    (problem,) = [p for p in found.problems if p.rule == "enum"]
    assert (problem.row, problem.line, problem.file) == (3, 4, "data/reports.csv")
    assert str(problem) == 'data/reports.csv:4 status: "perhaps" is not one of the allowed values (enum)'


def test_a_value_is_reported_on_one_line_and_cut():
    assert shown("two\nlines\x1b[31m") == "two\\nlines\\x1b[31m"
    assert len(shown("x" * 1000)) == 100
    assert str(Problem("t", 2, "c", "a\r\nb", "r", "is bad")) == 't:2 c: "a\\r\\nb" is bad (r)'


def test_all_problems_are_counted_and_some_of_each_rule_told():
    collector = Collector(limit=2)
    collector.add(Problem("t", row, "c", "x", "enum", "is bad") for row in range(2, 7))
    collector.more("t", "type", 5, [Problem("t", row, "c", "x", "type", "is bad") for row in range(2, 4)])
    found = collector.findings([TableFacts("t", "t.csv", 5)])
    assert [(p.row, p.rule) for p in found.problems] == [(2, "enum"), (2, "type"), (3, "enum"), (3, "type")]
    assert (found.counts, found.total, found.good) == ({("t", "enum"): 5, ("t", "type"): 5}, 10, False)


def test_what_is_reported_of_a_package_is_limited_and_all_is_counted(tmp_path):
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": n, "type": "integer"} for n in "ab"]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    (tmp_path / "t.csv").write_text("a,b\n" + "x,1\n" * 10)
    found = validate.examine(tmp_path, limit=3)
    assert [p.line for p in found.problems] == [2, 3, 4]
    assert found.counts == {("t", "type"): 10}
    assert found.tables == (TableFacts("t", "t.csv", 10),)


def test_of_a_large_value_only_its_beginning_is_kept(tmp_path):
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": n, "type": "integer"} for n in "ab"]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    (tmp_path / "t.csv").write_text("a,b\n" + "x" * 100_000 + ",1\n")
    (problem,) = validate.examine(tmp_path).problems
    assert problem.value == "x" * 2000
