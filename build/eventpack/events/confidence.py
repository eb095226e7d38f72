"""How likely a report makes a row that is right in all but one field at most, from 0 to 1.

A logistic model over a dozen things known of a report, fitted on whole articles coded by hand
(benchmarks/fit_confidence.py); docs/METHOD.md says what its numbers have meant on articles kept apart. What the coder
knew while it found the report (who, whom, where, when, how much company the frame asked for) is one of them, the
others are where and how the article tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import exp, log1p

from ..core.model import COUNTRY_WIDE, ActorMention, Report
from ..parsing.tree import Span, Token

# Fitted; see docs/METHOD.md.
WEIGHTS: dict[str, float] = {}
_HIGHEST = 0.95
_ASIDE = frozenset({"relcl", "acl", "advcl", "pcomp", "amod"})
_MAIN = frozenset({"ROOT", "ccomp", "conj", "parataxis"})


def _is_named(mentions: Iterable[ActorMention]) -> bool:
    """Whether somebody in particular is among them: not just police, gunmen or civilians of no stated country."""
    return any(m.actor is not None and (m.actor.country or m.actor.kind not in {"group", "unnamed"}) for m in mentions)


def features(report: Report, trigger: Token | None, earlier: Sequence[Report]) -> dict[str, float]:
    """What the model looks at. `earlier`: the reports that stand before this one in the article."""
    alike = [r for r in earlier if r.event_type == report.event_type]
    place = report.place.location if report.place else None
    is_verb = trigger is not None and trigger.tag_[:1] == "V"
    return {
        "evidence": report.confidence,
        "actor named": float(_is_named(report.actors)),
        "actor unknown": float(not any(m.actor for m in report.actors)),
        "recipient named": float(_is_named(report.recipients)),
        "recipient unknown": float(not any(m.actor for m in report.recipients)),
        "several parties": float(len(report.actors) + len(report.recipients) > 2),
        "place close": float(place is not None and place.feature_type not in COUNTRY_WIDE),
        "place unknown": float(place is None),
        "day exact": float(report.date_earliest is not None and report.date_earliest == report.date_latest),
        "begin unknown": float(report.date_earliest is None),
        "main clause": float(is_verb and trigger.dep_ in _MAIN),
        "aside": float(is_verb and trigger.dep_ in _ASIDE),
        "noun": float(not is_verb),
        "further down": log1p(report.sentence),
        "told before": log1p(len(alike)),
        "not occurred": float(report.status not in {"occurred", "ongoing"}),
        "words": float(report.event_type in {"ACCUSE", "REQUEST", "REJECT", "THREATEN"}),
        "attack": float(report.event_type == "ASSAULT"),
    }


def probability(found: dict[str, float]) -> float:
    """What the model makes of :func:`features`."""
    total = WEIGHTS["constant"] + sum(WEIGHTS[name] * value for name, value in found.items())
    return round(min(1 / (1 + exp(-total)), _HIGHEST), 2)


def rated(reports: Sequence[Report], sentences: Sequence[Span]) -> list[Report]:
    """The reports of an article, each with the model's number in place of the coder's evidence."""
    by_place = sorted(reports, key=lambda r: r.trigger.start)
    numbers = {id(r): probability(features(r, trigger_of(r, sentences), by_place[:n])) for n, r in enumerate(by_place)}
    return [replace(r, confidence=numbers[id(r)]) for r in reports]


def trigger_of(report: Report, sentences: Sequence[Span]) -> Token | None:
    """The word that tells the event, None where the sentence has no token there."""
    return next((t for t in sentences[report.sentence] if t.idx == report.trigger.start), None)
