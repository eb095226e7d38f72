"""How much of the article in a web page is found, and how much else: `python benchmarks/web_pages.py FOLDER`.

FOLDER is the Article Extraction Benchmark of Scrapinghub (2020, MIT), or of its form: `ground-truth.json` with the
`articleBody` that people marked in each page, and the pages as `NAME.html.gz`, beside it or in `html/`. Precision, recall
and F1 of sequences of four words, averaged over the pages: of the text as eventpack reads it, and without its headline.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

from eventpack.reading.web_page import decode, read_page


def sequences(text: str) -> Counter:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    folder = Path(sys.argv[1])
    marked = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = folder / "html" if (folder / "html").is_dir() else folder
    sums: dict[str, list[float]] = {"with its headline": [0, 0], "without": [0, 0]}
    for name, truth in marked.items():
        page = read_page(decode(gzip.decompress((pages / f"{name}.html.gz").read_bytes())))
        title = page.metadata.get("title") or ""
        gold = sequences(truth["articleBody"])
        for kind, text in (("with its headline", page.text), ("without", page.text.removeprefix(title))):
            found = sequences(text)
            both = (gold & found).total()
            sums[kind][0] += both / found.total()
            sums[kind][1] += both / gold.total()
    for kind, (precision, recall) in sums.items():
        precision, recall = precision / len(marked), recall / len(marked)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{kind:<18} precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} on {len(marked)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
