"""One article to its annotation: all that it reports, before it is linked with others. Needs the parser's model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ..casualties.attach import with_casualties
from ..core.errors import EventpackError
from ..core.model import Annotation, Article, Published, Report
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
from . import serialise
from .both_coders import combined
from .consistent import consistent
from .report_ids import numbered
from .task import Task


def annotate_one(
    article: Article, doc: Doc | None = None, published: Published | None = None, answer: ModelAnswer | None = None
) -> Annotation:
    """All that one article reports. `doc` may be given where it is parsed already; `answer` where a model codes it."""
    resolver = Resolver(article, doc, published)
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
        coder = Coder(resolver.doc, article.text, resolver.published, resolver.places, resolver.times, resolver.finder)
        reports = figured(coder.reports())
    if answer is not None:
        grounded, _ = ground(answer.text, article.text)
        said = to_reports(grounded, resolver, answer.coder)
        if all(one.said.casualties is None for one in grounded):  # an answer from before they were asked for
            said = figured(said)
        reports = combined(said, reports)
    reports = with_countries(reports, resolver.doc, resolver.finder)
    found = numbered([consistent(report, resolver.published, article.text) for report in reports])
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
            main and consistent(main, resolver.published, article.text),
            resolver.clues,
        )
    )


def annotate_stored(tasks: Sequence[Task]) -> list[bytes | Rejected]:
    """The annotations of some articles in the form that is sent between processes and kept in the cache, or what keeps
    one from being coded. Each is coded by itself alone; texts are parsed together."""
    return [_attempt(task, doc) for task, doc in zip(tasks, _parsed(tasks), strict=True)]


def _parsed(tasks: Sequence[Task]) -> Iterator[Callable[[], Doc]]:
    """For each article what gives its parse, or raises what the parser does."""
    try:
        texts = [parser.prepare(article.text) for article, *_ in tasks]
        docs = [parser.as_tree(parsed) for parsed in parser.pipeline().pipe(texts)]
    except (MemoryError, EventpackError):
        raise
    except Exception:  # one text spoils its batch: then each by itself
        yield from (partial(parser.parse, article.text) for article, *_ in tasks)
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
            casualties=cut_all(r.casualties),
        )

    return replace(
        annotation,
        places=cut_all(annotation.places),
        times=cut_all(annotation.times),
        actors=cut_all(annotation.actors),
        reports=tuple(map(cut_report, annotation.reports)),
        untyped=annotation.untyped and cut_report(annotation.untyped),
    )
