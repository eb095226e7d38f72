"""One article to its annotation: all that it reports, before it is linked with others. Needs the parser's model."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TypeVar

from ..casualties.attach import with_casualties
from ..core.errors import EventpackError
from ..core.model import (
    ActorMention,
    Annotation,
    Article,
    Casualty,
    PlaceMention,
    Published,
    Report,
    TextSpan,
    TimeMention,
)
from ..events.coder import Coder
from ..events.place_and_date import tokens_of
from ..model_coder.answer import ModelAnswer
from ..model_coder.grounding import ground
from ..model_coder.to_reports import to_reports
from ..parsing import parser
from ..parsing.tree import Doc
from ..reading.rejected import Rejected
from ..resolving import Resolver
from ..resolving.home_country import with_countries
from ..text.layout import Layout, flat
from . import serialise
from .both_coders import combined
from .consistent import consistent
from .report_ids import numbered
from .task import Task

_Words = TypeVar("_Words", TextSpan, PlaceMention, TimeMention, ActorMention, Casualty)


def annotate_one(
    article: Article, doc: Doc | None = None, published: Published | None = None, answer: ModelAnswer | None = None
) -> Annotation:
    """All that one article reports. `doc` may be given where the text without its layout (:func:`layout.flat`) is parsed
    already; `answer` where a model codes it."""
    layout = flat(article.text)
    plain = article if layout.text is article.text else replace(article, text=layout.text)
    resolver = Resolver(plain, doc, published)
    figured = partial(
        with_casualties,
        doc=resolver.doc,
        finder=resolver.finder,
        times=tokens_of(resolver.doc, resolver.times),
        published=resolver.published,
    )
    coder = None
    reports: list[Report] = []
    if answer is None or answer.with_rules:
        coder = Coder(resolver.doc, plain.text, resolver.published, resolver.places, resolver.times, resolver.finder)
        reports = figured(coder.reports())
    if answer is not None:
        grounded, _ = ground(answer.text, plain.text)
        said = to_reports(grounded, resolver, answer.coder)
        if all(one.said.casualties is None for one in grounded):  # an answer from before they were asked for
            said = figured(said)
        reports = combined(said, reports)
    reports = with_countries(reports, resolver.doc, resolver.finder)
    found = numbered([consistent(report, resolver.published, plain.text) for report in reports])
    main = coder.main_event(found) if coder is not None else None
    return _in_own_words(
        Annotation(
            article,
            resolver.published,
            resolver.sentences,
            resolver.places,
            resolver.times,
            resolver.finder.all(),
            found,
            main and consistent(main, resolver.published, plain.text),
            resolver.clues,
        ),
        layout,
    )


def annotate_stored(tasks: Sequence[Task]) -> list[bytes | Rejected]:
    """The annotations of some articles in the form that is sent between processes and kept in the cache, or what keeps
    one from being coded. Each is coded by itself alone; texts are parsed together."""
    with _one_collection():
        return [_attempt(task, doc) for task, doc in zip(tasks, _parsed(tasks), strict=True)]


@contextmanager
def _one_collection() -> Iterator[None]:
    """Trees of a parse refer to themselves, so only the collector frees them. It runs once, when a batch is done, over
    what is new: left to itself it would also search the lexicons and the model over and over, a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            gc.collect(0)


def _parsed(tasks: Sequence[Task]) -> Iterator[Callable[[], Doc]]:
    """For each article what gives its parse, or raises what the parser does."""
    try:
        texts = [parser.prepare(flat(article.text).text) for article, *_ in tasks]
        docs = [parser.as_tree(parsed) for parsed in parser.pipeline().pipe(texts)]
    except (MemoryError, EventpackError):
        raise
    except Exception:  # one text spoils its batch: then each by itself
        yield from (partial(parser.parse, flat(article.text).text) for article, *_ in tasks)
    else:
        yield from (lambda doc=doc: doc for doc in docs)


def _attempt(task: Task, doc: Callable[[], Doc]) -> bytes | Rejected:
    """That the coder fails at one article must not cost ten thousand others; want of memory would."""
    try:
        return serialise.dumps(annotate_one(task.article, doc(), task.published, task.answer))
    except (MemoryError, EventpackError):  # a model that is not the right one spoils every article
        raise
    except Exception as error:
        return Rejected.uncoded(task.article, error)


def _in_own_words(annotation: Annotation, layout: Layout) -> Annotation:
    """Every offset and every mention's text as the article has it: the parser saw plain hyphens, headlines in sentence
    case, and no layout."""
    text = annotation.article.text

    def cut(mention: _Words) -> _Words:
        start, end = layout.at(mention.start), layout.end(mention.end)
        return replace(mention, start=start, end=end, text=text[start:end])

    def cut_report(r: Report) -> Report:
        return replace(
            r,
            start=layout.at(r.start),
            end=layout.end(r.end),
            trigger=cut(r.trigger),
            actors=tuple(map(cut, r.actors)),
            recipients=tuple(map(cut, r.recipients)),
            place=r.place and cut(r.place),
            destination=r.destination and cut(r.destination),
            attributed_to=r.attributed_to and cut(r.attributed_to),
            casualties=tuple(map(cut, r.casualties)),
        )

    return replace(
        annotation,
        sentences=tuple((layout.at(start), layout.end(end)) for start, end in annotation.sentences),
        places=tuple(map(cut, annotation.places)),
        times=tuple(map(cut, annotation.times)),
        actors=tuple(map(cut, annotation.actors)),
        reports=tuple(map(cut_report, annotation.reports)),
        untyped=annotation.untyped and cut_report(annotation.untyped),
    )
