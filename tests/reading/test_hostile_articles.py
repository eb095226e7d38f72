"""Articles made to break things: never a traceback, never a hang, offsets always right.

tests/fuzz/ holds the families of hostile text and what must hold of any annotation; `make fuzz` looks further.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fuzz.families import FAMILIES, PROSE, repeated
from fuzz.invariants import check
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventpack import pipeline
from eventpack.core.errors import EventpackError
from eventpack.core.model import Annotation, Article
from eventpack.reading import articles


def annotated(text: str) -> Annotation:
    return next(pipeline.annotate([Article("hostile", text)]))


@pytest.mark.parametrize("name", FAMILIES)
def test_offsets_hold_in_text_of_the_family(name):
    check(annotated(FAMILIES[name](1000)))


# -- time ------------------------------------------------------------------------------------------------------------

# Processor time a character, against plain prose in the same run. Most of it is the parser's, and that grows with the
# number of words: text of single marks has five times as many as prose of the same length. Work that grows with the
# square of the length would take eight times as long a character at the large size; the bound lies well below that and
# well above what a busy machine adds.
DEAREST = 20
GROWTH = 4
SMALL, LARGE = 2_000, 16_000
FORMERLY_QUADRATIC = (
    "quotes",
    "one noun phrase",
    "growing capitals",
    "right to left",
    "a dateline of points",
    "unclosed brackets",
)


def seconds(text: str) -> float:
    """Processor time of one annotation."""
    start = time.process_time()
    annotated(text)
    return time.process_time() - start


def grows_no_faster(name: str) -> bool:
    plain = seconds(repeated(PROSE)(SMALL)) / SMALL
    small, large = (seconds(FAMILIES[name](size)) / size for size in (SMALL, LARGE))
    return large < DEAREST * plain and large < GROWTH * max(small, plain)


@pytest.mark.parametrize("name", FORMERLY_QUADRATIC)
def test_time_grows_with_length_and_no_faster(name):
    annotated(PROSE)  # what is made once in a process is made
    assert grows_no_faster(name) or grows_no_faster(name)  # other work on the machine may slow one run


# -- what stands in the files ----------------------------------------------------------------------------------------

STORY = "<p>" + "Troops left the town of Quito on Monday, officials said. " * 8 + "</p>"


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}{STORY}</body></html>".encode()


def linked_data(text: str) -> str:
    return f"<script type='application/ld+json'>{text}</script>"


PAGES: dict[str, bytes] = {
    "a hundred thousand open elements": page("<div>" * 100_000),
    "elements that nest paragraphs": page("<p><td>" * 50_000),
    "sidebars in sidebars": page("<div class='sidebar'>" * 20_000),
    "ends of what was not begun": page("<div>" * 199 + "</x>" * 50_000),
    "lists in lists": page("<ul><li>" * 30_000),
    "entities": page("<p>" + "&amp;" * 40_000 + "&#xD800;&#0;&#99999999;" * 100),
    "ampersands": page("&" * 100_000),
    "angles": page("<" * 50_000),
    "half a tag": page("<a " * 50_000),
    "half an end tag": page("</" * 100_000),
    "half a comment": page("<!--" * 20_000),
    "half an instruction": page("<?" * 100_000),
    "a declaration": b"<!DOCTYPE [" + b"<!ENTITY a 'b'>" * 20_000 + b"]>" + page(""),
    "an attribute without an end": page("<a b='" * 50_000),
    "a huge attribute": page(f"<p class='{'ad ' * 300_000}'>"),
    "a hundred thousand attributes": page("<p " + " ".join(f"a{n}=b" for n in range(100_000)) + ">"),
    "a script without an end": page("<script>" * 10_000),
    "linked data that nests": page("", linked_data("[" * 200_000)),
    "linked data with a huge number": page("", linked_data('{"@type": "Article", "headline": ' + "9" * 5000 + "}")),
    "linked data of other kinds": page(
        "",
        linked_data(
            '{"@type": ["Article", {}], "headline": {"name": [1]}, "author": [[[[["x"]]]], {"name": 3}, null], '
            '"publisher": true, "datePublished": 1e999, "url": [], "inLanguage": {}}'
        ),
    ),
    "linked data with half a surrogate pair": page(
        "", linked_data(r'{"@type": "Article", "headline": "\ud800", "articleBody": "' + r"\udc00 left. " * 40 + '"}')
    ),
    **{
        f"character set {name}": page("", f"<meta charset='{name}'>")
        for name in (
            "punycode",
            "undefined",
            "idna",
            "rot13",
            "base64",
            "utf-16",
            "utf-7",
            "unicode_escape",
            "..",
            "\0",
            "x" * 5000,
        )
    },
}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_or_refused_in_a_moment(name, tmp_path):
    (tmp_path / "a.html").write_bytes(PAGES[name])
    start = time.process_time()
    read_all(tmp_path)
    assert time.process_time() - start < 10


ROWS: dict[str, str] = {
    "half a surrogate pair": r'{"text": "Troops \ud800 left."}',
    "lists without end": "[" * 200_000,
    "objects without end": '{"a":' * 200_000,
    "a text of lists": '{"text": ' + "[" * 500 + "]" * 500 + "}",
    "authors of lists": '{"text": "Troops left.", "author": ' + "[" * 900 + "]" * 900 + "}",
    "keys twice": '{"text": "Troops left.", "text": "Troops came."}',
    "a huge number": '{"text": "Troops left.", "id": ' + "9" * 5000 + "}",
    "no number": '{"text": "Troops left.", "id": NaN, "published": Infinity}',
    "an id that is a path": r'{"text": "Troops left.", "id": "../../etc/passwd\n"}',
    "a NUL in an id": r'{"text": "Troops left.", "id": "\u0000"}',
    "a NUL in the text": r'{"text": "Troops\u0000 left."}',
    "a day that cannot be": '{"text": "Troops left.", "published": "99999-02-31"}',
    "a day without end": '{"text": "Troops left.", "published": "' + "1 March " * 50_000 + '"}',
    "an address without end": '{"text": "Troops left.", "url": "https://' + "a/" * 50_000 + '"}',
    "a language without end": '{"text": "Troops left.", "language": "' + "en-" * 50_000 + '"}',
    "a title without end": '{"text": "Troops left.", "title": "' + "a" * 200_000 + '"}',
    "a text too long": '{"text": "' + "a" * 300_000 + '"}',
    "bare carriage returns": '{"text": "Troops left."}\r{"text": "Troops came."}',
}


@pytest.mark.parametrize("name", ROWS)
def test_a_hostile_row_is_read_or_refused_in_a_moment(name, tmp_path):
    file = tmp_path / "in.jsonl"
    file.write_text(ROWS[name] + "\n", encoding="utf-8")
    start = time.process_time()
    read_all(file)
    assert time.process_time() - start < 10


def test_ten_megabytes_without_a_space_are_refused_at_once(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"a" * 10_000_000)
    (tmp_path / "in.jsonl").write_bytes(b'{"text": "' + b"a" * 10_000_000 + b'"}')
    for path in (tmp_path, tmp_path / "in.jsonl"):
        start = time.process_time()
        with pytest.raises(EventpackError, match="too long for one article"):
            list(articles.articles(path))
        assert time.process_time() - start < 5


def test_an_error_repeats_no_value_without_end(tmp_path, caplog):
    file = tmp_path / "in.jsonl"
    file.write_text(ROWS["a language without end"], encoding="utf-8")
    read_all(file)
    assert caplog.messages and all(len(message) < 1000 for message in caplog.messages)


def read_all(path) -> None:
    """Every article of `path`, or an EventpackError; anything else fails the test."""
    try:
        for article in articles.articles(path):
            assert article.text.encode("utf-8") and "\0" not in article.text
    except EventpackError as error:
        assert all(len(line) < 1000 for line in str(error).split("\n"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), suffix=st.sampled_from((".txt", ".html", ".jsonl", ".parquet", ".csv")))
def test_any_bytes_are_read_or_refused(data, suffix, tmp_path):
    if suffix == ".csv":
        (tmp_path / "a.txt").write_text("Troops left.")
        (tmp_path / "articles.csv").write_bytes(data)
        read_all(tmp_path)
        return
    folder = tmp_path / suffix[1:]
    folder.mkdir(exist_ok=True)
    file = folder / f"a{suffix}"
    file.write_bytes(data)
    read_all(file if suffix in (".jsonl", ".parquet") else folder)


@settings(max_examples=40, deadline=None)
@given(
    row=st.dictionaries(
        st.sampled_from(("id", "text", "title", "publisher", "author", "url", "published", "language", "other")),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        ),
    )
)
def test_any_row_is_read_or_refused(row):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "in.jsonl"
        file.write_text(json.dumps(row), encoding="utf-8")
        read_all(file)


# -- any text --------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    (
        "Peru",
        "Russian troops",
        " attacked ",
        "Kabul",
        " on Monday",
        "3 March 2024",
        ", ",
        ". ",
        "\n",
        "\r\n",
        "\u2028",
        '"',
        "(",
        ")",
        " said ",
        "the army",
        "'s",
        "-",
        "--",
        "\u0301",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\U0001f1f5\U0001f1ea",
        "\u0130",
        "\ufb03",
        "February 31",
        "99999999 years ago",
        "St. ",
        "U.S.",
        "withdrew from ",
        "LIMA (AP) -- ",
        "\t",
        " ",
    )
)


@settings(max_examples=60, deadline=None)
@given(text=st.lists(PIECES | st.text(max_size=8), min_size=1, max_size=25).map("".join))
def test_offsets_hold_in_any_text(text):
    text = "".join(char for char in text if char != "\0" and not "\ud800" <= char <= "\udfff")
    if text.strip():
        check(annotated(text))
