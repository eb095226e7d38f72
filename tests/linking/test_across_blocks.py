"""One deed that two papers report under two types is one event, and what only looks like it is not."""

import json
import re
from dataclasses import replace
from datetime import date

import factories
import numpy as np
import pytest

import eventpack
from eventpack import pipeline
from eventpack.annotation.extract import report_keys
from eventpack.core.model import Article
from eventpack.linking import across_blocks, evidence, search_index
from eventpack.package import explain

CAPTURED = "Tunisian forces captured four Libyan smugglers in a raid near Sfax on Tuesday, the interior ministry said."
ARRESTED = "Tunisian forces arrested four Libyan smugglers near Sfax on Tuesday, officials said."
DEPLOYED = "Rwanda deployed 300 peacekeepers in Bangui on Sunday, the United Nations mission said."
SENT = "Rwanda has deployed 300 troops in Bangui, the army said on Monday. The soldiers landed on Sunday."


def _reports(*texts, published=date(2026, 3, 12)):
    articles = [Article(f"a{n}", text, publisher=f"Paper {n}", published=published) for n, text in enumerate(texts)]
    return list(report_keys(pipeline.annotate(articles)))


def _of_two_types(*texts, **kwargs):
    """The events that articles report under two types."""
    return [event for event in factories.linked(_reports(*texts, **kwargs)) if "type" in event.disagreement]


@pytest.mark.parametrize(
    ("texts", "event_type", "types"),
    [
        ((CAPTURED, ARRESTED), "COERCE", {"ASSAULT", "COERCE"}),
        ((ARRESTED, CAPTURED), "COERCE", {"ASSAULT", "COERCE"}),
        (
            (
                "Chad expelled the French military attache on Tuesday, accusing him of meddling.",
                "Chad deported the French military attache on Tuesday, a diplomat said.",
            ),
            "SANCTION",
            {"COERCE", "SANCTION"},
        ),
        (
            (
                "Turkey and Armenia agreed on Tuesday to reopen their border, officials said after talks in Kars.",
                "Turkey and Armenia signed an agreement in Kars on Tuesday to reopen their shared border.",
            ),
            "SUPPORT",
            {"AGREE", "SUPPORT"},
        ),
        ((DEPLOYED, SENT), None, {"AID", "MOBILIZE"}),  # no word decides: as the first
    ],
)
def test_one_deed_under_two_types_is_one_event(texts, event_type, types):
    (event,) = _of_two_types(*texts)
    assert event.event_type == (event_type or event.reports[0].event_type)
    assert {report.event_type for report in event.reports} == types
    assert event.n_sources == 2


@pytest.mark.parametrize(
    "texts",
    [
        # Other captives, another captor, another day, another place.
        (CAPTURED, "Tunisian forces arrested nine Algerian traders near Sfax on Tuesday, officials said."),
        (CAPTURED, "Moroccan forces arrested four Libyan smugglers near Sfax on Tuesday, officials said."),
        (CAPTURED, "Tunisian forces arrested four Libyan smugglers near Sfax on Sunday, officials said."),
        (CAPTURED, "Tunisian forces arrested four Libyan smugglers in Tunis on Tuesday, officials said."),
        # Weapons are seized, militants are captured.
        (
            "The Lebanese army seized a cache of weapons in Tripoli on Tuesday, the army said.",
            "The Lebanese army captured two militants in Tripoli on Tuesday, security sources said.",
        ),
        # Tear gas, and a death.
        (
            "Police in Dakar fired tear gas at students on Tuesday after they marched on the ministry.",
            "Senegalese police shot dead a student in Dakar on Tuesday, the hospital said.",
        ),
        # To agree to meet is not to meet.
        (
            "The foreign ministers of Kenya and Somalia agreed on Tuesday to meet in Nairobi.",
            "The foreign ministers of Kenya and Somalia met in Nairobi on Tuesday.",
        ),
    ],
)
def test_what_only_looks_like_one_deed_is_two_events(texts):
    types = [{report.event_type for report in _reports(text)} for text in texts]
    assert all(types) and types[0] != types[1]
    assert not _of_two_types(*texts)


def test_what_one_article_reports_as_two_deeds_is_two_in_all():
    both = CAPTURED + " On the same day the Tunisian coastguard arrested four Libyan smugglers near Sfax."
    assert not _of_two_types(both, ARRESTED)


def test_what_was_joined_once_is_not_joined_to_what_its_other_reports_speak_against():
    captured, arrested = _reports(CAPTURED, ARRESTED)
    other = replace(captured, report_id="rep-other", source_id=arrested.source_id, start=arrested.start + 500)
    names = [(0, 0), (1, 0), (2, 0)]
    events = {name: across_blocks.cluster([r], {}) for name, r in zip(names, (captured, arrested, other), strict=True)}
    ((parts, whole),) = across_blocks.joined(
        events, across_blocks.fitting(events, [(names[0], names[1]), (names[0], names[2])])
    )
    assert len(parts) == len(whole.members) == 2  # the article with both types has two events
    assert across_blocks.fit(across_blocks.cluster([captured], {}), across_blocks.cluster([other], {})) is not None
    both = across_blocks.cluster([captured, arrested], {})
    assert across_blocks.fit(both, across_blocks.cluster([other], {})) is None


