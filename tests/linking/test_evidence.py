"""What the linker weighs of two reports: words, names, numbers, sides, places, days; and what can never be one event."""

from dataclasses import replace
from datetime import date

import factories
import pytest

from eventpack import pipeline
from eventpack.annotation import extract, passage_words
from eventpack.core.model import Actor, Article, Toll
from eventpack.lexicon.reader import lexicon
from eventpack.linking import consensus, evidence, one_article, same_side


def _keys(*texts, published=date(2026, 3, 10)):
    articles = [Article(str(n), text, publisher=f"Paper {n}", published=published) for n, text in enumerate(texts)]
    return list(extract.report_keys(pipeline.annotate(articles)))


def _pair(*texts):
    first, second = (evidence.seen(key, key.source_id) for key in _keys(*texts))
    return evidence.quantities(first, second)


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        ("per-peterson", "per-scott-peterson", True),
        ("per-christopher-simpson", "per-christopher-kenyon-simpson", True),
        ("per-scott-peterson", "per-laci-peterson", False),
        ("per-simpson", "per-peterson", False),
    ],
)
def test_a_person_is_known_by_parts_of_the_name(a, b, one):
    assert same_side.one_person(a, b) is same_side.one_person(b, a) is one


def _side(*ids, kind="military", sector="MIL", country="KEN"):
    state = Actor("ken", "Kenya", "country", None, "KEN", "lexicon")
    return same_side.party(
        tuple(Actor(i, i, kind, sector, country, "lexicon", state if country == "KEN" else None) for i in ids), True
    )


def test_sides_are_reported_apart_by_what_they_are_to_one_another():
    army, police = _side("ken-mil"), _side("ken-cop", kind="government", sector="COP")
    state = same_side.party((Actor("ken", "Kenya", "country", None, "KEN", "lexicon"),), True)
    assert same_side.compared(army, army) == "same"
    assert same_side.compared(army, state) == "part"
    assert same_side.compared(army, police) == "organs"
    assert same_side.compared(army, _side("ken-mil", "uga-mil")) == "overlap"
    assert same_side.compared(army, _side("uga-mil", country="UGA")) == "differ"
    assert same_side.compared(army, same_side.party((), True)) == ""


def test_words_of_a_passage_are_names_numbers_stems_and_what_it_refers_to():
    found = passage_words.words(
        "On Tuesday in 2026 the fierce attack hurt twelve people and 30 goats in Lamu.", frozenset({"lamu"})
    )
    assert set(found) == {"^fierc", "^attack", "fierc", "attack", "hurt", "#12", "#30", "goat", "@lamu"}


def test_a_passage_that_tells_of_one_more_or_of_another_time_says_so():
    found = passage_words.words("Another ship was hit earlier. The ship sank.", frozenset())
    assert {"+another", "~earlier", "ship"} <= set(found)
    assert not {"+", "~"} & {word[0] for word in passage_words.words("A ship was hit on Sunday.", frozenset())}


def test_who_leads_the_opposition_is_of_it_and_not_of_another_country_s():
    leader = same_side.party((Actor("per-a-b", "A B", "person", "PTY", "KEN", "text"),), True)
    own = same_side.party((Actor("ken-opp", "Kenyan opposition", "group", "OPP", "KEN", "composition"),), True)
    other = same_side.party((Actor("uga-opp", "Ugandan opposition", "group", "OPP", "UGA", "composition"),), True)
    assert same_side.compared(leader, own) == same_side.compared(own, leader) == "part"
    assert same_side.compared(leader, other) == "differ"


def test_a_fight_is_one_whichever_side_is_put_first_and_a_killing_is_not():
    told = [("Kenyan troops {} Ethiopian troops in Moyale.", "Ethiopian troops {} Kenyan troops in Moyale.")]
    for first, second in told:
        fought = _pair(first.format("clashed with"), second.format("clashed with"))
        assert fought["doers_same"] == fought["done_to_same"] == 1 and "turned" not in fought
        killed = _pair(first.format("killed"), second.format("killed"))
        assert killed["turned"] == 1 and "doers_same" not in killed


def test_what_one_report_says_and_the_other_does_not_is_no_agreement():
    found = _pair("Kenyan police arrested nine men in Lamu on Sunday.", "Kenyan police arrested nine men.")
    assert found["days_once"] == found["place_once"] == 1
    found = _pair("Kenyan police arrested nine men.", "Kenyan police arrested nine men.")
    assert found["days_unsaid"] == found["place_unsaid"] == 1 and "days_near" not in found


