"""The whole way on a page: articles in, annotations, events, tables, a package out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from .annotation import serialise, user_setting
from .annotation.article_store import ArticleStore
from .annotation.cache import AnnotationCache, coder_digest
from .annotation.many_articles import annotate as annotate
from .annotation.many_articles import date_by_others, tasks_of, with_traits
from .annotation.workers import InProcess, WorkerPool
from .core.messages import counted
from .core.model import Article
from .core.version import __version__
from .identity import earlier_package, keep_identifiers
from .linking.cache import LinkCache
from .model_coder.model_coder import ModelCoder
from .package import write
from .reading import articles as read
from .reading import package_yaml
from .reading.given import Given
from .reading.options import AS_IT_IS, ReadOptions
from .reading.rejected import BadArticles, Rejected
from .review.amend import Amender
from .tables import build_tables
from .text import near_copies

# progress(items, total, unit) gives the items on and shows how far it is.
Progress = Callable[[Iterable, int | None, str], Iterable]


def build(
    articles: Path | str | Given,
    out: Path | str,
    progress: Progress | None = None,
    amend: Amender | None = None,
    *,
    fresh: bool = False,
    rejected: list[Rejected] | None = None,
    pool: WorkerPool | None = None,
    cache: AnnotationCache | None = None,
    model: ModelCoder | None = None,
    options: ReadOptions = AS_IT_IS,
    quote_length: int | None = None,
    mentions: bool = True,
) -> str:
    """The main job: read, annotate, amend, link, check, write. Gives a line that says what was built.

    `amend` puts in what people decided and what other coders bring, one article after the other; `pool`, `cache` and
    `model` as for :func:`annotate`; `options` say how the articles are read. `quote_length`
    is how many code points of a passage are quoted at most; by default what package.yaml says, else what the schema allows. What the package in `out` published keeps its identifiers, unless `fresh`. Articles that
    cannot be used are put in `rejected`, the table of that name lists them, and the others are built; where it is None
    they raise BadArticles, with all of them. What is held in memory does not grow with the articles' texts. Raises
    InputError for what cannot be read, package.NotValid or OutputError for what cannot be written; an earlier package
    is then untouched.
    """
    about = package_yaml.read(articles) if isinstance(articles, (str, Path)) else package_yaml.About()
    if quote_length is not None:
        about = replace(about, quote_length=quote_length)
    amend, pool = amend or Amender(), pool or InProcess()
    published = None if fresh else earlier_package.read(out)
    with ArticleStore() as found:
        # All of them first, so that what is wrong with them is reported before hours of work.
        faults: list[Rejected] = []
        for article in read.articles(articles, rejected=None if rejected is None else faults, options=options):
            found.add(article)
        texts = near_copies.Copies()
        _annotated(found, texts, faults, pool, cache, progress, model)
        if faults and (rejected is None or not len(found)):
            raise BadArticles(faults, others=len(found) > 0)
        if rejected is not None:
            rejected += faults
        _amend(found, amend)
        state = coder_digest() + user_setting.active().digest
        kept = LinkCache(cache.folder, state, Path(out)) if cache else None
        made, nameless = build_tables.linked_tables(
            found, texts.found(), kept, with_mentions=mentions, quote_length=about.quote_length
        )
        rows = made.finish(amend.decisions, faults)
        n_reports, n_events = len(rows["reports"]), len(rows["events"])
        del made  # the tables have it all now
        rows = keep_identifiers.keep_rows(rows, published, about.version or __version__)
        path = write.write(rows, found.texts(), out, about)
        left_out = f" ({nameless} more left out: no known actor)" if nameless else ""
        return (
            f"{counted(len(found), 'article')}, {counted(n_reports, 'report')}{left_out}, "
            f"{counted(n_events, 'event')}: {path}"
        )


def _annotated(
    found: ArticleStore,
    texts: near_copies.Copies,
    faults: list[Rejected],
    pool: WorkerPool,
    cache: AnnotationCache | None,
    progress: Progress | None,
    model: ModelCoder | None,
) -> None:
    """Puts annotations beside the articles in `found` and what their texts share into `texts`. Those that cannot be
    coded are taken out, and put in `faults`."""
    waiting: dict[str, int] = {}

    def articles() -> Iterator[Article]:
        for number, article in enumerate(found.articles()):
            waiting[article.id] = number
            yield article

    done = with_traits(tasks_of(articles(), faults, model), faults, pool, cache)
    for article, data, traits in progress(done, len(found), "articles") if progress else done:
        found.annotate(waiting.pop(article.id), data, traits.names)
        texts.add(article, traits.signature)
    found.remove(waiting.values())
    date_by_others(found, faults, pool, cache, model)


def _amend(found: ArticleStore, amend: Amender) -> None:
    """All annotations, as people left them; so they are in `found` from then on."""
    for number in range(len(found)) if amend.has_work else ():
        if amend.concerns(found.article(number)):
            annotation = found[number]
            amended = amend(annotation)
            if amended is not annotation:
                found.annotate(number, serialise.dumps(amended))
    amend.finish()
