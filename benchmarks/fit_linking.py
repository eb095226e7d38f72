"""Fits the weights of lexicon/linking.yaml, and shows by cross-validation how well they link stories they were not fitted on.

    python benchmarks/fit_linking.py SET... [--answers DIR] [--write] [--part PART] [--keep FILE]

The gold set of tests/linking/ is always one of the sets. SET is a folder with articles.jsonl and gold.jsonl: either a
line a mention ({"id", "topic", "start", "end", "chain"}) or a line an article ({"id", "events": [{"key", "passages",
"types"}]}, docs/evaluate.md); SET=model takes the reports from the recorded answers of --answers, SET*2 counts its
pairs twice. `--keep` keeps the coded reports in a file, so that the next run need not code anew; `--write` puts the
weights, fitted on all sets, into the lexicon, with `--part` only those of one of its parts.

Stories are dealt to five folds by a checksum of their names. The weights for a fold are fitted on the others, and the
real linker links the fold's reports. The same sets give the same weights.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import factories  # noqa: E402
import labelled_reports  # noqa: E402
from labelled_reports import Labelled, LabelledSet  # noqa: E402

from eventpack.linking import blocks, evidence  # noqa: E402

FOLDS = 5
PENALTY = 2.0
_OWN_COUNTS = 5.0  # how often the pairs of the gold set of tests/linking/ count
_PARTS = ("across_articles", "within_article")

# What may not speak for one event, what may speak either way; all else may not speak against it.
_AGAINST = frozenset(
    """apart days_between deed_differ mode_means mode_differ status_differ next_day days_differ place_differ
    sites_differ destination_once persons_differ turned conflicting differ_in_other_story names_differ numbers_differ
    doers_differ doers_kinds_differ done_to_differ done_to_kinds_differ further one_more shifted names_own objects_differ aged other_story
    later_dated takes_up_another types_differ""".split()
)
_EITHER = frozenset(
    """says_no_more days_open deed_near one_lead toll in_passing definite doers_elsewhere done_to_elsewhere
    place_elsewhere""".split()
)
# What two reports of one article are weighed by. The others were tried too: there are few pairs, most of what the coder
# says of them comes from other sentences, and by cross-validation these alone fit better than all together.
_WITHIN = frozenset(
    """cover lead_word mode_same mode_differ both_lead one_lead in_passing apart objects_part toll takes_up
    takes_up_another days_open days_differ next_day aged later_dated person_same doers_differ turned further one_more definite
    sites_differ place_same deed_same done_to_same done_to_elsewhere doers_organs refers_back agreeing names_own""".split()
)
_OF_TYPE = "type_"
_UNSAID = ("_once", "_unsaid")
# What is not fitted, since coders err in what they compare and so the data make light of it: two papers that name others
# tell of two events. What goes on while one paper writes may be over when the next does, which the sets have seldom.
# Pairs of two types are not in the fit: few are of one event, and those by their words (linking/across_blocks.py).
# The constant across articles is 0.5 below what was fitted: rules that report fewer false events left fewer easy pairs, and more
# than a quarter of the pairs of ECB+ that were joined were wrong.
_BY_HAND: dict[str, dict[str, float]] = {
    "across_articles": {
        "constant": -1.8,
        "doers_differ": -6.0,
        "done_to_differ": -3.5,
        "persons_differ": -4.0,
        "sites_differ": -4.0,
        "next_day": -6.5,
        "destination_once": -2.0,
        "ongoing_once": -0.4,
        "types_differ": -0.7,
    },
    # An army's advance is its government's, where both are against one party: few pairs say so, and nothing speaks against.
    # "Another bomb" is of round-ups, which the sets have seldom: fitted on seven sets it is -0.64.
    "within_article": {
        "print_of_one": 8.0,
        "doers_organs": 1.1,
        "done_to_same": 0.5,
        "deed_same": 0.7,
        "tolls_differ": -2.0,
        "one_more": -1.0,
    },
}
# Added to the constants: a row that repeats an event and one that mixes two are equally wrong, and the fit alone, on pairs
# most of which are of two events, splits more than it mixes.
_MORE = {"across_articles": 0.2, "within_article": 0.6}

Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Pairs:
    """The pairs of reports of one block of which the gold standard says whether they are of one event."""

    quantities: list[evidence.Quantities]
    within: np.ndarray  # whether of one article
    same: np.ndarray  # whether of one event
    weight: np.ndarray
    fold: np.ndarray


def fold_of(story: str) -> int:
    return zlib.crc32(story.encode()) % FOLDS


def pairs_of(sets: Iterable[LabelledSet], counts: Mapping[str, float]) -> Pairs:
    """Pairs of two folds are left out: they would be in the fit of one and the test of the other. So are an attack and its
    dead in one story where the gold standard tells them apart, which the codebook does not."""
    quantities, within, same, weight, fold = [], [], [], [], []
    for given in sets:
        held: dict[tuple[str, str], list[tuple[Labelled, evidence.Seen]]] = defaultdict(list)
        events_of: dict[str, set[str]] = defaultdict(set)
        for one in given.reports:
            events_of[one.article] |= one.events
            if one.events:
                block = blocks.key(one.report.event_type, one.report.status)
                held[block].append((one, evidence.seen(one.report, one.report.source_id)))
        for members in held.values():
            for number, (a, seen_a) in enumerate(members):
                for b, seen_b in members[:number]:
                    folds = {fold_of(given.story_of[a.article]), fold_of(given.story_of[b.article])}
                    if len(folds) > 1 or evidence.cannot_be_one(seen_a, seen_b):
                        continue
                    found, one = evidence.quantities(seen_a, seen_b), bool(a.events & b.events)
                    if given.finer and not one and evidence.is_toll(seen_a, seen_b):
                        if events_of[a.article] & events_of[b.article]:
                            continue
                    quantities.append(found)
                    within.append(a.article == b.article)
                    same.append(one)
                    weight.append(counts.get(given.name, 1.0))
                    fold.append(folds.pop())
    return Pairs(quantities, np.array(within), np.array(same, float), np.array(weight), np.array(fold))


def fitted(pairs: Pairs, chosen: np.ndarray, part: str) -> dict[str, float]:
    """The weights of one part of the lexicon, fitted on the chosen pairs: a logistic regression with a ridge penalty, in
    which a quantity that has a sign and would get another weighs nothing."""
    rows = [q for q, wanted in zip(pairs.quantities, chosen, strict=True) if wanted]
    names = sorted({name for row in rows for name in row if part == _PARTS[0] or name in _WITHIN or _of_type(name)})
    column = {name: number for number, name in enumerate(names, start=1)}
    x = np.zeros((len(rows), len(names) + 1))
    x[:, 0] = 1.0
    for number, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                x[number, column[name]] = value
    sign = np.array([0, *map(_sign, names)])
    free = np.ones(len(names) + 1, bool)
    while True:
        found = np.zeros(len(names) + 1)
        found[free] = _newton(x[:, free], pairs.same[chosen], pairs.weight[chosen])
        wrong = (sign * found < 0) & free
        if not wrong.any():
            break
        free &= ~wrong
    found[0] += _MORE[part]
    told = dict(zip(["constant", *names], found.round(2).tolist(), strict=True)) | _BY_HAND[part]
    return {name: value for name, value in told.items() if value or name == "constant"}


def _of_type(name: str) -> bool:
    return name.startswith(_OF_TYPE)


def _sign(name: str) -> int:
    """Which way a quantity may speak: -1 against one event, 1 for it, 0 either."""
    if name in _EITHER or name.endswith(_UNSAID) or _of_type(name):
        return 0
    return -1 if name in _AGAINST else 1


def _newton(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    w, ridge = np.zeros(x.shape[1]), np.full(x.shape[1], PENALTY)
    ridge[0] = 1e-3
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + ridge * w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if abs(step).max() < 1e-6:
            break
    return w


def fit(pairs: Pairs, without: int | None = None) -> Weights:
    """Both parts of the lexicon, fitted on all folds, or on all but one."""
    there = pairs.fold != without if without is not None else np.ones(len(pairs.fold), bool)
    return {part: fitted(pairs, there & (pairs.within == (part == _PARTS[1])), part) for part in _PARTS}


def linked(reports: Sequence[Labelled], weights: Weights) -> dict[str, str]:
    """Report → event, with these weights in the place of the lexicon's."""
    kept: Callable[[], Weights] = evidence.weights
    whole = evidence.complete(weights)
    evidence.weights = lambda: whole
    try:
        return {r.report_id: e.event_id for e in factories.linked(x.report for x in reports) for r in e.reports}
    finally:
        evidence.weights = kept


