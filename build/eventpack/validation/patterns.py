"""Regular expressions of descriptors, run by RE2: in time linear in the cell, whatever the expression.

The specification's `pattern` is an XML Schema expression that has to match the whole cell. What RE2 cannot do
(look-around, back-references) is not in XML Schema either; it is refused, never run by an engine that backtracks.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

LENGTH = 10_000

# In XML Schema, and in Python, these are classes of Unicode; in RE2 of ASCII.
_UNICODE = {"d": r"\p{Nd}", "w": r"\p{L}\p{M}\p{N}_", "s": r"\s\p{Z}\x{1c}-\x{1f}\x{85}"}
_TOKEN = re.compile(r"\\.|\[\^?\]?|\]|.", re.DOTALL)


def compiled(pattern: str) -> str:
    """The expression as RE2 takes it, matching whole cells. Raises ValueError where it cannot be run."""
    if len(pattern) > LENGTH:
        raise ValueError(f"is longer than {LENGTH} characters")
    made = f"^(?:{_with_unicode_classes(pattern)})$"
    try:
        pc.match_substring_regex(pa.array([""]), made)
    except pa.ArrowInvalid as error:
        raise ValueError(str(error).removeprefix("Invalid regular expression: ")) from error
    return made


def _with_unicode_classes(pattern: str) -> str:
    made, within = [], False
    for match in _TOKEN.finditer(pattern):
        token = match.group()
        if token[0] == "\\" and token[1:] in _UNICODE:
            made.append(_UNICODE[token[1:]] if within else f"[{_UNICODE[token[1:]]}]")
        elif token[0] == "\\" and token[1:].lower() in _UNICODE and not within:
            made.append(f"[^{_UNICODE[token[1:].lower()]}]")
        elif token == "\\Z":
            made.append("\\z")
        else:
            if within and token[0] == "[" and pattern[match.start() - 1] == "-":
                raise ValueError("subtracts a class of characters from another, which is not supported")
            if token[0] == "[" and within:
                token = "\\" + token
            elif token[0] == "[":
                within = True
            elif token == "]":
                within = False
            made.append(token)
    return "".join(made)


def matches(cells: pa.Array, made: str) -> pa.Array:
    return pc.match_substring_regex(cells, made)
