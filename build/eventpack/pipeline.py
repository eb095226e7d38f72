"""The whole way on a page: articles in, annotations, events, tables, a package out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from spacy.tokens import Doc

from . import __version__, about, dating, earlier, identity, link, package, parse, read, tables
from .actors import ActorFinder
from .coder import Coder
from .model import Annotation, Article
from .places import find_places
from .rejects import BadArticles, Rejected
from .review.amend import Amender
from .telling import numbered, tellings
from .times import find_times

_BATCH_CHARACTERS = 50_000


def annotate_one(article: Article, doc=None, neighbours=()) -> Annotation:
    """All that one article tells, before linking. `doc` may be given where it is parsed already."""
    doc = parse.parse(article.text) if doc is None else doc
    published = dating.publication(article, doc, neighbours)
    places = find_places(doc)
    times = find_times(doc, published)
    finder = ActorFinder(doc, places)
    coder = Coder(doc, article.text, published, places, times, finder)
    reports = numbered(coder.reports())
    bounds = tuple((s.start_char, s.end_char) for s in coder.sentences)
    return _in_own_words(Annotation(article, published, bounds, tuple(places), tuple(times), coder.who.actors,
                                    reports, coder.main_event(reports)))


def _in_own_words(annotation: Annotation) -> Annotation:
    """Every mention's text as the article has it: the parser saw plain hyphens and headlines in sentence case."""
    text = annotation.article.text

    def cut(mention):
        return mention if mention is None else replace(mention, text=text[mention.start:mention.end])

    def cut_all(mentions):
        return tuple(cut(m) for m in mentions)

    def cut_report(r):
        return replace(r, trigger=cut(r.trigger), actors=cut_all(r.actors), recipients=cut_all(r.recipients),
                       place=cut(r.place), destination=cut(r.destination), attributed_to=cut(r.attributed_to))

    return replace(annotation, places=cut_all(annotation.places), times=cut_all(annotation.times),
                   actors=cut_all(annotation.actors), reports=tuple(map(cut_report, annotation.reports)),
                   untyped=annotation.untyped and cut_report(annotation.untyped))


def annotate(articles: Iterable[Article], rejected: list[Rejected] | None = None) -> Iterator[Annotation]:
    """Annotations in the order of the articles. Each is coded by itself alone; texts are parsed in batches.

    An article that the coder fails at, by a fault of its own, is put in `rejected` and left out. Where that is None
    it raises BadArticles.
    """
    for batch in _batches(articles):
        for article, doc in _parsed(batch):
            annotation = _attempt(article, rejected, lambda article=article, doc=doc: annotate_one(article, doc()))
            if annotation is not None:
                yield annotation


def _parsed(batch: list[Article]) -> Iterator[tuple[Article, Callable[[], Doc]]]:
    """Each article with what gives its parse, or raises what the parser does."""
    try:
        docs = list(parse.pipeline().pipe([parse.prepare(article.text) for article in batch]))
    except MemoryError:
        raise
    except Exception:                    # one text spoils its batch: then each by itself
        yield from ((article, partial(parse.parse, article.text)) for article in batch)
    else:
        yield from ((article, lambda doc=doc: doc) for article, doc in zip(batch, docs, strict=True))


def _attempt(article: Article, rejected: list[Rejected] | None, code: Callable[[], Annotation]) -> Annotation | None:
    """What `code` gives. That it fails at one article must not cost ten thousand others; want of memory would."""
    try:
        return code()
    except MemoryError:
        raise
    except Exception as error:
        fault = Rejected.uncoded(article, error)
        if rejected is None:
            raise BadArticles([fault]) from error
        rejected.append(fault)
        return None


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Articles in groups of bounded length: a parse takes some 3 kB of memory a character while it is made."""
    batch, size = [], 0
    for article in articles:
        if batch and size + len(article.text) > _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(article)
        size += len(article.text)
    if batch:
        yield batch


def build(articles: Path | str, out: Path | str, progress=None, amend: Amender | None = None, *,
          fresh: bool = False, rejected: list[Rejected] | None = None) -> str:
    """The main job: read, annotate, amend, link, check, write. Gives a line that says what was built.

    `progress(items, total, unit)` may wrap an iteration to show how far it is. `amend` puts in what people decided and
    what other coders bring, one article after the other. What the package in `out` published keeps its identifiers,
    unless `fresh`. Articles that cannot be used are put in `rejected`, the table of that name lists them, and the
    others are built; where it is None they raise BadArticles, with all of them. Raises InputError for what cannot be
    read, package.NotValid or OutputError for what cannot be written; an earlier package is then untouched.
    """
    told = about.read(articles)
    published = None if fresh else earlier.read(out)
    if rejected is None:
        read.check(articles)
    faults: list[Rejected] = []
    found = read.articles(articles, rejected=faults)
    if progress is not None:
        found = progress(found, read.count(articles), "articles")
    annotations = _with_bounds(list(annotate(found, faults)), faults)
    if faults and (rejected is None or not annotations):
        raise BadArticles(faults, others=bool(annotations))
    if rejected is not None:
        rejected += faults
    annotations.sort(key=lambda a: a.article.source_id)
    amend = amend or Amender()
    annotations = [amend(annotation) for annotation in annotations]
    amend.finish()
    told_of = list(tellings(annotations))
    events = link.link([telling for telling in told_of if telling.review != "rejected"])
    frames = identity.keep(tables.frames(events, annotations, decisions=amend.decisions, rejected=faults), published,
                           told.version or __version__)
    path = package.write(frames, annotations, out, told)
    kept = len(frames["reports"])
    nameless = len(told_of) - kept
    left_out = f" ({_counted(nameless, 'report')} that name nobody left out)" if nameless else ""
    return (f"{_counted(len(annotations), 'article')}, {_counted(kept, 'report')}{left_out}, "
            f"{_counted(len(events), 'event')}: {path}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _with_bounds(annotations: list[Annotation], rejected: list[Rejected] | None = None) -> list[Annotation]:
    """Articles that carry no date of their own, coded again by the light of the dated ones they share a story with."""
    dated = [n for a in annotations if (n := dating.neighbour(a.article, a.published)) is not None]
    if not dated:
        return annotations
    again = (a if a.published.exact is not None else
             _attempt(a.article, rejected, partial(annotate_one, a.article, neighbours=dated)) for a in annotations)
    return [annotation for annotation in again if annotation is not None]
