"""One thing found wrong in a package: where, what was found, which rule it breaks; and all that was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

VALUE_LENGTH = 100  # code points of a value that are shown
NOTES = 1000  # notes that are kept
KEPT_LENGTH = 2000  # code points of a value that are kept in a problem
LIMIT = 100  # problems of one rule in one table that are listed one by one


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` counts the table's rows as frictionless does: 1 is the header, 2 the first row.

    `table` is a table's name, or a file's path for what concerns a whole file; `rule` a short fixed name
    such as enum, foreign key, quote. `file` is the path of the file inside the package, `line` the line of it on
    which the row starts, counted from 1; rows of quoted cells may fill several lines. None where a part does not
    apply.
    """

    table: str
    row: int | None
    column: str | None
    value: str | None
    rule: str
    message: str
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        number = self.line or self.row
        where = (self.file or self.table) + (f":{number}" if number else "")
        column = f" {self.column}" if self.column else ""
        value = f' "{shown(self.value)}"' if self.value is not None else ""
        return f"{where}{column}:{value} {self.message} ({self.rule})"

    def _key(self) -> tuple:
        return (self.table, self.row or 0, self.column or "", self.rule, self.value or "", self.message)


def shown(value: str) -> str:
    """A value as it fits into one line: cut, and control characters written as escapes."""
    cut = value if len(value) <= VALUE_LENGTH else value[: VALUE_LENGTH - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Without repetition, by table, row, column and rule."""
    return sorted(set(problems), key=Problem._key)


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table that was looked at: `file` is its path inside the package (None for inline data), `rows` how many
    rows it has without the header, None where it could not be read."""

    name: str
    file: str | None
    rows: int | None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found in a package.

    `problems` are in the order of :func:`ordered`, of one rule in one table at most as many as were asked for;
    `counts` says how many there are in all, by (table, rule). `tables` are in the order of the descriptor. `notes` are
    what is worth saying and is no problem: a constraint that was not checked (rule "not checked"), or what would put
    many problems right at once (rule "hint").
    """

    problems: tuple[Problem, ...]
    counts: Mapping[tuple[str, str], int]
    tables: tuple[TableFacts, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def good(self) -> bool:
        return not self.counts

    def __repr__(self) -> str:
        found = "no problems" if self.good else f"{self.total:,} problem{'s'[: self.total != 1]}"
        return f"<Findings: {found} in {len(self.tables)} tables>"

    @property
    def total(self) -> int:
        """How many problems there are in all, also those not listed one by one."""
        return sum(self.counts.values())


@dataclass(slots=True)
class Collector:
    """Gathers problems: counts all, keeps the first `limit` of each rule in each table (None: all)."""

    limit: int | None = LIMIT
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[Problem] = field(default_factory=list)

    def note(self, note: Problem) -> None:
        """Something to say that is no problem. Of notes without end the first are kept."""
        if len(self.notes) < NOTES:
            self.notes.append(note)

    def add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.more(problem.table, problem.rule, 1, [problem])

    def room(self, table: str, rule: str) -> int | None:
        """How many more problems of the rule will be kept; None: all."""
        return None if self.limit is None else max(0, self.limit - self.counts[table, rule])

    def more(self, table: str, rule: str, count: int, listed: Iterable[Problem]) -> None:
        """`count` problems of one rule, of which at least the first :meth:`room` are `listed`."""
        room = self.room(table, rule)
        self.counts[table, rule] += count
        self.problems += list(listed)[:room]

    def mark(self) -> tuple[int, Counter[tuple[str, str]], int]:
        """A point to go :meth:`back` to."""
        return len(self.problems), self.counts.copy(), len(self.notes)

    def back(self, mark: tuple[int, Counter[tuple[str, str]], int]) -> None:
        """Forget what was added since `mark`."""
        del self.problems[mark[0] :]
        del self.notes[mark[2] :]
        self.counts = mark[1].copy()

    def findings(self, tables: Iterable[TableFacts] = ()) -> Findings:
        return Findings(
            tuple(ordered(self.problems)), dict(sorted(self.counts.items())), tuple(tables), tuple(ordered(self.notes))
        )


def located(problem: Problem, file: str | None, line: int | None) -> Problem:
    """The problem with its place; dataclasses.replace() takes four times as long, and there may be very many."""
    return Problem(problem.table, problem.row, problem.column, problem.value, problem.rule, problem.message, file, line)
