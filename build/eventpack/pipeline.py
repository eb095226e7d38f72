"""The whole way on a page: articles in, annotations, events, tables, a package out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from . import __version__, about, earlier, identity, link, package, read, stored, syndication, tables
from .annotation_cache import AnnotationCache
from .annotations import annotated, date_by_others, with_traits
from .model import Annotation, Article
from .rejects import BadArticles, Rejected
from .review.amend import Amender
from .spill import Spill
from .telling import tellings
from .wording import counted
from .workers import Alone, Crew

# progress(items, total, unit) gives the items on and shows how far it is.
Progress = Callable[[Iterable, int | None, str], Iterable]


def annotate(
    articles: Iterable[Article], rejected: list[Rejected] | None = None, crew: Crew | None = None,
    cache: AnnotationCache | None = None,
) -> Iterator[Annotation]:
    """Annotations in the order of the articles. Each is coded by itself alone, here or by `crew`.

    What `cache` has is not coded again. An article that the coder fails at, by a fault of its own, is put in `rejected`
    and left out; where that is None it raises BadArticles. Raises workers.WorkerDied.
    """
    tasks = ((article, None) for article in articles)
    return (stored.loads(data, article) for article, data in annotated(tasks, rejected, crew or Alone(), cache))


def build(
    articles: Path | str, out: Path | str, progress: Progress | None = None, amend: Amender | None = None, *,
    fresh: bool = False, rejected: list[Rejected] | None = None, crew: Crew | None = None,
    cache: AnnotationCache | None = None,
) -> str:
    """The main job: read, annotate, amend, link, check, write. Gives a line that says what was built.

    `amend` puts in what people decided and what other coders bring, one article after the other; `crew` and `cache`
    as for :func:`annotate`. What the package in `out` published keeps its identifiers, unless `fresh`. Articles that
    cannot be used are put in `rejected`, the table of that name lists them, and the others are built; where it is None
    they raise BadArticles, with all of them. What is held in memory does not grow with the articles' texts. Raises
    InputError for what cannot be read, package.NotValid or OutputError for what cannot be written; an earlier package
    is then untouched.
    """
    told, amend, crew = about.read(articles), amend or Amender(), crew or Alone()
    published = None if fresh else earlier.read(out)
    if rejected is None:
        read.check(articles)
    with Spill() as found:
        texts = syndication.Copies()
        faults = _annotated(articles, found, texts, crew, cache, progress, checked=rejected is None)
        if faults and (rejected is None or not len(found)):
            raise BadArticles(faults, others=len(found) > 0)
        if rejected is not None:
            rejected += faults
        told_of = list(tellings(_amended(found, amend)))
        copies = texts.found()
        events = link.link((telling for telling in told_of if telling.review != "rejected"), copies)
        denied = [telling for telling in told_of if telling.review == "rejected"]
        rows = tables.rows(events, denied, found, decisions=amend.decisions, rejected=faults, copies=copies)
        kept, nameless, n_events = len(rows["reports"]), len(told_of) - len(rows["reports"]), len(events)
        del told_of, denied, events      # the tables have it all now
        rows = identity.keep_rows(rows, published, told.version or __version__)
        path = package.write(rows, found.texts(), out, told)
        left_out = f" ({counted(nameless, 'report')} that name nobody left out)" if nameless else ""
        return (f"{counted(len(found), 'article')}, {counted(kept, 'report')}{left_out}, "
                f"{counted(n_events, 'event')}: {path}")


def _annotated(
    articles: Path | str, found: Spill, texts: syndication.Copies, crew: Crew, cache: AnnotationCache | None,
    progress: Progress | None, checked: bool,
) -> list[Rejected]:
    """Puts all annotations into `found` and what their texts share into `texts`, and gives what could not be used.

    `checked` says that the articles were read before, so that what was said of them then is not said again.
    """
    faults: list[Rejected] = []
    tasks = ((article, None) for article in read.articles(articles, rejected=faults, quiet=checked))
    done = with_traits(tasks, faults, crew, cache)
    for article, data, traits in progress(done, read.count(articles), "articles") if progress else done:
        found.add(article, data, traits.names)
        texts.add(article, traits.signature)
    date_by_others(found, faults, crew, cache)
    return faults


def _amended(found: Spill, amend: Amender) -> Iterator[Annotation]:
    """All annotations, as people left them; so they are in `found` from then on."""
    for number, annotation in enumerate(found):
        amended = amend(annotation)
        if amended is not annotation:
            found.replace(number, amended.article, stored.dumps(amended))
        yield amended
    amend.finish()
