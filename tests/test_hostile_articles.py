"""Articles made to break things: never a traceback, never a hang, offsets always right.

tests/fuzz/ holds the families of hostile text and what must hold of any annotation; `make fuzz` looks further.
"""

from __future__ import annotations

import time

import pytest
from fuzz.families import FAMILIES, PROSE, repeated
from fuzz.invariants import check

from eventpack import pipeline
from eventpack.model import Annotation, Article


def annotated(text: str) -> Annotation:
    return next(pipeline.annotate([Article("hostile", text)]))


@pytest.mark.parametrize("name", FAMILIES)
def test_offsets_hold_in_text_of_the_family(name):
    check(annotated(FAMILIES[name](1000)))


# -- time ------------------------------------------------------------------------------------------------------------

# Processor time a character, against plain prose in the same run. Most of it is the parser's, and that grows with the
# number of words: text of single marks has five times as many as prose of the same length.
DEAREST = 10
GROWTH = 1.6
SMALL, LARGE = 4_000, 16_000
FORMERLY_QUADRATIC = ("quotes", "one noun phrase", "growing capitals", "right to left", "a dateline of points",
                      "unclosed brackets")


def seconds(text: str) -> float:
    """Processor time one annotation takes: the lesser of two, for a machine has other things to do."""
    taken = []
    for _ in range(2):
        start = time.process_time()
        annotated(text)
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("name", FORMERLY_QUADRATIC)
def test_time_grows_with_length_and_no_faster(name):
    plain = seconds(repeated(PROSE)(SMALL)) / SMALL
    small, large = (seconds(FAMILIES[name](size)) / size for size in (SMALL, LARGE))
    assert large < DEAREST * plain
    assert large < GROWTH * max(small, plain)
