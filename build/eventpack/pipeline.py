"""The whole way on a page: articles in, annotations, events, tables, a package out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import dating, parse
from .actors import ActorFinder
from .coder import Coder
from .model import Annotation, Article
from .places import find_places
from .times import find_times


def annotate_one(article: Article, doc=None, neighbours=()) -> Annotation:
    """All that one article tells, before linking. `doc` may be given where it is parsed already."""
    doc = parse.parse(article.text) if doc is None else doc
    published = dating.publication(article, doc, neighbours)
    places = find_places(doc)
    times = find_times(doc, published)
    finder = ActorFinder(doc, places)
    reports = Coder(doc, article.text, published, places, times, finder).reports()
    return Annotation(article, published, tuple(parse.sentences(doc)), tuple(places), tuple(times),
                      tuple(finder.all()), tuple(reports))


def annotate(articles: Iterable[Article]) -> Iterator[Annotation]:
    """Annotations in the order of the articles, one at a time."""
    for article in articles:
        yield annotate_one(article)
