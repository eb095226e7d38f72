"""Articles to annotations, in their order: from the cache what was annotated before, the rest by whoever annotates."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..core.model import Annotation, Article, Clues, Published
from ..model_coder.answer import ModelAnswer
from ..model_coder.model_coder import ModelCoder
from ..reading.rejected import BadArticles, Rejected
from ..times.publication import Neighbours, bounds, neighbour
from . import fingerprints, serialise
from .article_store import ArticleStore
from .cache import AnnotationCache, key
from .fingerprints import Traits
from .task import Task
from .workers import Answer, InProcess, WorkerPool


@dataclass(frozen=True, slots=True)
class _Batch:
    tasks: list[Task]
    keys: list[bytes]
    known: dict[bytes, bytes]
    answer: Answer | None  # of what is not known; None where all is


def annotate(
    articles: Iterable[Article],
    rejected: list[Rejected] | None = None,
    pool: WorkerPool | None = None,
    cache: AnnotationCache | None = None,
    model: ModelCoder | None = None,
) -> Iterator[Annotation]:
    """Annotations in the order of the articles. Each is coded by itself alone, here or by `pool`; with `model` from its
    answers.

    What `cache` has is not coded again. An article that the coder fails at, by a fault of its own, is put in `rejected`
    and left out; where that is None it raises BadArticles. Raises workers.WorkerDied.
    """
    tasks = tasks_of(articles, rejected, model)
    return (serialise.loads(data, article) for article, data in annotated(tasks, rejected, pool or InProcess(), cache))


def tasks_of(
    articles: Iterable[Article], rejected: list[Rejected] | None = None, model: ModelCoder | None = None
) -> Iterator[Task]:
    """What is to be annotated. An article of which `model` has no answer is put in `rejected`; where that is None it
    raises BadArticles."""
    if model is None:
        yield from map(Task, articles)
        return
    for article, answer in model.answers(articles):
        if isinstance(answer, ModelAnswer):
            yield Task(article, None, answer)
        elif rejected is None:
            raise BadArticles([answer])
        else:
            rejected.append(answer)


def annotated(
    tasks: Iterable[Task], rejected: list[Rejected] | None, pool: WorkerPool, cache: AnnotationCache | None
) -> Iterator[tuple[Article, bytes]]:
    """Each article with its stored annotation (:mod:`eventpack.annotation.serialise`), in the order of the tasks.

    Articles are read only as far ahead as the pool can use. Those that cannot be coded are put in `rejected` and left
    out; where that is None they raise BadArticles. Raises workers.WorkerDied.
    """
    for batch in _annotated(tasks, rejected, pool, cache):
        yield from batch


def with_traits(
    tasks: Iterable[Task], rejected: list[Rejected] | None, pool: WorkerPool, cache: AnnotationCache | None
) -> Iterator[tuple[Article, bytes, Traits]]:
    """As :func:`annotated`, and with each article what its text is compared with others by."""
    for batch in _annotated(tasks, rejected, pool, cache):
        for (article, data), found in zip(batch, fingerprints.of_all([a for a, _ in batch], cache), strict=True):
            yield article, data, found


def _annotated(
    tasks: Iterable[Task], rejected: list[Rejected] | None, pool: WorkerPool, cache: AnnotationCache | None
) -> Iterator[list[tuple[Article, bytes]]]:
    waiting: deque[_Batch] = deque()
    for batch in _batches(tasks, pool.batch_characters):
        keys = [key(*task) for task in batch] if cache else [b""] * len(batch)
        known = cache.get(keys) if cache else {}
        missing = [task for task, name in zip(batch, keys, strict=True) if name not in known]
        waiting.append(_Batch(batch, keys, known, pool.submit(missing) if missing else None))
        while len(waiting) > pool.ahead or waiting and waiting[0].answer is None:
            yield _finished(waiting.popleft(), rejected, cache)
    while waiting:
        yield _finished(waiting.popleft(), rejected, cache)


def _finished(
    batch: _Batch, rejected: list[Rejected] | None, cache: AnnotationCache | None
) -> list[tuple[Article, bytes]]:
    made = iter(batch.answer() if batch.answer else ())
    answers = [batch.known[name] if name in batch.known else next(made) for name in batch.keys]
    if cache and batch.answer:
        cache.put(
            {
                name: data
                for name, data in zip(batch.keys, answers, strict=True)
                if name not in batch.known and isinstance(data, bytes)
            }
        )
    done = []
    for (article, *_), data in zip(batch.tasks, answers, strict=True):
        if isinstance(data, bytes):
            done.append((article, data))
        elif rejected is None:
            raise BadArticles([data])
        else:
            rejected.append(data)
    return done


def _batches(tasks: Iterable[Task], most: int) -> Iterator[list[Task]]:
    """Tasks in groups of at most so many characters, or of one."""
    batch: list[Task] = []
    size = 0
    for task in tasks:
        length = len(task[0].text)
        if batch and size + length > most:
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += length
    if batch:
        yield batch


def date_by_others(
    found: ArticleStore,
    rejected: list[Rejected],
    pool: WorkerPool,
    cache: AnnotationCache | None,
    model: ModelCoder | None = None,
) -> None:
    """Codes articles again of whose date the dated ones they share a story with say more than they do themselves.

    Only a text that dates its news without a year can gain (:mod:`eventpack.times.publication_clues`, rule 3).
    """
    undated: dict[int, tuple[Published, Clues]] = {}
    for number, article in enumerate(found.heads()):
        if article.published is None:
            undated[number] = serialise.loads_dating(found.stored(number))
    open_ = [number for number, (_, clues) in undated.items() if clues.bare]
    if not open_:
        return
    dated = Neighbours()
    for number, article in enumerate(found.heads()):
        own = undated[number][0] if number in undated else bounds(article, Clues())
        if (one := neighbour(article, own, found.names(number))) is not None:
            dated.add(one)
    again: dict[int, Published] = {}
    for number in open_:
        article, (own, clues) = found.article(number), undated[number]
        published = bounds(article, clues, dated.alike(found.names(number)))
        if published != own:
            again[number] = published
    tasks = (
        Task(article, published, model.recorded(article) if model is not None else None)
        for article, published in ((found.article(number), published) for number, published in again.items())
    )
    place = {found.article(number).id: number for number in again}
    for article, data in annotated(tasks, rejected, pool, cache):
        found.annotate(place.pop(article.id), data)
    found.remove(place.values())  # what could be coded without its date, but not with it
