"""Fits lexicon/confidence.yaml on whole articles coded by hand, and shows what its numbers mean.

    fit_confidence.py SCORER --read SET ... --unread SET ... --level SET ...

SET: a folder with articles.jsonl and gold.jsonl; SCORER: a program that is called with SET and a built package and the
option --rows, and prints a line `EVENT_ID VERDICT ...` for each row (right, nearly, anything else is wrong). The weights
are fitted on the sets after --read, whose articles the makers of the rules know and where the rules therefore do too
well; then the constant is set anew, with the weights held, on those after --level, whose articles nobody has read.
Prints the weights, and of the rows with a confidence in a range how many are right or nearly: for the sets read, by
cross-validation over their articles; for those after --level and those after --unread, where nothing is fitted, once with
the weights of the lexicon and once with the new ones.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eventpack import load, pipeline
from eventpack.annotation.report_ids import report_id
from eventpack.events import coder, confidence
from eventpack.lexicon.confidence import confidence_numbers
from eventpack.linking import consensus
from eventpack.reading.articles import articles as read

_PENALTY = 2.0
_PARTS = 8
_RANGES = ((0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


@dataclass(frozen=True)
class Row:
    """A row of `events`: whether it is right or nearly, and its reports' articles and features."""

    right: bool
    reports: list[tuple[str, dict[str, float]]]


def rows(folder: Path, scorer: str) -> list[Row]:
    """The scored rows of a set, built with the rules as they are."""
    found: dict[str, dict[str, float]] = {}
    seen: list[tuple] = []

    def remember(reports, sentences):
        seen.extend(confidence.evidence(reports, sentences))
        return list(reports)

    rated, coder.rated = coder.rated, remember
    try:
        for article in read(folder / "articles.jsonl"):
            seen.clear()
            for annotation in pipeline.annotate([article]):
                for report in annotation.reports:
                    # Reports of a bare figure are made later, without the model.
                    same = [f for r, f in seen if _words(r) == _words(report)]
                    found.update({report_id(annotation, report): f for f in same[:1]})
    finally:
        coder.rated = rated
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "package"
        pipeline.build(folder / "articles.jsonl", out)
        told = subprocess.run(
            [sys.executable, "-B", scorer, str(folder), str(out), "--rows"], capture_output=True, text=True, check=True
        ).stdout
        verdicts = {m[1]: m[2] in {"right", "nearly"} for m in re.finditer(r"^(evt-\S+) (\w+)", told, re.M)}
        reports = load(out).reports
    by_event = defaultdict(list)
    for report in reports[reports["event_id"].isin(list(verdicts))].to_dict("records"):
        if report["report_id"] in found:
            by_event[report["event_id"]].append((report["source_id"], found[report["report_id"]]))
    return [Row(verdicts[event], told) for event, told in by_event.items()]


def _words(report) -> tuple:
    return report.event_type, report.sentence, report.trigger.text


def fitted(found: list[Row], names: list[str]) -> dict[str, float]:
    """Logistic regression with a ridge on all but the constant, by Newton's method; each row counts once."""
    x = np.array([[1.0, *(f[name] for name in names)] for row in found for _, f in row.reports])
    y = np.array([float(row.right) for row in found for _ in row.reports])
    weight = np.array([1 / len(row.reports) for row in found for _ in row.reports])
    w, ridge = np.zeros(x.shape[1]), np.full(x.shape[1], _PENALTY)
    ridge[0] = 1e-6
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (y - p)) - ridge * w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        w += step
        if abs(step).max() < 1e-8:
            break
    return dict(zip(["constant", *names], w.round(2).tolist(), strict=True))


def levelled(weights: dict[str, float], found: list[Row]) -> dict[str, float]:
    """`weights` with the constant at which the mean confidence of these rows is the share of them that are right."""
    share = np.mean([row.right for row in found])
    low, high = -6.0, 6.0
    for _ in range(40):
        middle = (low + high) / 2
        mean = np.mean([number(row, weights | {"constant": middle}) for row in found])
        low, high = (middle, high) if mean < share else (low, middle)
    return weights | {"constant": round(low, 2)}


def number(row: Row, weights: dict[str, float]) -> float:
    """The confidence of a row of `events` by these weights."""
    confidence_numbers()["report"].update(weights)
    best: dict[str, float] = {}
    for article, features in row.reports:
        best[article] = max(best.get(article, 0.0), confidence.probability(features))
    return consensus.supported(best.values())


def table(title: str, numbers: list[tuple[float, bool]]) -> None:
    """Prints a line for each range of confidence: rows, and the share of them that are right or nearly."""
    print(f"{title}: {len(numbers)} rows")
    for low, high in _RANGES:
        there = [right for c, right in numbers if low <= c < high]
        if there:
            print(f"| {low} to {min(high, 1)} | {len(there)} | {np.mean(there):.2f} |")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("scorer")
    for option in ("--read", "--level", "--unread"):
        arguments.add_argument(option, type=Path, nargs="+", default=[])
    given = arguments.parse_args()
    in_use = dict(confidence_numbers()["report"])
    known = [row for folder in given.read for row in rows(folder, given.scorer)]
    level = {folder.name: rows(folder, given.scorer) for folder in given.level}
    names = list(known[0].reports[0][1])
    articles = sorted({row.reports[0][0] for row in known})
    by_part = []
    for part in range(_PARTS):
        inside = set(articles[part::_PARTS])
        w = fitted([row for row in known if row.reports[0][0] not in inside], names)
        by_part += [(number(row, w), row.right) for row in known if row.reports[0][0] in inside]
    table("read, by cross-validation, before the level is set", by_part)
    weights = fitted(known, names)
    if level:
        weights = levelled(weights, [row for found in level.values() for row in found])
    for name, value in weights.items():
        print(f"  {name}: {value}")
    unread = {folder.name: rows(folder, given.scorer) for folder in given.unread}
    for name, chosen in (("the lexicon's weights", in_use), ("the new weights", weights)):
        for title, found in (level | unread).items():
            table(f"{title}, {name}", [(number(row, chosen), row.right) for row in found])


if __name__ == "__main__":
    main()
