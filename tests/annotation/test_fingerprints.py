"""What is kept of a text to compare it by: the same from the cache as worked out anew, whatever befalls the cache."""

import sqlite3
from datetime import date

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack import pipeline
from eventpack.annotation import fingerprints, serialise
from eventpack.annotation.article_store import ArticleStore
from eventpack.annotation.cache import AnnotationCache, key
from eventpack.core.model import Article, Published
from eventpack.reading import english
from eventpack.text import near_copies
from eventpack.times import publication

STORY = (
    "Officials in Tamworth and Aldridge said the Kestrel bridge stood under water. Mayor Odell of Aldridge asked "
    "the Severn Authority for boats, and the Kestrel school took in families from Tamworth.\n"
)
ARTICLES = [
    Article("a", "TAMWORTH (Reuters) - " + STORY, publisher="Reuters", published=date(2024, 3, 20)),
    Article("b", STORY + "Police arrested two men on March 14.", publisher="Vale Post"),
    Article("c", "Peru sent troops to Arica on Monday, the president of Chile said."),
]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_traits_come_back_from_their_bytes_as_they_were(text):
    found = fingerprints.of(text)
    assert fingerprints.loads(fingerprints.dumps(found)) == found


def test_an_agency_named_in_a_dateline_comes_back_too():
    found = fingerprints.loads(fingerprints.dumps(fingerprints.of(ARTICLES[0].text)))
    assert found.signature.credit == "Reuters"
    assert found.names == publication.name_digests(ARTICLES[0].text) != b""


def test_they_are_worked_out_once_for_a_text_under_any_name_and_publisher(tmp_path, monkeypatch):
    with AnnotationCache(tmp_path / "annotations.sqlite") as cache:
        first = fingerprints.of_all(ARTICLES, cache)
        monkeypatch.setattr(fingerprints, "of", lambda text: pytest.fail("worked out again"))
        again = fingerprints.of_all([Article("x", one.text, publisher="Other") for one in ARTICLES], cache)
    assert again == first


def test_signatures_given_or_worked_out_find_the_same_copies():
    given = near_copies.Copies()
    for article in ARTICLES:
        given.add(article, near_copies.signature(article.text))
    assert given.found() == factories.copies_of(ARTICLES) != {}


def test_a_long_text_is_compared_by_all_of_it():
    words = [f"word{(n * 7919 + n * n) % 9973}" for n in range(3000)]
    one, end = Article("one", " ".join(words)), Article("end", " ".join(words[2000:]))
    assert list(factories.copies_of([one, end])) == [end.source_id]


def built(folder, cache):
    rows = folder / "news"
    rows.mkdir(exist_ok=True)
    for article in ARTICLES:
        (rows / f"{article.id}.txt").write_text(article.text, encoding="utf-8")
    (rows / "articles.csv").write_text(
        "file,publisher,author,url,published,language\na.txt,Reuters,,,2024-03-20,\nb.txt,Vale Post,,,,\n",
        encoding="utf-8",
    )
    pipeline.build(rows, folder / "out", cache=cache, fresh=True)
    return {path.name: path.read_bytes() for path in (folder / "out/data").iterdir()}


def test_a_package_is_the_same_without_a_cache_from_it_and_from_a_damaged_one(tmp_path):
    plain = built(tmp_path, None)
    assert b"src-" in plain["sources.csv"] and b",2024-03-14," in plain["reports.csv"]  # the year is the neighbour's
    file = tmp_path / "annotations.sqlite"
    for _ in range(2):
        with AnnotationCache(file) as cache:
            assert built(tmp_path, cache) == plain
    base = sqlite3.connect(file)
    whole = dict(base.execute("SELECT key, data FROM entry"))
    of_texts = [fingerprints._key(article) for article in ARTICLES]
    base.executemany(
        "UPDATE entry SET data = substr(data, 1, length(data) - 3) WHERE key = ?", [(name,) for name in of_texts[:2]]
    )
    # What another text has, under this one's key.
    base.execute(
        "UPDATE entry SET (data, sum) = (SELECT data, sum FROM entry WHERE key = ?) WHERE key = ?",
        (of_texts[0], of_texts[2]),
    )
    base.commit()
    with AnnotationCache(file) as cache:
        assert built(tmp_path, cache) == plain
    assert dict(base.execute("SELECT key, data FROM entry")) == whole
    base.close()


def test_of_an_annotation_what_dates_it_can_be_read_alone(tmp_path):
    for annotation in pipeline.annotate(ARTICLES):
        data = serialise.dumps(annotation)
        assert serialise.loads_dating(data) == (annotation.published, annotation.clues)
        for wrong in (b"", data[:40], data[1:]):
            with pytest.raises(serialise.NotReadable):
                serialise.loads_dating(wrong)


def test_a_spill_gives_back_what_was_put_after_others_were_replaced_and_taken_out():
    with ArticleStore() as spill:
        for article in ARTICLES:
            spill.add(article)
        for number in (2, 0, 1):
            article = ARTICLES[number]
            spill.annotate(number, article.id.encode() * 70_000, publication.name_digests(article.text))
        spill.annotate(1, b"new")
        spill.remove([0])
        assert list(spill.articles()) == ARTICLES[1:]
        assert [spill.stored(n) for n in range(2)] == [b"new", b"c" * 70_000]
        assert [spill.names(n) for n in range(2)] == [publication.name_digests(a.text) for a in ARTICLES[1:]]
        texts = spill.texts()
        assert dict(texts) == {a.sha256: a.text for a in ARTICLES[1:]} and len(texts) == 2
        assert ARTICLES[0].sha256 not in texts


def test_a_text_is_found_by_a_digest_that_ends_with_zeros():
    number = next(n for n in range(5000) if Article("x", f"text {n}").sha256.endswith("00"))
    articles = [Article(str(n), f"text {n}") for n in (number, number + 1)]
    with ArticleStore() as spill:
        for article in articles:
            spill.add(article)
        assert dict(spill.texts()) == {a.sha256: a.text for a in articles}


def test_keys_of_texts_and_of_annotations_are_never_one():
    assert fingerprints._key(ARTICLES[0]) != key(ARTICLES[0])
    assert key(ARTICLES[0], Published(None, None, "unknown")) != key(ARTICLES[0])


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=80))
def test_words_of_plain_letters_are_found_the_same_by_either_pattern(text):
    assert english._ASCII_WORD.findall(text) == english._WORD.findall(text)
