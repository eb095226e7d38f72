"""What `validate` prints: lines, a summary, a limit, and the same in JSON, GitHub's commands and JUnit XML."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventpack.cli import main
from eventpack.core.problems import Findings, Problem, TableFacts
from eventpack.package.findings_output import FORMATS, Verdict

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "validate-output.schema.json").read_text(encoding="utf-8"))


def broken(copy: Path, **cells: str) -> Path:
    """The package with cells of the first row of its tables changed: locations__country="XX"."""
    for place, value in cells.items():
        table, _, column = place.partition("__")
        file = copy / "data" / f"{table}.csv"
        header, row, *rest = file.read_text(encoding="utf-8").split("\n")
        row = row.split(",")
        row[header.split(",").index(column)] = value
        file.write_text("\n".join([header, ",".join(row), *rest]), encoding="utf-8")
    return copy


def run(capsys, *arguments: str | Path) -> tuple[int, str, str]:
    status = main(["validate", *map(str, arguments)])
    return status, *capsys.readouterr()


@pytest.fixture
def many(copy):
    """A package with 40 actors of a kind there is not."""
    file = copy / "data" / "actors.csv"
    header, row, *rest = file.read_text(encoding="utf-8").splitlines()
    cells = row.split(",")
    made = []
    for number in range(40):
        cells[0], cells[header.split(",").index("kind")] = f"{cells[0].rstrip('0123456789')}{number}", "ogre"
        made.append(",".join(cells))
    file.write_text("\n".join([header, row, *rest, *made]) + "\n", encoding="utf-8")
    return copy


# --- text


def test_a_problem_is_one_line_with_file_line_column_value_and_rule(copy, capsys):
    status, out, err = run(capsys, broken(copy, events__location_id="icao:XXXX"))
    assert (status, err) == (1, "")
    line = 'data/events.csv:2 location_id: "icao:XXXX" is not in locations.location_id (foreign key)'
    assert line in out.splitlines()


def test_a_table_of_the_tables_stands_at_the_end_and_the_verdict_last(copy, capsys):
    status, out, _ = run(capsys, broken(copy, locations__country="XX"))
    lines = out.splitlines()
    assert status == 1
    head = next(n for n, line in enumerate(lines) if line.split() == ["table", "rows", "problems"])
    told = {line.split()[0]: line.split()[1:] for line in lines[head + 1 : -2]}
    problems = sum(line.startswith("data/locations.csv") for line in lines)
    assert told["locations"] == ["4", str(problems)] and told["reports"] == ["2", "0"]
    assert lines[-1] == f"{copy}: {sum(int(n) for _, n in told.values())} problems"


def test_a_good_package_has_no_problem_line_and_status_0(built, capsys):
    status, out, _ = run(capsys, built)
    assert status == 0
    assert out.startswith("\ntable") and out.splitlines()[-1] == f"{built}: good"


@pytest.mark.parametrize(("limit", "shown"), [((), 20), (("--limit", "3"), 3), (("--limit", "0"), 40)])
def test_no_more_than_the_limit_of_a_rule_is_reported_and_the_rest_is_counted(many, capsys, limit, shown):
    status, out, _ = run(capsys, many, *limit)
    lines = out.splitlines()
    assert status == 1
    assert sum('"ogre"' in line for line in lines) == shown
    more = [line for line in lines if line.endswith(" more (enum)")]
    assert more == ([f"data/actors.csv: {40 - shown} more (enum)"] if shown < 40 else [])
    assert re.search(r"^actors +\d+ +4\d$", out, re.M)


@pytest.mark.parametrize("limit", ["-1", "many"])
def test_a_limit_that_is_no_number_from_0_is_refused(limit, built):
    with pytest.raises(SystemExit) as left:
        main(["validate", str(built), "--limit", limit])
    assert left.value.code == 2


# --- the other formats


def annotations(output: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as GitHub's runner reads them: `::name properties::message`, trimmed, escapes undone."""
    found = []
    for line in re.split(r"\r\n|\r|\n", output):
        line = line.lstrip()
        if not line.startswith("::") or line.find("::", 2) < 0:
            continue
        head, message = line[2:].split("::", 1)
        name, _, rest = head.partition(" ")
        properties = {}
        for part in filter(None, (part.strip() for part in rest.split(","))):
            key, _, value = part.partition("=")
            for escape, plain in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
                value = value.replace(escape, plain)
            properties[key] = value
        for escape, plain in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            message = message.replace(escape, plain)
        found.append((name, properties, message))
    return found


