"""Coverage-guided fuzzing with atheris: `python tests/fuzz/harness.py TARGET [SECONDS]`, or `make fuzz SECONDS=600`.

TARGET is what is fed: `text` (an article is annotated), `page`, `jsonl`, `csv` or `parquet` (files are read). A
traceback, a wrong offset or an input that takes a minute ends the run with the input saved as crash-*, which
`harness.py TARGET FILE` tries again.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["eventpack"]):
    from eventpack import pipeline
    from eventpack.core.errors import EventpackError
    from eventpack.core.model import Article
    from eventpack.reading import articles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.families import FAMILIES, PROSE  # noqa: E402
from fuzz.invariants import check  # noqa: E402

FOLDER = Path(tempfile.mkdtemp(prefix="eventpack-fuzz-"))


def text(data: bytes) -> None:
    given = data.decode("utf-8", "ignore").replace("\0", "")
    if given.strip():
        for annotation in pipeline.annotate([Article("fuzz", given[:4000])]):
            check(annotation)


def _file(name: str, data: bytes, beside: dict[str, bytes] | None = None) -> Path:
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    for other, content in ({name: data} | (beside or {})).items():
        (folder / other).write_bytes(content)
    return folder if name.endswith((".html", ".csv")) else folder / name


def _read(path: Path) -> None:
    try:
        for article in articles.articles(path):
            assert article.text.encode("utf-8")
    except EventpackError:
        pass


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": text,
    "page": lambda data: _read(_file("a.html", data)),
    "jsonl": lambda data: _read(_file("in.jsonl", data)),
    "csv": lambda data: _read(_file("articles.csv", data, {"a.txt": b"Troops left."})),
    "parquet": lambda data: _read(_file("in.parquet", data)),
}


def _seeds(target: str) -> Path:
    """A folder with something to begin from."""
    import pyarrow
    import pyarrow.parquet

    corpus = FOLDER / f"seeds-{target}"
    corpus.mkdir()
    row = b'{"id": "a", "text": "Troops left.", "title": "T", "published": "2024-03-01", "author": ["x", null]}\n'
    begin = {
        "text": [PROSE, *(family(300) for family in FAMILIES.values())],
        "page": [f"<html><head><title>T</title><meta charset='utf-8'></head><body><p>{PROSE}</p></body></html>"],
        "jsonl": [row],
        "csv": ["file,publisher,author,url,published,language\na.txt,P,,https://a.b/c,2024-03-01,en\n"],
        "parquet": [],
    }[target]
    if target == "parquet":
        pyarrow.parquet.write_table(pyarrow.table({"id": ["a"], "text": ["Troops left."]}), corpus / "seed")
    for number, seed in enumerate(begin):
        (corpus / str(number)).write_bytes(seed if isinstance(seed, bytes) else seed.encode())
    return corpus


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in TARGETS:
        print(__doc__)
        return 2
    target = TARGETS[arguments[0]]
    rest = arguments[1] if len(arguments) > 1 else "60"
    if Path(rest).is_file():
        target(Path(rest).read_bytes())
        return 0
    target(b"Troops left Kabul.")  # what is loaded once is no part of any input's time
    atheris.Setup(
        [
            sys.argv[0],
            str(_seeds(arguments[0])),
            f"-max_total_time={rest}",
            "-timeout=60",
            "-rss_limit_mb=4096",
            "-max_len=4000",
            "-seed=1",
            "-print_final_stats=1",
        ],
        target,
    )
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