def test_troops_deployed_in_a_town_are_those_sent_there():
    found = _pair("Russia deployed troops in Stepanakert.", "Russia deployed troops to Stepanakert.")
    assert "destination_once" not in found


def test_an_article_of_which_no_day_is_known_finds_the_event():
    texts = "French troops withdrew from Gao on Sunday.", "French troops withdrew from their base in Gao."
    dated, undated = _keys(*texts)
    undated = replace(undated, published_earliest=date(2017, 1, 1), published_latest=None, date_latest=None)
    assert [len(event.reports) for event in factories.linked([dated, undated])] == [2]


def test_another_word_for_the_same_deed_agrees_and_a_word_for_another_deed_does_not():
    same = _pair("Gunmen shot a judge in Lamu on Sunday.", "The shooting of a judge in Lamu on Sunday by gunmen.")
    assert "word_same" in same or "deed_same" in same
    other = _pair(
        "Kenyan police arrested a judge in Lamu on Sunday.", "Kenyan police seized a warehouse in Lamu on Sunday."
    )
    assert "word_same" not in other


def test_a_word_means_what_reports_of_its_type_can_mean_by_it():
    talks = _pair(
        "Kenya's foreign minister held talks with Uganda's foreign minister in Geneva on Sunday.",
        "Kenya's foreign minister met Uganda's foreign minister in Geneva on Sunday.",
    )
    assert "deed_same" in talks
    (key,) = _keys("Kenyan police arrested nine smugglers in Lamu on Sunday.")
    held, arrested = (evidence.seen(replace(key, lemma=lemma), lemma) for lemma in ("hold", "arrest"))
    assert "deed_same" in evidence.quantities(held, arrested)


def test_what_goes_on_in_one_paper_and_is_over_in_the_next_is_no_plan_beside_a_fear():
    found = _pair("Kenyan police are firing tear gas in Lamu.", "Kenyan police fired tear gas in Lamu.")
    assert "ongoing_once" in found and "status_differ" not in found


def test_undated_news_is_found_by_where_a_movement_ends_or_by_its_story():
    dated, undated = _keys("France deployed 300 soldiers to Gao on Sunday.", "French soldiers were deployed to Gao.")
    undated = replace(undated, published_earliest=None, published_latest=None, date_latest=None)
    assert dated.place is undated.place is None and dated.destination == undated.destination is not None
    assert [len(event.reports) for event in factories.linked([dated, undated])] == [2]
    elsewhere = replace(undated, destination=None, story=frozenset(range(9)))
    assert [len(event.reports) for event in factories.linked([dated, elsewhere])] == [1, 1]
    dated = replace(dated, story=frozenset(range(10)))
    assert [len(event.reports) for event in factories.linked([dated, elsewhere])] != [1, 1]


def test_what_is_missing_says_nothing():
    found = _pair("French troops withdrew from Gao on Sunday.", "French troops withdrew.")
    assert not {"place_same", "place_differ", "day_same", "next_day"} & found.keys()


def test_a_summary_that_names_others_too_is_not_the_same_side():
    found = _pair("The European Union sanctioned Belarus and Syria.", "The European Union sanctioned Syria.")
    assert "done_to_same" not in found and "done_to_overlap" in found


def _score(*texts):
    first, second = (evidence.seen(key, key.source_id) for key in _keys(*texts))
    return evidence.score(first, second)


def test_names_and_figures_that_two_passages_share_speak_for_one_event():
    told = "Pirates seized the tanker Halcyon with 23 sailors on Sunday."
    assert _score(told, "Pirates seized the Halcyon and its 23 sailors.") > _score(
        told, "Pirates seized a trawler and its 9 sailors."
    )


def test_troops_and_equipment_are_two_parts_of_a_withdrawal_and_two_ends_are_two():
    assert _score("France withdrew troops from Gao on Sunday.", "France withdrew equipment from Gao on Sunday.") == (
        evidence.NEVER
    )
    assert _score(
        "French troops withdrew from Gao to Niamey on Sunday.", "French troops withdrew from Gao to Dakar on Sunday."
    ) == (evidence.NEVER)


def test_a_destination_that_one_paper_gives_does_not_make_two_events():
    events = factories.linked(
        _keys("French troops withdrew from Gao to Niger on Monday.", "French troops withdrew from Gao on Monday.")
    )
    assert [len(event.reports) for event in events] == [2]
    assert events[0].destination is not None