def test_github_annotations_point_at_the_file_and_line_from_the_root_of_the_checkout(copy, capsys, monkeypatch):
    broken(copy, events__location_id="icao:XXXX")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(copy.parent))
    monkeypatch.chdir(copy / "data")
    status, out, _ = run(capsys, "--format", "github")
    assert status == 1
    assert (
        "error",
        {"file": f"{copy.name}/data/events.csv", "line": "2", "title": "foreign key in events"},
        'location_id: "icao:XXXX" is not in locations.location_id',
    ) in annotations(out)


def test_a_row_after_cells_with_line_breaks_is_annotated_at_the_line_an_editor_shows(copy, capsys, monkeypatch):
    file = copy / "data" / "sources.csv"
    text = file.read_text(encoding="utf-8").replace("Weather", '"We\nath\ner"').replace(",South Post,", ",South Post,")
    file.write_text(text, encoding="utf-8")
    lines = text.split("\n")
    row = next(n for n, line in enumerate(lines) if line.startswith("src-") and n > 1)
    file.write_text("\n".join(lines[:row] + [lines[row].replace("src-", "scr-", 1)] + lines[row + 1 :]), "utf-8")
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(copy)
    _, out, _ = run(capsys, "--format", "github")
    assert {p["line"] for _, p, m in annotations(out) if "scr-" in m and "pattern" in p["title"]} == {str(row + 1)}


def test_what_is_over_the_limit_is_one_warning_for_github(many, capsys):
    _, out, _ = run(capsys, many, "--format", "github", "--limit", "5")
    (warning,) = [one for one in annotations(out) if one[0] == "warning"]
    assert warning[1]["title"] == "enum in actors" and warning[2] == "35 more: enum"


def test_junit_has_a_case_for_each_good_table_and_for_each_rule_that_is_broken(many, capsys):
    status, out, _ = run(capsys, many, "--format", "junit", "--limit", "5")
    suites = ElementTree.fromstring(out.encode())
    (suite,) = suites
    cases = {(case.get("classname"), case.get("name")): case for case in suite}
    assert status == 1
    assert len(cases) == len(suite) == int(suite.get("tests")) == int(suites.get("tests"))
    failed = [case for case in suite if case.find("failure") is not None]
    assert len(failed) == int(suite.get("failures")) == int(suites.get("failures")) > 0
    failure = cases["actors", "enum"].find("failure")
    assert failure.get("message") == "40 problems" and failure.get("type") == "enum"
    assert failure.text.count('"ogre"') == 5 and failure.text.endswith("... and 35 more")
    assert cases["actors", "enum"].get("file") == "data/actors.csv"
    assert list(cases["event_types", "keeps its rules"]) == []


def test_json_keeps_its_schema_and_counts_what_it_does_not_list(many, capsys):
    status, out, _ = run(capsys, many, "--format", "json", "--limit", "5")
    told = json.loads(out)
    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    assert (status, told["status"], told["error"]) == (1, "problems", None)
    assert {"table": "actors", "rule": "enum", "n_problems": 40} in told["rules"]
    assert sum(p["rule"] == "enum" for p in told["problems"]) == 5
    assert told["n_problems"] == sum(r["n_problems"] for r in told["rules"])
    assert next(p for p in told["problems"] if p["rule"] == "enum") | {"row": 0, "line": 0} == {
        "table": "actors",
        "file": "data/actors.csv",
        "line": 0,
        "row": 0,
        "column": "kind",
        "rule": "enum",
        "value": "ogre",
        "message": "is not one of the allowed values",
    }


@pytest.mark.parametrize("name", FORMATS)
def test_a_good_package_is_reported_as_good_in_every_format(name, built, capsys):
    status, out, err = run(capsys, built, "--format", name)
    assert (status, err) == (0, "")
    if name == "json":
        told = json.loads(out)
        jsonschema.Draft202012Validator(SCHEMA).validate(told)
        assert (told["status"], told["problems"], len(told["tables"]) > 7) == ("good", [], True)
    elif name == "junit":
        suite = ElementTree.fromstring(out.encode())[0]
        assert suite.get("failures") == suite.get("errors") == "0" and len(suite) > 7
    else:
        assert annotations(out) == [] and out.endswith(": good\n")


