"""Regular expressions of descriptors: by RE2 in time linear in the cell, or by an engine that is stopped in time.

The specification's `pattern` is an XML Schema expression that has to match the whole cell. What RE2 cannot do is run
by the `regex` package with a bound on its time: classes that are subtracted and blocks of Unicode, which XML Schema
has, and look-around and back-references, which it has not, but which well-known profiles use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .budget import Budget, TooLong

LENGTH = 10_000
MOST_STEPS = 100_000  # how large an expression may be once counted repetitions are written out
SLICE = 100_000_000  # steps times bytes for one call of RE2, which cannot be stopped: three seconds at worst
LONGEST_CELL = 1 << 20  # characters of a cell that an engine which backtracks is given
CELL_SECONDS = 1.0  # what such an engine may take for one cell

# In XML Schema, and in Python, these are classes of Unicode; in RE2 of ASCII.
_NAME_START = (
    r":A-Z_a-z\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{2ff}\x{370}-\x{37d}\x{37f}-\x{1fff}\x{200c}-\x{200d}"
    r"\x{2070}-\x{218f}\x{2c00}-\x{2fef}\x{3001}-\x{d7ff}\x{f900}-\x{fdcf}\x{fdf0}-\x{fffd}"
    r"\x{10000}-\x{effff}"
)
_CLASSES = {
    "d": r"\p{Nd}",
    "w": r"\p{L}\p{M}\p{N}_",
    "s": r"\s\p{Z}\x{1c}-\x{1f}\x{85}",
    "i": _NAME_START,
    "c": _NAME_START + r"\-.0-9\x{b7}\x{300}-\x{36f}\x{203f}-\x{2040}",  # of names in XML
}
_TOKEN = re.compile(r"\\[pP]\{[^}]*\}|\\.|\[\^?\]?|\]|\{\d*,?\d*\}|\(\?[^\w]*|.", re.DOTALL)
_HEX = re.compile(r"\\x\{([0-9a-f]+)\}")
# What the second engine has beyond the usual: recursion, lists of words, approximate matching.
_ODD = re.compile(r"\(\?[R&(|0-9+-]|\\[LgK]|\{[eids]\b|\{[^}]*<")


@dataclass(frozen=True)
class Pattern:
    """`re2` is the expression for Arrow's engine; where it has none, `other` is one compiled by `regex`."""

    steps: int
    re2: str | None
    other: Any = None


def compiled(pattern: str, *, whole: bool = True) -> Pattern:
    """An expression that has to match whole cells, or any part of one. Raises ValueError where it cannot be run."""
    if len(pattern) > LENGTH:
        raise ValueError(f"is longer than {LENGTH} characters")
    if "\0" in pattern:
        raise ValueError("has a character NUL")
    steps = _steps(pattern)
    try:
        made = _translated(pattern)
        if made is not None:
            made = f"^(?:{made})$" if whole else made
            pc.match_substring_regex(pa.array([""]), made)
            return Pattern(steps, made)
        reason = "subtracts a class of characters from another"
    except pa.ArrowInvalid as error:
        reason = str(error).removeprefix("Invalid regular expression: ")
    if steps > MOST_STEPS:
        raise ValueError(f"is too large: its repetitions make {steps} steps of it")
    return Pattern(steps, None, _other(pattern, reason, whole))


def _other(pattern: str, reason: str, whole: bool) -> Any:
    import regex

    if _ODD.search(pattern):
        raise ValueError(reason)
    made = _translated(pattern, subtracting=True) or ""
    made = _HEX.sub(lambda code: f"\\U{int(code[1], 16):08x}", made)
    try:
        # Version 1 of its syntax subtracts classes; all that this changes else is written out by `_translated`.
        found = regex.compile(f"(?:{made})", regex.VERSION1)
    except (regex.error, RecursionError, OverflowError, MemoryError) as error:
        raise ValueError(reason) from error
    return found.fullmatch if whole else found.search


def _steps(pattern: str) -> int:
    """About how many states an engine is in at once, with counted repetitions written out."""
    sums, last = [0], 0
    within = False
    for match in _TOKEN.finditer(pattern):
        token = match.group()
        if within:
            within = token != "]"
            continue
        if token[0] == "(":
            sums[-1] += last
            sums.append(0)
            last = 0
        elif token == ")" and len(sums) > 1:
            last += sums.pop()
        elif token[0] == "{" and (numbers := re.findall(r"\d+", token)):
            last = min(last * max(1, *map(int, numbers)), 10**12)
        elif token not in "*+?":
            sums[-1] += last
            within = token[0] == "["
            last = 20 if within or token[0] == "\\" else 1
    return max(1, sum(sums) + last)


