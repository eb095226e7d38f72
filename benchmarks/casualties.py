"""Precision and recall of the figures of casualties on tests/cases/casualties.tsv:

python benchmarks/casualties.py [--misses]
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "casualties"))

from cases import annotations, cases, given, wanted  # noqa: E402


def main() -> None:
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for number, text, figures, _ in cases():
        want, have = wanted(figures), given(annotations()[text])
        for counter, found in ((right, want & have), (said, have), (asked, want)):
            for figure, times in found.items():
                counter[figure.split()[0]] += times
        if want != have and "--misses" in sys.argv[1:]:
            print(f"{number}: {text}\n    wanted {dict(want)}\n    given {dict(have)}")
    print(f"{len(cases())} cases, of which {sum(not wanted(f) for _, _, f, _ in cases())} have no figure")
    for kind in (*sorted(asked), None):
        counts = [counter[kind] if kind else counter.total() for counter in (right, said, asked)]
        precision, recall = (counts[0] / max(1, n) for n in counts[1:])
        print(f"{kind or 'all':<10} precision {precision:.3f}  recall {recall:.3f}  figures {counts[2]}")


if __name__ == "__main__":
    main()
