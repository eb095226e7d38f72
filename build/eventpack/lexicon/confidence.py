"""The numbers of lexicon/confidence.yaml, which says what each means and what it was measured on."""

from __future__ import annotations

from functools import cache

from . import reader


@cache
def confidence_numbers() -> dict[str, dict[str, float]]:
    """Section → name → number. Raises InputError for a file that does not keep its model."""
    found: dict[str, dict[str, float]] = reader.read("confidence.yaml")
    return found
