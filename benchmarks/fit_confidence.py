"""Fits lexicon/confidence.yaml on whole articles coded by hand, and shows what its numbers mean.

    fit_confidence.py SET SCORER [--held-out N]

SET: a folder with articles.jsonl and gold.jsonl; SCORER: a program that is called with SET and a built package and the
option --rows, and prints a line `EVENT_ID VERDICT ...` for each row (right, nearly, anything else is wrong). Every
N-th article (5) is kept apart. Prints the weights, and a table for both parts: of the rows with a confidence in a
range, how many are right or nearly.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from eventpack import load, pipeline
from eventpack.annotation.report_ids import report_id
from eventpack.events import coder, confidence
from eventpack.lexicon.confidence import confidence_numbers
from eventpack.linking import consensus
from eventpack.reading.articles import articles as read

_PENALTY = 2.0
_RANGES = ((0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


def observed(folder: Path, out: Path) -> dict[str, dict[str, float]]:
    """The features of every report of the set, by its identifier; the package is built with the coder's evidence."""
    seen: list = []

    def evidence_only(reports, sentences):
        seen.extend((r, confidence.features(r, confidence.trigger_of(r, sentences))) for r in reports)
        return list(reports)

    found = {}
    rated, coder.rated = coder.rated, evidence_only
    try:
        for article in read(folder / "articles.jsonl"):
            seen.clear()
            for annotation in pipeline.annotate([article]):
                for report in annotation.reports:
                    found[report_id(annotation, report)] = next(f for r, f in seen if r.trigger == report.trigger)
        pipeline.build(folder / "articles.jsonl", out)
    finally:
        coder.rated = rated
    return found


def verdicts(scorer: str, folder: Path, out: Path) -> dict[str, bool]:
    told = subprocess.run(
        [sys.executable, "-B", scorer, str(folder), str(out), "--rows"], capture_output=True, text=True, check=True
    ).stdout
    return {m[1]: m[2] in {"right", "nearly"} for m in re.finditer(r"^(evt-\S+) (\w+)", told, re.M)}


def fitted(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Logistic regression with a ridge on all but the constant, by Newton's method."""
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
    return w


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("set", type=Path)
    arguments.add_argument("scorer")
    arguments.add_argument("--held-out", type=int, default=5)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "package"
        found = observed(given.set, out)
        judged = verdicts(given.scorer, given.set, out)
        package = load(out)
        source = dict(zip(package.sources["source_id"], package.sources["file"], strict=True))
        reports = package.reports[package.reports["event_id"].isin(list(judged))]
        articles = [json.loads(line)["id"] for line in (given.set / "articles.jsonl").open(encoding="utf-8")]
        held = {a for n, a in enumerate(articles) if n % given.held_out == given.held_out - 1}
        rows = defaultdict(list)
        for report in reports.to_dict("records"):
            article = source[report["source_id"]].rsplit("#", 1)[-1]
            rows[report["event_id"]].append((report["report_id"], article))
    names = list(next(iter(found.values())))
    x, y, weight = [], [], []
    for event, told in rows.items():
        if any(article in held for _, article in told):
            continue
        for identifier, _ in told:
            x.append([1.0, *(found[identifier][name] for name in names)])
            y.append(judged[event])
            weight.append(1 / len(told))
    w = fitted(np.array(x), np.array(y, float), np.array(weight)).round(2)
    weights = dict(zip(["constant", *names], w.tolist(), strict=True))
    confidence_numbers()["report"].update(weights)
    for name, value in weights.items():
        print(f"  {name}: {value}")
    for part, wanted in (("fitted on", False), ("held out", True)):
        print(part)
        numbers = []
        for event, told in rows.items():
            if any(article in held for _, article in told) == wanted:
                best: dict[str, float] = {}
                for identifier, article in told:
                    best[article] = max(best.get(article, 0), confidence.probability(found[identifier]))
                numbers.append((consensus.supported(best.values()), judged[event]))
        for low, high in _RANGES:
            there = [ok for c, ok in numbers if low <= c < high]
            if there:
                print(f"| {low} to {min(high, 1)} | {len(there)} | {sum(there) / len(there):.2f} |")


if __name__ == "__main__":
    main()