def test_an_entry_by_recipients_asks_for_the_same_recipients_unless_one_report_leaves_them_out():
    captured, arrested = (evidence.seen(r, r.source_id) for r in _reports(CAPTURED, ARRESTED))
    entry = {"by": "recipients"}
    assert across_blocks._has_parties_of(entry, captured, arrested, {"done_to_same"})
    assert not across_blocks._has_parties_of(entry, captured, arrested, {"doers_same", "done_to_kind"})
    assert across_blocks._has_parties_of(entry, captured, arrested, {"doers_same", "done_to_once"})
    assert not across_blocks._has_parties_of({"by": "actors"}, captured, arrested, {"doers_kind", "done_to_same"})


def test_talks_are_looked_up_by_one_key_whoever_is_named_first():
    first, second = (
        evidence.seen(r, r.source_id)
        for r in _reports(
            "Kenya's foreign minister met Uganda's foreign minister in Geneva on Tuesday.",
            "Uganda's foreign minister met Kenya's foreign minister in Geneva on Tuesday.",
        )
    )
    assert all(("party KEN", "party UGA") in search_index.named_pairs(one) for one in (first, second))


def test_without_a_day_only_fresh_news_can_be_of_a_deed():
    undated = "Tunisian forces arrested four Libyan smugglers near Sfax, officials said."
    dated = "Tunisian forces captured four Libyan smugglers in a raid near Sfax on 10 March 2026, the ministry said."
    assert _of_two_types(dated, undated)
    late = _reports(dated) + [
        replace(report, source_id="src-late") for report in _reports(undated, published=date(2026, 3, 30))
    ]
    assert not [event for event in factories.linked(late) if "type" in event.disagreement]


@pytest.mark.parametrize("day", [date.min, date(1, 1, 3)])
def test_a_report_of_the_first_days_of_the_calendar_has_keys(day):
    (captured,) = _reports(CAPTURED)
    (event,) = factories.linked([replace(captured, date_earliest=None, date_latest=day)])
    assert across_blocks.keys(event)


def test_the_type_that_a_person_gave_is_that_of_the_event_and_two_such_types_keep_events_apart():
    captured, arrested = _reports(CAPTURED, ARRESTED)
    (event,) = factories.linked([replace(captured, review="accepted"), arrested])
    assert event.event_type == "ASSAULT"
    assert len(factories.linked([replace(captured, review="accepted"), replace(arrested, review="corrected")])) == 2


def test_where_no_word_decides_the_type_is_what_most_articles_give_then_what_the_first_gives():
    deployed, sent = (next(r for r in _reports(text) if r.lemma == "deploy") for text in (DEPLOYED, SENT))
    assert across_blocks.type_of([deployed, sent], {}) == "AID"
    assert across_blocks.type_of([sent, deployed], {}) == "MOBILIZE"
    other = replace(sent, source_id="src-other")
    assert across_blocks.type_of([deployed, sent, other], {}) == "MOBILIZE"
    assert across_blocks.type_of([deployed, sent, replace(sent)], {}) == "AID"  # twice in one article


def test_events_of_two_blocks_that_share_a_key_are_candidates_once_and_crowded_keys_are_passed_over():
    def block(*pairs):
        return np.array([key for key, _ in pairs], np.uint64), np.array([event for _, event in pairs], np.int64)

    assert across_blocks.candidates([]) == across_blocks.candidates([block(), block()]) == []
    found = across_blocks.candidates([block((7, 0), (8, 0), (9, 1)), block((7, 0), (8, 0)), block((9, 3))])
    assert found == [((0, 0), (1, 0)), ((0, 1), (2, 3))]
    crowd = block(*((7, n) for n in range(across_blocks.FULL)))
    assert across_blocks.candidates([crowd, block((7, 0))]) == []


def test_a_built_package_has_one_row_that_names_the_disagreement_and_is_valid(tmp_path):
    about = {"published": "2026-03-12"}
    articles = [{"id": "a", "text": CAPTURED, **about}, {"id": "b", "text": ARRESTED, **about}]
    built = tmp_path / "out"
    eventpack.build(articles, built)
    package = eventpack.load(built)
    (event,) = package.events.reset_index().to_dict("records")
    assert (event["event_type"], event["mode"], event["n_reports"]) == ("COERCE", "COERCE-arrest", 2)
    assert "type" in event["disagreement"].split("|")
    assert set(package.reports["event_type"]) == {"ASSAULT", "COERCE"}
    assert set(package.reports["event_id"]) == {event["event_id"]}
    assert eventpack.validate(built).good


def test_explain_shows_the_types_and_what_the_join_was_made_of(tmp_path):
    lines = [
        json.dumps({"id": name, "text": text, "published": "2026-03-12"})
        for name, text in (("a", CAPTURED), ("b", ARRESTED))
    ]
    articles = tmp_path / "news.jsonl"
    articles.write_text("\n".join(lines), encoding="utf-8")
    eventpack.build(articles, tmp_path / "out")
    (event_id,) = eventpack.load(tmp_path / "out").reports["event_id"].unique()
    shown = explain.explain(event_id, tmp_path / "out", articles)
    assert re.search(r"type +COERCE / COERCE-arrest, occurred\n +also +ASSAULT\n", shown)
    assert len(re.findall(r"joined .*types_differ -", re.sub(r"\s+", " ", shown).replace("joined", "\njoined"))) == 2
