"""A person accepts, corrects, rejects or adds a report, and the build obeys or says what to do."""

import csv
import textwrap
from datetime import date

import factories
import pytest

from eventpack import cli
from eventpack.annotation.report_ids import report_id
from eventpack.core.errors import InputError
from eventpack.review.amend import Amender
from eventpack.review.entries import read_folder

FIRST, SECOND, THIRD = factories.annotations()
RETREAT = report_id(FIRST, FIRST.reports[0])
QUOTE = "The Russian troops pulled out of Al-Qamishli airfield, North Wire said on Monday."


def entry(**values):
    """The lines of one review in YAML. Values are written as they are; None leaves a key out."""
    keys = {
        "report_id": RETREAT,
        "decision": "accepted",
        "reviewer": "desk-2",
        "date": "2026-02-03",
        "source_id": FIRST.article.source_id,
        "quote": f'"{QUOTE}"',
        **values,
    }
    lines = [f"{key}: {value}" for key, value in keys.items() if value is not None]
    return textwrap.indent("\n".join(lines), "  ").replace("  ", "- ", 1) + "\n"


def amended(tmp_path, *entries, annotation=FIRST, **options):
    """The annotation after the reviews, and the decisions taken."""
    (tmp_path / "first.yaml").write_text("".join(entries), encoding="utf-8")
    amend = Amender(read_folder(tmp_path), **options)
    after = amend(annotation)
    amend.finish()
    return after, amend.decisions


def refused(tmp_path, *entries, **options):
    """The error the reviews end in."""
    with pytest.raises(InputError) as error:
        amended(tmp_path, *entries, **options)
    return error.value


# --- decisions ------------------------------------------------------------------------------------------------


def test_an_accepted_report_keeps_its_coding_and_is_certain(tmp_path):
    after, decisions = amended(tmp_path, entry(reason="as it says"))
    report = after.reports[0]
    assert (report.review, report.confidence) == ("accepted", 1.0)
    assert (report.event_type, report.actors, report.place) == (
        FIRST.reports[0].event_type,
        FIRST.reports[0].actors,
        FIRST.reports[0].place,
    )
    assert [(d.report_id, d.entry.reviewer, d.entry.date, d.entry.reason) for d in decisions] == [
        (RETREAT, "desk-2", date(2026, 2, 3), "as it says")
    ]


def test_a_corrected_report_has_the_values_given_and_says_which_changed(tmp_path):
    after, decisions = amended(
        tmp_path,
        entry(
            decision="corrected",
            changes="{status: future, place: 'geonames:170063', actors: [rus-mil, rus-gov], attributed_to: null}",
        ),
    )
    report = after.reports[0]
    assert (report.review, report.status) == ("corrected", "future")
    assert report.place.location.location_id == "geonames:170063"
    assert [m.actor.actor_id for m in report.actors] == ["rus-mil", "rus-gov"]
    assert report.attributed_to is None
    assert decisions[0].changed == ("status", "actors", "place", "attributed_to")
    # Russia's military is told in the passage; no word of it stands for the government.
    assert [m.text for m in report.actors] == ["The Russian troops", ""]
    assert report.date_text == "on Monday"


def test_a_new_type_drops_the_mode_of_the_old_one_and_new_days_the_words_of_the_old_ones(tmp_path):
    after, _ = amended(
        tmp_path,
        entry(
            decision="corrected", changes="{event_type: MOBILIZE, date_earliest: 2026-01-20, date_latest: 2026-01-25}"
        ),
    )
    report = after.reports[0]
    assert (report.event_type, report.mode, report.date_text) == ("MOBILIZE", None, None)
    assert (report.date_earliest, report.date_latest) == (date(2026, 1, 20), date(2026, 1, 25))


def test_what_a_person_had_before_them_stands_against_a_coder_that_now_says_otherwise(tmp_path):
    seen = "{event_type: RETREAT, mode: withdraw, status: ongoing, actors: [rus-mil], date_latest: 2026-01-26}"
    after, decisions = amended(tmp_path, entry(seen=seen))
    assert after.reports[0].status == "ongoing"
    assert after.reports[0].date_text == "on Monday"
    assert decisions[0].changed == ()


