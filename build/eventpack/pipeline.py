"""The whole way on a page: articles in, annotations, events, tables, a package out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from . import __version__, about, dating, earlier, identity, link, package, parse, read, tables
from .actors import ActorFinder
from .coder import Coder
from .model import Annotation, Article
from .places import find_places
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


def annotate(articles: Iterable[Article]) -> Iterator[Annotation]:
    """Annotations in the order of the articles. Each is coded by itself alone; texts are parsed in batches."""
    for batch in _batches(articles):
        prepared = ((parse.prepare(article.text), article) for article in batch)
        for doc, article in parse.pipeline().pipe(prepared, as_tuples=True):
            yield annotate_one(article, doc)


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
          fresh: bool = False) -> str:
    """The main job: read, annotate, amend, link, check, write. Gives a line that says what was built.

    `progress(items, total, unit)` may wrap an iteration to show how far it is. `amend` puts in what people decided and
    what other coders bring, one article after the other. Raises InputError for what cannot be
    read, package.NotValid or OutputError for what cannot be written; an earlier package is then untouched.
    What the package in `out` published keeps its identifiers, unless `fresh`.
    """
    told = about.read(articles)
    published = None if fresh else earlier.read(out)
    found = read.articles(articles)
    if progress is not None:
        found = progress(found, read.count(articles), "articles")
    annotations = _with_bounds(list(annotate(found)))
    annotations.sort(key=lambda a: a.article.source_id)
    amend = amend or Amender()
    annotations = [amend(annotation) for annotation in annotations]
    amend.finish()
    told_of = list(tellings(annotations))
    events = link.link([telling for telling in told_of if telling.review != "rejected"])
    frames = identity.keep(tables.frames(events, annotations, decisions=amend.decisions), published,
                           told.version or __version__)
    path = package.write(frames, annotations, out, told)
    kept = len(frames["reports"])
    nameless = len(told_of) - kept
    left_out = f" ({_counted(nameless, 'report')} that name nobody left out)" if nameless else ""
    return (f"{_counted(len(annotations), 'article')}, {_counted(kept, 'report')}{left_out}, "
            f"{_counted(len(events), 'event')}: {path}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _with_bounds(annotations: list[Annotation]) -> list[Annotation]:
    """Articles that carry no date of their own, coded again by the light of the dated ones they share a story with."""
    dated = [n for a in annotations if (n := dating.neighbour(a.article, a.published)) is not None]
    if not dated:
        return annotations
    return [a if a.published.exact is not None else annotate_one(a.article, neighbours=dated) for a in annotations]
