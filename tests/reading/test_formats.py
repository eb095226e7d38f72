"""Every format an article comes in: read, refused with a reason, or passed over and said."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from eventpack.core.errors import InputError
from eventpack.reading import articles as read
from eventpack.reading import not_articles, standard_input
from eventpack.reading.options import ReadOptions

HEADLINE = "Ferry line to Marlow reopens"
BODY = "The port of Marlow took in its first ferry on Tuesday. Officials said that more would follow within weeks."
PAGE = f"""<!doctype html><html lang="en"><head><meta property="article:published_time" content="2024-05-06">
<meta charset="utf-8"></head><body><h1>{HEADLINE}</h1><article><p>{BODY}</p></article></body></html>"""


def write(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def everything(path, **options):
    return list(read.articles(path, options=ReadOptions(**options)))


def only(path, **options):
    (article,) = everything(path, **options)
    return article


def refusal(path, **options) -> str:
    with pytest.raises(InputError) as caught:
        everything(path, **options)
    assert "\n" not in str(caught.value) and path.name in str(caught.value)
    return str(caught.value)


def warnings(caplog) -> str:
    return "\n".join(record.getMessage() for record in caplog.records)


# --- rows under other names


@pytest.mark.parametrize(
    ("row", "publisher", "day"),
    [
        # NewsAPI, newspaper4k, Media Cloud with texts, a Factiva table, a WordPress export
        (
            {
                "title": HEADLINE,
                "content": BODY,
                "source": {"id": None, "name": "Post"},
                "publishedAt": "2024-05-06T07:00:00Z",
            },
            "Post",
            6,
        ),
        ({"title": HEADLINE, "text": BODY, "publish_date": "2024-05-06 07:00:00", "meta_site_name": "Post"}, "Post", 6),
        ({"title": HEADLINE, "story_text": BODY, "media_name": "Post", "publish_date": "2024-05-06"}, "Post", 6),
        ({"HD": HEADLINE, "LP": BODY[:54], "TD": BODY[55:], "SN": "Post", "PD": "6 May 2024"}, "Post", 6),
        (
            {
                "Headline": HEADLINE,
                "content:encoded": f"<p>{BODY}</p>",
                "Publication": "Post",
                "pubDate": "Mon, 06 May 2024 07:00:00 +0000",
            },
            "Post",
            6,
        ),
    ],
)
def test_the_usual_names_of_keys_are_known(tmp_path, row, publisher, day):
    (tmp_path / "in.jsonl").write_text(json.dumps(row))
    article = only(tmp_path / "in.jsonl")
    assert article.text.split() == f"{HEADLINE} {BODY}".split()
    assert (article.title, article.publisher, article.published) == (HEADLINE, publisher, date(2024, 5, day))


def test_a_description_is_the_text_only_where_there_is_no_better_one(tmp_path):
    (tmp_path / "in.json").write_text(json.dumps([{"description": "Short.", "body": BODY}, {"description": "Short."}]))
    assert [article.text for article in everything(tmp_path / "in.json")] == [BODY, "Short."]


def test_a_user_says_which_key_holds_what(tmp_path):
    (tmp_path / "in.jsonl").write_text(
        json.dumps({"text": "an index", "story": BODY, "top line": HEADLINE, "a": "x", "b": "y"})
    )
    article = only(tmp_path / "in.jsonl", names={"text": "story", "title": "top line"})
    assert article.text == f"{HEADLINE}\n{BODY}"
    assert only(tmp_path / "in.jsonl", names={"text": "a+b"}).text == "x\ny"
    assert "its keys are text, story, top line, a, b" in refusal(tmp_path / "in.jsonl", names={"text": "nothing"})


# --- titles


def test_a_title_is_put_before_its_text_and_the_offset_of_the_text_is_kept(tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps({"title": HEADLINE, "text": BODY}))
    article = only(tmp_path / "in.jsonl")
    assert article.text == f"{HEADLINE}\n{BODY}"
    assert article.text[article.text_start :] == BODY
    alone = only(tmp_path / "in.jsonl", titles=False)
    assert (alone.text, alone.text_start, alone.title) == (BODY, 0, HEADLINE)


@pytest.mark.parametrize(
    "row",
    [
        {"title": HEADLINE, "text": f"{HEADLINE.upper()}\n{BODY}"},
        {"title": f"{HEADLINE} | Marlow Post", "text": f"{HEADLINE}. {BODY}"},
        {"title": HEADLINE, "text": f"WORLD\n{HEADLINE}\n{BODY}"},
        {"title": "", "text": BODY},
        {"title": "word " * 100, "text": BODY},
    ],
)
def test_a_title_that_the_text_has_already_is_not_put_before_it(tmp_path, row):
    (tmp_path / "in.jsonl").write_text(json.dumps(row))
    article = only(tmp_path / "in.jsonl")
    assert (article.text, article.text_start) == (row["text"], 0)


def test_the_name_of_the_site_is_no_part_of_a_headline(tmp_path):
    (tmp_path / "in.jsonl").write_text(
        json.dumps({"title": f"{HEADLINE} - Marlow Post", "text": BODY, "source": "Marlow Post"})
    )
    assert only(tmp_path / "in.jsonl").text.startswith(f"{HEADLINE}\n")


# --- tables and lists


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.csv", f'title,body,date\n"{HEADLINE}","{BODY}",2024-05-06\n'),
        ("in.csv", f"\ufefftitle;body;date\r\n{HEADLINE};{BODY};6 May 2024\r\n"),
        ("in.tsv", f"title\tbody\tdate\n{HEADLINE}\t{BODY}\t20240506\n"),
        ("in.csv", f"title\tbody\tdate\n{HEADLINE}\t{BODY}\t2024-05-06\n".encode("utf-16")),
        ("in.json", json.dumps([{"title": HEADLINE, "body": BODY, "date": 1714953600000}], indent=1)),
        (
            "in.json",
            json.dumps(
                {"status": "ok", "response": {"docs": [{"title": HEADLINE, "body": BODY, "date": "2024-05-06"}]}}
            ),
        ),
        ("in.json", json.dumps({"title": HEADLINE, "text": BODY, "publish_date": "2024-05-06"})),
        ("in.json", json.dumps({"title": HEADLINE, "body": BODY, "date": "2024-05-06"}) + "\n"),
        ("in.jsonl", json.dumps([{"title": HEADLINE, "body": BODY, "date": "2024-05-06"}], indent=1)),
    ],
)
def test_tables_and_lists_are_read_in_the_forms_that_tools_write(tmp_path, name, content):
    write(tmp_path, **{name: content})
    article = only(tmp_path / name)
    assert (article.text, article.published) == (f"{HEADLINE}\n{BODY}", date(2024, 5, 6))
    assert article.file == f"{name}#{article.id}"


def test_a_json_file_of_lines_is_read_as_lines(tmp_path):
    rows = [json.dumps({"body": text}) for text in ("One ferry came.", "Two ferries came.")]
    write(tmp_path, **{"in.json": "\n".join(rows)})
    assert [article.id for article in everything(tmp_path / "in.json")] == ["line-1", "line-2"]


def test_a_workbook_is_read_sheet_by_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["note"])
    sheet = book.create_sheet("news")
    sheet.append(["Headline", "Full text", "Date"])
    sheet.append([HEADLINE, BODY, datetime(2024, 5, 6)])
    sheet.append([None, None, None])
    sheet.append([None, "A second ferry came.", "06/05/2024"])
    book.save(tmp_path / "in.xlsx")
    first, second = everything(tmp_path / "in.xlsx", day_first=True)
    assert (first.id, first.text, first.published) == ("row-1", f"{HEADLINE}\n{BODY}", date(2024, 5, 6))
    assert (second.text, second.published) == ("A second ferry came.", date(2024, 5, 6))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "in.csv",
            "url,title\nhttps://example.org,x\n",
            "has no column for the article's text; its columns are url, title",
        ),
        ("in.csv", "", "is empty"),
        ("in.csv", b"title,body\nx,Caf\xe9\n", "is not UTF-8 (byte 6 of the line)"),
        ("in.csv", 'title,body\nx,"A ferry came\n', "is not CSV"),
        ("in.csv", "title,body\nx,y,z\n", "line 2: has 3 cells where the header has 2"),
        ("in.json", "{", "is not JSON"),
        ("in.json", '{"a": [1], "b": "x"}', "is JSON, but no list of articles; its keys are a, b"),
        ("in.json", '[{"body": "x"}, 5]', "item 2: is a JSON int, not an object"),
        ("in.json", "[" * 100_000, "is not JSON"),
        ("in.xlsx", b"PK or not", "is not a .xlsx file"),
        ("in.xml", "<html><body/></html>", "is XML, but neither RSS nor Atom"),
        ("in.xml", "no markup", "is not XML"),
        ("in.rss", "<rss><channel/></rss>", "holds no article"),
        ("in.warc", "no archive", "is not a web archive"),
        ("in.mhtml", "Content-Type: text/plain\n\nx", "holds no web page"),
        ("in.docx", b"PK or not", "is not a .docx file"),
        ("in.pdf", b"%PDF-1.7 or not", "cannot be read as a PDF"),
    ],
)
def test_a_file_that_holds_no_articles_is_refused_with_a_reason(tmp_path, name, content, message):
    write(tmp_path, **{name: content})
    assert message in refusal(tmp_path / name)


# --- feeds

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Marlow Post</title><language>en-gb</language>
<item><title>{HEADLINE}</title><link>https://example.org/ferry</link><dc:creator>A. Bee</dc:creator>
<pubDate>Mon, 06 May 2024 07:00:00 +0000</pubDate><description>A teaser.</description>
<content:encoded><![CDATA[<p>{BODY[:54]}</p><p>{BODY[55:]}</p>]]></content:encoded></item>
<item><title>Trade &amp;amp; tide</title><description>Trade will grow &lt;b&gt;soon&lt;/b&gt;.</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Marlow Post</title>
<entry><title>{HEADLINE}</title><link rel="self" href="https://example.org/self"/><link href="https://example.org/ferry"/>
<author><name>A. Bee</name></author><updated>2024-05-06T07:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{BODY}</p></div></content></entry></feed>"""


