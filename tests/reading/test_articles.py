"""Reading input: what is accepted is kept as it is, what is not is refused with one message a user can act on."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventpack.core.errors import InputError
from eventpack.reading import articles
from eventpack.reading.dates import Ambiguous, read_day
from eventpack.reading.metadata import shorten
from eventpack.reading.rejected import BadArticles
from eventpack.reading.text_file import MAX_CHARACTERS

HEADER = "file,publisher,author,url,published,language\n"
STORY = "Ferry line reopens\nThe port of Marlow took in its first ferry on Tuesday.\n"


def folder(tmp_path: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def jsonl(tmp_path: Path, *rows: dict | str | bytes) -> Path:
    lines = [r if isinstance(r, bytes) else (r if isinstance(r, str) else json.dumps(r)).encode() for r in rows]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return tmp_path / "in.jsonl"


def refusal(path: Path, **options) -> InputError:
    with pytest.raises(InputError) as caught:
        list(articles.articles(path, **options))
    message = str(caught.value)
    assert "\n" not in message and message.startswith(caught.value.file) and message.endswith(".")
    return caught.value


# --- a folder of text files


def test_a_text_is_the_whole_decoded_file_with_its_line_ends_and_byte_order_mark(tmp_path):
    raw = "\ufeffMarlow waits\r\n\r\nTalks “go on” in \u200fحلب\u200f.\r\n".encode()
    (article,) = articles.articles(folder(tmp_path, {"a.txt": raw}))
    assert article.text.encode() == raw
    assert article.title == "Marlow waits"
    assert (article.id, article.file) == ("a", "a.txt")


def test_the_title_is_the_first_line_that_is_not_empty_and_never_a_whole_text(tmp_path):
    long_line = "word " * 200
    one, two = articles.articles(folder(tmp_path, {"1.txt": "\n \t\nHead  line \nBody.", "2.txt": long_line}))
    assert one.title == "Head line"
    assert len(two.title) <= 300 and two.title.endswith("word…")


def test_files_come_in_the_order_of_their_names_whatever_the_order_they_were_written_in(tmp_path):
    names = ["b.txt", "a.html", "É.txt", "B.TXT", "10.txt", "9.txt"]
    for name in names:
        (tmp_path / name).write_text(f"<p>{name} and enough words to be a paragraph of text.</p>")
    assert [a.file for a in articles.articles(tmp_path)] == sorted(names)


def test_articles_csv_gives_the_metadata_and_an_empty_cell_gives_none(tmp_path):
    rows = 'b.txt,"Marlow Post, The",,https://example.org/b,2024-02-29,en\n\na.txt,,,,2024-03-01T23:30:00-05:00,\n'
    a, b = articles.articles(folder(tmp_path, {"a.txt": STORY, "b.txt": "B", "articles.csv": "\ufeff" + HEADER + rows}))
    assert (b.publisher, b.author, b.url, b.published, b.language) == (
        "Marlow Post, The",
        None,
        "https://example.org/b",
        date(2024, 2, 29),
        "en",
    )
    assert (a.publisher, a.published) == (None, date(2024, 3, 1))


def test_other_files_and_hidden_files_in_the_folder_are_passed_over(tmp_path):
    files = {"a.txt": STORY, ".hidden.txt": "x", "notes.md": "x", "b.txt~": "x"}
    assert [a.file for a in articles.articles(folder(tmp_path, files))] == ["a.txt"]


@pytest.mark.parametrize(
    ("files", "line", "message"),
    [
        ({}, None, "holds no article. Give articles in one of the formats .txt, "),
        ({"a.png": b"x"}, None, "holds no article: 1 file passed over: 1 .png"),
        ({"a.txt": b""}, None, "is empty"),
        ({"a.txt": "\ufeff \r\n\u200f"}, None, "is empty"),
        ({"a.txt": b"Good line\nCaf\xe9 closes\n"}, 2, "byte 14 of the file (0xe9) is not UTF-8"),
        ({"a.txt": b"One\nTwo\x00\n"}, 2, "NUL byte"),
        ({"a.txt": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"}, 1, "a PNG image"),
        ({"a.txt": b"%PDF-1.7\n1 0 obj\n"}, 1, "is a PDF"),
        ({"a.txt": "Marlow".encode("utf-16")}, 1, "iconv -f UTF-16"),
        ({"a.txt": "a" * (MAX_CHARACTERS + 1)}, None, "250,001 characters, where the limit is 250,000"),
        ({"a.txt": STORY, "a.html": "<p>x</p>"}, None, 'the id "a" was used before'),
        ({"a.txt": STORY, "b.txt": STORY}, None, "has the same text as"),
        ({"a.html": "<html><script>var x = 1</script></html>"}, None, "no article text"),
        ({"a.html": b'<meta charset="klingon"><p>x</p>'}, None, "unknown character set"),
        ({"a.html": b"<p>Caf\xe9</p>"}, 1, "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_article_is_refused(tmp_path, files, line, message):
    error = refusal(folder(tmp_path, files))
    assert error.line == line
    assert message in str(error)


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read(tmp_path, monkeypatch):
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("was read"))
    assert "50,000,000 bytes" in str(refusal(tmp_path))


@pytest.mark.parametrize(
    ("csv", "line", "message"),
    [
        ("", None, "is empty"),
        (HEADER + "b.txt,,,,,\n", 2, 'no article "b.txt"'),
        (HEADER + "a.txt", 2, "has 1 cells where the header has 6"),
        (HEADER + 'a.txt,"A\nB",,,,\na2.txt,,,,,\n', 4, 'perhaps to "a.txt"'),
        (HEADER + "a.txt,,,,31/13/2024,\n", 2, 'published is "31/13/2024", which names no day'),
        (HEADER + "a.txt,,,,03/10/2026,\n", 2, "Say which it is with --day-first or --month-first"),
        (HEADER + "a.txt,,,,2023-02-29,\n", 2, "names no day"),
        (HEADER + "a.txt,,,,2023-02,\n", 2, "YYYY-MM-DD"),
        (HEADER + "a.txt,,,,,\na.txt,,,,,\n", 3, "described before, on line 2"),
        ("file,publisher,author,url,language\na.txt,,,,\n", 1, "has no column published"),
        (HEADER.replace(",", ";"), 1, "Separate the cells with commas"),
        (HEADER.replace("language", "url,language"), 1, 'the column "url" twice'),
        (HEADER + "a.txt,,,example.org/x,,\n", 2, "not a web address"),
        (HEADER + "a.txt,,,,,English (UK)\n", 2, "no BCP 47"),
        (HEADER + 'a.txt,"x" y,,,,\n', 2, "is not CSV"),
        (b"file,publisher\xff\n", 1, "is not UTF-8"),
    ],
)
def test_articles_csv_is_checked_line_by_line(tmp_path, csv, line, message):
    error = refusal(folder(tmp_path, {"a.txt": STORY, "articles.csv": csv}))
    assert error.line == line
    assert message in str(error)
    assert error.file == str(tmp_path / "articles.csv")


def test_what_is_not_there_or_not_an_input_is_refused(tmp_path):
    assert "no such folder or file" in str(refusal(tmp_path / "nowhere"))
    (tmp_path / "a.odt").write_text(STORY)
    assert "has a format that eventpack does not read. Give a folder, or a file of one of .txt" in str(
        refusal(tmp_path / "a.odt")
    )


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    def denied(path, *more, real=os.open):
        if Path(path).suffix == ".txt":
            raise PermissionError(13, "Permission denied")
        return real(path, *more)

    monkeypatch.setattr(os, "open", denied)
    error = refusal(folder(tmp_path, {"a.txt": STORY}))
    assert (error.file, error.message) == (str(tmp_path / "a.txt"), "cannot be read (Permission denied)")


# --- .jsonl and .parquet


def test_a_row_needs_only_a_text_and_is_named_by_its_line_where_it_has_no_id(tmp_path):
    one, two = articles.articles(
        jsonl(tmp_path, "\ufeff" + json.dumps({"text": "One\r\n"}), "", {"id": 7, "text": "Two"})
    )
    assert (one.id, one.text, one.title, one.published) == ("line-1", "One\r\n", None, None)
    assert one.file == "in.jsonl#line-1"
    assert two.id == "7"


def test_rows_come_in_the_order_of_the_file_with_their_metadata(tmp_path):
    row = {
        "id": "z",
        "text": "Z",
        "title": " A\n title ",
        "publisher": "Post",
        "author": ["A. Bee", "C. Dee"],
        "url": "https://example.org/z",
        "published": "2020-05-06T01:02:03Z",
        "language": "pt_BR",
        "more": [1],
    }
    z, a = articles.articles(jsonl(tmp_path, row, {"id": "a", "text": "A"}))
    assert (z.title, z.publisher, z.author, z.published, z.language) == (
        "A title",
        "Post",
        "A. Bee; C. Dee",
        date(2020, 5, 6),
        "pt-BR",
    )
    assert a.id == "a"


def test_a_date_that_cannot_be_read_in_a_row_is_left_out_and_told_once(tmp_path, caplog):
    path = jsonl(tmp_path, *({"text": f"{n}", "published": "7:58 AM ET"} for n in range(3)))
    assert [a.published for a in articles.articles(path)] == [None] * 3
    (record,) = caplog.records
    assert (
        '3 metadata values could not be read and left out: line 1: published is "7:58 AM ET"; line 2: '
        in record.getMessage()
    )


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        ([], None, "holds no article"),
        (["{"], 1, "is not JSON"),
        (['[{"text": "A"},', '{"text": 7}]'], 2, "its text is of type int"),
        ([{"text": "A"}, "[1]"], 2, "is a JSON list, not an object"),
        ([{"text": "A"}, {"id": 2, "lead": "B"}], 2, "has no text; its keys are id, lead. Name the key"),
        ([{"text": 5}], 1, "its text is of type int"),
        ([{"text": " \n"}], 1, "is empty"),
        ([{"text": "A\0"}], 1, "NUL byte"),
        ([{"text": "A\ud800"}], 1, "half a surrogate pair"),
        ([{"text": "x" * (MAX_CHARACTERS + 1)}], 1, "too long for one article"),
        ([b'{"text": "' + b"x" * 4_000_000 + b'"}'], 1, "too long for one article"),
        ([{"text": "A"}, b'{"text": "\xff"}'], 2, "is not UTF-8 (byte 11 of the line)"),
        ([{"id": 1, "text": "A"}, {"id": "1", "text": "B"}], 2, 'the id "1" was used before, by line 1'),
        ([{"text": "A"}, {"text": "A"}], 2, "has the same text as line 1"),
        ([{"id": {}, "text": "A"}], 1, "its id is of type dict"),
    ],
)
def test_a_line_that_is_no_article_is_refused(tmp_path, rows, line, message):
    error = refusal(jsonl(tmp_path, *rows))
    assert error.line == line
    assert message in str(error)


def test_copies_of_a_text_are_read_where_they_are_asked_for(tmp_path):
    path = jsonl(tmp_path, {"text": "A"}, {"text": "A"})
    assert [a.id for a in articles.articles(path, copies=True)] == ["line-1", "line-2"]


def test_a_jsonl_is_streamed(tmp_path):
    path = jsonl(tmp_path, {"text": "A"}, {"text": "B"}, "not JSON")
    rows = articles.articles(path)
    assert [next(rows).text, next(rows).text] == ["A", "B"]


def test_a_parquet_is_read_like_a_jsonl(tmp_path):
    file = tmp_path / "in.parquet"
    pq.write_table(
        pa.table(
            {
                "text": pa.array(["A\r\n", "B"], pa.large_string()),
                "id": pa.array([11, 12]),
                "other": [0, 0],
                "published": pa.array([datetime(2021, 2, 3, 4), None], pa.timestamp("us")),
            }
        ),
        file,
    )
    a, b = articles.articles(file)
    assert (a.id, a.text, a.published) == ("11", "A\r\n", date(2021, 2, 3))
    assert (b.id, b.published) == ("12", None)
    assert articles.count(file) == 2


def test_a_parquet_that_is_none_or_has_no_text_is_refused(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 or not")
    assert "is not a Parquet file" in str(refusal(tmp_path / "a.parquet"))
    pq.write_table(pa.table({"words": ["A"]}), tmp_path / "b.parquet")
    error = str(refusal(tmp_path / "b.parquet"))
    assert "has no column for the article's text; its columns are words. Name the column" in error
    pq.write_table(pa.table({"text": ["A", None]}), tmp_path / "c.parquet")
    assert "row 2: has no text" in str(refusal(tmp_path / "c.parquet"))


# --- a saved web page

PAGE = """<!doctype html><html lang="en"><head><title>Ferry line reopens | Marlow Post</title>
<meta property="og:site_name" content="Marlow Post"><meta name="author" content="A. Bee">
<meta property="article:published_time" content="2024-05-06T07:08:09+02:00">
<link rel="canonical" href="https://example.org/ferry"><style>p {}</style></head><body>
<nav><ul><li><a href="/">Home</a><li><a href="/w">World news and a long line of links to other things</a></ul></nav>
<header><h1>Ferry line reopens</h1></header>
<div class="story"><p>The port of Marlow took in its first <b>ferry</b> on&nbsp;Tuesday.
<p>Officials in Ash &amp; Elm said &ldquo;more&rdquo; would follow<br>within weeks.</p>
<div class="related-articles"><p>Read also: a story about quite another thing that has many words in it.</p></div>
<script>track("<p>no</p>")</script><h2>What comes next</h2>
<p>Trade will grow, the minister said in a statement.</p></div>
<footer><p>Copyright Marlow Post. All rights reserved and a good many other words.</p></footer></body></html>"""


def test_a_web_page_gives_its_headline_its_paragraphs_and_what_its_head_says(tmp_path):
    (article,) = articles.articles(folder(tmp_path, {"page.html": PAGE}))
    assert article.text.split("\n") == [
        "Ferry line reopens",
        "The port of Marlow took in its first ferry on Tuesday.",
        "Officials in Ash & Elm said “more” would follow",
        "within weeks.",
        "What comes next",
        "Trade will grow, the minister said in a statement.",
    ]
    assert (article.title, article.publisher, article.author, article.url, article.published, article.language) == (
        "Ferry line reopens",
        "Marlow Post",
        "A. Bee",
        "https://example.org/ferry",
        date(2024, 5, 6),
        "en",
    )


def test_articles_csv_outweighs_what_a_page_says_of_itself(tmp_path):
    csv = HEADER + "page.html,Elm Times,,,,\n"
    (article,) = articles.articles(folder(tmp_path, {"page.html": PAGE, "articles.csv": csv}))
    assert (article.publisher, article.author) == ("Elm Times", "A. Bee")


def test_a_page_is_decoded_by_the_charset_it_declares(tmp_path):
    raw = '<meta charset="windows-1251"><p>Порт открыт, сообщили власти города.</p>'.encode("windows-1251")
    (article,) = articles.articles(folder(tmp_path, {"page.htm": raw}))
    assert article.text == "Порт открыт, сообщили власти города."


def test_the_linked_data_of_a_page_gives_headline_author_and_date(tmp_path):
    data = {
        "@graph": [
            {"@type": "WebSite"},
            {
                "@type": ["NewsArticle"],
                "headline": "Dam holds",
                "author": [{"name": "A. Bee"}, {"name": "C. Dee"}],
                "publisher": {"name": "Elm Times"},
                "datePublished": "2023-01-02",
            },
        ]
    }
    page = f'<script type="application/ld+json">{json.dumps(data)}</script><p>The dam at Elm held all night long.</p>'
    (article,) = articles.articles(folder(tmp_path, {"page.html": page}))
    assert (article.title, article.author, article.publisher, article.published) == (
        "Dam holds",
        "A. Bee; C. Dee",
        "Elm Times",
        date(2023, 1, 2),
    )


@pytest.mark.parametrize(
    "page",
    [
        "<div class='article-content'><p>{0}</p><p>{1}</p></div><div class='sidebar'><p>Other news.</p></div>",
        "<div id=story>{0}<br><br>{1}</div><div><a href=/>Home</a><br>Contact</div>",
        "<main><section><p>{0}</p></section><div class=ad-box><p>Buy now.</p></div><section><p>{1}</p></section></main>",
        "<article><div><p>{0}</p></div><figure><img></figure><div><p>{1}</p></div></article><p>All rights reserved.</p>",
        "<table><tr><td><ul><li><a>Home<li><a>World</ul><td><p>{0}<p>{1}</table>",
    ],
)
def test_the_article_is_found_in_pages_of_many_makes(page, tmp_path):
    one = (
        "The mayor of Elm opened the new bridge over the river on Monday, after four years of work and two floods. "
        "It is the first one below the weir, and carries both the road to Ash and a path for walkers."
    )
    two = (
        "Farmers on the far bank, who had taken a ferry until now, said that the crossing will save them an hour. "
        "The ferry goes on until the end of the month, and then becomes a home for the rowing club."
    )
    (article,) = articles.articles(folder(tmp_path, {"page.html": page.format(one, two)}))
    assert article.text == f"{one}\n{two}"


@given(st.text(alphabet="<>/ap d=\"'!-&;é\n") | st.text())
def test_any_markup_however_broken_is_read_to_an_end(markup):
    from eventpack.reading.web_page import read_page

    assert isinstance(read_page(markup).text, str)


@pytest.mark.parametrize(
    "markup, reason",
    [
        ("<div>" * 30_000, "nests more than 1,000 elements"),
        ("<p " + " ".join(f"a{n}=b" for n in range(80_000)) + ">", "more than 1,000 attributes"),
        ("<p>word" * 30_000, "more than 10,000 elements"),
    ],
)
def test_a_page_beyond_what_an_article_has_is_refused_by_the_bound_it_met(markup, reason, tmp_path):
    with pytest.raises(BadArticles, match=f"page.html: .*{reason}"):
        list(articles.articles(folder(tmp_path, {"page.html": markup + "<p>A line of text, after it.</p>"})))


def test_elements_nested_as_deep_as_pages_nest_them_are_read(tmp_path):
    (article,) = articles.articles(folder(tmp_path, {"page.html": "<div>" * 500 + "<p>A line of text, deep down.</p>"}))
    assert article.text == "A line of text, deep down."


# --- values


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2016-12-19", date(2016, 12, 19)),
        ("Wed, 21 Dec 2016 07:58:00 GMT", date(2016, 12, 21)),
        ("Dec 16 2016", date(2016, 12, 16)),
        ("Published on November 22nd, 2016", date(2016, 11, 22)),
        ("DEC. 14, 2016, 8:56 AM", date(2016, 12, 14)),
        ("3 of May 1999", date(1999, 5, 3)),
        ("11/28/2016", date(2016, 11, 28)),
        ("28.11.2016", date(2016, 11, 28)),
        ("2016/11/28", date(2016, 11, 28)),
        ("2016-3-5", date(2016, 3, 5)),
        ("Tue Mar 10 14:00:00 2026", date(2026, 3, 10)),
        ("Tue Mar 10 14:00:00 UTC 2026", date(2026, 3, 10)),
        ("March 2, 2026 Monday 8:15 PM GMT", date(2026, 3, 2)),
        ("20260310", date(2026, 3, 10)),
        ("20260310T140000Z", date(2026, 3, 10)),
        ("20260310140000", date(2026, 3, 10)),
        ("1773100800", date(2026, 3, 10)),
        ("1773100800000", date(2026, 3, 10)),
        ("1773100800000.0", date(2026, 3, 10)),
        ("1773100800000000000", date(2026, 3, 10)),
        ("20261310", None),
        ("46091", None),
        ("Wed Nov 23", None),
        ("7:58 AM ET", None),
        ("31 November 2016", None),
        ("1 May 2016, updated 2 May 2016", None),
        ("2016", None),
        ("marching 3, 2016", None),
    ],
)
def test_a_date_line_is_read_where_it_names_one_day_and_never_guessed(written, day):
    assert read_day(written) == day


@pytest.mark.parametrize("written", ["11/12/2016", "11.12.2016", "Posted 11-12-2016 at noon"])
def test_a_date_that_could_be_two_days_is_read_only_as_the_user_says(written):
    with pytest.raises(Ambiguous):
        read_day(written)
    assert read_day(written, day_first=True) == date(2016, 12, 11)
    assert read_day(written, day_first=False) == date(2016, 11, 12)
    assert read_day("28/11/2016", day_first=False) == read_day("11/28/2016", day_first=True) == date(2016, 11, 28)


@given(st.dates())
def test_every_iso_date_is_read_back(day):
    assert read_day(day.isoformat()) == day


@given(st.text(max_size=700))
def test_a_title_is_never_longer_than_three_hundred_characters(title):
    assert len(shorten(title)) <= 300
