"""Annotating in several processes: the same as in one, and an end with a message where a process dies."""

import os
import signal

import pytest
from shared_texts import ARTICLES

from eventpack import pipeline
from eventpack.annotation import workers
from eventpack.annotation.cache import AnnotationCache
from eventpack.cli import main
from eventpack.commands import progress
from eventpack.core.model import Article

MANY = [
    Article(f"{article.id}{number}", f"{article.text} It was report {number}.", published=article.published)
    for number in range(4)
    for article in ARTICLES
]


@pytest.fixture(scope="module")
def two():
    with workers.pool(2) as pool:
        pool.batch_characters = 200  # several batches, so that both have work and one may overtake the other
        yield pool


@pytest.fixture(scope="module")
def alone():
    return list(pipeline.annotate(MANY))


def test_two_processes_give_what_one_gives_in_the_same_order(two, alone):
    assert list(pipeline.annotate(MANY, None, two)) == alone


def test_what_the_cache_has_stays_in_its_place_among_what_the_processes_do(two, alone, tmp_path):
    with AnnotationCache(tmp_path / "annotations.sqlite") as cache:
        list(pipeline.annotate(MANY[::3], None, two, cache))
        assert list(pipeline.annotate(MANY, None, two, cache)) == alone


@pytest.mark.parametrize("size", [1, 300, 10**9])
def test_how_articles_are_put_into_batches_does_not_matter(size, alone):
    pool = workers.InProcess()
    pool.batch_characters = size
    assert list(pipeline.annotate(MANY, None, pool)) == alone


def test_articles_are_read_only_as_far_ahead_as_there_is_use(two):
    read = []

    def articles():
        for article in MANY:
            read.append(article.id)
            yield article

    first = pipeline.annotate(articles(), None, two)
    next(first)
    assert len(read) <= (two.ahead + 2) * 2


def test_a_worker_that_dies_is_reported_with_the_articles(alone):
    with workers.pool(2) as pool:
        pool.batch_characters = 200
        found = pipeline.annotate(MANY, None, pool)
        assert next(found) == alone[0]
        for process in pool._pool._processes.values():
            os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(workers.WorkerDied, match=r"died while it annotated .* fewer --workers"):
            list(found)


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5", "9999"])
def test_a_number_of_workers_that_is_none_is_refused(number, tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        main(["build", str(tmp_path), "--out", str(tmp_path / "out"), "--workers", number])
    assert end.value.code == 2
    assert "is not a whole number from 1 to 1024" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "total", "seconds", "expected"),
    [
        (1200, 10_000, 60.0, "1,200 of 10,000 articles, 20.0 a second, 7:20 left"),
        (5, None, 10.0, "5 articles, 0.5 a second"),
        (10, 73_000, 10.0, "10 of 73,000 articles, 1.0 a second, 20:16:30 left"),
    ],
)
def test_a_log_is_reported_rate_and_time_left(number, total, seconds, expected):
    assert progress.line(number, total, "articles", seconds) == expected


def test_a_log_is_reported_once_a_minute(monkeypatch, capsys):
    clock = iter(range(0, 10_000, 25))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    assert list(progress.bar(range(7), 7)) == list(range(7))
    assert capsys.readouterr().err.splitlines() == [
        "3 of 7 articles, 0.0 a second, 1:40 left",
        "6 of 7 articles, 0.0 a second, 0:25 left",
    ]
