"""How well and how fast reports are linked.

    python benchmarks/linking.py [--half HALF] [--misses]
    python benchmarks/linking.py --scale UP_TO [--steady]

Without a choice it scores the gold set of tests/linking/ against two baselines. `--misses` also lists the phrases the
coder did not find and the events that are not as intended. `--scale 1000000` instead times the linking of 1,000 reports
and of ten times more each time up to so many, made by rule (synthetic_tellings.py), each in a process of its own: all
of one year, or with `--steady` 100 a day.
"""

from __future__ import annotations

import argparse
import math
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import factories  # noqa: E402
import linking_gold  # noqa: E402
import linking_scores as scores  # noqa: E402


def table(halves: dict[str, linking_gold.Coded]) -> list[str]:
    lines = [
        f"{'':<14}{'':<26}{'B-cubed':>24}{'MUC':>8}{'CEAFe':>8}{'CoNLL':>8}{'end to end':>13}",
        f"{'':<14}{'':<26}{'P':>8}{'R':>8}{'F1':>8}{'F1':>8}{'F1':>8}{'F1':>8}{'B-cubed F1':>13}",
    ]
    for name, half in halves.items():
        for method, response in linking_gold.responses(half).items():
            key, only = linking_gold.found_only(half, response)
            p, r, f = scores.b_cubed(key, only)
            row = [p, r, f, scores.muc(key, only)[2], scores.ceaf_e(key, only)[2], scores.conll(key, only)]
            lines.append(
                f"{name:<14}{method:<26}"
                + "".join(f"{v:8.3f}" for v in row)
                + f"{scores.b_cubed(*linking_gold.end_to_end(half, response))[2]:13.3f}"
            )
            name = ""
    return lines


def coverage(name: str, half: linking_gold.Coded) -> str:
    found, all_ = len(half.mention_of), len(half.gold.mentions)
    return (
        f"{name}: {len(half.gold.articles)} articles, {len(half.gold.events)} events, {all_} marked phrases; "
        f"the coder found {found} ({found / all_:.0%}) and made {len(half.reports) - found} reports more"
    )


def misses(half: linking_gold.Coded) -> list[str]:
    """What a person mends next: phrases not found, reports nobody marked, events split or mixed."""
    texts = {a.id: a.text for a in half.gold.articles}
    article_of = {a.article.source_id: a.article.id for a in half.annotations}
    lines = []
    found = set(half.mention_of.values())
    for m in half.gold.mentions:
        if m not in found:
            lines.append(f"not found  {m.article_id}: {_around(texts[m.article_id], m.start, m.end)}")
    for r in half.reports:
        if r.report_id not in half.mention_of:
            text = texts[article_of[r.source_id]]
            lines.append(
                f"not marked {article_of[r.source_id]}: {r.event_type} {_around(text, r.trigger_start, r.trigger_end)}"
            )
    told: dict[str, set[str]] = {}
    mixed: dict[str, set[str]] = {}
    by_id = {r.report_id: r for r in half.reports}
    for report, event in linking_gold.linked(half.reports).items():
        if report in half.mention_of:
            told.setdefault(half.mention_of[report].event, set()).add(event)
            mixed.setdefault(event, set()).add(half.mention_of[report].event)
    response = linking_gold.linked(half.reports)
    for event, parts in sorted(told.items()):
        others = {e for part in parts for e in mixed[part]} - {event}
        if len(parts) > 1 or others:
            lines.append(
                f"{'split' if len(parts) > 1 else 'mixed'}  {event}"
                + (f" with {', '.join(sorted(others))}" if others else "")
            )
            for report, mention in sorted(half.mention_of.items(), key=lambda p: (response[p[0]], p[0])):
                if mention.event == event:
                    lines.append(f"    {response[report]}  {_row(by_id[report], article_of)}")
    return lines


def _row(r, article_of) -> str:
    def ids(actors):
        return "+".join(a.actor_id for a in actors) or "-"

    return (
        f"{article_of[r.source_id]:<15} {r.event_type}{'.' + r.mode if r.mode else ''} {r.status} {r.lemma}: "
        f"{ids(r.actors)} > {ids(r.recipients)} at {r.place.name if r.place else '-'}"
        f"{' to ' + r.destination.name if r.destination else ''} {r.date_earliest or ''}..{r.date_latest or ''} "
        f"{r.theme or ''}"
    )


def _around(text: str, start: int, end: int) -> str:
    return (text[max(0, start - 50) : start] + "[" + text[start:end] + "]" + text[end : end + 40]).replace("\n", " ")


def time_one(n: int, steady: bool) -> None:
    """Link `n` made-up reports here and print a line of the table."""
    import synthetic_tellings

    reports = synthetic_tellings.report_keys(n, steady=steady)
    unit = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    start = time.process_time()
    events = factories.linked(reports)
    seconds = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    each = 1e6 * seconds / n
    print(
        f"{n:>12,}{len(events):>12,}{seconds:>10.1f}{each:>14.1f}{each / math.log2(n):>20.2f}"
        f"{before:>14.0f}{after:>14.0f}",
        flush=True,
    )


def scale(up_to: int, steady: bool) -> None:
    print(
        f"{'reports':>12}{'events':>12}{'CPU s':>10}{'µs a report':>14}{'µs per n log2 n':>20}"
        f"{'MB before':>14}{'MB at most':>14}",
        flush=True,
    )
    n = 1000
    while n <= up_to:
        subprocess.run([sys.executable, __file__, "--time", str(n), *(["--steady"] if steady else [])], check=True)
        n *= 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what is not as intended")
    parser.add_argument("--half", choices=linking_gold.HALVES, action="append", help="one half only")
    parser.add_argument("--scale", type=int, metavar="UP_TO", help="time linking of 1,000 reports to UP_TO")
    parser.add_argument("--steady", action="store_true", help="100 reports a day, not all in one year")
    parser.add_argument("--time", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.time:
        time_one(options.time, options.steady)
        return 0
    if options.scale:
        scale(options.scale, options.steady)
        return 0
    halves = {name: linking_gold.coded(name) for name in options.half or linking_gold.HALVES}
    for name, half in halves.items():
        print(coverage(name, half))
    print(*table(halves), sep="\n")
    if options.misses:
        for name, half in halves.items():
            print(name, *misses(half), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
