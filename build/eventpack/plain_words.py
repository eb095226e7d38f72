"""Reads those lexicon files that hold English words as they are. Needs no parser, so that a summary needs none."""

from __future__ import annotations

from typing import Any

from . import lexicon_file


def lexicon(name: str) -> Any:
    """One lexicon file as data. Raises FileNotFoundError for a name that is not there."""
    return lexicon_file.read(name, "words")
