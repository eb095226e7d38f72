"""What a first-time user runs into: what is said, of which file and line, before hours of work and not twice."""

import csv
import json
import shlex
import shutil
import sys
from datetime import date
from importlib import metadata as installed

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventpack import cli
from eventpack.commands import option_types
from eventpack.core import optional_parts
from eventpack.reading import articles as read
from eventpack.reading import metadata
from eventpack.reading.english import is_foreign
from eventpack.reading.web_page import read_page

STORY = (
    "Convoy leaves the pass\nRussian troops withdrew from Tartus on January 14, 2026, residents said. Drivers at "
    "the gate counted forty lorries.\n"
)
OTHER = "Turkey condemned the attack on Tuesday, its foreign ministry said.\n"
FRENCH = (
    "Un convoi quitte le col\nLes troupes russes ont quitté lundi l'aéroport de la ville, ont indiqué deux "
    "habitants. Le ministère n'a pas voulu dire combien d'hommes sont partis, ni où ils sont allés.\n"
)


def told(capsys, *arguments):
    """Exit status and what a command wrote to standard error."""
    status = cli.main([str(argument) for argument in arguments])
    return status, capsys.readouterr().err


def folder(path, **files):
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return path


# --- options and extras


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["validate", "--limit", "x"], '"x" is not a whole number from 0 up'),
        (["validate", "--limit", "-1"], "is not a whole number from 0 up"),
        (["build", "--workers", "many"], '"many" is not a whole number from 1 to 1024'),
        (["diff", "a", "b", "--rows", "²"], '"²" is not a whole number from 0 up'),
        (["export", "zenodo", "--date", "soon"], '"soon" is not a date; write YYYY-MM-DD'),
        (["report", "--from", "2026-02-30"], '"2026-02-30" is not a date'),
        (["report", "--to", "2026-W05-1"], '"2026-W05-1" is not a date'),
    ],
)
def test_an_option_s_wrong_value_is_reported_in_words(arguments, message, capsys):
    with pytest.raises(SystemExit):
        cli.main(arguments)
    said = capsys.readouterr().err
    assert message in said
    assert not any(inner in said for inner in ("fromisoformat", "_limit", "_number", "value: "))


@given(st.integers(0, 10**9 - 1), st.dates())
def test_options_read_what_str_writes(number, day):
    assert option_types.number(0)(str(number)) == number
    assert option_types.day(day.isoformat()) == day


PYTHON = shlex.quote(optional_parts._python())


class _Installed:
    def __init__(self, record):
        self.record = record

    def read_text(self, name):
        return json.dumps(self.record) if self.record is not None else None