@dataclass
class Figures:
    """Sums over folds, of which :meth:`line` makes a line of the table."""

    across: np.ndarray
    inside: np.ndarray
    rows: int = 0
    repeats: int = 0
    merges: int = 0
    several: int = 0
    several_joined: int = 0
    b_cubed: np.ndarray | None = None

    @classmethod
    def none(cls) -> Figures:
        return cls(np.zeros(3), np.zeros(3), b_cubed=np.zeros(3))

    def add(self, labelled: Sequence[Labelled], event_of: Mapping[str, str]) -> None:
        """`labelled`: reports of which the gold standard says something."""
        row = [event_of[one.report.report_id] for one in labelled]
        for n, a in enumerate(labelled):
            for m, b in enumerate(labelled[:n]):
                same, joined = bool(a.events & b.events), row[n] == row[m]
                (self.inside if a.article == b.article else self.across)[:] += (
                    same and joined,
                    joined and not same,
                    same and not joined,
                )
        self._count_rows(labelled, row)
        for n, a in enumerate(labelled):
            mates = [m for m in range(len(labelled)) if row[m] == row[n]]
            truth = [m for m, b in enumerate(labelled) if a.events & b.events]
            both = len(set(mates) & set(truth))
            self.b_cubed += (both / len(mates), both / len(truth), 1)

    def _count_rows(self, labelled: Sequence[Labelled], row: Sequence[str]) -> None:
        rows_of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        events_of: dict[str, list[frozenset[str]]] = defaultdict(list)
        articles: dict[str, set[str]] = defaultdict(set)
        for one, number in zip(labelled, row, strict=True):
            events_of[number].append(one.events)
            for event in one.events:
                rows_of[event][number].add(one.article)
                articles[event].add(one.article)
        self.rows += len(events_of)
        self.merges += sum(not frozenset.intersection(*told) for told in events_of.values())
        main = {max(rows, key=lambda n, rows=rows: (len(rows[n]), n)) for rows in rows_of.values()}
        self.repeats += len(events_of.keys() - main)
        told_twice = [event for event, told in articles.items() if len(told) > 1]
        self.several += len(told_twice)
        self.several_joined += sum(max(map(len, rows_of[event].values())) > 1 for event in told_twice)

    def line(self) -> str:
        return (
            f"across P {_share(*self.across[:2]):.3f} R {_share(self.across[0], self.across[2]):.3f} F1 {_f1(self.across):.3f}"
            f" | within P {_share(*self.inside[:2]):.3f} R {_share(self.inside[0], self.inside[2]):.3f} F1 {_f1(self.inside):.3f}"
            f" | B3 P {self.b_cubed[0] / self.b_cubed[2]:.3f} R {self.b_cubed[1] / self.b_cubed[2]:.3f}"
            f" F1 {2 / (self.b_cubed[2] / self.b_cubed[0] + self.b_cubed[2] / self.b_cubed[1]):.3f}"
            f" | repeats {self.repeats / self.rows:.3f} merges {self.merges / self.rows:.3f} of {self.rows}"
            f" several {self.several_joined} of {self.several}"
        )


