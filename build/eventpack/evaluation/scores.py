"""Figures from a comparison of a package with gold coding."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from math import sqrt
from typing import Any

from .coded import CodedEvent
from .gold import Gold
from .matching import FIELDS, Comparison, Verdict

_Z = 1.959964  # 95 % of a normal distribution
_NEAR_KM, _FAR_KM = 25.0, 161.0
_BINS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 1.01))


def share(part: int, of: int) -> dict[str, Any]:
    """A share with its 95 % confidence interval (Wilson 1927); no share of nothing."""
    if not of:
        return {"value": None, "low": None, "high": None, "part": part, "of": of}
    p, z2 = part / of, _Z * _Z
    middle, half = p + z2 / (2 * of), _Z * sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    low, high = (middle - half) / (1 + z2 / of), (middle + half) / (1 + z2 / of)
    return {
        "value": round(p, 4),
        "low": round(max(0.0, low), 4),
        "high": round(min(1.0, high), 4),
        "part": part,
        "of": of,
    }


def scores(comparison: Comparison, gold: Gold, rows: Sequence[CodedEvent]) -> dict[str, Any]:
    """All figures, as plain values."""
    counted = [v for v in comparison.verdicts if v.counts]
    matched = [v for v in counted if v.kind == "matched"]
    right = [v for v in matched if not v.misses]
    nearly = [v for v in matched if v.misses <= 1]
    by_key = {v.gold.key: v for v in comparison.verdicts if v.kind == "matched" and v.gold is not None}
    core = comparison.core
    rows_of = len(counted)
    return {
        "articles": len(gold.articles),
        "rows": {
            "right": share(len(right), rows_of),
            "right_or_nearly": share(len(nearly), rows_of),
            "repeat_another": share(sum(v.kind == "repeats" for v in counted), rows_of),
            "of_no_event": share(sum(v.kind == "no event" for v in counted), rows_of),
            "merge_events": share(len(comparison.merged), rows_of),
        },
        "events": {
            "found": share(sum(k in by_key and by_key[k].fields["type"] for k in core), len(core)),
            "found_right": share(sum(k in by_key and not by_key[k].misses for k in core), len(core)),
            "found_right_or_nearly": share(sum(k in by_key and by_key[k].misses <= 1 for k in core), len(core)),
        },
        "fields": {
            name: share(
                sum(v.fields[name] for v in matched if name in v.fields), sum(name in v.fields for v in matched)
            )
            for name in FIELDS
        },
        "types": _confusion(matched),
        "places": _places(matched),
        "dates": _dates(matched),
        "confidence": _calibration(counted),
        "linking": linking(comparison, rows),
        "passages_not_in_the_articles": list(comparison.lost),
    }


def _confusion(matched: Iterable[Verdict]) -> list[dict[str, Any]]:
    """How often each type was given for each right one, where they differ."""
    wrong = Counter((v.gold.types[0], v.row.event_type) for v in matched if v.gold is not None and not v.fields["type"])
    return [
        {"gold": gold, "coded": coded, "rows": n}
        for (gold, coded), n in sorted(wrong.items(), key=lambda p: (-p[1], p[0]))
    ]


def _places(matched: Iterable[Verdict]) -> dict[str, Any]:
    """How far the coded point lies from the right one, where both have one."""
    away = []
    for v in matched:
        if v.row.place is not None and v.gold is not None and v.gold.places:
            found = [km for place in v.gold.places if place is not None and (km := place.away(v.row.place)) is not None]
            away += [min(found)] if found else []
    return {
        "within_25_km": share(sum(km <= _NEAR_KM for km in away), len(away)),
        "within_161_km": share(sum(km <= _FAR_KM for km in away), len(away)),
    }


def _dates(matched: Iterable[Verdict]) -> dict[str, int]:
    """Rows whose date is exact, right by its bounds, or wrong; and without one where there is one."""
    kinds: Counter[str] = Counter()
    for v in matched:
        if "date" not in v.fields:
            continue
        exact = v.row.earliest is not None and v.row.earliest == v.row.latest
        none = v.row.earliest is None and v.row.latest is None
        kinds[
            "exact" if v.fields["date"] and exact else "bounded" if v.fields["date"] else "missing" if none else "wrong"
        ] += 1
    return {kind: kinds[kind] for kind in ("exact", "bounded", "missing", "wrong")}


def _calibration(counted: Sequence[Verdict]) -> list[dict[str, Any]]:
    """How many rows of each stretch of confidence are right or have one field wrong."""
    found = []
    for low, high in _BINS:
        within = [v for v in counted if low <= v.row.confidence < high]
        good = sum(v.kind == "matched" and v.misses <= 1 for v in within)
        mean = round(sum(v.row.confidence for v in within) / len(within), 3) if within else None
        found.append(
            {"from": low, "to": min(high, 1.0), "mean_confidence": mean, "right_or_nearly": share(good, len(within))}
        )
    return found


# --- linking -----------------------------------------------------------------------------------------------------------


def linking(comparison: Comparison, rows: Sequence[CodedEvent]) -> dict[str, Any]:
    """Whether the reports of one event are in one row, for the reports whose passage reports an event of the gold coding;
    with what two simple ways to link would reach."""
    event_of = comparison.event_of_report
    reports = [
        (
            report.report_id,
            report.article,
            event_of[report.report_id],
            row.event_id,
            (row.event_type, row.place and row.place.location_id, row.latest),
        )
        for row in rows
        for report in row.reports
        if report.report_id in event_of
    ]
    truth = [key for _, _, key, _, _ in reports]
    articles = [article for _, article, _, _, _ in reports]
    ways: dict[str, list[Hashable]] = {
        "package": [event_id for _, _, _, event_id, _ in reports],
        "each_report_alone": [report_id for report_id, _, _, _, _ in reports],
        "same_type_place_and_day": [alike for _, _, _, _, alike in reports],
    }
    return {"reports": len(reports)} | {
        name: {"b_cubed": b_cubed(truth, found), "pairs_across_articles": pairs(truth, found, articles)}
        for name, found in ways.items()
    }


def b_cubed(truth: Sequence[Hashable], found: Sequence[Hashable]) -> dict[str, float | None]:
    """Precision, recall and F1 of a clustering (Bagga and Baldwin 1998)."""
    both, true, said = Counter(zip(truth, found, strict=True)), Counter(truth), Counter(found)
    if not truth:
        return _f1(None, None)
    precision = sum(n * n / said[cluster] for (_, cluster), n in both.items()) / len(truth)
    recall = sum(n * n / true[key] for (key, _), n in both.items()) / len(truth)
    return _f1(precision, recall)


def pairs(truth: Sequence[Hashable], found: Sequence[Hashable], articles: Sequence[str]) -> dict[str, float | None]:
    """Precision, recall and F1 of the pairs of reports of different articles that are linked."""
    right, linked, wanted = 0, _pairs(found, articles), _pairs(truth, articles)
    right = len(linked & wanted)
    return _f1(right / len(linked) if linked else None, right / len(wanted) if wanted else None)


def _pairs(labels: Sequence[Hashable], articles: Sequence[str]) -> set[tuple[int, int]]:
    members: Mapping[Hashable, list[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        members[label].append(number)
    return {(a, b) for group in members.values() for a, b in combinations(group, 2) if articles[a] != articles[b]}


def _f1(precision: float | None, recall: float | None) -> dict[str, float | None]:
    f1 = None
    if precision is not None and recall is not None:
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        name: None if value is None else round(value, 4)
        for name, value in (("precision", precision), ("recall", recall), ("f1", f1))
    }
