"""The cache of annotations: the same package with it and without, less work, and no harm from what befalls its file."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_texts import ARTICLES

from eventpack import pipeline
from eventpack.annotation import cache as annotation_cache
from eventpack.annotation import extract, serialise
from eventpack.annotation.cache import AnnotationCache, key, open_cache
from eventpack.annotation.report_lines import EntityTable, Reader
from eventpack.annotation.workers import InProcess
from eventpack.core.model import Article
from eventpack.times import publication


class Counting(InProcess):
    """Annotates here, and notes what it was given."""

    def __init__(self):
        self.given = []

    def submit(self, tasks):
        self.given += [task.article.id for task in tasks]
        return super().submit(tasks)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "annotations.sqlite"


def annotations(cache, articles=ARTICLES, pool=None):
    return list(pipeline.annotate(articles, None, pool, cache))


@pytest.fixture(scope="module")
def plain():
    return annotations(None)


@pytest.mark.parametrize("number", range(len(ARTICLES)))
def test_an_annotation_comes_back_from_its_bytes_as_it_was(number, plain):
    assert plain[number].reports
    assert serialise.loads(serialise.dumps(plain[number]), ARTICLES[number]) == plain[number]


def test_an_article_comes_back_from_its_bytes_as_it_was():
    for article in (*ARTICLES, Article("odd", "lone \ud800 surrogate\r\n\u2028", url="https://x.example")):
        assert serialise.loads_article(*serialise.dumps_article(article)) == article


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_annotation_are_refused(data):
    with pytest.raises(serialise.NotReadable):
        serialise.loads(data, ARTICLES[0])


def test_a_gist_says_of_an_article_what_its_annotation_does(plain):
    for annotation in plain:
        data, text = serialise.dumps(annotation), annotation.article.text
        rows = extract.loads_rows(serialise.rows(data))
        assert rows.source["sha256"] == annotation.article.sha256
        assert rows.source["published_earliest"] == annotation.published.earliest
        cells = [(row["event_type"], row["status"], row["date_earliest"], row["location_id"]) for row in rows.reports]
        assert cells == [
            (r.event_type, r.status, r.date_earliest, r.place and r.place.location.location_id)
            for r in annotation.reports
        ]
        assert [row["quote"] for row in rows.reports] == [text[r.start : r.end] for r in annotation.reports]
        source_id, told_of, reports, _ = extract.loads_linker_rows(serialise.linker_rows(data))
        assert source_id == annotation.article.source_id
        things = EntityTable()
        things.know(told_of)
        reader = Reader(things)
        assert [reader.read(one.line, one.event_type) for one in reports] == list(extract.report_keys([annotation]))


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_bytes_that_hold_no_gist_are_refused(data):
    for half in (serialise.linker_rows, serialise.rows):
        with pytest.raises(serialise.NotReadable):
            half(data)


def test_what_was_annotated_before_is_not_annotated_again(file, plain):
    with AnnotationCache(file) as cache:
        assert annotations(cache) == plain
    pool = Counting()
    with AnnotationCache(file) as cache:
        more = Article("d", "Israeli jets bombed Hezbollah positions in Tyre on Sunday.")
        found = annotations(cache, [ARTICLES[0], more, *ARTICLES[1:]], pool)
    assert pool.given == ["d"]
    assert [found[0], *found[2:]] == plain


@pytest.mark.parametrize(
    "change",
    [{"text": ARTICLES[0].text + " "}, {"published": date(2021, 5, 5)}, {"url": "https://news.example/2021/05/06/x"}],
)
def test_an_article_with_another_text_or_date_is_another(change):
    assert key(replace(ARTICLES[0], **change)) != key(ARTICLES[0])


def test_an_article_under_another_name_is_the_same(file):
    assert key(replace(ARTICLES[0], id="other", file="other.txt")) == key(ARTICLES[0])


def test_a_damaged_entry_is_annotated_again_and_mended(file, plain):
    with AnnotationCache(file) as cache:
        annotations(cache)
    base = sqlite3.connect(file)
    base.execute("UPDATE entry SET data = substr(data, 1, length(data) - 1) WHERE key = ?", (key(ARTICLES[1]),))
    # What another article has, under this one's key: a whole entry, but not its own.
    base.execute(
        "UPDATE entry SET (data, sum) = (SELECT data, sum FROM entry WHERE key = ?) WHERE key = ?",
        (key(ARTICLES[0]), key(ARTICLES[2])),
    )
    base.commit()
    base.close()
    for expected in (["b", "c"], []):
        pool = Counting()
        with AnnotationCache(file) as cache:
            assert annotations(cache, pool=pool) == plain
        assert pool.given == expected


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"no database at all",
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: data[:200] + bytes(len(data) - 200),
    ],
)
def test_a_damaged_file_is_made_anew(file, plain, damage):
    with AnnotationCache(file) as cache:
        annotations(cache)
    file.write_bytes(damage(file.read_bytes()))
    for _ in range(2):
        with AnnotationCache(file) as cache:
            assert annotations(cache) == plain


def test_a_file_deleted_while_it_is_used_does_no_harm(file, plain):
    with AnnotationCache(file) as cache:
        annotations(cache, ARTICLES[:1])
        file.unlink()
        assert annotations(cache) == plain
    with AnnotationCache(file) as cache:
        assert annotations(cache) == plain


def test_several_use_one_file_at_once(file):
    entries = {bytes([n]) * 20: b"x" * n for n in range(60)}

    def use(part):
        with AnnotationCache(file) as cache:
            for name in list(entries)[part::4]:
                cache.put({name: entries[name]})
            return cache.get(entries)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(use, range(4)))
    assert all(entries.items() >= one.items() for one in found)
    with AnnotationCache(file) as cache:
        assert cache.get(entries) == entries


def test_a_file_that_another_holds_is_not_taken_for_damaged(file, monkeypatch):
    monkeypatch.setattr(annotation_cache, "_WAIT_SECONDS", 0.1)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("CREATE TABLE mark (x)")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OSError, match="held by another process"):
        AnnotationCache(file)
    holder.execute("ROLLBACK")
    holder.close()
    with AnnotationCache(file) as cache:
        cache.put({b"k" * 20: b"x"})
    assert sqlite3.connect(file).execute("SELECT name FROM sqlite_master WHERE name = 'mark'").fetchone()


def test_a_file_that_cannot_be_written_any_more_is_done_without(file, plain, caplog):
    cache = AnnotationCache(file)
    cache.close()
    assert annotations(cache) == plain
    assert "cannot be" in caplog.text


def test_a_cache_grown_too_big_forgets_what_was_not_used_for_longest(file, monkeypatch):
    with AnnotationCache(file) as cache:
        cache.put({bytes([n]) * 20: bytes(4000) for n in range(100)})
        cache._base.execute("UPDATE entry SET used = 5 WHERE key < ?", (bytes([50]),))
    monkeypatch.setattr("eventpack.annotation.cache.MOST_BYTES", 100_000)
    with AnnotationCache(file) as cache:
        assert set(cache.get(bytes([n]) * 20 for n in range(100))) == {bytes([n]) * 20 for n in range(50, 100)}


def test_a_folder_where_others_can_write_is_not_taken_for_the_cache(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    shared = tmp_path / "shared"
    monkeypatch.setattr("eventpack.storage.cache_folder.cache_folders", lambda: [tmp_path / "file", shared])
    with open_cache() as cache:
        assert cache.folder == shared and shared.stat().st_mode & 0o077 == 0
    shared.chmod(0o777)
    assert open_cache() is None


def test_bounds_that_other_articles_give_are_kept_as_well(file):
    dated = publication.bounds(ARTICLES[2], annotations(None)[2].clues, [(1.0, date(2020, 3, 20))])
    assert dated.earliest == date(2020, 3, 14)
    assert key(ARTICLES[2], dated) != key(ARTICLES[2])