def _translated(pattern: str, subtracting: bool = False) -> str | None:
    """The expression as RE2 takes it, or with `subtracting` as `regex` does. None where only `regex` can take it."""
    made: list[str] = []
    depth = 0  # of classes: one stands in another only where it is subtracted
    for match in _TOKEN.finditer(pattern):
        token = match.group()
        kind = token[1:] if token[0] == "\\" else ""
        if kind in _CLASSES:
            made.append(_CLASSES[kind] if depth else f"[{_CLASSES[kind]}]")
        elif kind.lower() in _CLASSES and not depth:
            made.append(f"[^{_CLASSES[kind.lower()]}]")
        elif kind in {"I", "C"}:
            if not subtracting:
                return None
            made.append(f"[^{_CLASSES[kind.lower()]}]")
        elif kind.startswith(("p{Is", "P{Is")) and subtracting:
            made.append(token.replace("{Is", "{In", 1))  # a block, as XML Schema names it
        elif kind == "Z":
            made.append("\\z" if not subtracting else "\\Z")
        elif token[0] == "[" and depth and pattern[match.start() - 1] == "-" and made[-1] == "-":
            if not subtracting:
                return None
            made[-1] = "--"
            made.append(token)
            depth += 1
        elif token[0] == "[" and depth:
            made.append("\\[" + token[1:])
        elif token[0] == "[":
            made.append(token)
            depth = 1
        elif token == "]":
            made.append(token)
            depth = max(0, depth - 1)
        else:
            made.append("\\" + token if depth and subtracting and token in "&|~" else token)
    return "".join(made)


def matches(cells: pa.Array, made: Pattern, budget: Budget | None = None) -> pa.Array:
    """Which cells match, null for null. Raises Stopped where the budget ends."""
    budget = budget or Budget()
    size = cells.nbytes
    budget.grant(size)
    if made.re2 is not None and made.steps * size <= SLICE:
        with _stopping(0, []), budget.spent():
            return pc.match_substring_regex(cells, made.re2)
    return _by_re2(cells, made, budget) if made.re2 is not None else _by_other(cells, made, budget)


class Stopped(Exception):
    """The time was up at cell `at`; `known` says of the cells before it which match."""

    def __init__(self, at: int, known: pa.Array) -> None:
        super().__init__(at)
        self.at, self.known = at, known


class _stopping:
    def __init__(self, at: int, known: list[pa.Array]) -> None:
        self.at, self.known = at, known

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, (TooLong, TimeoutError)):
            known = pa.concat_arrays(self.known) if self.known else pa.array([], pa.bool_())
            raise Stopped(self.at, known) from error


def _by_re2(cells: pa.Array, made: Pattern, budget: Budget) -> pa.Array:
    """In slices, so that there is a time to stop at."""
    room = SLICE // made.steps
    lengths = np.asarray(pc.fill_null(pc.binary_length(cells), 0), dtype=np.int64)
    ends = np.cumsum(lengths)
    found: list[pa.Array] = []
    start = 0
    while start < len(cells):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + room, side="right")))
        part = cells[start:end]
        with _stopping(start, found):
            if lengths[start] > room:
                _try_out(part[0].as_py(), made, budget, room)
            with budget.spent():
                found.append(pc.match_substring_regex(part, made.re2))
        start = end
    return pa.concat_arrays(found) if found else pa.array([], pa.bool_())


def _try_out(cell: str, made: Pattern, budget: Budget, room: int) -> None:
    """Raises TooLong where ever longer beginnings of a long cell show that the whole would take too long."""
    size = max(1, room // 4)
    while size < len(cell):
        before = budget.left
        with budget.spent():
            pc.match_substring_regex(pa.array([cell[:size]]), made.re2)
        if (before - budget.left) * 8 > budget.left:
            raise TooLong
        size *= 4


def _by_other(cells: pa.Array, made: Pattern, budget: Budget) -> pa.Array:
    encoded = cells.dictionary_encode()
    known: list[bool] = []
    for cell in encoded.dictionary.to_pylist():
        try:
            if len(cell) > LONGEST_CELL:
                raise TooLong
            with budget.spent():
                known.append(made.other(cell, timeout=CELL_SECONDS) is not None)
        except (TooLong, TimeoutError, MemoryError) as error:
            at = pc.index(encoded.indices, len(known)).as_py()
            yet = pa.array(known, pa.bool_()).take(encoded.indices[:at])
            raise Stopped(at, yet) from error
    return pa.array(known, pa.bool_()).take(encoded.indices)