def test_the_sum_is_that_of_its_parts():
    first, second = (
        evidence.seen(key, key.source_id)
        for key in _keys("Israeli jets bombed Tyre on Sunday.", "Israel struck Tyre on Sunday.")
    )
    parts = dict(evidence.contributions(first, second))
    assert sum(parts.values()) == pytest.approx(evidence.score(first, second))
    assert parts["place_same"] > 0 > parts["constant"]
    assert evidence.score(first, second) == pytest.approx(evidence.score(second, first))


def test_two_deeds_of_one_sentence_share_its_words_and_that_says_nothing():
    suspended, dissolved = (
        evidence.seen(key, key.source_id)
        for key in _keys("Guinean soldiers seized a radio station and shot nine guards near Kindia on Sunday.")[:2]
    )
    assert suspended.report.start == dissolved.report.start
    assert not {"names", "words", "words_part", "numbers"} & evidence.quantities(suspended, dissolved).keys()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (" the constitution and closed the borders", {">constitut"}),
        (" their fishermen, two of them children", {">fishermen"}),
        (" Lamu and its port", set()),
        (".", set()),
    ],
)
def test_what_a_deed_was_done_to_is_what_follows_it_in_its_clause(after, expected):
    assert set(passage_words.objects(after, {"lamu"})) == expected


def test_what_was_taken_tells_two_seizures_of_one_day_apart():
    told = "Kenyan police seized a fishing boat on Sunday."
    same = _pair(told, "Kenyan police had seized a boat before dawn.")
    other = _pair(told, "Kenyan police had seized a printing press.")
    assert same["objects_part"] > 0 and "objects_differ" not in same
    assert other["objects_differ"] == 1 and "objects_part" not in other


def test_what_an_article_refers_to_as_known_is_no_object_shared_with_another_story():
    found = _pair("Kenya condemned the raid on a barracks.", "Kenya condemned the raid.")
    assert "objects_part" not in found
    found = _pair("Kenya condemned a raid on a barracks.", "Kenya condemned a raid.")
    assert found["objects_part"] > 0


def test_a_person_of_whom_no_country_is_known_may_act_for_one_and_is_not_another_such_person():
    def person(name):
        return same_side.party((Actor(name, name, "person", None, None, "text"),), True)

    state = same_side.party((Actor("ken", "Kenya", "country", None, "KEN", "lexicon"),), True)
    assert same_side.compared(person("per-a-b"), state) == same_side.compared(state, person("per-a-b")) == "loose"
    assert same_side.compared(person("per-a-b"), person("per-c-d")) == "differ"


def test_a_firm_that_one_paper_names_may_be_what_the_other_calls_a_bank():
    def firm(name, sector="BUS"):
        return same_side.party((Actor(name, name, "company", sector, None, "text"),), False)

    def some(sector):
        name = f"ken-{sector.lower()}"
        return same_side.party((Actor(name, name, "group", sector, "KEN", "composition"),), False)

    assert same_side.compared(firm("org-marula-bank"), some("BUS")) == "kind"
    assert same_side.compared(some("BUS"), firm("org-marula-bank")) == "kind"
    assert same_side.compared(firm("org-marula-bank"), some("EDU")) == "loose"
    assert same_side.compared(firm("org-marula-bank"), firm("org-acacia-bank")) == "differ"


def test_the_people_of_a_country_as_a_side_are_its_state():
    side = same_side.party((Actor("group-x", "the Kenyan side", "group", None, "KEN", "text"),), True)
    assert same_side.compared(side, _side("ken-mil")) == "part"
    assert same_side.compared(side, _side("uga-mil", country="UGA")) == "differ"


def test_talks_are_of_all_who_took_part_whoever_is_named_first():
    found = _pair(
        "Kenya met Uganda in Geneva on Sunday.",
        "Switzerland met Uganda and Kenya in Geneva on Sunday.",
    )
    assert {"doers_part", "done_to_part"} <= found.keys()
    other = _pair(
        "Kenya met Uganda in Geneva on Sunday.",
        "Switzerland met Uganda and Somalia in Geneva on Sunday.",
    )
    assert not {"doers_part", "doers_same"} & other.keys()


