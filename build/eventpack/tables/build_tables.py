"""The articles of a build to the rows of its tables: block by block, so that an archive fits in memory, and with what
was linked before (:mod:`eventpack.linking.cache`), so that one more article costs little."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from ..annotation import extract
from ..annotation.article_store import ArticleStore
from ..annotation.report_lines import EntityNumbers, EntityTable
from ..core.model import UNIDENTIFIED
from ..linking import join_reports, relations
from ..linking.blocks import Blocks, Name, edges, key
from ..linking.cache import LinkCache
from ..text.near_copies import Copy
from . import collector, linked_block
from .linked_block import Linked
from .linked_blocks import LinkedBlocks


def linked_tables(
    found: ArticleStore,
    copies: Mapping[str, Copy],
    kept: LinkCache | None,
    *,
    with_mentions: bool = True,
    quote_length: int | None = None,
) -> tuple[collector.Tables, int]:
    """The tables of all articles, linked, and how many reports make no event and are left out
    (:func:`eventpack.annotation.report_ids.makes_event`).

    Without mentions the table of that name is empty, and locations and actors hold only those of events and reports. Quotes
    have `quote_length` code points at most.
    """
    made, things, numbers, nameless = collector.Tables(quote_length=quote_length), EntityTable(), EntityNumbers(), 0
    used: set[int] = set()
    numbers.of(UNIDENTIFIED)  # takes part in what names no party: no article mentions it
    things.know(numbers.described)
    with Blocks(things, copies) as blocks:
        for data in found.linker_rows():
            source_id, told_of, reports, mentioned = extract.loads_linker_rows(data)
            things.know(told_of)
            if with_mentions:
                used.update(mentioned)
            for report in reports:
                if report.review == "rejected":
                    used.update(report.used)
                elif report.linkable:
                    used.update(report.used)
                    place = key(report.event_type, report.status)
                    blocks.add(place, report.line, source_id, report.day, report.event_key)
                else:
                    nameless += 1
        for number in sorted(used):
            made.use(things.get(number))
        with LinkedBlocks() as linked:
            names = blocks.names()
            for name in names:
                linked.add(_linked(blocks, name, copies, kept))
            joined = linked.join(blocks, names, copies)
            for family in sorted({relations.family(event_type) for event_type, *_ in names}):
                there = [number for number, (event_type, *_) in enumerate(names) if event_type in family]
                events = [linked.get(number) for number in there]
                events += [block for event_type, block in joined.items() if event_type in family]
                for block in events:
                    made.add_events(block, things.get)
                digest = _digest(events)
                made.add_relations(_related(family, digest, events, things, kept))
    for number, data in enumerate(found.rows()):
        rows = extract.loads_rows(data)
        made.add_article(rows, found.head(number).file, copies.get(rows.source["source_id"]))
        if with_mentions:
            made.add_mentions(rows)
    return made, nameless


def _linked(blocks: Blocks, block: Name, copies: Mapping[str, Copy], kept: LinkCache | None) -> Linked:
    """The events of one block: as they were in the last build, if it had the very same reports."""
    digest = blocks.digest(block)
    if kept is not None and (data := kept.get(block, digest)) is not None:
        return Linked.loads(data)
    made = Linked.of(join_reports.events_of(blocks.read(block), copies), EntityNumbers().of, edges(block))
    if kept is not None:
        kept.put(block, digest, made.dumps())
    return made


def _digest(events: Iterable[Linked]) -> str:
    """Names what the relations between some events are made of."""
    made = hashlib.blake2b(digest_size=16)
    for block in events:
        made.update(block.sides)
        made.update(b"\n")
    return made.hexdigest()


def _related(
    family: tuple[str, ...], digest: str, events: Iterable[Linked], things: EntityTable, kept: LinkCache | None
) -> list[relations.Relation]:
    """The relations between the events of a family of types: as they were, if all its blocks are."""
    if kept is not None and (data := kept.get((*family, "relations"), digest)) is not None:
        return linked_block.loads_relations(data)
    found = relations.related(side for block in events for side in linked_block.sides_of(block, things.get))
    if kept is not None:
        kept.put((*family, "relations"), digest, [linked_block.dumps_relations(found)])
    return found
