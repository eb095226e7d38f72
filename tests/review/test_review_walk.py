"""A person walks through reports in a terminal: what they see, what they answer, and what is written."""

import csv
import io
import os
import pty
import select
import signal
import sys
import time
from datetime import date
from pathlib import Path

import factories
import pytest
import yaml

from eventpack import cli
from eventpack.review import entries, store

ARTICLES = {
    "harbour.txt": "Shells on the harbour\nUkrainian forces attacked the port of Sevastopol on January 12, 2026.\n"
    "Nobody at the gate \x1b]0;owned\x07 spoke.\nTurkey condemned the attack on Tuesday.\n",
    "convoy.txt": "Convoy on the road\nRussian troops withdrew from Tartus on January 14, 2026, residents said.\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = factories.write_articles(tmp_path_factory.mktemp("desk"), ARTICLES)
    assert cli.main(["build", str(folder / "articles"), "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def answer(built, tmp_path, monkeypatch, capsys):
    """Runs the command on lines of standard input; gives the exit status and what was shown."""

    def run(*lines, reviewer="desk-2"):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        status = cli.main(
            [
                "review",
                str(built),
                "--reviews",
                str(tmp_path / "reviews"),
                *(["--reviewer", reviewer] if reviewer else []),
            ]
        )
        return status, capsys.readouterr().out

    return run


def written(tmp_path):
    return entries.read_folder(tmp_path / "reviews") if (tmp_path / "reviews").is_dir() else []


def rows(package, table):
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_least_confident_report_comes_first_and_each_decision_is_one_entry(built, tmp_path, answer):
    status, shown = answer("a", "r", "a drill", "s")
    assert status == 0 and "2 decided, 1 open" in shown
    in_order = sorted(rows(built, "reports"), key=lambda row: float(row["confidence"]))
    shown_ids = [line.split()[4] for line in shown.splitlines() if line.startswith("--- ")]
    assert [float(row["confidence"]) for row in in_order] == [
        float(next(r for r in in_order if r["report_id"] == one)["confidence"]) for one in shown_ids
    ]
    found = {one.report_id: one for one in written(tmp_path)}
    assert [found[one].decision for one in shown_ids[:2]] == ["accepted", "rejected"]
    assert found[shown_ids[1]].reason == "a drill" and found[shown_ids[0]].reviewer == "desk-2"
    assert found[shown_ids[0]].date == date.today()


def test_a_stopped_review_goes_on_where_it_stopped(tmp_path, answer):
    answer("a", "q")
    _, shown = answer("a")
    assert "1 of 2" in shown and "1 decided, 1 open" in shown
    answer("a")
    _, shown = answer()
    assert "all 3 reports have been reviewed" in shown
    assert len({one.report_id for one in written(tmp_path)}) == 3


def test_what_is_written_is_what_the_build_obeys(built, tmp_path, answer):
    lines = ["c", "", "", "future", "", "", "", "Latakia", "2", "", "", "", "", "y", "only a plan"]
    for _ in range(3):
        answer(*lines)
    assert "all 3 reports have been reviewed" in answer()[1]
    out = tmp_path / "out"
    assert cli.main(["build", str(built / "articles"), "--out", str(out), "--reviews", str(tmp_path / "reviews")]) == 0
    assert cli.main(["validate", str(out)]) == 0
    assert {(row["review"], row["status"], row["destination_location_id"]) for row in rows(out, "reports")} == {
        ("corrected", "future", "geonames:173576")
    }
    assert {row["reason"] for row in rows(out, "reviews")} == {"only a plan"}


def test_accepting_everything_changes_nothing_but_how_sure_it_is(built, tmp_path, answer):
    answer("a", "a", "a")
    out = tmp_path / "out"
    assert cli.main(["build", str(built / "articles"), "--out", str(out), "--reviews", str(tmp_path / "reviews")]) == 0
    for table in ("events", "reports", "actors", "locations", "event_actors"):
        before, after = ([row | {"confidence": "", "review": ""} for row in rows(one, table)] for one in (built, out))
        assert before == after
    assert {(row["review"], row["confidence"]) for row in rows(out, "reports")} == {("accepted", "1.0")}


def test_the_passage_stands_in_its_article_and_nothing_in_it_controls_the_terminal(answer):
    _, shown = answer("s", "s", "s")
    assert "[Ukrainian forces >attacked< the port of Sevastopol on January 12, 2026.]" in " ".join(shown.split())
    assert "Nobody at the gate \\x1b]0;owned\\x07 spoke." in " ".join(shown.split())
    assert "\x1b" not in shown and "\x07" not in shown


def test_an_answer_is_checked_before_the_next_question(tmp_path, answer):
    first = [
        "c",
        "NONSENSE",
        "",
        "visit",
        "?",
        "",
        "soon",
        "",
        "rus-mil, rus-mil",
        "",
        "",
        "nowhere at all",
        "",
        "",
        "2026-02-31",
        "2026-01-20",
        "2026-01-10",
        "2026-01-21",
        "nobody such",
        "",
        "",
        "killed",
        "",
        "y",
        "",
    ]
    _, shown = answer(*first)
    for said in (
        "not a code of event_types",
        'has no mode "visit"',
        "not a code of statuses",
        "twice",
        "no place is chosen",
        "is not a date",
        "is before",
        "is not an actor",
        "is no figure",
    ):
        assert said in shown
    (one,) = written(tmp_path)
    assert (one.decision, one.changes["date_latest"]) == ("corrected", date(2026, 1, 21))


def test_a_new_actor_is_given_in_full(tmp_path, answer):
    new = ["Gate Guild", "club", "organisation", "", "BUS", "SYRIA", "SYR"]
    answer("c", "", "", "", "", *new, "", "", "", "", "", "", "y", "")
    (one,) = written(tmp_path)
    (party,) = one.changes["recipients"]
    assert (party.actor_id, party.actor.name, party.actor.sector, party.actor.country) == (
        "org-gate-guild",
        "Gate Guild",
        "BUS",
        "SYR",
    )


def test_an_actor_is_found_by_name(tmp_path, answer):
    _, shown = answer("c", "", "", "", "", "Russian military", "1", "", "", "", "", "", "", "y", "")
    assert "(rus-mil)" in shown
    (one,) = written(tmp_path)
    assert [party.actor_id for party in one.changes["recipients"]] == ["rus-mil"]


def test_the_last_decision_can_be_taken_back(tmp_path, answer):
    _, shown = answer("a", "a", "u", "r", "not so", "q")
    assert "taken back" in shown and "2 decided" in shown
    assert sorted(one.decision for one in written(tmp_path)) == ["accepted", "rejected"]
    _, shown = answer("u", "q")
    assert "nothing to take back" in shown


def test_leaving_off_a_correction_or_changing_nothing_decides_nothing(tmp_path, answer):
    left_off = ["c", ".", "c", *[""] * 6, "Latakia", "."]
    _, shown = answer(*left_off, "c", *[""] * 11, "c", "", "", "negated", *[""] * 8, "n", "x", "q")
    assert "nothing was changed" in shown and "0 decided" in shown
    assert written(tmp_path) == []


def test_a_reviewer_is_asked_for_a_name(tmp_path, answer):
    answer("", "a pseudonym", "a", reviewer=None)
    assert [one.reviewer for one in written(tmp_path)] == ["a pseudonym"]


def test_what_people_wrote_in_the_file_stays_as_it_is(tmp_path, answer):
    answer("a", "q")
    (file,) = (tmp_path / "reviews").iterdir()
    noted = "# what we agreed on\n" + file.read_text(encoding="utf-8") + "  # to be looked at again"
    file.write_text(noted, encoding="utf-8")
    answer("a", "a")
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "reviews").iterdir()]
    assert any(text.startswith(noted) for text in texts) and len(written(tmp_path)) == 3


def test_a_file_that_nothing_can_be_added_to_is_left_alone(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("[]\n", encoding="utf-8")
    with pytest.raises(Exception, match="a.yaml"):
        store.append(file, {"report_id": "rep-1"})
    assert file.read_text(encoding="utf-8") == "[]\n"


@pytest.mark.parametrize(
    ("article", "name"),
    [
        ("a b.txt", "a-b.yaml"),
        ("../x.HTML", "x.yaml"),
        ("news.jsonl#7", "news-7.yaml"),
        ("\u062e\u0628\u0631.txt", "reviews.yaml"),
    ],
)
def test_a_file_of_reviews_is_named_after_its_article(tmp_path, article, name):
    assert store.file_for(tmp_path, article) == tmp_path / name


def test_a_quote_of_any_characters_is_read_back_as_it_was():
    quote = "“a: b” # 'c' \"d\" \x07\u2028\U0001f600 - é\n\tz"
    assert yaml.safe_load(store.text_of({"quote": quote, "actors": ["rus"], "seen": {"mode": None}})) == [
        {"quote": quote, "actors": ["rus"], "seen": {"mode": None}}
    ]


# --- a real terminal ------------------------------------------------------------------------------------------


class Terminal:
    """The command under a terminal of its own, as a person has it."""

    def __init__(self, *arguments):
        self.shown, self.read_up_to = "", 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["PYTHONUTF8"] = "1"
            os.execv(sys.executable, [sys.executable, "-m", "eventpack.cli", *map(str, arguments)])

    def wait_for(self, words, seconds=90, again=""):
        """Reads until `words` are on the screen, after what was waited for before. `again`: what a person presses once more
        where nothing comes of it for a third of that time, as of an interrupt at the moment in which Python begins to read a line."""
        end = time.monotonic() + seconds
        press_again = end - seconds * 2 / 3
        while (found := self.shown.find(words, self.read_up_to)) < 0:
            assert time.monotonic() < end, self.shown
            if again and time.monotonic() > press_again:
                self.type(again)
                again = ""
            if select.select([self.fd], [], [], 0.5)[0]:
                try:
                    data = os.read(self.fd, 4096)
                except OSError:  # the command has ended
                    data = b""
                assert data, self.shown
                self.shown += data.decode("utf-8", "replace")
        self.read_up_to = found + len(words)

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def status(self):
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.fd)
        return code


@pytest.mark.parametrize(("keys", "status"), [("q\r", 0), ("\x04", 0), ("\x03", 130)])
def test_in_a_terminal_a_person_decides_and_leaves_and_what_was_decided_is_kept(built, tmp_path, keys, status):
    terminal = Terminal("review", built, "--reviews", tmp_path / "reviews")
    terminal.wait_for("as it will be published: ")
    terminal.type("Žofie\r")
    terminal.wait_for("[q]uit [?] > ")
    terminal.type("a\r")
    terminal.wait_for("2 of 3")
    terminal.wait_for("[q]uit [?] > ")
    terminal.type(keys)
    terminal.wait_for("1 decided, 2 open", again=keys if keys == "\x03" else "")
    assert terminal.status() == status
    assert [(one.reviewer, one.decision) for one in written(tmp_path)] == [("Žofie", "accepted")]
    assert [path.name for path in Path(tmp_path / "reviews").iterdir() if path.name.startswith(".")] == []


def test_a_review_killed_in_the_middle_keeps_what_was_decided(built, tmp_path):
    terminal = Terminal("review", built, "--reviews", tmp_path / "reviews", "--reviewer", "desk-2")
    terminal.wait_for("[q]uit [?] > ")
    terminal.type("a\r")
    terminal.wait_for("2 of 3")
    os.kill(terminal.pid, signal.SIGKILL)
    terminal.status()
    assert len(written(tmp_path)) == 1


def test_a_single_match_is_taken_by_enter_and_an_exact_one_without_a_question():
    from eventpack.review.ask import Dialogue

    def choose(answers, **options):
        told = []
        dialogue = Dialogue(lambda prompt: answers.pop(0), told.append)
        return dialogue.choose([("rus", "Russia (rus)")], **options)

    assert choose([], certain=True) == "rus"
    assert choose([""]) == choose(["y"]) == "rus"
    assert choose(["n"]) is None


def test_all_that_are_left_are_accepted_at_once_after_a_yes(tmp_path, answer):
    status, shown = answer("A", "n", "s", "A", "y")
    assert status == 0 and "accept all 3 that are left" in shown and "accept all 2 that are left" in shown
    assert "2 decided, 1 open" in shown
    assert {one.decision for one in written(tmp_path)} == {"accepted"}


def test_filters_leave_the_reports_that_are_asked_for(built):
    from eventpack.review.pending import Package, Wanted

    package = Package.open(built)
    every = package.open_reports(())

    def ids(**wanted):
        return {row["report_id"] for row in package.open_reports((), Wanted(**wanted))}

    kinds = {row["event_type"] for row in rows(built, "reports")}
    assert ids(types=frozenset(kinds)) == {row["report_id"] for row in every}
    assert ids(types=frozenset({"AID"}) - kinds) == (set() if "AID" not in kinds else ids())
    for row in rows(built, "reports"):
        assert row["report_id"] in ids(types=frozenset({row["event_type"]}))
        low = float(row["confidence"])
        assert row["report_id"] in ids(lowest=low, highest=low) and row["report_id"] not in ids(lowest=low + 0.001)
        if row["location_id"]:
            place = package.locations[row["location_id"]]
            assert row["report_id"] in ids(place=place["location_id"]) & ids(place=place["name"].upper())
            if place["parent_location_id"]:
                assert row["report_id"] in ids(place=place["parent_location_id"])
        for party in package.parties[row["event_id"]]:
            assert row["report_id"] in ids(actor=party) & ids(actor=package.actors[party]["name"][:5].lower())
    assert ids(place="nowhere at all") == ids(actor="nobody at all") == set()


def test_words_of_the_article_are_answers_wherever_an_identifier_is():
    from eventpack import pipeline
    from eventpack.core.model import Article
    from eventpack.review.ask import Dialogue, corrections

    text = "Norway's coast guard stopped a boat off the village of Zorgon in Rogaland on Monday. Fishermen protested in Bergen."
    (annotation,) = pipeline.annotate([Article("a", text, published=date(2026, 3, 4))])
    report = annotation.reports[0]

    shown: list[str] = []

    def corrected(**answers):
        fields = tuple(answers)
        lines = [line for given in answers.values() for line in given]
        return corrections(Dialogue(lambda prompt: lines.pop(0), shown.append), report, annotation, {}, fields)

    assert corrected(actors=["Norway's coast guard", "1"], place=["Bergen", "1"]) == {
        "actors": ["nor-mil"],
        "place": "geonames:3161732",
    }
    # A place that no gazetteer has, but the article locates.
    assert corrected(place=["the village of Zorgon"]) == {"place": {"text": "the village of Zorgon"}}
