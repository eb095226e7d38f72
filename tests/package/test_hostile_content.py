"""Articles, names and files that try to be more than text: markup, commands to a terminal or a log, paths, YAML."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import marko.ext.gfm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventpack.annotation import json_lines
from eventpack.cli import main
from eventpack.core.errors import InputError
from eventpack.core.messages import printable
from eventpack.reading import package_yaml
from eventpack.tabular import codebook
from eventpack.text.markdown import cell

ROOT = Path(__file__).parents[2]
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
TITLE = "=2+5 \x1b]0;mine\x07 <img src=x onerror=alert(1)> [click](javascript:alert(1)) | `rm -rf ~` <!-- end -->"
PUBLISHER = "![x](https://trap.example/p.png) $(reboot) ::stop-commands::x \u202egnp.exe"
AUTHOR = "!!python/object/apply:os.system ['id'] **bold** {{7*7}} www.trap.example ##[error]no"
NAME = "=..%2f..%2fetc; echo $(id) \x1b[31m 'q' <b>.txt"
TEXT = (
    "<script>alert(1)</script> \x1b[2J\x9b31mNiger closes road\n"
    "Niger \x1b[1A\x1b[2K <!-- end --> closed the border with Benin on 3 May 2023, | \u202eofficials\u202c said.\n"
    "=cmd|' /C calc'!A0 Nigerian troops attacked rebels ::add-mask::Niger in `Niamey` on 4 May 2023.\n"
    "@SUM(1) On 5 May, the group [Front of **Bold**](https://trap.example) attacked Nigerian soldiers in Agadez.\n"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """A package built in the usual way from an article that is hostile in every part a stranger can choose."""
    folder = tmp_path_factory.mktemp("hostile")
    news = folder / "articles"
    news.mkdir()
    (news / NAME).write_text(TEXT, encoding="utf-8")
    with (news / "articles.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("file", "title", "publisher", "author", "url", "published", "language"))
        writer.writerow((NAME, TITLE, PUBLISHER, AUTHOR, 'https://x.example/"><script>;=1+1', "2023-05-06", "en"))
    assert main(["build", str(news), "--out", str(folder)]) == 0
    return folder


def rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_tables_keep_it_as_text_to_the_letter_and_are_valid(hostile, capsys):
    (source,) = rows(hostile, "sources")
    assert [source[key] for key in ("title", "publisher", "author", "file")] == [TITLE, PUBLISHER, AUTHOR, NAME]
    reports = rows(hostile, "reports")
    assert len(reports) >= 3
    for report in reports:
        assert report["quote"] == TEXT[int(report["char_start"]) : int(report["char_end"])][:300]
    assert main(["validate", str(hostile)]) == 0
    assert not CONTROLS.search(capsys.readouterr().out)


def test_nothing_of_it_became_a_file_a_path_or_an_identifier(hostile):
    assert {path.parent.name for path in hostile.rglob("*") if path.is_file()} <= {"data", "articles", hostile.name}
    for table, key in (
        ("events", "event_id"),
        ("actors", "actor_id"),
        ("locations", "location_id"),
        ("reports", "report_id"),
        ("sources", "source_id"),
    ):
        assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.:-]*", row[key]) for row in rows(hostile, table))
    described = json.loads((hostile / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        assert resource["path"] == f"data/{resource['name']}.csv"


def test_explain_shows_it_without_a_character_that_a_terminal_or_a_log_obeys(hostile, capsys):
    for event in rows(hostile, "events"):
        for articles in ([], ["--articles", str(hostile / "articles")]):
            assert main(["explain", event["event_id"], "--package", str(hostile), *articles]) == 0
            out, err = capsys.readouterr()
            assert not CONTROLS.search(out + err)
            assert not re.search(r"^\s*::|##\w*\[", out + err, re.M)
            assert "\\x1b" in out and "\\u202e" in out


def test_a_line_of_annotate_is_one_line_for_every_reader_and_has_the_text_to_the_letter(hostile, tmp_path, capsys):
    assert main(["annotate", str(hostile / "articles"), "--out", str(tmp_path / "found.jsonl"), "--explain"]) == 0
    text = (tmp_path / "found.jsonl").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 1 and not CONTROLS.search(text)
    found = json.loads(text)
    for report in found["reports"]:
        assert TEXT[report["trigger"]["start"] : report["trigger"]["end"]] == report["trigger"]["text"]


@given(st.text())
def test_any_text_comes_back_from_a_line_of_json(text):
    made = json_lines.to_json({"text": text})
    assert json.loads(made) == {"text": text}
    assert len(made.splitlines()) == 1 and not CONTROLS.search(made)


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "evt-\x1b[31m\nspoofed", "--package", "{package}"),
        ("build", "no\x1b[2Jwhere\n::error::x", "--out", "x"),
        ("annotate", "{package}/articles", "--out", "no\x9bwhere/\u202ex"),
        ("validate", "no\x1b[2Jwhere\r::error::x"),
        ("export", "spreadsheet", "--package", "no\x1bwhere", "--out", "x"),
    ],
)
def test_an_error_is_one_line_that_no_name_can_break_or_colour(arguments, hostile, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([argument.format(package=hostile) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("eventpack: ") and err.count("\n") == 1
    assert not CONTROLS.search(err)


def test_a_fault_of_the_program_that_quotes_an_article_is_shown_without_controls(hostile, capsys, monkeypatch):
    monkeypatch.setattr("eventpack.package.explain.explain", lambda *_: int("\x1b[2J\x9b"))
    assert main(["explain", "evt-1", "--package", str(hostile)]) == 2
    err = capsys.readouterr().err
    assert "ValueError" in err and not CONTROLS.search(err)


def test_a_warning_about_a_strange_value_is_one_line_without_controls(tmp_path, capsys):
    row = {"text": "Chad waits.", "published": "\x1b[2J soon\u2028::error::x"}
    (tmp_path / "in\x1b.jsonl").write_text(json.dumps(row) + "\n")
    assert main(["annotate", str(tmp_path / "in\x1b.jsonl"), "--out", str(tmp_path / "out")]) == 0
    err = capsys.readouterr().err
    assert "could not be read" in err and not CONTROLS.search(err)
    assert all(line.startswith(("eventpack: ", "1 article")) for line in err.splitlines())


@given(st.text(st.characters(codec=None, categories=None)))
def test_what_is_shown_is_one_line_that_commands_nothing_and_plain_text_is_shown_as_it_is(text):
    shown = printable(text)
    assert len(shown.splitlines()) <= 1 and not CONTROLS.search(shown)
    assert not re.search(r"(^|\s)::|##\w*\[", shown)
    assert printable(shown.encode("utf-8").decode("utf-8")) == shown


# --- Markdown: README.md shows rows of the package


class Reader(HTMLParser):
    """The elements of a page, and the text of its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.append(tag)
        self.cells += [""] if tag in {"td", "th"} else []

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")