@pytest.mark.parametrize(("name", "content"), [("in.rss", RSS), ("in.xml", RSS), ("in.xml", ATOM), ("in.atom", ATOM)])
def test_a_feed_gives_the_fullest_text_of_each_item(tmp_path, name, content):
    write(tmp_path, **{name: content})
    first, *rest = everything(tmp_path / name)
    assert first.text.split() == f"{HEADLINE} {BODY}".split()
    assert (first.publisher, first.author, first.url, first.published) == (
        "Marlow Post",
        "A. Bee",
        "https://example.org/ferry",
        date(2024, 5, 6),
    )
    assert [one.text for one in rest] in ([], ["Trade & tide\nTrade will grow soon."])


def test_a_feed_refers_to_nothing_outside_of_it(tmp_path):
    write(tmp_path, **{"secret": "SECRET"})
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{tmp_path}/secret">]>'
    write(
        tmp_path,
        **{"in.rss": entity + f"<rss><channel><item><description>{BODY} &x;</description></item></channel></rss>"},
    )
    assert "SECRET" not in only(tmp_path / "in.rss").text


# --- saved pages


def warc(*pages: tuple[str, str, bytes], packed: bool = True) -> bytes:
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packed)
    for status, kind, body in pages:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.0")
        record = writer.create_warc_record(
            "https://example.org/ferry", "response", io.BytesIO(body), http_headers=headers
        )
        writer.write_record(record)
    return stream.getvalue()