@pytest.mark.parametrize(
    ("record", "command"),
    [
        (None, "pip install 'eventpack[geo]'"),
        ({"url": "file:///opt/my%20tools/eventpack", "dir_info": {}}, "pip install '/opt/my tools/eventpack[geo]'"),
        (
            {"url": "https://example.org/e.git", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
            "pip install 'eventpack[geo] @ git+https://example.org/e.git@0a1b'",
        ),
        (
            {"url": "https://example.org/e.whl", "archive_info": {}},
            "pip install 'eventpack[geo] @ https://example.org/e.whl'",
        ),
    ],
)
def test_how_to_install_an_extra_follows_where_eventpack_came_from(record, command, tmp_path, monkeypatch):
    monkeypatch.setattr(optional_parts, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(installed, "distribution", lambda name: _Installed(record))
    assert optional_parts.install("geo") == command.replace("pip install", f"{PYTHON} -m pip install")


def test_in_a_checkout_an_extra_is_installed_from_the_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(optional_parts, "_CHECKOUT", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    assert optional_parts.install("geo") == f"{PYTHON} -m pip install -e '{tmp_path}[geo]'"


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("pipx_metadata.json", "pipx runpip eventpack install 'eventpack[geo]'"),
        ("uv-receipt.toml", "uv tool install --force 'eventpack[geo]'"),
    ],
)
def test_an_extra_is_added_by_the_tool_that_installed_eventpack(file, command, tmp_path, monkeypatch):
    monkeypatch.setattr(optional_parts, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(installed, "distribution", lambda name: _Installed(None))
    home = tmp_path / "eventpack"
    home.mkdir()
    (home / file).touch()
    monkeypatch.setattr(sys, "prefix", str(home))
    assert optional_parts.install("geo") == command


def test_without_pip_an_extra_is_added_with_uv(tmp_path, monkeypatch):
    monkeypatch.setattr(optional_parts, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(installed, "distribution", lambda name: _Installed(None))
    monkeypatch.setattr(optional_parts, "find_spec", lambda name: None)
    assert optional_parts.install("geo") == f"uv pip install --python {PYTHON} 'eventpack[geo]'"


def test_this_python_is_named_as_it_is_found_from_here(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv/bin/python"))
    monkeypatch.chdir(tmp_path)
    assert " .venv/bin/python -m pip install" in " " + optional_parts.install("geo")


def test_no_message_names_an_index_that_does_not_have_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(optional_parts.EventpackError) as error:
        optional_parts.needed("polars", "polars")
    assert optional_parts.install("polars") in str(error.value)


# --- what an input says of itself


@pytest.mark.parametrize("day", ["9999-01-14", "0001-01-14", "1599-12-31", "2101-01-01"])
def test_a_day_of_publication_no_newspaper_has_is_refused_with_its_line(day, tmp_path, capsys):
    articles = folder(tmp_path / "a", one__txt=STORY, articles__csv=factories_csv("one.txt", day))
    status, said = told(capsys, "build", articles, "--out", tmp_path / "out")
    assert status == 2
    assert "articles.csv, line 2: published is" in said and "1600 to 2100" in said


def factories_csv(name, published):
    return f"file,publisher,author,url,published,language\n{name},,,,{published},\n"


@given(st.dates())
def test_every_day_of_the_years_of_newspapers_is_taken(day):
    if 1600 <= day.year <= 2100:
        assert metadata.read_field("published", day.isoformat()) == day
    else:
        with pytest.raises(metadata.Unreadable):
            metadata.read_field("published", day.isoformat())


def test_in_a_row_such_a_day_is_left_out_and_said(tmp_path, caplog):
    file = tmp_path / "n.jsonl"
    file.write_text(json.dumps({"text": STORY, "published": "0001-01-01T00:00:00Z"}), encoding="utf-8")
    (article,) = read.articles(file)
    assert article.published is None
    assert "1 metadata value could not be read and left out" in caplog.text
    assert date(1600, 1, 1).year == metadata.FIRST_YEAR


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        "Die russischen Truppen haben am Montag den Flughafen der Stadt verlassen, sagten zwei Bewohner. Das Ministerium "
        "wollte nicht sagen, wie viele Soldaten abgezogen sind und wohin sie gegangen sind, in der Nacht oder danach.",
        "De Russische troepen hebben maandag de luchthaven van de stad verlaten, zeiden twee bewoners. Het ministerie "
        "wilde niet zeggen hoeveel soldaten er zijn vertrokken of waar zij naartoe zijn, over de weg of in de lucht.",
        "Las tropas rusas salieron el lunes del aeropuerto de la ciudad, dijeron dos vecinos. El ministerio no quiso decir "
        "cuántos soldados se han ido ni a dónde.",
        "Российские войска в понедельник покинули аэропорт города, сообщили двое жителей.",
        "俄罗斯军队周一离开了该市机场，两名居民说。国防部不愿透露有多少士兵离开，也不愿透露他们去了哪里。",
    ],
)
def test_a_text_in_another_language_is_foreign(text):
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "Russian forces quit Qamishli airport, Damascus-bound convoy seen. Ministry spokesman Ivan Petrov denies report.",
        "Kyiv, Jan. 14. Rebel artillery hit Avdiivka, Pisky, Marinka. Two killed, nine wounded.",
        "FIRE AT THE PORT OF ODESA",
        "",
        "Oui, bien sûr.",
    ],
)
def test_english_and_what_is_too_short_to_tell_is_not(text):
    assert not is_foreign(text)


@pytest.mark.parametrize("options", [[], ["--skip-bad"]])
def test_a_foreign_article_is_named_once(options, tmp_path, capsys):
    articles = folder(tmp_path / "a", one__txt=STORY, deux__txt=FRENCH)
    found = tmp_path / "found.jsonl"
    for command in (["build", articles, "--out", tmp_path / "out"], ["annotate", articles, "--out", found]):
        status, said = told(capsys, *command, *options)
        assert status == 0
        assert said.count("1 article seems not to be English (deux.txt)") == 1