def _share(part: float, rest: float) -> float:
    return part / (part + rest) if part + rest else 0.0


def _f1(counts: np.ndarray) -> float:
    both, wrong, missed = counts
    return 2 * both / (2 * both + wrong + missed) if both else 0.0


def table(sets: Iterable[LabelledSet], weights: Sequence[Weights]) -> list[str]:
    """How well each set is linked, each fold with weights of its own."""
    lines = []
    for given in sets:
        figures = Figures.none()
        for number in range(FOLDS):
            there = [one for one in given.reports if fold_of(given.story_of.get(one.article, one.article)) == number]
            event_of = linked(there, weights[number])
            figures.add([one for one in there if one.events], event_of)
        lines.append(f"{Path(given.name).name:<20}{figures.line()}")
    return lines


def written(weights: Weights, path: Path) -> None:
    """Puts the weights in the place of those of the lexicon; its comments stay."""
    head = "".join(line for line in path.read_text(encoding="utf-8").splitlines(True) if line.startswith("#"))
    body = "".join(
        f"{part}:\n"
        + "".join(
            f"  {name}: {value:g}\n" for name, value in sorted(weights[part].items()) if value or name == "constant"
        )
        for part in _PARTS
    )
    path.write_text(head + body, encoding="utf-8")


def _sets(given: argparse.Namespace) -> tuple[list[LabelledSet], dict[str, float]]:
    names = [name.partition("*")[0] for name in given.sets]
    counts = {
        name: float(times or 1) for name, times in zip(names, (n.partition("*")[2] for n in given.sets), strict=True)
    }
    counts |= dict.fromkeys(labelled_reports.OWN, _OWN_COUNTS)
    if given.keep and given.keep.exists():
        return pickle.loads(given.keep.read_bytes()), counts
    sets = list(labelled_reports.load(names, given.answers))
    if given.keep:
        given.keep.write_bytes(pickle.dumps(sets))
    return sets, counts


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET")
    parser.add_argument("--answers", type=Path, help="recorded answers, for SET=model")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--part", choices=_PARTS, help="with --write, the only part to be written")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args(arguments)
    sets, counts = _sets(given)
    print("with the weights of the lexicon", *table(sets, [evidence.weights()] * FOLDS), sep="\n")
    pairs = pairs_of(sets, counts)
    print("cross-validated", *table(sets, [fit(pairs, without=number) for number in range(FOLDS)]), sep="\n")
    weights = fit(pairs)
    print("fitted on all", *table(sets, [weights] * FOLDS), sep="\n")
    for part in _PARTS:
        print(part, *(f"{name}: {value:g}" for name, value in sorted(weights[part].items())), sep="\n  ")
    if given.write:
        import eventpack.lexicon.reader as lexicon

        kept = {part: of for part, of in evidence.weights().items() if given.part not in {None, part}}
        written(weights | kept, Path(lexicon.__file__).parent / "linking.yaml")


if __name__ == "__main__":
    main()
