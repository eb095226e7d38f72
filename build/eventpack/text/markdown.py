"""Text as Markdown that says just this text: no part of it is taken for markup, HTML, a link or a cell's end."""

from __future__ import annotations

import re

from ..core.messages import printable

# Everything that CommonMark or GitHub's extensions may read as more than itself inside a paragraph or a table's cell.
# An address is only kept from becoming a link: its colon or its dot is escaped.
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~$]|:(?=//)|(?<=www)\.|@", re.IGNORECASE)


# What makes a line more than a paragraph where it begins with it: a heading, an item of a list, a rule, a heading's line
# under it; and what is taken away where a heading ends with it.
_BLOCK = re.compile(r"^(?=#)|^(?=[-+](?:\s|$)|[-=][-=\s]*$)|(?<=\s)(?=#+$)")
_NUMBER = re.compile(r"^([0-9]{1,9})(?=[.)](?:\s|$))")


def cell(text: str) -> str:
    """`text` for one cell of a table, or a paragraph, on one line. Underscores between letters and digits mark nothing
    and stay."""
    line = _MARKUP.sub(_escape, printable(" ".join(text.split())))
    return _BLOCK.sub(r"\\", _NUMBER.sub(r"\1\\", line))


def _escape(match: re.Match[str]) -> str:
    found, text, start, end = match[0], match.string, *match.span()
    if found == "_" and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum():
        return found
    return "&#64;" if found == "@" else "\\" + found