def test_a_rejected_report_stays_without_being_certain(tmp_path):
    after, _ = amended(tmp_path, entry(decision="rejected"))
    assert (after.reports[0].review, after.reports[0].confidence) == ("rejected", FIRST.reports[0].confidence)


def test_a_report_is_added_by_a_quote_that_stands_once(tmp_path):
    after, decisions = amended(
        tmp_path,
        entry(
            report_id=None,
            decision="added",
            source_id=SECOND.article.source_id,
            quote='"No guard was seen."',
            trigger="seen",
            changes="{event_type: COERCE, status: negated, recipients: [rus-mil]}",
        ),
        annotation=SECOND,
    )
    report = after.reports[-1]
    text = SECOND.article.text
    assert text[report.start : report.end] == "No guard was seen."
    assert text[report.trigger.start : report.trigger.end] == "seen"
    assert (report.review, report.coder, report.sentence, report.confidence) == ("added", "desk-2", 2, 1.0)
    assert decisions[0].report_id == report_id(after, report)
    assert after.reports[:-1] == SECOND.reports


def test_an_actor_may_be_given_in_full(tmp_path):
    after, _ = amended(
        tmp_path,
        entry(
            decision="corrected",
            changes='{recipients: [{actor_id: org-gate-guild, name: "Gate Guild", kind: '
            "organisation, country: SYR, parent_actor_id: syr}]}",
        ),
    )
    actor = after.reports[0].recipients[0].actor
    assert (actor.name, actor.kind, actor.country, actor.basis) == ("Gate Guild", "organisation", "SYR", "given")
    assert actor.parent.actor_id == "syr"


def test_an_actor_may_be_pinned_to_words_of_the_article(tmp_path):
    after, _ = amended(
        tmp_path, entry(decision="corrected", changes="{recipients: [{actor_id: syr, text: Al-Qamishli}]}")
    )
    mention = after.reports[0].recipients[0]
    assert FIRST.article.text[mention.start : mention.end] == mention.text == "Al-Qamishli"


def test_only_vouched_reports_are_left_where_that_is_asked_for(tmp_path):
    vouched, _ = amended(tmp_path, entry(), reviewed_only=True)
    assert [r.review for r in vouched.reports] == ["accepted"]
    rejected, _ = amended(tmp_path, entry(decision="rejected"), reviewed_only=True)
    assert rejected.reports == ()
    assert Amender(reviewed_only=True)(SECOND).reports == ()


# --- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ("{event_type: RETRAET}", "Perhaps RETREAT"),
        ("{mode: visit}", 'RETREAT has no mode "visit"'),
        ("{status: maybe}", "not a code of statuses"),
        ("{place: geonames:0}", "no gazetteer"),
        ("{actors: [ruz-mil]}", "knows the actor"),
        ("{actors: rus-mil}", "not a list"),
        ("{actors: [rus, rus]}", "twice"),
        ("{event_type: REJECT, mode: null, actors: [], recipients: []}", "no actor and no recipient"),
        ("{recipients: [{actor_id: org-x, name: X, kind: guild}]}", "not a code of actor_kinds"),
        ("{recipients: [{actor_id: rus-mil, name: Navy, kind: military}]}", "in the lexicon"),
        ("{recipients: [{actor_id: org-x, name: X, kind: media, country: SYRIA}]}", "alpha-3"),
        ("{recipients: [{actor_id: syr, text: Aleppo}]}", 'does not say "Aleppo"'),
        ("{date_earliest: 2026-13-01}", "2026-13-01"),
        ("{date_earliest: 2026-02-01}", "is before"),
        ("{weather: snow}", "no field"),
        ("{status: null}", "is empty"),
    ],
)
def test_a_correction_is_checked_and_refused_on_its_line(tmp_path, changes, says):
    error = refused(tmp_path, "# a note\n\n", entry(decision="corrected", changes=changes))
    assert says in str(error)
    assert error.file.endswith("first.yaml")
    assert error.line == 9


