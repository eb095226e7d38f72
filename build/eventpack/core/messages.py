"""Text from elsewhere (articles, file names, cells) as a terminal or a log may show it.

A terminal obeys control characters: an article, or a cell of a package somebody else made, could move the cursor,
rename the window, or show a reader another line than the one that is there. What cannot be seen, or turns the
order in which other characters are seen, is therefore shown as an escape such as ``\\x1b`` or ``\\u202e``. The logs of
CI services obey words as well: ``::stop-commands::`` where a word begins, ``##[error]``, ``##vso[...]``; one character
of these is escaped. Only what is shown is changed; tables and `annotate` keep every character.
"""

from __future__ import annotations

import logging
import re

# Control characters (C0, DEL, C1), line and paragraph separators, halves of surrogate pairs, and the two code points XML
# has no place for; then what shows nothing (Unicode's Default_Ignorable_Code_Point: the marks, embeddings, overrides and
# isolates of the bidirectional algorithm, spaces of no width, fillers, tags).
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Joiners and selectors that scripts and emoji are written with, where they stand in such; and what begins a command to a
# CI service.
_UNSAFE = re.compile(
    f"[{_UNSEEN}]"
    "|(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])"
    "|(?<![^\x00-\x7f\ufe00-\ufe0f])[\ufe00-\ufe0f](?!\u20e3)"
    r"|(?<!\S):(?=:)|(?<=#)#(?=\w*\[)"
)


def printable(text: str, keep: str = "") -> str:
    """`text` with every unsafe character but those of `keep` as an escape; one line if `keep` has no line feed."""
    return _UNSAFE.sub(lambda match: match[0] if match[0] in keep else _escape(match[0]), text)


def _escape(character: str) -> str:
    return f"\\x{ord(character):02x}" if character in "#:" else character.encode("unicode_escape").decode("ascii")


class Formatter(logging.Formatter):
    """Log lines that are one line each, whatever they are about."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def counted(number: int, noun: str, form: str = "") -> str:
    """ "1 row", "2 rows"; `form` as for format(), such as a comma for thousands."""
    return f"{number:{form}} {noun}{'s'[: number != 1]}"
