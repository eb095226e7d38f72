"""Articles that cannot be used stop the build with the list of them all, or are left out and listed with reasons."""

from __future__ import annotations

import csv
import json
import os
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventpack import pipeline
from eventpack.annotation import one_article
from eventpack.cli import main
from eventpack.core.errors import InputError
from eventpack.core.model import Article
from eventpack.package import validate
from eventpack.reading import articles
from eventpack.reading.rejected import BadArticles, Rejected
from eventpack.reading.text_file import MAX_CHARACTERS

STORY = "Ghana pulls troops out of Mali\nGhana withdrew its soldiers from Gao in Mali on 3 May 2023.\n"
QUIET = "A quiet week\nThe lake lay still and the boats stayed in.\n"
HEADER = "file,publisher,author,url,published,language\n"
BAD_BYTES = b"The caf\xe9 closed.\n"


@pytest.fixture
def mixed(tmp_path) -> Path:
    """A folder with two good articles and four that cannot be used."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    (folder / "quiet.txt").write_text(QUIET, encoding="utf-8")
    (folder / "accent.txt").write_bytes(BAD_BYTES)
    (folder / "dated.txt").write_text("Rain fell on Marlow.\n", encoding="utf-8")
    (folder / "lost.txt").symlink_to("moved-away.txt")
    os.mkfifo(folder / "pipe.html")
    (folder / "articles.csv").write_text(HEADER + "story.txt,Marlow Post,,,2023-05-04,en\ndated.txt,,,,May 2023,\n")
    return folder


def rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def gathered(path: Path, **options) -> tuple[list[Article], list[Rejected]]:
    bad: list[Rejected] = []
    return list(articles.articles(path, rejected=bad, **options)), bad


# --- the commands


def test_a_build_stops_with_the_list_of_all_bad_articles_and_leaves_the_package(mixed, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["build", str(mixed), "--out", str(out), "--skip-bad"]) == 1
    before = state(out)
    capsys.readouterr()
    assert main(["build", str(mixed), "--out", str(out)]) == 2
    told, errors = capsys.readouterr()
    head, *faults, tail = errors.splitlines()
    assert (told, head, tail) == (
        "",
        "eventpack: 4 faults in the articles:",
        "Correct them, or leave these articles out with --skip-bad.",
    )
    assert [fault.split(": ")[0] for fault in faults] == [
        f"  {mixed}/accent.txt, line 1",
        f"  {mixed}/articles.csv, line 3",
        f"  {mixed}/lost.txt",
        f"  {mixed}/pipe.html",
    ]
    assert all(fault.endswith(".") for fault in faults)
    assert state(out) == before


def test_skip_bad_builds_the_others_lists_the_rejected_and_ends_with_status_1(mixed, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["build", str(mixed), "--out", str(out), "--skip-bad"]) == 1
    told, errors = capsys.readouterr()
    assert told.startswith("2 articles, ")
    assert errors == f"eventpack: articles left out for 4 faults, listed in {out}/data/rejected.csv\n"
    assert {row["file"] for row in rows(out, "sources")} == {"story.txt", "quiet.txt"}
    found = rows(out, "rejected")
    assert [(row["number"], row["file"], row["line"], row["article_id"]) for row in found] == [
        ("1", "accent.txt", "1", "accent"),
        ("2", "articles.csv", "3", "dated"),
        ("3", "lost.txt", "", "lost"),
        ("4", "pipe.html", "", "pipe"),
    ]
    assert [row["reason"] for row in found] == [
        "byte 8 of the file (0xe9) is not UTF-8",
        'published is "May 2023", which names no day',
        "is a link to moved-away.txt, which does not exist",
        "is a named pipe, not a file",
    ]
    assert found[0]["sha256"] == sha256(BAD_BYTES).hexdigest()
    assert {row["stage"] for row in found} == {"reading"} and all(row["remedy"] for row in found)
    assert list(validate.examine(out, mixed, limit=None).problems) == []


def test_skip_bad_with_nothing_bad_ends_with_status_0_and_an_empty_table(tmp_path, capsys):
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": STORY}), encoding="utf-8")
    assert main(["build", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out"), "--skip-bad"]) == 0
    assert capsys.readouterr().err == ""
    assert rows(tmp_path / "out", "rejected") == []


def test_annotate_stops_likewise_and_with_skip_bad_says_what_it_left_out(mixed, tmp_path, capsys):
    out = tmp_path / "found.jsonl"
    assert main(["annotate", str(mixed), "--out", str(out)]) == 2
    assert "4 faults in the articles" in capsys.readouterr().err
    assert not out.exists()
    assert main(["annotate", str(mixed), "--out", str(out), "--skip-bad"]) == 1
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == ["quiet", "story"]
    errors = capsys.readouterr().err.splitlines()
    assert errors[1] == "eventpack: articles left out for 4 faults:" and len(errors) == 6
    assert errors[2].startswith(f"  {mixed}/accent.txt, line 1: byte 8")


def test_where_no_article_is_left_nothing_is_built(tmp_path, capsys):
    (tmp_path / "in.jsonl").write_text('{"text": ""}\n{"text": 7}\n')
    assert main(["build", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out"), "--skip-bad"]) == 2
    assert "Correct them: no article is left that could be used." in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("articles.csv", b"file,publisher\nstory.txt,x\n", "has no column author"),
        ("articles.csv", HEADER.encode() + b'"story.txt,,,,,\n', "is not CSV"),
        ("articles.csv", b"\xff" + HEADER.encode(), "is not UTF-8"),
        ("package.yaml", b"title: [", "is not YAML"),
    ],
)
def test_what_is_wrong_with_the_whole_folder_stops_the_build_all_the_same(tmp_path, capsys, name, content, message):
    (tmp_path / "story.txt").write_text(STORY)
    (tmp_path / name).write_bytes(content)
    assert main(["build", str(tmp_path), "--out", str(tmp_path / "out"), "--skip-bad"]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["articles.csv", "package.yaml"])
def test_a_file_of_the_folder_that_is_a_broken_link_is_reported_and_not_passed_over(tmp_path, name):
    (tmp_path / "story.txt").write_text(STORY)
    (tmp_path / name).symlink_to("nowhere")
    with pytest.raises(InputError, match="is a link to nowhere, which does not exist"):
        pipeline.build(tmp_path, tmp_path / "out", rejected=[])


# --- what is bad, and how it is told


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("b.txt", b"", None, "is empty"),
        ("b.txt", b"One\nTwo\0\n", 2, "holds a NUL byte"),
        ("b.txt", b"x" * (MAX_CHARACTERS + 1), None, "is too long for one article"),
        ("b.html", b"<p>Caf\xe9</p>", 1, "is not UTF-8"),
        ("b.html", b"<script>var x = 1</script>", None, "no article text was found"),
        ("b.html", b'<meta charset="klingon"><p>x</p>', None, "unknown character set"),
        ("b.txt", STORY.encode(), None, "has the same text as"),
        ("a.html", b"<p>The lake at Marlow froze over.</p>", None, 'the id "a" was used before'),
    ],
)
def test_a_bad_file_is_rejected_and_the_others_are_read(tmp_path, name, content, line, reason):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "z.txt").write_text(QUIET)
    (tmp_path / name).write_bytes(content)
    found, (bad,) = gathered(tmp_path)
    assert "z" in [article.id for article in found] and len(found) == 2
    assert reason in bad.reason and bad.line == line and bad.article_id in {"a", "b"} and bad.remedy
    assert bad.sha256 == sha256(content).hexdigest() or bad.file == "a.txt" or name == "a.html"


@pytest.mark.parametrize(
    ("csv_rows", "faults", "read_all_the_same"),
    [
        ("a.txt,,,,2023-02-30,\n", [(2, "a")], ["b"]),
        ("a.txt,x\nb.txt,,,,,\n", [(2, "a")], ["b"]),
        ("c.txt,,,,,\n", [(2, None)], ["a", "b"]),
        ("a.txt,,,,,\na.txt,One,,,,\n", [(3, "a")], ["b"]),
        ("a.txt,,,x,,\nd.txt,,,,,\nb.txt,,,,,1\n", [(3, None), (2, "a"), (4, "b")], []),
    ],
)
def test_a_bad_row_of_articles_csv_rejects_its_article_and_no_other(tmp_path, csv_rows, faults, read_all_the_same):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text(QUIET)
    (tmp_path / "articles.csv").write_text(HEADER + csv_rows)
    if not read_all_the_same:
        with pytest.raises(BadArticles, match="no article is left"):
            gathered(tmp_path)
        return
    found, bad = gathered(tmp_path)
    assert [article.id for article in found] == read_all_the_same
    assert [(fault.line, fault.article_id) for fault in bad] == faults
    assert {fault.file for fault in bad} == {"articles.csv"}


def test_a_folder_or_a_name_that_is_no_utf_8_where_an_article_should_be_is_reported(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").mkdir()  # a sub-folder like any other
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/c\xff.txt")).write_text(QUIET)
    found, bad = gathered(tmp_path)
    assert [article.id for article in found] == ["a"]
    assert [(fault.file, fault.article_id, fault.reason) for fault in bad] == [
        ("c\\udcff.txt", None, "its name is not UTF-8"),
    ]


def test_a_line_without_end_is_one_bad_line_of_a_jsonl(tmp_path):
    long = b'{"text": "' + b"x" * 9_000_000 + b'"}'
    (tmp_path / "in.jsonl").write_bytes(b'{"text": "One"}\n' + long + b'\n{"id": "last", "text": "Two"}\n')
    found, (bad,) = gathered(tmp_path / "in.jsonl")
    assert [article.id for article in found] == ["line-1", "last"]
    assert (bad.line, bad.article_id) == (2, "line-2") and "too long" in bad.reason


def test_a_row_of_a_parquet_that_python_cannot_read_is_one_bad_row(tmp_path):
    text = pa.array([b"One", b"T\xffo", b"Three"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"id": ["a", "b", None], "text": text}), tmp_path / "in.parquet")
    found, (bad,) = gathered(tmp_path / "in.parquet")
    assert [article.id for article in found] == ["a", "row-3"]
    assert (bad.line, bad.unit) == (2, "row") and str(bad).startswith(f"{tmp_path}/in.parquet, row 2: has a cell")


def test_a_named_pipe_is_no_input(tmp_path):
    os.mkfifo(tmp_path / "in.jsonl")
    with pytest.raises(InputError, match="is a named pipe, not a file"):
        articles.check(tmp_path / "in.jsonl")


GOOD = st.builds(lambda word: {"text": f"The {word} lay still."}, st.uuids())
BAD = st.sampled_from(
    ["{", "[1]", {"text": ""}, {"id": "x"}, {"text": 5}, {"id": {"a": 1}, "text": "Mild."}, '{"text": "\0"}']
)


@given(st.lists(GOOD | BAD, min_size=1, max_size=30))
def test_whatever_the_mix_every_line_is_an_article_or_a_fault(tmp_path_factory, mix):
    file = tmp_path_factory.mktemp("mix") / "in.jsonl"
    file.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in mix))
    good = [n for n, line in enumerate(mix, 1) if isinstance(line, dict) and "lay still" in str(line.get("text"))]
    bad: list[Rejected] = []
    found = []
    try:
        found += articles.articles(file, rejected=bad)
    except BadArticles:
        assert not good
    assert [article.id for article in found] == [f"line-{n}" for n in good]
    assert [fault.line for fault in bad] == [n for n in range(1, len(mix) + 1) if n not in good]


# --- many


def test_one_bad_article_among_10_000_is_found_before_any_is_coded(tmp_path, monkeypatch):
    lines = [json.dumps({"id": f"n{n}", "text": f"Story {n}."}) for n in range(10_000)]
    lines[7_654] = '{"id": "n7654", "text": "Story'
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    monkeypatch.setattr(pipeline, "annotate", lambda *_: pytest.fail("an article was coded"))
    with pytest.raises(BadArticles) as caught:
        pipeline.build(tmp_path / "in.jsonl", tmp_path / "out")
    message = str(caught.value)
    assert message.startswith(f"{tmp_path}/in.jsonl, line 7655: is not JSON") and "\n" not in message
    assert message.endswith("Or leave this article out with --skip-bad.")
    assert not (tmp_path / "out").exists()


def test_of_thousands_of_faults_fifty_are_reported_and_all_are_counted(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text": ""}\n' * 3_000)
    with pytest.raises(BadArticles) as caught:
        articles.check(tmp_path / "in.jsonl")
    lines = str(caught.value).splitlines()
    assert lines[0] == "3,000 faults in the articles:" and lines[-2] == "  ... and 2,950 more" and len(lines) == 53
    assert len(caught.value.rejected) == 3_000


# --- the coder


def fail_at(monkeypatch, module, function, word):
    """Let a function fail where its first argument, an article or a text, has `word`."""
    real = getattr(module, function)

    def failing(what, *rest, **options):
        if word in getattr(what, "text", what):
            raise ZeroDivisionError(f"division of {word} by zero")
        return real(what, *rest, **options)

    monkeypatch.setattr(module, function, failing)


@pytest.mark.parametrize("module", ["coder", "parser"])
def test_an_article_that_the_coder_fails_at_is_reported_with_its_file_and_spoils_no_other(
    tmp_path, monkeypatch, capsys, module
):
    for name, text in (("a", STORY), ("b", "Two cranes broke at Elm.\n"), ("c", QUIET)):
        (tmp_path / f"{name}.txt").write_text(text)
    if module == "coder":
        fail_at(monkeypatch, one_article, "annotate_one", "cranes")
    else:
        fail_at(monkeypatch, one_article.parser, "prepare", "cranes")
    out = tmp_path / "out"
    assert main(["build", str(tmp_path), "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert "b.txt: eventpack failed to code it: ZeroDivisionError in test_skip_bad.py, line" in error
    assert "cranes" not in error and "Traceback" not in error and not out.exists()
    assert main(["build", str(tmp_path), "--out", str(out), "--skip-bad"]) == 1
    assert [row["file"] for row in sorted(rows(out, "sources"), key=lambda row: row["file"])] == ["a.txt", "c.txt"]
    (fault,) = rows(out, "rejected")
    assert (fault["file"], fault["article_id"], fault["stage"]) == ("b.txt", "b", "coding")
    assert fault["sha256"] == sha256(b"Two cranes broke at Elm.\n").hexdigest()


def test_want_of_memory_is_no_fault_of_an_article(monkeypatch):
    def none_left(*_):
        raise MemoryError

    monkeypatch.setattr(one_article, "annotate_one", none_left)
    with pytest.raises(MemoryError):
        list(pipeline.annotate([Article("a", STORY)], []))
