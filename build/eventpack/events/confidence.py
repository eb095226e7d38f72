"""How likely a report makes a row that is right in all but one field at most, from 0 to 1.

A logistic model over eleven things known of a report, fitted on whole articles coded by hand
(benchmarks/fit_confidence.py). Its weights stand in lexicon/confidence.yaml; docs/method.md says what its numbers have meant
on articles kept apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp, log1p

from ..core.model import REAL, Report
from ..lexicon.confidence import confidence_numbers
from ..parsing.tree import Span, Token

_MAIN = frozenset({"ROOT", "ccomp", "conj", "parataxis"})


def features(report: Report, trigger: Token | None, of_its_type: int) -> dict[str, float]:
    """What the model looks at, all from 0 to about 4. `trigger` is the word that reports the event, `of_its_type` the number
    of earlier reports of the same type."""
    return {
        "actor unknown": float(not any(m.actor for m in report.actors)),
        "recipient unknown": float(not any(m.actor for m in report.recipients)),
        "several parties": float(len(report.actors) + len(report.recipients) > 2),
        "day exact": float(report.date_earliest is not None and report.date_earliest == report.date_latest),
        "not occurred": float(report.status not in REAL),
        "words of conflict": float(report.event_type in {"ACCUSE", "REQUEST", "REJECT", "THREATEN"}),
        "main clause": float(trigger is not None and trigger.tag_[:1] == "V" and trigger.dep_ in _MAIN),
        "headline": float(report.sentence == 0),
        "further down": log1p(report.sentence),
        "long sentence": log1p((report.end - report.start) / 100),
        "type before": log1p(of_its_type),
    }


def probability(found: dict[str, float]) -> float:
    """What the model makes of :func:`features`."""
    weights, most = confidence_numbers()["report"], confidence_numbers()["rules"]["most"]
    total = weights["constant"] + sum(weights[name] * value for name, value in found.items())
    return round(min(1 / (1 + exp(-total)), most), 2)


def rated(reports: Sequence[Report], sentences: Sequence[Span]) -> list[Report]:
    """The reports of an article, each with the model's number in place of the coder's evidence."""
    return [replace(r, confidence=probability(found)) for r, found in evidence(reports, sentences)]


def evidence(reports: Sequence[Report], sentences: Sequence[Span]) -> Iterator[tuple[Report, dict[str, float]]]:
    """Each report of an article with its :func:`features`."""
    before: Counter[str | None] = Counter()
    for report in reports:
        trigger = sentences[report.sentence].token_at(report.trigger.start)
        yield report, features(report, trigger, before[report.event_type])
        before[report.event_type] += 1
