"""The parser's side: its trees as plain objects, its bounds."""

from __future__ import annotations

import pytest
from shared_texts import TEXTS

from eventpack.parsing import grammar, parser
from eventpack.parsing.size_limits import LONGEST_RUN, LONGEST_SENTENCE


@pytest.mark.parametrize("text", TEXTS)
def test_the_tree_says_what_the_parser_says(text):
    parsed = parser.pipeline()(parser.prepare(text))
    doc = parser.as_tree(parsed)
    assert doc.text == parsed.text and len(doc) == len(parsed)
    for ours, theirs in zip(doc, parsed, strict=True):
        for name in (
            "i",
            "idx",
            "text",
            "lower_",
            "tag_",
            "dep_",
            "ent_type_",
            "is_space",
            "is_punct",
            "is_quote",
            "n_lefts",
            "n_rights",
        ):
            assert getattr(ours, name) == getattr(theirs, name), name
        for name in ("children", "lefts", "rights", "subtree", "ancestors", "conjuncts"):
            assert [t.i for t in getattr(ours, name)] == [t.i for t in getattr(theirs, name)], name
        for name in ("head", "left_edge", "right_edge"):
            assert getattr(ours, name).i == getattr(theirs, name).i, name
        assert bool(ours.is_sent_start) == bool(theirs.is_sent_start)
        assert (ours.sent.start, ours.sent.end) == (theirs.sent.start, theirs.sent.end)
        assert ours.sent.root.i == theirs.sent.root.i
    for name in ("sents", "ents"):
        assert [(s.start, s.end, s.label_, s.start_char, s.end_char, s.text) for s in getattr(doc, name)] == [
            (s.start, s.end, s.label_, s.start_char, s.end_char, s.text) for s in getattr(parsed, name)
        ]
    for start, end in ((0, 3), (2, 7), (-4, -1), (5, 99)):
        assert [t.i for t in doc[start:end]] == [t.i for t in parsed[start:end]]
    if len(doc) > 8:
        assert doc[2:8][1:3].text == parsed[2:8][1:3].text


def test_a_run_without_white_space_is_parsed_in_pieces_and_kept_whole():
    text = f"Troops left {'x' * (3 * LONGEST_RUN + 1)} and {'!' * LONGEST_RUN}."
    doc = parser.parse(text)
    assert doc.text == text
    assert "".join(t.text for t in doc) == text.replace(" ", "")
    assert max(map(len, doc)) <= LONGEST_RUN


def test_a_sentence_without_an_end_is_cut():
    doc = parser.parse("the army and the navy of Peru and " * 300)
    assert max(map(len, doc.sents)) <= LONGEST_SENTENCE
    assert all(token.sent is token.head.sent for token in doc)


@pytest.mark.parametrize(
    "text",
    [
        "TUNIS - Peru and Chile resumed talks in Tunis on Monday, Tunisian officials said.",
        "Peru and Chile sign fishing deal\n\nPeru and Chile signed an agreement on fishing in Tunis on Monday.",
        "Talks resume\nJane Comer says the batch of letters is complete. Police arrested two men.",
    ],
)
def test_no_sentence_ends_in_the_middle_of_a_phrase(text):
    for sentence in parser.sentences(parser.parse(text)):
        before = text[: sentence[0].idx].rstrip(" ")
        assert not before or not before[-1].isalpha(), sentence


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("cordoned", "cordon"),
        ("defunded", "defund"),
        ("re-arrested", "rearrest"),  # lexicon/hyphenated.yaml has it as one word
        ("tear-gassed", "tear-gas"),
        ("livestreamed", "livestream"),
        ("unbanned", "unban"),
        ("reimposed", "reimpose"),
        ("geolocated", "geolocate"),
        ("crowdsourced", "crowdsource"),
        ("carjacked", "carjack"),
        ("condoned", "condone"),
        ("bombed", "bomb"),
    ],
)
def test_a_past_form_that_no_table_holds_has_the_base_form_a_reader_gives_it(word, base):
    assert parser._base_form(word, "VBD") == base


