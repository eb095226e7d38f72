"""What `eventpack validate` found, as text, JSON, GitHub workflow commands or JUnit XML; docs/ci.md describes each.

Every format says the same, also that validation could not run. Table names, paths and cells come from a package that
somebody else may have made: nothing in them can end a line, a command or an element.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from ..core.messages import counted, printable
from ..core.problems import Findings, Problem
from ..core.version import __version__

LINE_LENGTH = 1000  # characters of a line, of a value and of a message that are shown
NOTES = 20  # notes that text shows
JSON_VERSION = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for `package`, the path as the user gave it: `findings`, or the `error` that kept it from running."""

    package: str
    findings: Findings | None = None
    error: str | None = None

    @property
    def status(self) -> str:
        if self.findings is None:
            return "could not run"
        return "good" if self.findings.good else "problems"

    @property
    def exit_status(self) -> int:
        return {"good": 0, "problems": 1, "could not run": 2}[self.status]

    @property
    def last_line(self) -> str:
        """The verdict in one line."""
        if self.findings is None:
            return printable(f"{self.package}: could not be validated: {self.error}")
        if self.findings.good:
            return printable(f"{self.package}: good")
        return printable(f"{self.package}: {counted(self.findings.total, 'problem', ',')}")

    def not_told(self) -> Iterator[tuple[str, str, int]]:
        """(table, rule, how many) of the problems that are counted but not listed one by one."""
        if self.findings is not None:
            listed: dict[tuple[str, str], int] = {}
            for problem in self.findings.problems:
                listed[problem.table, problem.rule] = listed.get((problem.table, problem.rule), 0) + 1
            for (table, rule), count in self.findings.counts.items():
                if count > listed.get((table, rule), 0):
                    yield table, rule, count - listed.get((table, rule), 0)

    def file_of(self, table: str) -> str:
        """The path inside the package that goes with the name of a table; what is no table is a file itself."""
        facts = self.findings.tables if self.findings else ()
        return next((one.file for one in facts if one.name == table and one.file), table)


def text(verdict: Verdict) -> str:
    """One line a problem, table by table, then the notes, a table of the tables, and the verdict."""
    lines = [*_problem_lines(verdict), *_note_lines(verdict), *_summary(verdict), verdict.last_line]
    return "".join(line + "\n" for line in lines)


def as_json(verdict: Verdict) -> str:
    """One object; docs/validate-output.schema.json is its JSON Schema."""
    findings = verdict.findings or Findings((), {})
    data = {
        "version": JSON_VERSION,
        "eventpack": __version__,
        "package": verdict.package,
        "status": verdict.status,
        "error": verdict.error,
        "n_problems": findings.total,
        "tables": [
            {"table": name, "file": file, "rows": rows, "n_problems": count}
            for name, file, rows, count in _counts(findings)
        ],
        "rules": [
            {"table": table, "rule": rule, "n_problems": count} for (table, rule), count in findings.counts.items()
        ],
        "problems": [_as_object(problem) for problem in findings.problems],
        "notes": [_as_object(note) for note in findings.notes],
    }
    # Half a surrogate pair is no character, and other languages' readers refuse it. Then in ASCII, so that no terminal
    # or log takes a part of it for more than it is.
    sound = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
    made = json.dumps(json.loads(sound), indent=2)
    return re.sub(r"\x7f|(?<=#)#(?=\w*\[)", lambda match: f"\\u{ord(match[0]):04x}", made) + "\n"


def _as_object(p: Problem) -> dict[str, str | int | None]:
    return {
        "table": p.table,
        "file": p.file,
        "line": p.line,
        "row": p.row,
        "column": p.column,
        "rule": p.rule,
        "value": p.value if p.value is None else _cut(p.value),
        "message": _cut(p.message),
    }


def github(verdict: Verdict) -> str:
    """Workflow commands, which GitHub shows beside the line of the file they name, then the summary for the log."""
    lines = []
    if verdict.findings is None:
        lines.append(
            _command(
                "error",
                f"could not be validated: {verdict.error}",
                title="eventpack validate",
                file=_from_workspace(verdict, ""),
            )
        )
    else:
        for p in verdict.findings.problems:
            file = _from_workspace(verdict, p.file or verdict.file_of(p.table))
            lines.append(_command("error", _without_place(p), file=file, line=p.line, title=f"{p.rule} in {p.table}"))
        for table, rule, count in verdict.not_told():
            lines.append(
                _command(
                    "warning",
                    f"{count:,} more: {rule}",
                    title=f"{rule} in {table}",
                    file=_from_workspace(verdict, verdict.file_of(table)),
                )
            )
        for note in verdict.findings.notes:
            file = _from_workspace(verdict, note.file or verdict.file_of(note.table))
            lines.append(_command("notice", _without_place(note), file=file, title=f"{note.rule} in {note.table}"))
    return "".join(line + "\n" for line in [*lines, *_summary(verdict), verdict.last_line])


