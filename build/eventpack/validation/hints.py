"""What one line in the descriptor would put right, seen from the cells that are wrong without it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .declared import Field, Schema

_DELIMITERS = (",", ";", "\t", "|", ":")
_NO_VALUE = frozenset(
    {
        "na",
        "n/a",
        "nan",
        "null",
        "none",
        "nil",
        "-",
        "--",
        ".",
        "..",
        "...",
        "?",
        "*",
        "#n/a",
        "\\n",
        "missing",
        "unknown",
    }
)
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_WITH_UNIT = re.compile(r"[^0-9]*[0-9][0-9.,]*[^0-9]*")


def of_type(field: Field, values: Sequence[str | None]) -> str | None:
    """For cells that are not of the type of their field."""
    given = [value.strip() for value in values if value]
    if not given:
        return None
    common, number = Counter(given).most_common(1)[0]
    if common.lower() in _NO_VALUE and 2 * number >= len(given):
        return f'"{common}" looks like a cell without a value: declare it in missingValues'
    if field.type in {"number", "integer"}:
        if (
            field.type == "number"
            and field.decimal_char == "."
            and all(map(_COMMA.fullmatch, given))
            and not all(map(_GROUPED.fullmatch, given))
        ):
            return 'these look like numbers with "," as the decimal point: declare decimalChar'
        if not field.group_char and all(map(_GROUPED.fullmatch, given)):
            return 'these look like numbers with "," between groups of digits: declare groupChar'
        if field.bare_number and all(map(_WITH_UNIT.fullmatch, given)):
            return "these look like numbers with a unit or a sign: declare bareNumber as false"
    if field.type == "boolean" and len(set(given)) <= 2:
        return "declare how true and false are written in trueValues and falseValues"
    return None


def of_header(label: str, schema: Schema, delimiter: str) -> str | None:
    """For a header of one cell where there should be several: the delimiter that makes most of them of it."""
    names = {field.name.strip() for field in schema.fields}
    for other in _DELIMITERS:
        found = [part.strip().strip("\"'") for part in label.split(other)]
        if other != delimiter and len(found) > 1 and 2 * len(names & set(found)) >= len(names):
            return other
    return None