def test_an_error_stands_on_the_line_of_its_value(tmp_path):
    error = refused(tmp_path, entry(decision="corrected", changes="\n    status: future\n    place: 'icao:NONE'"))
    assert error.line == 9


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"decision": "machine"}, "not a decision"),
        ({"decision": "fine"}, "not a code of reviews"),
        ({"reviewer": None}, 'no "reviewer"'),
        ({"reviewer": "7"}, "double quotes"),
        ({"date": "yesterday"}, "not a date"),
        ({"quote": None}, 'no "quote"'),
        ({"decision": "corrected"}, "corrects nothing"),
        ({"changes": "{status: future}"}, "and yet changed"),
        ({"status": "future"}, "under `changes:`"),
        ({"start": "5"}, "missing"),
        ({"report_id": None}, 'no "report_id"'),
        ({"reason": "&a x"}, "anchors"),
        ({"reason": "!!python/name:os.system x"}, "YAML"),
        ({"reason": "a: b: c"}, "YAML"),
        ({"decision": "added", "report_id": None}, 'without "event_type"'),
    ],
)
def test_an_entry_that_is_none_is_refused(tmp_path, values, says):
    error = refused(tmp_path, entry(**values))
    assert says in str(error)
    assert error.line is not None


def test_a_key_given_twice_is_refused(tmp_path):
    error = refused(tmp_path, entry() + "  reviewer: somebody-else\n")
    assert "twice" in str(error) and error.line == 7


def test_two_reviews_of_one_report_are_refused_and_both_lines_named(tmp_path):
    (tmp_path / "again.yaml").write_text(entry(decision="rejected"), encoding="utf-8")
    error = refused(tmp_path, entry())
    assert error.file.endswith("first.yaml") and "again.yaml, line 1" in str(error)


def test_a_review_of_a_report_that_is_gone_says_what_to_do(tmp_path):
    error = refused(tmp_path, entry(report_id="rep-000000000000", decision="corrected", changes="{status: future}"))
    assert RETREAT in str(error) and "decision: added" in str(error) and error.line == 1
    error = refused(tmp_path, entry(report_id="rep-000000000000", decision="rejected"))
    assert "take the review out" in str(error)


def test_a_review_of_an_article_that_is_not_read_is_no_review_to_drop(tmp_path):
    error = refused(tmp_path, entry(), annotation=THIRD)
    assert "not among those read" in str(error) and error.line == 5


def test_a_review_of_an_article_whose_text_changed_says_where_the_passage_is_now(tmp_path):
    from dataclasses import replace

    longer = replace(FIRST, article=replace(FIRST.article, text="Corrected.\n" + FIRST.article.text))
    error = refused(tmp_path, entry(file="first.txt", start="26", end="107"), annotation=longer)
    assert "has changed" in str(error) and "37 to 118" in str(error)
    other = replace(FIRST, article=replace(FIRST.article, text="Nothing of it.\n"))
    assert "no longer in it" in str(refused(tmp_path, entry(file="first.txt"), annotation=other))


def test_a_quote_that_is_not_in_the_passage_is_refused(tmp_path):
    assert "not in the passage" in str(refused(tmp_path, entry(quote="Snow fell.")))
    error = refused(tmp_path, entry(start="20", end="101"))
    assert "26 to 107" in str(error)


def test_an_added_report_must_have_one_place_and_be_new(tmp_path):
    added = {"report_id": None, "decision": "added", "changes": "{event_type: COERCE, status: occurred, actors: [rus]}"}
    assert "does not say" in str(refused(tmp_path, entry(**added | {"quote": "Snow fell.", "trigger": "fell"})))
    assert "more than once" in str(refused(tmp_path, entry(**added | {"quote": "field", "trigger": "field"})))
    assert "does not say" in str(refused(tmp_path, entry(**added | {"trigger": "fled"})))


# --- through the build ----------------------------------------------------------------------------------------