@pytest.mark.parametrize(
    ("text", "age", "tag", "dep"),
    [
        ("A car driven by a 23-year-old ran into protesters.", "23-year-old", "NN", "pobj"),
        ("A 17-year-old boy was shot dead in Cali.", "17-year-old", "JJ", "amod"),
        ("Two 19-year-olds were stabbed in Cardiff.", "19-year-olds", "NNS", "nsubjpass"),
        ("The 52-year-old denied the charges.", "52-year-old", "NN", "nsubj"),
        ("A 5-day-old ceasefire collapsed.", "5-day-old", "JJ", "amod"),
        ("Two-year-old twins were shot dead in Cali.", "Two-year-old", "JJ", "amod"),
        ("Two-year-olds were hurt in Cardiff.", "Two-year-olds", "NNS", "nsubjpass"),
    ],
)
def test_an_age_is_one_word(text, age, tag, dep):
    token = next(t for t in parser.parse(text).tokens if t.text == age)
    assert (token.tag_, token.dep_) == (tag, dep)


def test_an_infant_is_a_person_as_those_are_whose_years_are_told():
    doc = parser.parse("The 6-month-old was killed, and the 23-year-old was hurt.")
    assert [t.base for t in doc.tokens if t.text.endswith("-old")] == ["person", "person"]


def test_ages_are_sought_in_a_long_run_of_letters_without_reading_it_again_from_each():
    assert parser.tree.AGE.search("a" * 1_000_000 + "-year-old") is None


@pytest.mark.parametrize(
    ("headline", "verb", "subjects", "thing"),
    [
        ("Chad orders Danish consul out within 48 hours", "orders", ["Chad"], "consul"),
        ("Peru, Chile swap prisoners near Arica", "swap", ["Peru", "Chile"], "prisoners"),
        ("Oslo and Lima ink fishing pact", "ink", ["Oslo", "Lima"], "pact"),
        ("Update: Court hands death penalty to two smugglers", "hands", ["Court"], "penalty"),
        ("Norway, Peru agree to resume talks", "agree", ["Norway", "Peru"], None),
    ],
)
def test_the_verb_of_a_headline_is_found_though_it_looks_like_a_noun(headline, verb, subjects, thing):
    doc = parser.parse(f"{headline}\n\nNothing else was known on Monday.")
    token = next(t for t in doc.tokens if t.text == verb)
    assert token.tag_ in {"VBZ", "VBP"}
    assert [t.text for t in grammar.conjuncts(next(c for c in token.lefts if c.dep_ == "nsubj"))] == subjects
    assert thing in {None, *(c.text for c in token.rights if c.dep_ == "dobj")}


@pytest.mark.parametrize(
    "headline",
    [
        "Bomb attack victims in Kabul",
        "Prisoner exchange deal between Oslo and Lima",
        "Air strikes in northern Chad",
        "Death toll in Lima blast climbs to 40",
        "Human rights group report on abuses",
    ],
)
def test_a_headline_without_a_verb_is_given_none(headline):
    doc = parser.parse(f"{headline}\n\nNothing else was known on Monday.")
    assert not [t.text for t in doc.tokens if t.tag_ in {"VBZ", "VBP", "VBD"} and t.i < len(headline.split())]


@pytest.mark.parametrize(
    ("text", "word", "head"),
    [
        ("The move follows the departure in January of Danish troops.", "of", "departure"),
        ("It came after the arrest in 2020 of two Chilean editors.", "of", "arrest"),
        ("Lima accuses Oslo of arming the rebels, a charge Norway denies.", "accuses", "accuses"),
        ("Lima accuses Oslo of arming the rebels, a charge Norway denies.", "denies", "charge"),
        ("Peru imposed travel bans and asset freezes on ten judges.", "bans", "imposed"),
    ],
)
def test_a_word_hangs_where_a_reader_puts_it(text, word, head):
    token = next(t for t in parser.parse(text).tokens if t.text == word)
    assert token.head.text == head