@pytest.mark.parametrize("name", FORMATS)
def test_that_it_could_not_run_is_reported_in_every_format_with_status_2(name, tmp_path, capsys):
    status, out, err = run(capsys, tmp_path / "nowhere", "--format", name)
    assert status == 2
    assert err.startswith(f"eventpack: {tmp_path / 'nowhere'}: no such file") and err.count("\n") == 1
    if name == "text":
        assert out == ""
    elif name == "json":
        told = json.loads(out)
        jsonschema.Draft202012Validator(SCHEMA).validate(told)
        assert told["status"] == "could not run" and "no such file" in told["error"]
    elif name == "junit":
        (suite,) = ElementTree.fromstring(out.encode())
        assert suite.get("errors") == "1" and "no such file" in suite.find("testcase/error").get("message")
    else:
        ((kind, _, message),) = annotations(out)
        assert kind == "error" and "no such file" in message


def test_a_fault_of_the_program_is_reported_in_the_format_too(built, capsys, monkeypatch):
    monkeypatch.setattr("eventpack.package.validate.examine", lambda *_, **__: 1 / 0)
    status, out, err = run(capsys, built, "--format", "json")
    assert status == 2 and json.loads(out)["error"] == "division by zero"
    assert "ZeroDivisionError" in err


def test_with_out_the_format_goes_into_the_file_and_text_to_the_screen(many, capsys, tmp_path):
    status, out, _ = run(capsys, many, "--format", "junit", "--out", tmp_path / "found.xml")
    assert status == 1 and out.endswith(" problems\n") and "data/actors.csv:" in out
    assert ElementTree.parse(tmp_path / "found.xml").getroot().tag == "testsuites"
    status, out, _ = run(capsys, tmp_path / "nowhere", "--format", "json", "--out", tmp_path / "found.json")
    assert (status, out) == (2, "")
    assert json.loads((tmp_path / "found.json").read_text())["status"] == "could not run"


# --- nothing breaks out of a format

HOSTILE = [
    "a\nb",
    "::error::x",
    "\n::add-mask::x",
    "\r::stop-commands::y",
    "x ::set-output name=a::b",
    "##[error]x",
    "##vso[task.setvariable]",
    "%0A::error::z",
    "a,line=1::b",
    "\x1b[2J\x1b]0;t\x07",
    "]]>",
    "</failure><error/>",
    "&lt;",
    "\x00\x08\x0b\x7f\x85\x9b31m",
    "\u2028\u202e\u2066",
    "\ud800",
    "\ufffe\uffff",
    "\U0010ffff",
    '"\\',
    "",
]
ANY = st.text(st.characters(codec=None, categories=None), max_size=30) | st.sampled_from(HOSTILE)
NUMBER = st.none() | st.integers(1, 9)
PROBLEMS = st.builds(
    Problem,
    table=ANY,
    row=NUMBER,
    column=st.none() | ANY,
    value=st.none() | ANY,
    rule=ANY,
    message=ANY,
    file=st.none() | ANY,
    line=NUMBER,
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@given(st.lists(PROBLEMS, max_size=4), ANY, st.booleans())
def test_whatever_a_package_holds_each_format_stays_well_formed_and_on_its_lines(problems, package, fails):
    counts = {}
    for problem in problems:
        counts[problem.table, problem.rule] = counts.get((problem.table, problem.rule), 1) + 1  # one is not told
    findings = Findings(tuple(problems), counts, tuple(TableFacts(p.table, p.file, p.row) for p in problems[:1]))
    package = re.sub("[\0\ud800-\udfff]", "", package) or "."  # no file can be named otherwise
    verdict = Verdict(package, None if fails else findings, package if fails else None)
    made = {name: write(verdict) for name, write in FORMATS.items()}
    for output in made.values():
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", output)
        assert not re.search(r"##\w*\[", output)
    told = json.loads(made["json"])
    VALIDATOR.validate(told)
    (suite,) = ElementTree.fromstring(made["junit"].encode())
    assert {case.tag for case in suite} <= {"testcase"}
    assert {part.tag for case in suite for part in case} <= {"failure", "error"}
    found = annotations(made["github"])
    more = 0 if fails else len(counts)
    assert [kind for kind, _, _ in found] == ["error"] * (1 if fails else len(problems)) + ["warning"] * more
    assert all(set(properties) <= {"file", "line", "title"} for _, properties, _ in found)
    assert annotations(made["text"]) == []
    if not fails:
        assert len(told["problems"]) == len(problems)
        lines = made["text"].split("\n")
        assert lines.index("") == len(problems) + len(counts)