@pytest.mark.parametrize("options", [[], ["--skip-bad"]])
def test_metadata_that_cannot_be_read_is_reported_once(options, tmp_path, capsys):
    file = tmp_path / "n.jsonl"
    file.write_text(json.dumps({"text": STORY, "published": "7:58 AM ET"}) + "\n", encoding="utf-8")
    for command in (["build", file, "--out", tmp_path / "out"], ["annotate", file, "--out", tmp_path / "found.jsonl"]):
        _, said = told(capsys, *command, *options)
        assert said.count("could not be read and left out") == 1


def test_a_bad_address_in_package_yaml_is_reported_with_its_line_and_before_the_articles_are_read(tmp_path, capsys):
    about = "name: a\ncontributors:\n- title: Desk\n  email: desk at x\n"
    articles = folder(tmp_path / "a", one__txt="", package__yaml=about)
    status, said = told(capsys, "build", articles, "--out", tmp_path / "out")
    assert status == 2
    assert f'{articles / "package.yaml"}, line 4: "desk at x" is not an e-mail address' in said
    (articles / "package.yaml").write_text("name: a\ncontributors:\n- title: Desk\n  email: desk@example.org\n")
    (articles / "one.txt").write_text(STORY)
    assert told(capsys, "build", articles, "--out", tmp_path / "out")[0] == 0


# --- web pages


def page(body, paragraphs=""):
    data = json.dumps({"@type": "NewsArticle", "headline": "Guard killed at the pass", "articleBody": body})
    data = data.replace("</", "<\\/")  # as pages write it, so that no tag ends the script
    return (
        f"<html><head><title>Pass Post</title><script type='application/ld+json'>{data}</script></head><body>"
        f"<nav><a href='/'>Home</a></nav><div id='app'>{paragraphs}</div></body></html>"
    )


BRIEF = "A border guard was shot dead at the Torkham crossing on Monday, police said."


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        (BRIEF, ""),
        (BRIEF, "<p>Read us every day.</p>"),
        (f"<p>{BRIEF.replace('shot dead', '<b>shot dead</b>')}</p><script>x</script>", ""),
    ],
)
def test_a_brief_that_a_page_only_gives_as_data_is_its_article(body, paragraphs):
    assert read_page(page(body, paragraphs)).text == f"Guard killed at the pass\n{BRIEF}"


def test_a_teaser_gives_way_to_the_paragraphs_of_the_page():
    told = [f"Paragraph {number} says who was at the crossing and what they saw there that day." for number in range(6)]
    found = read_page(page(BRIEF, "".join(f"<p>{line}</p>" for line in told))).text
    assert found == "\n".join(["Guard killed at the pass", *told])


def test_a_sign_that_opens_no_tag_is_text():
    body = "Police counted 3 < 5 lorries at the gate and x<y in the book, they said on Monday in Peshawar."
    assert read_page(page(body)).text.endswith(body)


# --- reports of another coder


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("m.jsonl", "", "holds no line"),
        ("m.jsonl", "\n \n", "holds no line"),
        ("m.csv", "", "is empty"),
        ("m.csv", "id,coder,quote,trigger,event_type,status,actors\n\n", "holds a header and no report"),
    ],
)
def test_a_file_of_reports_that_says_nothing_is_refused(name, text, message, tmp_path, capsys):
    articles = folder(tmp_path / "a", one__txt=STORY)
    (tmp_path / name).write_text(text, encoding="utf-8")
    status, said = told(capsys, "build", articles, "--out", tmp_path / "out", "--reports", tmp_path / name)
    assert status == 2 and f"{tmp_path / name}: {message}" in said
    assert not (tmp_path / "out").exists()


def test_reports_without_a_type_are_counted_when_they_are_left_out(tmp_path, capsys):
    articles = folder(tmp_path / "a", one__txt=STORY)
    line = {"id": "one", "coder": "model", "reports": [{"event_type": None}, {"event_type": None}]}
    (tmp_path / "m.jsonl").write_text("".join(json.dumps(one) + "\n" for one in ({**line, "reports": []}, line)))
    status, said = told(capsys, "build", articles, "--out", tmp_path / "out", "--reports", tmp_path / "m.jsonl")
    assert status == 0
    assert "2 reports without event_type left out, the first on line 2, report 1" in said


# --- reviews and explain


@pytest.fixture(scope="module")
def january(tmp_path_factory):
    """A folder of articles that is not called articles/, its package, and one of its reports as a review."""
    desk = tmp_path_factory.mktemp("desk")
    articles = folder(desk / "january", one__txt=STORY)
    assert cli.main(["build", str(articles), "--out", str(desk / "out")]) == 0
    return desk