ARTICLES = {
    "harbour.txt": "Shells on the harbour\nUkrainian forces attacked the port of Sevastopol on January 12, 2026.\n"
    "Turkey condemned the attack on Tuesday.\n",
    "convoy.txt": "Convoy on the road\nRussian troops withdrew from Tartus on January 14, 2026, residents said.\n",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = factories.write_articles(tmp_path_factory.mktemp("desk"), ARTICLES)
    assert build(folder, "first") == 0
    return folder


def build(desk, out, *more):
    return cli.main(["build", str(desk / "articles"), "--out", str(desk / out), *more])


def rows(package, table):
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def review_of(row, **values):
    return entry(
        **{
            "report_id": row["report_id"],
            "source_id": row["source_id"],
            "quote": f'"{row["quote"]}"',
            "start": row["char_start"],
            "end": row["char_end"],
            **values,
        }
    )


@pytest.fixture
def reviewed(desk, tmp_path):
    """Builds with the given reviews into a folder of the test's own."""

    def made(text, *more):
        (tmp_path / "reviews").mkdir(exist_ok=True)
        (tmp_path / "reviews" / "all.yaml").write_text(text, encoding="utf-8")
        status = cli.main(
            [
                "build",
                str(desk / "articles"),
                "--out",
                str(tmp_path / "out"),
                "--reviews",
                str(tmp_path / "reviews"),
                *more,
            ]
        )
        return tmp_path / "out", status

    return made


def report_with(package, trigger):
    return next(row for row in rows(package, "reports") if row["trigger"] == trigger)


def test_a_correction_flows_into_the_event_and_a_rejected_report_loses_its_own(desk, reviewed):
    attacked, withdrew = (report_with(desk / "first", word) for word in ("attacked", "withdrew"))
    out, status = reviewed(
        review_of(attacked, decision="rejected", reason="a drill")
        + review_of(withdrew, decision="corrected", changes="{status: future, destination: 'icao:OSLK'}")
    )
    assert status == 0 and cli.main(["validate", str(out)]) == 0
    after = report_with(out, "withdrew")
    event = next(e for e in rows(out, "events") if e["event_id"] == after["event_id"])
    assert (event["status"], event["destination_location_id"]) == ("future", "icao:OSLK")
    assert (after["review"], after["confidence"]) == ("corrected", "1.0")
    gone = report_with(out, "attacked")
    assert (gone["event_id"], gone["review"]) == ("", "rejected")
    assert attacked["event_id"] not in {e["event_id"] for e in rows(out, "events")}
    assert {r["report_id"]: (r["decision"], r["changed"], r["reason"]) for r in rows(out, "reviews")} == {
        attacked["report_id"]: ("rejected", "", "a drill"),
        after["report_id"]: ("corrected", "status|destination", ""),
    }


def test_explain_says_who_reviewed_a_report_and_why(desk, reviewed, capsys):
    withdrew = report_with(desk / "first", "withdrew")
    out, _ = reviewed(review_of(withdrew, decision="corrected", changes="{status: future}", reason="only a plan"))
    capsys.readouterr()
    assert cli.main(["explain", report_with(out, "withdrew")["event_id"], "--package", str(out)]) == 0
    assert "corrected (status) by desk-2 on 2026-02-03: only a plan" in capsys.readouterr().out


def test_reviewed_only_publishes_nothing_that_no_person_vouched_for(desk, reviewed):
    attacked, withdrew = (report_with(desk / "first", word) for word in ("attacked", "withdrew"))
    out, status = reviewed(review_of(withdrew) + review_of(attacked, decision="rejected"), "--reviewed-only")
    assert status == 0 and cli.main(["validate", str(out)]) == 0
    assert [r["report_id"] for r in rows(out, "reports")] == [withdrew["report_id"]]
    assert [e["event_id"] for e in rows(out, "events")] == [rows(out, "reports")[0]["event_id"]]
    assert [r["decision"] for r in rows(out, "reviews")] == ["accepted"]
    assert len(rows(out, "sources")) == len(ARTICLES)


def test_reviews_beside_the_articles_are_obeyed_unasked(desk, tmp_path):
    import shutil

    shutil.copytree(desk / "articles", tmp_path / "articles")
    (tmp_path / "reviews").mkdir()
    (tmp_path / "reviews" / "a.yaml").write_text(review_of(report_with(desk / "first", "withdrew")), encoding="utf-8")
    assert cli.main(["build", str(tmp_path / "articles"), "--out", str(tmp_path / "out")]) == 0
    assert [r["decision"] for r in rows(tmp_path / "out", "reviews")] == ["accepted"]


def test_a_review_that_fits_nothing_leaves_the_earlier_package_as_it_was(desk, reviewed, capsys):
    withdrew = report_with(desk / "first", "withdrew")
    out, _ = reviewed(review_of(withdrew))
    before = (out / "datapackage.json").read_bytes()
    _, status = reviewed(review_of(withdrew, report_id="rep-000000000000"))
    assert status == 2 and "all.yaml, line 1" in capsys.readouterr().err
    assert (out / "datapackage.json").read_bytes() == before


def test_a_report_keeps_its_identifier_whatever_is_corrected_in_it(desk, reviewed):
    withdrew = report_with(desk / "first", "withdrew")
    out, _ = reviewed(review_of(withdrew, decision="corrected", changes="{event_type: MOBILIZE, status: ongoing}"))
    assert report_with(out, "withdrew")["report_id"] == withdrew["report_id"]


# --- articles that change -------------------------------------------------------------------------------------


@pytest.fixture
def story(tmp_path):
    """A folder with articles, a package and reviews of two of its reports, one of which is to move."""
    (tmp_path / "articles").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "articles" / name).write_text(text, encoding="utf-8")
    assert cli.main(["build", str(tmp_path / "articles"), "--out", str(tmp_path)]) == 0
    sources = {row["source_id"]: row for row in rows(tmp_path, "sources")}
    (tmp_path / "reviews").mkdir()
    texts = []
    for row in rows(tmp_path, "reports"):
        source = sources[row["source_id"]]
        text = ARTICLES[source["file"]]
        at = text.index(row["trigger"], int(row["char_start"]))
        texts.append(
            review_of(
                row,
                source_id=None,
                sha256=source["sha256"],
                file=source["file"],
                trigger_start=at,
                reason='"of the first edition" # kept',
            )
        )
    (tmp_path / "reviews" / "all.yaml").write_text("# ours\n" + "".join(texts), encoding="utf-8")
    return tmp_path