def page(markdown: str) -> Reader:
    reader = Reader()
    reader.feed(marko.ext.gfm.gfm.convert(markdown))
    reader.close()
    return reader


TABLE = {"table", "thead", "tbody", "tr", "th", "td"}


@given(
    st.text(st.sampled_from("\\`*_[]()<>&|~!#$@:/ -+.\n\tahtpsw1") | st.characters(codec="utf-8"), max_size=40)
    | st.sampled_from(
        [
            TITLE,
            PUBLISHER,
            AUTHOR,
            "https://a.example",
            "see www.a.example",
            "a@b.example",
            "&lt;b&gt;",
            "\\|",
            "<!-- x",
            "~~a~~",
            "`a`|`b`",
            "snake_case_name __init__",
            "http\\://a.example",
        ]
    )
)
def test_a_cell_of_a_table_in_markdown_shows_the_text_and_is_nothing_else(text):
    reader = page(f"| a | b |\n| --- | --- |\n| {cell(text)} | end |\n")
    assert set(reader.tags) <= TABLE
    shown = [" ".join(one.split()) for one in reader.cells]
    assert shown == ["a", "b", " ".join(printable(" ".join(text.split())).split()), "end"]


def test_the_rows_of_the_readme_show_it_and_the_marks_between_them_stay_what_they_are(hostile):
    spec = importlib.util.spec_from_file_location("render_readme", ROOT / "docs" / "render_readme.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    template = (
        "<!-- tables -->\n<!-- end -->\n\n<!-- rows sources 3: title, publisher, author, file, url -->\n"
        "<!-- end -->\n\n<!-- rows reports 9: quote, trigger -->\n<!-- end -->\n\n*Last line*\n"
    )
    made = module.render(template, hostile)
    assert module.render(made, hostile) == made
    assert made.endswith("<!-- end -->\n\n*Last line*\n")
    reader = page(made)
    assert set(reader.tags) <= TABLE | {"comment", "p", "em", "code"} and reader.tags.count("em") == 1
    assert not CONTROLS.search(made)
    assert any("<img src=x onerror=alert(1)>" in one for one in reader.cells)


def test_the_codebook_is_made_from_the_schemas_alone(hostile, monkeypatch):
    before = codebook.render()
    monkeypatch.chdir(hostile)
    assert codebook.render() == before


# --- YAML

# Nine lists, each of nine of the one before: 1.5 billion entries if written out.
LAUGHS = "a: &a [x]\n" + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in pairwise("abcdefghij"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: !!python/object/apply:os.system ['echo hi > ran']", "is not YAML"),
        ("title: !include /etc/passwd", "is not YAML"),
        (LAUGHS, "is not YAML"),
        ("keywords: &k [*k]", "is not YAML"),
        ("keywords: " + "[" * 5000 + "]" * 5000, "is nested too deeply"),
        ("title: 2024-13-45", "cannot be read"),
        ('title: "a"\ntitle2: \x1b[2J', "is not YAML"),
        ('"ti\\e[2Jtle": x', "has the unknown key"),
    ],
)
def test_a_description_that_is_more_than_plain_yaml_is_refused_at_once(text, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / package_yaml.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as refused:
        package_yaml.read(tmp_path)
    assert not CONTROLS.search(str(refused.value)) and len(str(refused.value)) < 1000
    assert [path.name for path in tmp_path.iterdir()] == [package_yaml.FILE]
