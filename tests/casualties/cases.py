"""The cases of tests/cases/casualties.tsv: sentences of our own, and the figures of casualties a reader gives them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

from eventpack import pipeline
from eventpack.core.model import Annotation, Article

FILE = Path(__file__).parents[1] / "cases" / "casualties.tsv"
PUBLISHED = date(2026, 1, 28)


def cases() -> list[tuple[int, str, str, bool]]:
    """Line, text, figures, and whether the program is known to miss it: a ? stands before such figures."""
    found = []
    for number, line in enumerate(FILE.read_text(encoding="utf-8").splitlines(), start=1):
        if line and not line.startswith("#"):
            text, wanted = line.split("\t")
            found.append((number, text, wanted.removeprefix("?"), wanted.startswith("?")))
    return found


@cache
def annotations() -> dict[str, Annotation]:
    """The annotation of each text."""
    articles = [Article(str(number), text, published=PUBLISHED) for number, text, *_ in cases()]
    return {one.article.text: one for one in pipeline.annotate(articles)}


def wanted(figures: str) -> Counter[str]:
    """The figures as a case lists them."""
    return Counter(one.strip() for one in figures.split(";") if one.strip() != "none")


def given(annotation: Annotation) -> Counter[str]:
    """The figures of an annotation, written as a case has them."""
    return Counter(
        f"{one.kind} {_bounds(one.low, one.high)}" for report in annotation.reports for one in report.casualties
    )


def _bounds(low: int | None, high: int | None) -> str:
    if low == high:
        return str(low)
    return f"{low}+" if high is None else f"{'' if low is None else low}-{high}"