def test_two_organs_of_a_state_that_speak_have_each_said_something_and_two_that_strike_have_struck():
    spoken = _pair("Kenya's government condemned Somalia.", "Kenya's army condemned Somalia.")
    assert "doers_organs" not in spoken and "doers_kinds_differ" in spoken
    struck = _pair("Kenya's government bombed Kismayo.", "Kenya's army bombed Kismayo.")
    assert "doers_organs" in struck


def test_news_without_a_day_is_not_of_a_day_long_past():
    recent = _pair("Kenyan police arrested nine men on March 8.", "Kenyan police arrested nine men.")
    past = _pair("Kenyan police arrested nine men on January 8.", "Kenyan police arrested nine men.")
    assert "aged" not in recent and past["aged"] > 0


def test_two_articles_that_share_few_of_their_names_are_of_two_stories():
    names = [frozenset(range(n, n + 12)) for n in (0, 3, 11)]
    assert evidence.overlap(names[0], names[1]) > 0.5 > 0.1 > evidence.overlap(names[0], names[2])
    assert evidence.overlap(names[0], frozenset(range(4))) == evidence.overlap(frozenset(range(4)), names[0]) > 0.5


def test_also_of_what_is_known_is_no_further_event():
    known = _keys("Russian drones struck Odesa on Sunday. The strikes also cut off power in Odesa.")
    if len(known) == 2:
        first, second = (evidence.seen(key, key.source_id) for key in known)
        assert "further" not in evidence.quantities(first, second)
    another = _keys("Russian drones struck Odesa on Sunday. Another strike hit a school in Odesa.")
    first, second = (evidence.seen(key, key.source_id) for key in another)
    assert "further" in evidence.quantities(first, second)


@pytest.mark.parametrize(
    ("before", "marks"),
    [
        ("Police said the ", {"=known"}),
        ("Police said that night's ", {"=known"}),
        ("Police said a ", set()),
        ("The mayor fled an ", set()),
        ("He resigned on Monday after a ", {"=passing"}),
        ("Thousands marched over the ", {"=known", "=passing"}),
        ("After talks, soldiers who came by road from the coast began an ", set()),
    ],
)
def test_a_trigger_is_introduced_as_known_or_in_passing(before, marks):
    assert set(passage_words.introduced(before)) == marks


def test_what_another_sentence_gives_is_no_agreement_of_two_reports_of_an_article():
    first, second = (
        evidence.seen(key, key.source_id)
        for key in _keys(
            "Kenyan troops shelled the town of Lamu on Sunday. Ethiopian troops shelled the town of Lamu on Sunday."
        )
    )
    assert {"doers_differ", "place_same"} <= set(evidence.quantities(first, second))
    filled = replace(second.report, words=(*second.report.words, *passage_words.elsewhere(["who", "where"])))
    found = evidence.quantities(first, evidence.seen(filled, filled.source_id))
    assert not {"doers_differ", "place_same"} & set(found)
    assert {"doers_elsewhere", "place_elsewhere"} <= set(found)


def test_days_apart_are_two_events_unless_one_of_them_is_another_sentence_s():
    first, second = (
        evidence.seen(key, key.source_id)
        for key in _keys(
            "Kenyan troops shelled the town of Lamu on Sunday. On February 3 Kenyan troops shelled the town of Lamu."
        )
    )
    assert evidence.cannot_be_one(first, second)
    filled = replace(second.report, words=(*second.report.words, *passage_words.elsewhere(["when"])))
    assert not evidence.cannot_be_one(first, evidence.seen(filled, filled.source_id))


def test_a_report_is_rather_of_the_one_it_takes_up_than_of_another():
    first, second = (
        evidence.seen(key, key.source_id)
        for key in _keys(
            "Kenyan troops shelled the town of Lamu on Sunday. Kenyan troops shelled the town of Wajir on Sunday."
        )
    )
    here, there = first.report.trigger_start, 10_000
    taken, other = (
        evidence.quantities(first, evidence.seen(replace(second.report, takes_up=at), second.report.source_id))
        for at in (here, there)
    )
    assert "takes_up" in taken
    assert "takes_up_another" in other
    assert "takes_up" not in evidence.quantities(first, second)


