"""What many articles cost: `python benchmarks/scale.py incremental|memory|workers|mentions [NUMBER ...]`.

incremental  builds NUMBER invented articles (10,000), or all but the last of a .jsonl given instead, into an empty
             folder with an empty cache, then adds one article and builds again: the second time as part of the first.
             Target: under 2%.
memory       builds 10,000 and 100,000 articles, or the two NUMBERs given, each in a process of its own: the second
             peak by the first. Target: at most 1.5. To parse 100,000 articles takes hours, so annotations stand in:
             2,000 texts are annotated for real, and the others are copies of them under another number and day, each
             with the annotation of its text, its dates moved along. All else is what every build does.
workers      annotates NUMBER articles (400) with one process and with two, without a cache, start-up included and
             then taken off: seconds with one by twice the seconds with two. Target: at least 0.8.
mentions     builds 150 and 600 invented articles, or so many as given, each with the table `mentions` and without it:
             seconds of the processor, peak memory and size of data/. The peak of the largest may be 1.1 times that of the
             same articles without the table.

Times are of the wall clock, which a busy machine stretches, and where said of the processor; memory is the peak of the
building process (ru_maxrss).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import news

_TEXTS = 2_000
_FOOT = "Item "


class Cost(NamedTuple):
    """What a command took: seconds by the clock, seconds of processors, and its peak in megabytes."""

    seconds: float
    processor: float
    megabytes: float


def run(*command: str, **settings: str) -> Cost:
    """The cost of an eventpack command, or of a part of this script."""
    # Where Python may keep no bytecode, each command would compile all of eventpack, as an installed one never does.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    child = subprocess.Popen([sys.executable, *command], env=kept | settings, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: failed")
    return Cost(
        time.perf_counter() - start,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6,
    )


def eventpack(*command: str, **settings: str) -> Cost:
    return run("-m", "eventpack.cli", *command, **settings)


def cache_with_gazetteer(folder: Path) -> dict[str, str]:
    """An empty cache but for the index of the gazetteer, which set-up makes once."""
    from eventpack.places.gazetteer import index_file

    folder.mkdir()
    (folder / index_file().name).symlink_to(index_file())
    return {"EVENTPACK_CACHE": str(folder)}


def incremental(folder: Path, what: str = "10_000") -> bool:
    settings = cache_with_gazetteer(folder / "cache")
    given = folder / "news.jsonl"
    *first, last = _lines(what)
    given.write_bytes(b"".join(first))
    command = ("build", str(given), "--out", str(folder / "out"))
    full = eventpack(*command, **settings)
    print(f"{len(first):,} articles: {_told(full)}", flush=True)
    with given.open("ab") as file:
        file.write(last)
    again = eventpack(*command, **settings)
    part, of_processor = again.seconds / full.seconds, again.processor / full.processor
    print(
        f"one article more: {_told(again)}: {part:.1%} of the full build, {of_processor:.1%} of its processor time "
        "(target: under 2%)"
    )
    return part < 0.02


def _told(cost: Cost) -> str:
    return f"{cost.seconds:.1f} s, {cost.processor:.1f} s of a processor, {cost.megabytes:.0f} MB"


def _lines(what: str) -> list[bytes]:
    """The lines of a .jsonl, or of one with so many invented articles and one more."""
    if what.endswith(".jsonl"):
        return Path(what).read_bytes().splitlines(keepends=True)
    return [json.dumps(row).encode() + b"\n" for row in news.articles(int(what) + 1)]


def memory(folder: Path, few: int | str = 10_000, many: int | str = 100_000) -> bool:
    few, many = int(few), int(many)
    peaks = []
    for number in (few, many):
        seconds, _, megabytes = run(__file__, "--stand-in", str(folder / str(number)), str(number))
        peaks.append(megabytes)
        print(
            f"{number:,} articles, annotations of {_TEXTS:,} texts standing in: {seconds:.0f} s, {megabytes:.0f} MB",
            flush=True,
        )
    print(f"the peak of {many:,} is {peaks[1] / peaks[0]:.2f} times that of {few:,} (target: at most 1.5)")
    return peaks[1] <= 1.5 * peaks[0]


def workers(folder: Path, number: int | str = 400) -> bool:
    number = int(number)

    def seconds(count: int, processes: int) -> float:
        news.write(folder / "news.jsonl", count)
        return eventpack(
            "annotate",
            str(folder / "news.jsonl"),
            "--out",
            str(folder / "out.jsonl"),
            "--no-cache",
            "--workers",
            str(processes),
        ).seconds

    net = {n: seconds(number, n) - seconds(n, n) for n in (1, 2)}
    part = net[1] / (2 * net[2])
    print(
        f"{number} articles: {net[1]:.1f} s with one process, {net[2]:.1f} s with two: {part:.2f} of the ideal "
        "(target: at least 0.8)"
    )
    return part >= 0.8


class StandIn:
    """Annotates each of some texts once; an article that is a copy of one gets its annotation, dates moved along."""

    ahead, batch_characters = 0, 50_000

    def __init__(self) -> None:
        self._known: dict[str, tuple[date | None, bytes]] = {}

    def submit(self, tasks):
        from eventpack.annotation.one_article import annotate_stored
        from eventpack.annotation.task import Task

        new = {self._base(article): article for article, *_ in tasks if self._base(article) not in self._known}
        made = annotate_stored([Task(replace(a, text=text)) for text, a in new.items()])
        for (text, article), data in zip(new.items(), made, strict=True):
            self._known[text] = article.published, data
        return lambda: [self._moved(task.article, task.published) for task in tasks]

    @staticmethod
    def _base(article) -> str:
        return article.text.rpartition(_FOOT)[0]

    def _moved(self, article, published) -> bytes:
        from eventpack.annotation import serialise

        day, data = self._known[self._base(article)]
        found = serialise.loads(data, article)
        if day and article.published:
            found = _shifted(found, article.published - day)
        return serialise.dumps(replace(found, article=article, published=published or found.published))

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        pass


def mentions(folder: Path, *numbers: str) -> bool:
    ratio = 0.0
    for number in map(int, numbers or ("150", "600")):
        news.write(folder / "news.jsonl", number)
        peaks = []
        for option in ("--without-mentions", None):
            out = folder / f"{number}{option or ''}"
            options = (option,) if option else ()
            cost = eventpack("build", str(folder / "news.jsonl"), "--out", str(out), "--no-cache", *options)
            size = sum(file.stat().st_size for file in (out / "data").iterdir()) / 1e6
            print(f"{number} articles {option or 'with mentions'}: {_told(cost)}, {size:.1f} MB of data", flush=True)
            peaks.append(cost.megabytes)
        ratio = peaks[1] / peaks[0]
    return ratio <= 1.1


def _shifted(value: Any, by: timedelta) -> Any:
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(_shifted(one, by) for one in value)
    if is_dataclass(value) and type(value).__name__ not in {"Article", "Actor", "Location", "Span"}:
        return replace(
            value,
            **{
                f.name: _shifted(getattr(value, f.name), by)
                for f in fields(value)
                if isinstance(getattr(value, f.name), date | tuple) or is_dataclass(getattr(value, f.name))
            },
        )
    return value


def stand_in(folder: Path, number: int) -> None:
    from eventpack import pipeline

    folder.mkdir()
    texts = list(news.articles(_TEXTS))
    with (folder / "news.jsonl").open("w", encoding="utf-8") as file:
        for n in range(number):
            row = texts[n % _TEXTS]
            day = (news.FIRST_DAY + timedelta(n * 7919 % 2500)).isoformat()
            file.write(
                json.dumps(
                    {**row, "id": f"n{n}", "text": f"{row['text']}{_FOOT}{n}.\n"}
                    | ({"published": day} if "published" in row else {})
                )
                + "\n"
            )
    print(pipeline.build(folder / "news.jsonl", folder / "out", pool=StandIn()))


def main() -> int:
    if sys.argv[1:2] == ["--stand-in"]:
        stand_in(Path(sys.argv[2]), int(sys.argv[3]))
        return 0
    what = {"incremental": incremental, "memory": memory, "workers": workers, "mentions": mentions}.get(
        "".join(sys.argv[1:2])
    )
    if what is None:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory(prefix="eventpack-") as folder:
        return 0 if what(Path(folder), *sys.argv[2:]) else 1


if __name__ == "__main__":
    sys.exit(main())