def rows(package, table):
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def review(package):
    (report, *_) = rows(package, "reports")
    (source,) = rows(package, "sources")
    return (
        f"- report_id: {report['report_id']}\n  decision: accepted\n  reviewer: desk-2\n  date: 2026-02-01\n"
        f"  source_id: {source['source_id']}\n  quote: {json.dumps(report['quote'])}\n  file: one.txt\n"
    )


def test_each_of_several_folders_of_articles_has_its_own_reviews(january, tmp_path, capsys):
    shutil.copytree(january / "january", tmp_path / "january")
    folder(tmp_path / "february", two__txt=OTHER)
    folder(tmp_path / "january-reviews", a__yaml=review(january / "out"))
    assert told(capsys, "build", tmp_path / "january", "--out", tmp_path / "o1")[0] == 0
    assert [row["decision"] for row in rows(tmp_path / "o1", "reviews")] == ["accepted"]
    status, said = told(capsys, "build", tmp_path / "february", "--out", tmp_path / "o2")
    assert status == 0 and "reviews" not in said
    assert rows(tmp_path / "o2", "reviews") == []


def test_the_reviews_of_a_file_stand_beside_it_under_its_name(january, tmp_path, capsys):
    text = (january / "january" / "one.txt").read_text(encoding="utf-8")
    (tmp_path / "news.jsonl").write_text(json.dumps({"id": "one", "text": text}), encoding="utf-8")
    folder(tmp_path / "news-reviews", a__yaml=review(january / "out").replace("  file: one.txt\n", ""))
    assert told(capsys, "build", tmp_path / "news.jsonl", "--out", tmp_path / "out")[0] == 0
    assert len(rows(tmp_path / "out", "reviews")) == 1


def test_reviews_that_no_articles_go_with_are_not_passed_over_in_silence(january, tmp_path, capsys):
    shutil.copytree(january / "january", tmp_path / "january")
    folder(tmp_path / "reviews", a__yaml=review(january / "out"))
    status, said = told(capsys, "build", tmp_path / "january", "--out", tmp_path / "out")
    assert status == 0
    assert f"{tmp_path / 'reviews'} is ignored" in said and "rename it to january-reviews" in said
    folder(tmp_path / "articles")
    assert "reviews" not in told(capsys, "build", tmp_path / "january", "--out", tmp_path / "out")[1]


def test_a_review_of_another_folder_s_article_is_refused_and_the_option_named(january, tmp_path, capsys):
    other = folder(tmp_path / "february", two__txt=OTHER)
    reviews = folder(tmp_path / "mine", a__yaml=review(january / "out"))
    status, said = told(capsys, "build", other, "--out", tmp_path / "out", "--reviews", reviews)
    assert status == 2
    assert str(reviews / "a.yaml") in said and "one.txt, is not among those read" in said and "--reviews" in said


def test_explain_says_that_an_article_was_edited_and_where(january, tmp_path, capsys):
    (event, *_) = rows(january / "out", "events")
    edited = folder(tmp_path / "edited", one__txt=STORY.replace("forty", "fifty"))
    (source,) = rows(january / "out", "sources")
    assert cli.main(["explain", event["event_id"], "--package", str(january / "out"), "--articles", str(edited)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "the text has changed" in said and str(edited / "one.txt") in said and source["sha256"] in said
    assert "not at hand" not in said
    empty = folder(tmp_path / "other", two__txt="Nothing of note was said at the fair on Monday.")
    assert cli.main(["explain", event["event_id"], "--package", str(january / "out"), "--articles", str(empty)]) == 0
    assert "the article is not at hand" in capsys.readouterr().out


def test_of_a_rejected_report_the_tables_say_what_it_was_coded_as(january, tmp_path):
    (coded, *_) = rows(january / "out", "reports")
    reviews = folder(tmp_path / "mine", a__yaml=review(january / "out").replace("accepted", "rejected"))
    command = ["build", str(january / "january"), "--out", str(tmp_path / "out"), "--reviews", str(reviews)]
    assert cli.main(command) == 0
    (rejected,) = (row for row in rows(tmp_path / "out", "reports") if row["review"] == "rejected")
    assert rejected["event_id"] == ""
    assert (rejected["event_type"], rejected["mode"]) == (coded["event_type"], coded["mode"])
    assert (rejected["event_type"], rejected["mode"]) == ("RETREAT", "RETREAT-withdraw")