def test_an_event_has_the_day_and_place_of_a_passage_that_gives_them_rather_than_filled_in_ones():
    own, filled = _keys(
        "Kenyan troops shelled the town of Lamu on Sunday. On February 3 Kenyan troops shelled the town of Wajir."
    )
    filled = replace(filled, words=(*filled.words, *passage_words.elsewhere(["when", "where"])))
    keys = [filled, own]
    assert consensus.dates(keys, {}) == (own.date_earliest, own.date_latest)
    assert consensus.place([key.place for key in keys], keys, {}, "where") == own.place
    both = [replace(filled, words=()), own]  # nothing tells them apart: the earlier of two spans as short
    assert consensus.dates(both, {}) == (filled.date_earliest, filled.date_latest)


def test_every_weight_is_of_a_quantity_there_is():
    sides = {f"{role}_{what}" for role in ("doers", "done_to") for what in evidence.SIDES}
    for weights in lexicon("linking.yaml").values():
        assert set(weights) <= evidence.NAMES | one_article.NAMES | sides | {"constant"}


def test_an_event_takes_the_parties_and_the_place_most_articles_agree_on():
    keys = _keys(
        "Kenyan troops shelled Lamu on Sunday.",
        "Kenyan forces shelled the town of Lamu on Sunday.",
        "Somali troops shelled Garissa on Sunday.",
    )
    assert [a.actor_id for a in consensus.actors([k.actors for k in keys], keys, {})] == ["ken-mil"]
    assert consensus.place([k.place for k in keys], keys, {}).name == "Lamu"


def _differing_tolls(mine, theirs, by=(None, None)):
    """Whether the counts of the dead (number, sector) of two passages of one article hold them apart."""
    (key,) = _keys("Kenyan troops killed nine men in Lamu on Sunday.")

    def told(start, dead, source):
        tolls = tuple(
            Toll("killed", n, n, sector and Actor(sector, sector, "group", sector, None, "text")) for n, sector in dead
        )
        return evidence.seen(replace(key, start=start, tolls=tolls, attributed_to=source), "a")

    return "tolls_differ" in evidence.quantities(told(0, mine, by[0]), told(90, theirs, by[1]))


def test_different_counts_of_the_dead_hold_passages_apart_where_they_are_of_one_side():
    assert _differing_tolls([(17, None)], [(33, None)])
    assert not _differing_tolls([(17, None)], [(17, None)])
    assert _differing_tolls([(12, "REB")], [(3, "UAF")])
    assert not _differing_tolls([(12, "REB")], [(3, "MIL")])
    assert not _differing_tolls([(12, "REB"), (3, "MIL")], [(3, "COP")])
    assert not _differing_tolls([(15, None)], [(3, "MIL")])


def test_the_counts_of_one_source_are_compared_however_often_it_was_read():
    police = Actor("ken-cop", "Kenyan police", "state", "COP", "KEN", "lexicon")
    assert _differing_tolls([(17, None)], [(33, None)], (police, replace(police)))
    assert not _differing_tolls([(17, None)], [(33, None)], (police, None))


def test_a_sea_is_near_the_ports_on_its_shore_and_no_other_place_than_they():
    found = _pair(
        "Pirates attacked a tanker in the Gulf of Aden on Monday.",
        "Pirates attacked a tanker near Aden on Monday.",
    )
    assert "place_near" in found
    far = _pair(
        "Pirates attacked a tanker in the Gulf of Aden on Monday.",
        "Pirates attacked a tanker near Lagos on Monday.",
    )
    assert "place_differ" in far


def test_what_robbers_do_has_one_kind_of_word():
    found = _pair(
        "Four robbers stormed a bank in Porto on Monday.", "Four robbers stole gold from a bank in Porto on Monday."
    )
    assert "deed_same" in found


def test_the_word_of_an_idiom_is_its_noun():
    found = _pair(
        "A convoy came under attack from rebels near Gao on Monday.", "Rebels attacked a convoy near Gao on Monday."
    )
    assert "word_same" in found


def test_gunmen_are_whom_another_report_of_the_violence_names():
    keys = _keys("Gunmen attacked Garissa on Sunday.", "Al-Shabaab attacked Garissa on Sunday.")
    sides = [k.actors for k in keys]
    assert [a.actor_id for a in consensus.actors(sides, keys, {}, of_one_deed=True)] == ["org-al-shabaab"]
    assert len(consensus.actors([sides[0]], keys[:1], {}, of_one_deed=True)) == 1
    together = [(*sides[0], *sides[1])]  # who says that gunmen and the group attacked means both
    assert len(consensus.actors(together, keys[:1], {}, of_one_deed=True)) == len(together[0])