def test_a_web_archive_gives_its_pages(tmp_path, caplog):
    pages = (
        ("200 OK", "text/html; charset=utf-8", PAGE.encode()),
        ("404 Not Found", "text/html", b"gone"),
        ("200 OK", "image/png", b"x"),
    )
    for name, packed in (("in.warc.gz", True), ("in.warc", False)):
        write(tmp_path, **{name: warc(*pages, packed=packed)})
        article = only(tmp_path / name)
        assert article.text == f"{HEADLINE}\n{BODY}"
        assert (article.url, article.published, article.id) == (
            "https://example.org/ferry",
            date(2024, 5, 6),
            "record-1",
        )
    assert "2 records of a web archive (no page)" in warnings(caplog)


def test_a_page_in_mime_is_read_like_a_page(tmp_path):
    mime = (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://example.org/ferry\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{PAGE.replace('=', '=3D')}\r\n--b--\r\n"
    )
    write(tmp_path, **{"in.mhtml": mime})
    article = only(tmp_path / "in.mhtml")
    assert (article.text, article.url, article.id) == (f"{HEADLINE}\n{BODY}", "https://example.org/ferry", "in")


# --- documents


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(*pages: list[str]) -> bytes:
    """A PDF with these lines on its pages, in Helvetica."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T*\n" for line in lines)
        content = f"BT /F1 11 Tf 14 TL 50 780 Td\n{shown}ET".encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        start,
    )


def test_a_word_file_gives_its_paragraphs(tmp_path):
    write(tmp_path, **{"in.docx": word(HEADLINE, BODY)})
    article = only(tmp_path / "in.docx")
    assert (article.text, article.title, article.id) == (f"{HEADLINE}\n{BODY}", HEADLINE, "in")


def test_a_pdf_gives_its_paragraphs_without_the_breaks_of_its_lines(tmp_path):
    head = ["Marlow Post, 6 May 2024", HEADLINE]
    body = [
        "The port of Marlow took in its first ferry on Tues-",
        "day, and officials in the capital said that more of",
        "them would follow within weeks.",
        "Trade will grow, the minister said.",
    ]
    write(
        tmp_path,
        **{
            "in.pdf": pdf(
                [*head, *body, "1"],
                ["Marlow Post, 6 May 2024", "The line had been closed.", "2"],
                ["Marlow Post, 6 May 2024", "It reopens now.", "3"],
            )
        },
    )
    assert only(tmp_path / "in.pdf").text == "\n".join(
        [
            HEADLINE,
            "The port of Marlow took in its first ferry on Tuesday, and officials in the capital said that more of them "
            "would follow within weeks.",
            "Trade will grow, the minister said.",
            "The line had been closed.",
            "It reopens now.",
        ]
    )


def test_a_scanned_pdf_is_refused_with_a_reason(tmp_path):
    write(tmp_path, **{"in.pdf": pdf([], [])})
    assert "holds pictures of pages and no text: it is a scan. Recognise its text first" in refusal(tmp_path / "in.pdf")


NEXIS = (
    HEADLINE,
    "Marlow Post",
    "May 6, 2024 Monday",
    "Copyright 2024 Marlow Post All Rights Reserved",
    "Section: WORLD; Pg. 3",
    "Length: 19 words",
    "Byline: A. Bee",
    "Body",
    BODY,
    "Load-Date: May 7, 2024",
    "End of Document",
)


def test_an_export_of_nexis_is_as_many_articles_as_it_holds(tmp_path):
    second = (
        "Trade to grow",
        "Elm Times",
        "7 May 2024",
        "Body",
        "Trade will grow.",
        "Load-Date: May 8, 2024",
        "End of Document",
    )
    write(tmp_path, **{"in.docx": word(*NEXIS, *second)})
    first, other = everything(tmp_path / "in.docx")
    assert (first.text, first.publisher, first.author) == (f"{HEADLINE}\n{BODY}", "Marlow Post", "A. Bee")
    assert (first.id, first.published) == ("in.docx#article-1", date(2024, 5, 6))
    assert (other.title, other.publisher, other.published) == ("Trade to grow", "Elm Times", date(2024, 5, 7))


def test_an_export_of_factiva_is_reported_by_its_field_codes(tmp_path):
    lines = (
        "SE News",
        "HD",
        HEADLINE,
        "BY A. Bee",
        "WC 19 words",
        "PD 6 May 2024",
        "SN Marlow Post",
        "LA English",
        "LP",
        BODY,
        "TD",
        "Trade will grow.",
        "RE marl : Marlow",
        "AN Document MARL000020240506ek56",
    )
    write(tmp_path, **{"in.docx": word(*lines)})
    article = only(tmp_path / "in.docx")
    assert article.text == f"{HEADLINE}\n{BODY}\nTrade will grow."
    assert (article.publisher, article.language, article.published) == ("Marlow Post", "en", date(2024, 5, 6))


INDEXED = (
    ("HD", HEADLINE),
    ("BY", "By A. Bee"),
    ("WC", "19 words"),
    ("PD", "6 May 2024"),
    ("SN", "Marlow Post"),
    ("LA", "English"),
    ("LP", BODY),
    ("TD", "Trade will grow."),
    ("AN", "Document MARL000020240506ek56000aa"),
)
PLAIN = (
    "News",
    HEADLINE,
    "By A. Bee",
    "19 words",
    "6 May 2024",
    "07:00",
    "Marlow Post",
    "MARL",
    "English",
    "(c) 2024 Marlow Post",
    BODY,
    "Trade will grow.",
    "Document MARL000020240506ek56000aa",
)


def rtf(*paragraphs: str) -> bytes:
    body = "".join(f"{text}\\par\n" for text in paragraphs)
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}\\f0 {body}}}".encode("cp1252")


def rtf_table(*rows: tuple[str, str]) -> bytes:
    return rtf("".join(f"\\trowd\\intbl {code}\\cell {text}\\cell\\row\n" for code, text in rows))


def factiva_page(*articles: str) -> str:
    return (
        "<html><body>" + "".join(f'<div class="article enArticle">{one}</div>' for one in articles) + "</body></html>"
    )


def as_table(rows) -> str:
    cells = (f"<tr><td><b>{code}</b></td><td><p>{text}</p></td></tr>" for code, text in rows)
    return f"<table>{''.join(cells)}</table>"


def as_lines(lines) -> str:
    return "".join(
        f'<div id="hd"><span class="enHeadline">{line}</span></div>' if line == HEADLINE else f"<div>{line}</div>"
        for line in lines
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.docx", lambda: word(*PLAIN)),
        ("in.rtf", lambda: rtf(*PLAIN)),
        ("in.rtf", lambda: rtf_table(*INDEXED)),
        ("in.html", lambda: factiva_page(as_table(INDEXED))),
        ("in.html", lambda: factiva_page(as_lines(PLAIN))),
    ],
    ids=["docx without codes", "rtf without codes", "rtf with codes", "page with codes", "page without codes"],
)
def test_an_export_of_factiva_is_read_from_every_file_it_gives_with_codes_or_without(name, content, tmp_path):
    write(tmp_path, **{name: content()})
    article = only(tmp_path / name)
    assert article.text == f"{HEADLINE}\n{BODY}\nTrade will grow."
    assert (article.publisher, article.language, article.published) == ("Marlow Post", "en", date(2024, 5, 6))
    assert article.author == "A. Bee"


def test_a_page_of_factiva_has_many_articles_in_their_order(tmp_path):
    second = [
        {"HD": "Ships leave", "LP": "Ships left.", "AN": "Document MARL000020240507ek57000bb"}.get(c, x)
        for c, x in INDEXED
    ]
    second = list(zip([code for code, _ in INDEXED], second, strict=True))
    write(tmp_path, **{"in.html": factiva_page(as_lines(PLAIN), as_table(second))})
    found = everything(tmp_path / "in.html")
    assert [article.title for article in found] == [HEADLINE, "Ships leave"]
    assert [article.id for article in found] == [
        "in.html#MARL000020240506ek56000aa",
        "in.html#MARL000020240507ek57000bb",
    ]


def test_a_text_in_rtf_is_one_article_with_its_accents_and_without_its_pictures(tmp_path):
    text = BODY + " Caf\\'e9 owners in \\u321?\\'f3d\\u378? wait."
    write(tmp_path, **{"in.rtf": rtf(HEADLINE, text, "{\\pict\\wmetafile8 0102ff}End.")})
    assert only(tmp_path / "in.rtf").text == f"{HEADLINE}\n{BODY} Caf\u00e9 owners in \u0141\u00f3d\u017a wait.\nEnd."


@pytest.mark.parametrize("content", [b"", b"plain text", b"{\\rtf1 " + b"{" * 100_000, b"{\\rtf1 " + b"\\u" * 100_000])
def test_what_is_no_rtf_or_a_damaged_one_is_refused_with_words(content, tmp_path):
    write(tmp_path, **{"in.rtf": content})
    assert refusal(tmp_path / "in.rtf")


def test_a_web_page_about_articles_is_no_export(tmp_path):
    page = (
        f"<html><body><div class='article'><h1>{HEADLINE}</h1>" + f"<p>{BODY} {BODY}</p>" * 4 + "</div></body></html>"
    )
    write(tmp_path, **{"in.html": page.replace("article'", "article Articles'")})
    assert BODY in only(tmp_path / "in.html").text


def test_a_word_file_that_mentions_a_body_is_one_article(tmp_path):
    write(tmp_path, **{"in.docx": word(HEADLINE, "Body", BODY)})
    assert only(tmp_path / "in.docx").text == f"{HEADLINE}\nBody\n{BODY}"


# --- what was made to overwhelm its reader


def bomb(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"<a>" + b" " * 200_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.xlsx", lambda: bomb("xl/workbook.xml")),
        ("in.docx", lambda: bomb("word/document.xml")),
        ("in.warc.gz", lambda: gzip.compress(warc(packed=False) + b"WARC/1.0\r\nX: " + b"x" * 50_000_000)),
        ("in.pdf", lambda: b"%PDF-1.4\n" + b"[" * 1_000_000),
        ("in.json", lambda: b'{"a":' * 100_000),
        ("in.csv", lambda: b'body\n"' + b"x" * 5_000_000),
        ("in.rss", lambda: b"<rss>" + b"<a>" * 1_000_000),
        ("in.mhtml", lambda: b"MIME-Version: 1.0\n" + b"Content-Type: multipart/related; boundary=b\n\n--b\n" * 10_000),
    ],
)
def test_a_hostile_file_is_refused_by_name(tmp_path, name, content):
    write(tmp_path, **{name: content()})
    refusal(tmp_path / name)


def test_a_sheet_that_claims_rows_without_end_ends_at_a_long_gap(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["body"])
    book.active.append([BODY])
    stream = io.BytesIO()
    book.save(stream)
    target = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = data.replace(
                    b"</sheetData>", b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
                )
            new.writestr(part, data)
    write(tmp_path, **{"in.xlsx": target.getvalue()})
    assert only(tmp_path / "in.xlsx").text == BODY


# --- folders


def test_a_folder_is_read_with_its_sub_folders_in_the_order_of_paths(tmp_path):
    write(
        tmp_path,
        a_dot_txt="First ferry.",
        b__a_dot_txt="Second ferry.",
        b__c__d_dot_html=PAGE,
        export_dot_csv=f"id,title,body\n7,{HEADLINE},Third ferry.\n",
    )
    found = everything(tmp_path)
    assert [(one.id, one.file) for one in found] == [
        ("a", "a.txt"),
        ("b/a", "b/a.txt"),
        ("b/c/d", "b/c/d.html"),
        ("export.csv#7", "export.csv#7"),
    ]


def test_what_is_passed_over_is_said_in_one_line_with_the_reasons(tmp_path, caplog):
    write(
        tmp_path,
        a_dot_txt="First ferry.",
        notes_dot_md="x",
        one_dot_xml="<html/>",
        two_dot_xml="<html/>",
        table_dot_csv="a,b\n1,2\n",
        page_dot_html=PAGE,
        page_files__frame_dot_html=PAGE,
        old__datapackage_dot_json="{}",
        old__data__x_dot_txt="x",
    )
    (tmp_path / "scan.pdf").write_bytes(pdf([]))
    (tmp_path / "link").symlink_to(tmp_path / "old")
    assert [one.file for one in everything(tmp_path)] == ["a.txt", "page.html"]
    (line,) = [record.getMessage() for record in caplog.records]
    assert "8 files passed over: " in line
    for kind in (
        "2 .xml (not a feed)",
        "1 .md",
        "1 .csv (no column with a text)",
        "1 .pdf (a scan, without text)",
        "1 link to a folder",
        "1 folder of a package",
        "1 folder of a saved page's parts",
    ):
        assert kind in line, kind


def test_a_file_whose_library_is_missing_is_passed_over_with_the_command_that_brings_it(tmp_path, caplog, monkeypatch):
    def missing(module, extra):
        raise not_articles.EventpackError(
            f"this needs {module}; install it with: python -m pip install eventpack[{extra}]"
        )

    monkeypatch.setattr(not_articles, "needed", missing)
    write(tmp_path, **{"a.txt": "First ferry.", "b.pdf": pdf([BODY])})
    assert only(tmp_path).id == "a"
    assert "1 .pdf (needs eventpack[pdf]: python -m pip install eventpack[pdf])" in warnings(caplog)
    assert "needs eventpack[pdf], which is not installed. Install it with: python -m" in refusal(tmp_path / "b.pdf")


def test_articles_csv_describes_files_of_sub_folders_and_the_nearest_counts(tmp_path):
    header = "file,publisher,author,url,published,language\n"
    write(
        tmp_path,
        a_dot_txt="First ferry.",
        b__a_dot_txt="Second ferry.",
        b__c_dot_txt="Third ferry.",
        articles_dot_csv=header + "a.txt,Post,,,2 March 2026,\nb/a.txt,Post,,,,\nb/c.txt,Post,,,,\n",
        b__articles_dot_csv=header + "c.txt,Elm Times,,,,\n",
    )
    assert [one.publisher for one in everything(tmp_path)] == ["Post", "Post", "Elm Times"]
    assert only(tmp_path / "a.txt").published == everything(tmp_path)[0].published == date(2026, 3, 2)


def test_an_export_called_articles_csv_is_read_as_articles(tmp_path):
    write(tmp_path, articles_dot_csv=f"title,body\n{HEADLINE},{BODY}\n")
    assert only(tmp_path).text == f"{HEADLINE}\n{BODY}"


# --- dates


def test_dates_that_could_be_two_days_are_listed_and_settled_by_the_user(tmp_path, caplog):
    rows = [{"body": f"Ferry {n} came.", "date": f"0{n}/10/2026"} for n in range(1, 9)] + [
        {"body": "x", "date": "soon"}
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert [one.published for one in everything(tmp_path / "in.jsonl")] == [None] * 9
    said = warnings(caplog)
    assert "8 dates could be day first or month first; say which with --day-first or --month-first" in said
    assert 'line 5: published is "05/10/2026"; and 3 more' in said and 'line 9: published is "soon"' in said
    assert everything(tmp_path / "in.jsonl", day_first=True)[2].published == date(2026, 10, 3)
    assert everything(tmp_path / "in.jsonl", day_first=False)[2].published == date(2026, 3, 10)


# --- standard input


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"{HEADLINE}\n{BODY}".encode(), "stdin.txt"),
        (json.dumps({"title": HEADLINE, "body": BODY}).encode(), "stdin.jsonl"),
        (json.dumps([{"title": HEADLINE, "body": BODY}], indent=1).encode(), "stdin.json"),
        (json.dumps({"articles": [{"title": HEADLINE, "body": BODY}]}, indent=1).encode(), "stdin.json"),
        (f"title;body\n{HEADLINE};{BODY}\n".encode(), "stdin.csv"),
        (PAGE.encode(), "stdin.html"),
        (ATOM.encode(), "stdin.xml"),
        (word(HEADLINE, BODY), "stdin.docx"),
        (pdf([HEADLINE, BODY]), "stdin.pdf"),
        (warc(("200 OK", "text/html", PAGE.encode())), "stdin.warc.gz"),
    ],
)
def test_standard_input_is_known_by_how_it_begins(content, name):
    with standard_input.as_file(io.BytesIO(content), ReadOptions()) as path:
        assert path.name == name
        (article,) = read.articles(path)
    assert article.text == f"{HEADLINE}\n{BODY}"
