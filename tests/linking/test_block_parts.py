"""A large block is linked in parts of the calendar: an article more touches one part, and no border divides an event."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from test_link_cache import blocks_of, tables

from eventpack import pipeline
from eventpack.annotation.cache import AnnotationCache
from eventpack.annotation.extract import report_keys
from eventpack.core.model import Article
from eventpack.linking import blocks as blocks_module
from eventpack.linking import join_reports
from eventpack.linking.blocks import edges

# The last day before a border of parts of any length up to 1,024 days, and the first after it.
BORDER = date.fromordinal(725 * 1024)
EVE = BORDER - timedelta(days=1)
TOWNS = ("Homs", "Aleppo", "Idlib", "Hama", "Raqqa", "Daraa", "Tartus", "Palmyra")


def _line(name, text, published):
    return json.dumps({"id": name, "text": text, "published": published.isoformat()}) + "\n"


def _news(path, *more):
    """Strikes of eight years, one told on both sides of a border, and `more`."""
    lines = [
        _line(town, f"Turkish forces shelled {town} on {(day := BORDER + timedelta(days=400 * n + 7)):%d %B %Y}.", day)
        for n, town in enumerate(TOWNS, start=-4)
    ]
    lines += [
        _line("eve", f"Israeli jets bombed Hezbollah positions in Tyre on {EVE:%d %B %Y}.", EVE),
        _line("day", "Israel struck Hezbollah positions in Tyre, residents said.", BORDER),
    ]
    path.write_text("".join([*lines, *more]))
    return path


def _reports(*texts_and_days):
    return list(
        report_keys(pipeline.annotate(Article(f"a{n}", t, published=d) for n, (t, d) in enumerate(texts_and_days)))
    )


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(blocks_module, "MANY", 3)


def test_an_event_on_two_sides_of_a_border_is_one_as_it_is_in_a_whole_block(tmp_path, monkeypatch):
    news = _news(tmp_path / "news.jsonl")
    pipeline.build(news, tmp_path / "whole")
    monkeypatch.setattr(blocks_module, "MANY", 3)
    pipeline.build(news, tmp_path / "parts")
    assert tables(tmp_path / "parts") == tables(tmp_path / "whole")
    events = (tmp_path / "parts" / "data" / "events.csv").read_text()
    assert events.count("Hezbollah") == 1


def test_one_article_more_links_the_part_it_belongs_to(tmp_path, few, monkeypatch):
    linked = []
    events_of = join_reports.events_of

    def noting(block, copies):
        block = list(block)
        linked.extend(report.report_id for report in block)
        return events_of(block, copies)

    monkeypatch.setattr(join_reports, "events_of", noting)
    later = _line("more", "Turkish forces shelled Kobani on Sunday.", BORDER + timedelta(days=1208))
    with AnnotationCache(tmp_path / "cache" / "annotations.sqlite") as cache:
        pipeline.build(_news(tmp_path / "news.jsonl"), tmp_path / "out", cache=cache)
        before = len(linked)
        linked.clear()
        pipeline.build(_news(tmp_path / "news.jsonl", later), tmp_path / "out", cache=cache)
    assert 1 <= len(linked) <= 3 < before
    pipeline.build(_news(tmp_path / "news.jsonl", later), tmp_path / "fresh")
    assert tables(tmp_path / "out") == tables(tmp_path / "fresh")


def test_the_parts_of_a_block_hold_each_report_once_within_their_days(few):
    told = _reports(
        *(
            (f"Turkish forces shelled {town} on {EVE - timedelta(days=n):%d %B %Y}.", BORDER)
            for n, town in enumerate(TOWNS)
        ),
        ("Turkish forces shelled Kobani.", None),
    )
    with blocks_of(told) as blocks:
        names = blocks.names()
        assert names == blocks.names()
        held = {name: list(blocks.read(name)) for name in names}
    assert sorted(report.report_id for there in held.values() for report in there) == sorted(r.report_id for r in told)
    assert all(len(name) == 4 for name in names)
    for name, there in held.items():
        first, last = edges(name)
        assert all(first <= (r.date_latest.toordinal() if r.date_latest else 0) <= last for r in there)


def test_what_a_coder_says_is_one_event_is_in_one_part(few):
    days = [EVE - timedelta(days=40 * n) for n in range(6)]
    told = [
        replace(report, source_id="src-one", event_key="k")
        for report in _reports(*((f"Turkish forces shelled Homs on {day:%d %B %Y}.", BORDER) for day in days))
    ]
    with blocks_of(told) as blocks:
        assert len(blocks.names()) == 1
    with blocks_of([replace(report, event_key=None) for report in told]) as blocks:
        assert len(blocks.names()) > 1


def test_a_small_block_is_whole():
    with blocks_of(_reports(("Turkish forces shelled Homs on Sunday.", BORDER))) as blocks:
        (name,) = blocks.names()
    assert name == ("ASSAULT", "real") and edges(name) is None