def junit(verdict: Verdict) -> str:
    """A test suite with a test case for each table that is good, and for each rule a table breaks one that fails."""
    suite = ElementTree.Element("testsuite", name=_line(verdict.package))
    failures = 0
    findings = verdict.findings or Findings((), {})
    for name, file, _, count in _counts(findings):
        if not count:
            _case(suite, name, "keeps its rules", file)
    for (table, rule), count in findings.counts.items():
        failures += 1
        lines = [_line(str(p)) for p in findings.problems if (p.table, p.rule) == (table, rule)]
        if count > len(lines):
            lines.append(f"... and {count - len(lines):,} more")
        case = _case(suite, table, rule, verdict.file_of(table))
        failure = ElementTree.SubElement(case, "failure", type=_line(rule), message=counted(count, "problem", ","))
        failure.text = "\n".join(lines)
    if verdict.error is not None:
        case = _case(suite, _line(verdict.package), "can be validated", None)
        ElementTree.SubElement(case, "error", type="could not run", message=_line(verdict.error))
    if notes := list(_note_lines(verdict)):
        ElementTree.SubElement(suite, "system-out").text = "\n".join(notes)
    counts = {
        "tests": str(len(suite.findall("testcase"))),
        "failures": str(failures),
        "errors": str(int(verdict.error is not None)),
        "skipped": "0",
    }
    suite.attrib |= counts
    suites = ElementTree.Element("testsuites", {"name": "eventpack validate", **counts})
    suites.append(suite)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


FORMATS: dict[str, Callable[[Verdict], str]] = {"text": text, "json": as_json, "github": github, "junit": junit}


def _line(words: str) -> str:
    """One line that is safe to show."""
    return printable(_cut(words))


def _cut(words: str) -> str:
    return words if len(words) <= LINE_LENGTH else words[: LINE_LENGTH - 1] + "…"


def _problem_lines(verdict: Verdict) -> Iterator[str]:
    problems = verdict.findings.problems if verdict.findings else ()
    more: dict[str, list[str]] = {}
    for table, rule, count in verdict.not_told():
        more.setdefault(table, []).append(_line(f"{verdict.file_of(table)}: {count:,} more ({rule})"))
    for number, problem in enumerate(problems):
        yield _line(str(problem))
        if number + 1 == len(problems) or problems[number + 1].table != problem.table:
            yield from more.pop(problem.table, ())
    for lines in more.values():
        yield from lines


def _note_lines(verdict: Verdict) -> Iterator[str]:
    notes = verdict.findings.notes if verdict.findings else ()
    for note in notes[:NOTES]:
        yield _line(f"note: {note}")
    if len(notes) > NOTES:
        yield f"and {counted(len(notes) - NOTES, 'more note')}"


def _counts(findings: Findings) -> Iterator[tuple[str, str | None, int | None, int]]:
    """(name, file, rows, problems) of each table, and of each file that has problems without being one."""
    sums: dict[str, int] = {}
    for (table, _), count in findings.counts.items():
        sums[table] = sums.get(table, 0) + count
    for facts in findings.tables:
        yield facts.name, facts.file, facts.rows, sums.pop(facts.name, 0)
    for name, count in sums.items():
        yield name, None, None, count


def _summary(verdict: Verdict) -> list[str]:
    if verdict.findings is None:
        return []
    rows = [("table", "rows", "problems")]
    rows += [
        (_line(name), "-" if n is None else f"{n:,}", f"{count:,}") for name, _, n, count in _counts(verdict.findings)
    ]
    name, *widths = (max(map(len, column)) for column in zip(*rows, strict=True))
    return ["", *(f"{row[0]:<{name}}  {row[1]:>{widths[0]}}  {row[2]:>{widths[1]}}" for row in rows), ""]


def _case(suite: ElementTree.Element, table: str, name: str, file: str | None) -> ElementTree.Element:
    attributes = {"classname": _line(table), "name": _line(name)} | ({"file": _line(file)} if file else {})
    return ElementTree.SubElement(suite, "testcase", attributes)


def _without_place(problem: Problem) -> str:
    column = f"{problem.column}: " if problem.column else ""
    value = f'"{problem.value}" ' if problem.value is not None else ""
    return _line(f"{column}{_cut(value)}{problem.message}")


def _from_workspace(verdict: Verdict, file: str) -> str:
    """The path by which GitHub knows a file of the package: from the checkout, where it lies in there."""
    package = Path(verdict.package).resolve()
    in_folder = package.is_dir() or package.suffix == ".json" and file
    folder = package if package.is_dir() else package.parent
    path = os.path.normpath(folder / file) if in_folder else str(package)  # of a zip no file is in the checkout
    workspace = str(Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve())
    return Path(os.path.relpath(path, workspace) if Path(path).is_relative_to(workspace) else path).as_posix()


def _command(kind: str, message: str, **properties: str | int | None) -> str:
    """A workflow command as GitHub's own toolkit writes it: percent escapes for what would end a part of it."""
    made = ",".join(
        f"{key}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in properties.items()
        if value is not None
    )
    return f"::{kind} {made}::{_escaped(message)}"


def _escaped(words: str) -> str:
    return printable(words).replace("%", "%25")
