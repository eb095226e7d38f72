"""The whole way on a page: articles in, annotations, events, tables, a package out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from . import (
    __version__,
    about,
    earlier,
    gist,
    identity,
    link,
    linked,
    package,
    read,
    stored,
    syndication,
    tables,
)
from .annotation_cache import AnnotationCache, coder_digest
from .annotations import annotated, date_by_others, with_traits
from .link_cache import LinkCache
from .linked import Linked
from .linking import relations
from .linking.blocks import Blocks, Key, key
from .linking.lines import Numbers, Things
from .model import Annotation, Article
from .rejects import BadArticles, Rejected
from .review.amend import Amender
from .spill import Spill
from .syndication import Copy
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
    with Spill() as found:
        # All of them first, so that what is wrong with them is told before hours of work.
        faults: list[Rejected] = []
        for article in read.articles(articles, rejected=None if rejected is None else faults):
            found.add(article)
        texts = syndication.Copies()
        _annotated(found, texts, faults, crew, cache, progress)
        if faults and (rejected is None or not len(found)):
            raise BadArticles(faults, others=len(found) > 0)
        if rejected is not None:
            rejected += faults
        _amend(found, amend)
        kept = LinkCache(cache.folder, coder_digest(), Path(out)) if cache else None
        made, nameless = _coded(found, texts.found(), kept)
        rows = made.finish(amend.decisions, faults)
        n_reports, n_events = len(rows["reports"]), len(rows["events"])
        del made                         # the tables have it all now
        rows = identity.keep_rows(rows, published, told.version or __version__)
        path = package.write(rows, found.texts(), out, told)
        left_out = f" ({nameless} more left out for naming nobody)" if nameless else ""
        return (f"{counted(len(found), 'article')}, {counted(n_reports, 'report')}{left_out}, "
                f"{counted(n_events, 'event')}: {path}")


def _annotated(
    found: Spill, texts: syndication.Copies, faults: list[Rejected], crew: Crew, cache: AnnotationCache | None,
    progress: Progress | None,
) -> None:
    """Puts annotations beside the articles in `found` and what their texts share into `texts`. Those that cannot be
    coded are taken out, and put in `faults`."""
    waiting: dict[str, int] = {}

    def tasks() -> Iterator[tuple[Article, None]]:
        for number, article in enumerate(found.articles()):
            waiting[article.id] = number
            yield article, None

    done = with_traits(tasks(), faults, crew, cache)
    for article, data, traits in progress(done, len(found), "articles") if progress else done:
        found.annotate(waiting.pop(article.id), data, traits.names)
        texts.add(article, traits.signature)
    found.remove(waiting.values())
    date_by_others(found, faults, crew, cache)


def _amend(found: Spill, amend: Amender) -> None:
    """All annotations, as people left them; so they are in `found` from then on."""
    for number in range(len(found)) if amend.has_work else ():
        if amend.concerns(found.article(number)):
            annotation = found[number]
            amended = amend(annotation)
            if amended is not annotation:
                found.annotate(number, stored.dumps(amended))
    amend.finish()


def _coded(found: Spill, copies: Mapping[str, Copy], kept: LinkCache | None) -> tuple[tables.Tables, int]:
    """The tables of all articles, linked, and how many reports are left out since they name nobody."""
    made, things, used, nameless = tables.Tables(), Things(), set(), 0
    with Blocks(things, copies) as blocks:
        for data in found.told():
            source_id, told_of, reports = gist.loads_told(data)
            things.know(told_of)
            for told in reports:
                if told.review == "rejected":
                    used.update(told.used)
                elif told.linkable:
                    used.update(told.used)
                    blocks.add(key(told.event_type, told.status), told.line, source_id)
                else:
                    nameless += 1
        for number in sorted(used):
            made.use(things.get(number))
        for family in sorted({relations.family(event_type) for event_type, _ in blocks.keys()}):
            there = [block for block in blocks.keys() if block[0] in family]
            events = [_linked(blocks, block, copies, kept) for block in there]
            for block in events:
                made.add_events(block, things.get)
            digest = "".join(blocks.digest(block) for block in there)
            made.add_relations(_related(family, digest, events, things, kept))
    for number, data in enumerate(found.rows()):
        rows = gist.loads_rows(data)
        made.add_article(rows, found.article(number).file, copies.get(rows.source["source_id"]))
    return made, nameless


def _linked(blocks: Blocks, block: Key, copies: Mapping[str, Copy], kept: LinkCache | None) -> Linked:
    """The events of one block: as they were in the last build, if it had the very same reports."""
    digest = blocks.digest(block)
    if kept is not None and (data := kept.get(block, digest)) is not None:
        return Linked.loads(data)
    made = Linked.of(link.events_of(blocks.read(block), copies), Numbers().of)
    if kept is not None:
        kept.put(block, digest, made.dumps())
    return made


def _related(
    family: tuple[str, ...], digest: str, events: Iterable[Linked], things: Things, kept: LinkCache | None
) -> list[relations.Relation]:
    """The relations between the events of a family of types: as they were, if all its blocks are."""
    if kept is not None and (data := kept.get((*family, "relations"), digest)) is not None:
        return linked.loads_relations(data)
    found = relations.related(side for block in events for side in linked.sides_of(block, things.get))
    if kept is not None:
        kept.put((*family, "relations"), digest, [linked.dumps_relations(found)])
    return found
