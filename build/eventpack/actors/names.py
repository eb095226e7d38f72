"""What the words of a name look like."""

from __future__ import annotations

NAME_TAGS = frozenset({"NNP", "NNPS"})


def is_acronym(word: str) -> bool:
    """ "SADC", "TfL": short, two capitals or more."""
    return len(word) <= 8 and sum(c.isupper() for c in word) >= 2 and "-" not in word
