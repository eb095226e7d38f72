"""One article to its annotation: all that it tells, before it is linked with others. Needs the parser's model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ..actors.finder import ActorFinder
from ..core.errors import EventpackError
from ..core.model import Annotation, Article, Published
from ..events.coder import Coder
from ..parsing import parser
from ..parsing.tree import Doc
from ..places.mentions import find_places
from ..reading.rejected import Rejected
from ..times import find_times, publication_clues
from ..times.publication import bounds
from . import serialise
from .report_ids import numbered

# An article, and when it was published where other articles say more of that than it does itself.
Task = tuple[Article, Published | None]


def annotate_one(article: Article, doc: Doc | None = None, published: Published | None = None) -> Annotation:
    """All that one article tells. `doc` may be given where it is parsed already."""
    doc = parser.parse(article.text) if doc is None else doc
    clues = publication_clues.clues(article, doc)
    published = published or bounds(article, clues)
    places = find_places(doc)
    times = find_times(doc, published)
    finder = ActorFinder(doc, places)
    coder = Coder(doc, article.text, published, places, times, finder)
    reports = numbered(coder.reports())
    sentences = tuple((s.start_char, s.end_char) for s in coder.sentences)
    return _in_own_words(
        Annotation(
            article,
            published,
            sentences,
            tuple(places),
            tuple(times),
            coder.who.actors,
            reports,
            coder.main_event(reports),
            clues,
        )
    )


def annotate_stored(tasks: Sequence[Task]) -> list[bytes | Rejected]:
    """The annotations of some articles in the form that is sent between processes and kept in the cache, or what keeps
    one from being coded. Each is coded by itself alone; texts are parsed together."""
    return [_attempt(article, published, doc) for (article, published), doc in zip(tasks, _parsed(tasks), strict=True)]


def _parsed(tasks: Sequence[Task]) -> Iterator[Callable[[], Doc]]:
    """For each article what gives its parse, or raises what the parser does."""
    try:
        texts = [parser.prepare(article.text) for article, _ in tasks]
        docs = [parser.as_tree(parsed) for parsed in parser.pipeline().pipe(texts)]
    except (MemoryError, EventpackError):
        raise
    except Exception:  # one text spoils its batch: then each by itself
        yield from (partial(parser.parse, article.text) for article, _ in tasks)
    else:
        yield from (lambda doc=doc: doc for doc in docs)


def _attempt(article: Article, published: Published | None, doc: Callable[[], Doc]) -> bytes | Rejected:
    """That the coder fails at one article must not cost ten thousand others; want of memory would."""
    try:
        return serialise.dumps(annotate_one(article, doc(), published))
    except (MemoryError, EventpackError):  # a model that is not the right one spoils every article
        raise
    except Exception as error:
        return Rejected.uncoded(article, error)


def _in_own_words(annotation: Annotation) -> Annotation:
    """Every mention's text as the article has it: the parser saw plain hyphens and headlines in sentence case."""
    text = annotation.article.text

    def cut(mention):
        return mention if mention is None else replace(mention, text=text[mention.start : mention.end])

    def cut_all(mentions):
        return tuple(cut(m) for m in mentions)

    def cut_report(r):
        return replace(
            r,
            trigger=cut(r.trigger),
            actors=cut_all(r.actors),
            recipients=cut_all(r.recipients),
            place=cut(r.place),
            destination=cut(r.destination),
            attributed_to=cut(r.attributed_to),
        )

    return replace(
        annotation,
        places=cut_all(annotation.places),
        times=cut_all(annotation.times),
        actors=cut_all(annotation.actors),
        reports=tuple(map(cut_report, annotation.reports)),
        untyped=annotation.untyped and cut_report(annotation.untyped),
    )
