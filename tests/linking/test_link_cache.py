"""What was linked is kept block by block: the same package with it and without, whatever befalls its files."""

import json
from dataclasses import replace

import pytest

from eventpack import pipeline
from eventpack.annotation.cache import AnnotationCache, coder_digest
from eventpack.annotation.extract import report_keys
from eventpack.annotation.report_lines import EntityNumbers, EntityTable, last_day
from eventpack.annotation.report_lines import write as write_line
from eventpack.core.model import Actor, Article, Location
from eventpack.linking import join_reports
from eventpack.linking.blocks import Blocks, key
from eventpack.linking.cache import LinkCache
from eventpack.text.near_copies import Copy

TEXTS = {
    "a": "French troops withdrew from Gao on Sunday, officials in Mali said. Mali accused France of haste.",
    "b": "Police in Tunis arrested three protesters on Monday. Chile's president met Peru's president in Lima.",
    "c": "France pulled its soldiers out of Gao on Sunday after nine years.",
    "d": "Chile imposed sanctions on Peru on Tuesday. Police in Tunis detained three demonstrators on Monday.",
}


def write(path, names):
    path.write_text("".join(json.dumps({"id": n, "text": TEXTS[n], "published": "2021-05-04"}) + "\n" for n in names))
    return path


def tables(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "data").iterdir())}


def blocks_of(found, copies=None):
    things, numbers = EntityTable(), EntityNumbers()
    blocks = Blocks(things, copies)
    for telling in found:
        blocks.add(
            key(telling.event_type, telling.status),
            write_line(telling, numbers),
            telling.source_id,
            last_day(telling),
            telling.event_key,
        )
    things.know(numbers.described)
    return blocks


@pytest.fixture
def cache(tmp_path):
    with AnnotationCache(tmp_path / "cache" / "annotations.sqlite") as opened:
        yield opened


@pytest.fixture
def linked(monkeypatch):
    """Notes the blocks that are linked anew."""
    done = []
    events_of = join_reports.events_of

    def noting(block, copies):
        block = list(block)
        done.append(key(block[0].event_type, block[0].status))
        return events_of(block, copies)

    monkeypatch.setattr(join_reports, "events_of", noting)
    return done


def test_only_blocks_with_a_new_report_are_linked_anew(tmp_path, cache, linked):
    news, out = tmp_path / "news.jsonl", tmp_path / "out"
    pipeline.build(write(news, "ab"), out, cache=cache)
    first = set(linked)
    linked.clear()
    pipeline.build(news, out, cache=cache)
    assert not linked
    pipeline.build(write(news, "abc"), out, cache=cache)
    assert set(linked) == {("RETREAT", "real")} < first


def test_in_however_many_steps_articles_join_the_package_is_that_of_one_build(tmp_path, cache):
    news, out, other = tmp_path / "news.jsonl", tmp_path / "out", tmp_path / "other"
    for names in ("b", "bd", "abd", "abcd"):
        pipeline.build(write(news, names), out, cache=cache, fresh=True)
    pipeline.build(news, other)
    assert tables(out) == tables(other)


def test_an_article_that_goes_takes_its_reports_along(tmp_path, cache):
    news, out, other = tmp_path / "news.jsonl", tmp_path / "out", tmp_path / "other"
    pipeline.build(write(news, "abcd"), out, cache=cache)
    pipeline.build(write(news, "bd"), out, cache=cache, fresh=True)
    pipeline.build(news, other)
    assert tables(out) == tables(other)


DAMAGES = (
    lambda file: file.write_bytes(b""),
    lambda file: file.write_bytes(file.read_bytes()[:-3]),
    lambda file: file.write_bytes(file.read_bytes()[:40] + b"\0" + file.read_bytes()[41:]),
    lambda file: file.unlink(),
)


def test_what_is_damaged_is_linked_anew(tmp_path, cache, linked):
    news, out = write(tmp_path / "news.jsonl", "abcd"), tmp_path / "out"
    pipeline.build(news, out, cache=cache)
    before, blocks = tables(out), set(linked)
    files = [path for path in (cache.folder / "linked").rglob("*") if path.is_file()]
    assert len(files) > len(blocks)  # and the relations of each family of types
    for damage in DAMAGES:
        for file in files:
            damage(file)
        linked.clear()
        pipeline.build(news, out, cache=cache)
        assert tables(out) == before
        assert set(linked) == blocks


def test_where_nothing_can_be_kept_the_build_goes_on_and_says_so_once(tmp_path, cache, caplog):
    (cache.folder / "linked").write_text("a file where the folder should be")
    news, out = write(tmp_path / "news.jsonl", "ab"), tmp_path / "out"
    pipeline.build(news, out, cache=cache)
    assert (out / "datapackage.json").exists()
    assert caplog.text.count("cannot be written") == 1 and "the build goes on" in caplog.text


def test_what_another_version_kept_is_swept_away(tmp_path):
    LinkCache(tmp_path, "old", tmp_path / "out").put(("RETREAT", "real"), "0", [b"x"])
    other = LinkCache(tmp_path, coder_digest(), tmp_path / "out")
    assert list((tmp_path / "linked").iterdir()) == []
    assert other.get(("RETREAT", "real"), "0") is None


def test_a_block_is_known_by_its_tellings_in_any_order_and_by_the_copies_among_them():
    annotations = list(pipeline.annotate([Article(name, text) for name, text in TEXTS.items()]))

    def digests(found, copies=None):
        with blocks_of(report_keys(found), copies) as blocks:
            return {block: blocks.digest(block) for block in blocks.names()}

    plain = digests(annotations)
    assert digests(annotations[::-1]) == plain
    assert digests(annotations[:-1]) != plain
    copied = digests(annotations, {annotations[0].article.source_id: Copy("src-other", "North Post")})
    assert copied.keys() == plain.keys()
    assert copied != plain


def test_tellings_come_back_from_their_blocks_as_they_were():
    told = list(report_keys(pipeline.annotate([Article(name, text) for name, text in TEXTS.items()])))
    with blocks_of(told) as blocks:
        back = [telling for block in blocks.names() for telling in blocks.read(block)]
    assert sorted(back, key=lambda t: t.report_id) == sorted(told, key=lambda t: t.report_id)


def test_a_place_or_an_actor_has_one_number_for_each_that_is_said_of_it():
    numbers, other = EntityNumbers(), EntityNumbers()
    state = Actor("qqq", "Quenland", "country", None, "QQQ", "lexicon")
    army = Actor("qqq-mil", "Quenland's military", "military", "MIL", "QQQ", "composition", state)
    camp = Location("eventpack:camp", "Camp", "camp", "QQQ", None, 36.0, 40.0, "eventpack", "camp", None, ("The Camp",))
    found = [numbers.of(thing) for thing in (army, camp, state)]
    assert [other.of(thing) for thing in (camp, army)] == [found[1], found[0]]
    assert len({*found, numbers.of(replace(camp, name="Field"))}) == 4
    things = EntityTable()
    things.know(json.loads(json.dumps(numbers.described)))
    assert [things.get(number) for number in found] == [army, camp, state]
    assert things.get(found[0]).parent is things.get(found[2])