def change(story, name, before, after):
    file = story / "articles" / name
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def test_reviews_are_carried_over_to_a_text_that_was_changed_elsewhere(story, capsys):
    published = {row["trigger"]: row["report_id"] for row in rows(story, "reports")}
    change(story, "convoy.txt", "Convoy on the road", "Corrected: a long convoy on the road")
    assert cli.main(["build", str(story / "articles"), "--out", str(story)]) == 2
    assert "eventpack review --carry" in capsys.readouterr().err
    assert cli.main(["review", str(story), "--carry"]) == 0
    assert "carried over to 37 to 109" in capsys.readouterr().out
    kept = (story / "reviews" / "all.yaml").read_text(encoding="utf-8")
    assert kept.startswith("# ours\n") and kept.count("# kept") == 3
    assert cli.main(["build", str(story / "articles"), "--out", str(story)]) == 0
    assert cli.main(["validate", str(story)]) == 0
    assert {row["review"] for row in rows(story, "reports")} == {"accepted"}
    assert {row["trigger"]: row["report_id"] for row in rows(story, "reports")} == published
    capsys.readouterr()
    assert cli.main(["review", str(story), "--carry"]) == 0
    assert "no article with reviews was changed" in capsys.readouterr().out


def test_a_review_whose_passage_was_changed_is_left_and_said(story, capsys):
    change(story, "convoy.txt", "residents said", "two residents said")
    before = (story / "reviews" / "all.yaml").read_bytes()
    assert cli.main(["review", str(story), "--carry"]) == 1
    assert "left: the article does not say" in capsys.readouterr().out
    assert (story / "reviews" / "all.yaml").read_bytes() == before


# --- what a package must keep ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reviewed_as", "has_event", "decided", "says"),
    [
        ("machine", False, {}, "is empty though the report was not rejected"),
        ("rejected", True, {0: "rejected"}, "is given though the report was rejected"),
        ("accepted", True, {}, "is not what the table reviews has"),
        ("machine", True, {0: "accepted"}, "is not what the table reviews has"),
        ("machine", True, {9: "accepted"}, "is not in reports.report_id"),
    ],
)
def test_a_package_in_which_reports_and_reviews_disagree_is_no_good(reviewed_as, has_event, decided, says):
    frames = factories.frames()
    reports = frames["reports"].copy()
    reports.loc[0, "review"] = reviewed_as
    if not has_event:
        reports.loc[0, "event_id"] = None
    ids = dict(enumerate(reports["report_id"]))
    made = factories.table(
        "reviews",
        [
            {"report_id": ids.get(number, "rep-none"), "decision": decision, "reviewer": "x", "date": date(2026, 2, 3)}
            for number, decision in decided.items()
        ],
    )
    problems = factories.problems_of({**frames, "reports": reports, "reviews": made}, {})
    assert says in "\n".join(map(str, problems))
