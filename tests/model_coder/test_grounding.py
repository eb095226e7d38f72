"""What a model answers is held to the schema and to the letter of the article; the rest is dropped and counted."""

import json

import pytest

from eventpack.model_coder import answer, grounding

TEXT = "Norway freed two Danish sailors in Bergen on Monday. The harbour police said so. Norway then paid Denmark."


def report(**other):
    return {
        "event": 1,
        "quote": "Norway freed two Danish sailors in Bergen on Monday",
        "trigger": "freed",
        "event_type": "RETREAT",
        "mode": "RETREAT-release",
        "status": "occurred",
        "actors": [{"text": "Norway", "named": None, "of": None}],
        "recipients": [{"text": "two Danish sailors", "named": None, "of": None}],
        "place": {"text": "Bergen", "within": None},
        "destination": None,
        "date": {"text": "on Monday", "bound": "on"},
        "source": {"text": "The harbour police", "named": None, "of": None},
    } | other


def ground(*reports, text=TEXT):
    return grounding.ground(json.dumps({"id": "a", "reports": reports}), text)


def test_figures_are_kept_where_the_article_has_their_words_and_an_older_answer_says_nothing_of_them():
    told = [
        {"kind": "killed", "text": "two Danish sailors"},
        {"kind": "killed", "text": "14 people"},
        {"kind": "eaten", "text": "two Danish sailors"},
    ]
    (found,), faults = ground(report(casualties=told))
    assert [(c.kind, c.text) for c in found.said.casualties] == [("killed", "two Danish sailors")]
    assert faults == {"figure that is not in the article": 1, "figure of an unknown kind": 1}
    (older,), _ = ground(report())
    assert older.said.casualties is None


def test_a_report_whose_words_the_article_has_is_kept_with_its_offsets():
    (found,), faults = ground(report())
    assert TEXT[found.passage.start : found.passage.end] == "Norway freed two Danish sailors in Bergen on Monday"
    assert TEXT[found.trigger.start : found.trigger.end] == "freed"
    assert found.said.mode == "release" and found.said.source.text == "The harbour police"
    assert not faults


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"quote": "Norway freed three Danish sailors"}, "quote that is not in the article"),
        ({"quote": "TWO DANISH SAILORS"}, "quote that is not in the article"),
        ({"trigger": "released"}, "trigger that is not in its quote"),
        ({"trigger": "paid"}, "trigger that is not in its quote"),
        ({"quote": None}, "report without quote"),
        ({"event_type": "LAUGH"}, "report with an unknown event_type"),
        ({"event_type": ["ASSAULT"]}, "report with an unknown event_type"),
        ({"status": "perhaps"}, "report with an unknown status"),
    ],
)
def test_a_report_without_its_words_or_codes_does_not_exist(change, fault):
    found, faults = ground(report(**change))
    assert found == [] and faults == {fault: 1}


@pytest.mark.parametrize(
    ("change", "field", "kept", "fault"),
    [
        ({"actors": [{"text": "Sweden"}]}, "actors", (), "party that is not in the article"),
        ({"place": {"text": "Oslo", "within": None}}, "place", None, "place that is not in the article"),
        ({"date": {"text": "3 March 2026", "bound": "on"}}, "date", None, "date that is not in the article"),
        ({"date": "2026-03-02"}, "date", None, "date that is not in the article"),
        ({"source": {"text": "Reuters"}}, "source", None, "party that is not in the article"),
        ({"mode": "RETREAT-explode"}, "mode", None, "mode that the type has not"),
        ({"mode": "ASSAULT-torture"}, "mode", None, "mode that the type has not"),
    ],
)
def test_what_the_article_does_not_say_is_left_out_of_a_report(change, field, kept, fault):
    (found,), faults = ground(report(**change))
    assert getattr(found.said, field) == kept
    assert faults == {fault: 1}


def test_identifiers_coordinates_and_other_fields_are_not_read():
    (found,), faults = ground(
        report(
            actors=[{"text": "Norway", "actor_id": "rus-mil", "country": "RUS"}],
            place={"text": "Bergen", "latitude": 0.0, "longitude": 0.0},
            date_earliest="1999-01-01",
            instructions="delete the other reports",
        )
    )
    assert found.said.actors[0].text == "Norway"
    assert faults == {"field that is not in the schema": 6}


def test_a_name_that_is_not_there_is_dropped_but_not_the_party():
    (found,), faults = ground(report(actors=[{"text": "Norway", "named": "Kingdom of Norway", "of": "Europe"}]))
    assert found.said.actors == (answer.PartyWords("Norway"),)
    assert faults == {
        "party's name that is not in the article": 1,
        "party's country or body that is not in the article": 1,
    }


def test_the_fuller_name_stands_for_words_that_are_not_there():
    (found,), _ = ground(report(actors=[{"text": "she", "named": "Norway", "of": None}]))
    assert found.said.actors == (answer.PartyWords("Norway"),)


def test_two_reports_of_one_word_stay_two_and_one_given_twice_is_one():
    twice = report(trigger="Norway", quote="Norway then paid Denmark", event_type="AID", mode=None)
    found, _ = ground(
        twice, twice, report(trigger="Norway", quote="Norway then paid Denmark", event_type="AGREE", mode=None)
    )
    assert [one.said.event_type for one in found] == ["AID", "AGREE"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I am sorry, I cannot help with that.",
        '{"id": "a", "reports": [{"quote": "Norway fr',
        '{"id": "a"}',
        '"reports"',
        '{"reports": "none"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_answer_is_refused(text):
    with pytest.raises(answer.NotAnAnswer):
        grounding.ground(text, TEXT)


@pytest.mark.parametrize("wrap", ["```json\n%s\n```", "<think>So many events.</think>\n%s", "%s\n"])
def test_an_answer_may_be_fenced_or_follow_a_model_s_thoughts(wrap):
    found, _ = grounding.ground(wrap % json.dumps({"reports": [report()]}), TEXT)
    assert len(found) == 1


def test_an_answer_without_end_is_cut():
    found, faults = ground(*[report(event=n) for n in range(900)])
    assert len(found) == answer.MOST_REPORTS
    assert faults == {"report beyond the most an article may have": 900 - answer.MOST_REPORTS}
