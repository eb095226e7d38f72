"""Linking on a gold set of invented stories: the figures that must hold, and that the scores are right themselves."""

import linking_gold
import linking_scores as scores
import pytest
from hypothesis import given
from hypothesis import strategies as st

AT_LEAST = 0.85
AHEAD = 0.10  # of the better baseline
FOUND = 0.85  # of the marked phrases, or the score says little


@pytest.fixture(scope="module", params=linking_gold.HALVES)
def half(request):
    return linking_gold.coded(request.param)


def _b_cubed(half):
    return {
        name: scores.b_cubed(*linking_gold.found_only(half, response))[2]
        for name, response in linking_gold.responses(half).items()
    }


def test_the_gold_set_is_as_large_as_it_says():
    halves = [linking_gold.load(name) for name in linking_gold.HALVES]
    assert sum(len(h.articles) for h in halves) >= 120
    assert sum(len(h.events) for h in halves) >= 95
    ids = [a.id for h in halves for a in h.articles]
    assert len(ids) == len(set(ids))


def test_the_coder_finds_most_marked_phrases(half):
    assert len(half.mention_of) >= FOUND * len(half.gold.mentions)


def test_the_same_event_is_one_and_two_are_two(half):
    assert _b_cubed(half)["eventpack"] >= AT_LEAST


def test_linking_is_clearly_ahead_of_both_baselines(half):
    found = _b_cubed(half)
    assert found.pop("eventpack") >= max(found.values()) + AHEAD


def test_a_marked_phrase_is_reported_by_one_report(half):
    told = list(half.mention_of.values())
    assert len(told) == len(set(told))
    assert {r.report_id for r in half.reports} >= set(half.mention_of)


def test_an_unknown_mark_is_refused(tmp_path, monkeypatch):
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "story.yaml").write_text(
        "story: s\nevents:\n  a: A thing.\narticles:\n  - id: x\n    publisher: P\n    published: 2026-01-01\n"
        "    text: They [met]{b}.\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(linking_gold, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="story.yaml"):
        linking_gold.load("half")


# --- the scores ------------------------------------------------------------------------------------------------

KEY = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b", 6: "c"}


def test_scores_are_those_worked_out_by_hand():
    # One group split in two, and the other two put together.
    response = {1: "x", 2: "x", 3: "y", 4: "z", 5: "z", 6: "z"}
    assert scores.muc(KEY, response)[:2] == (2 / 3, 2 / 3)
    assert scores.b_cubed(KEY, response)[:2] == pytest.approx(((4 + 2 / 3) / 6, (5 / 3 + 3) / 6))
    # a with x: 2·2/5; b with z: 2·2/5; c has none left.
    assert scores.ceaf_e(KEY, response)[:2] == pytest.approx((1.6 / 3, 1.6 / 3))


def test_what_only_one_side_has_counts_against_the_score():
    assert scores.b_cubed({1: "a", 2: "a"}, {1: "x", 3: "y"})[:2] == (0.5, 0.25)


_PARTITIONS = st.lists(st.integers(0, 4), min_size=1, max_size=12).map(lambda names: dict(enumerate(names)))


@given(_PARTITIONS)
def test_a_partition_agrees_with_itself_under_any_names(key):
    assert scores.conll(key, {m: f"n{name}" for m, name in key.items()}) == pytest.approx(1.0)


@given(_PARTITIONS, st.randoms(use_true_random=False))
def test_scores_lie_between_0_and_1_and_turning_sides_swaps_precision_and_recall(key, random):
    response = {m: random.randint(0, 4) for m in key}
    for score in (scores.muc, scores.b_cubed, scores.ceaf_e):
        precision, recall, f = score(key, response)
        assert 0 <= min(precision, recall, f) <= max(precision, recall, f) <= 1 + 1e-9
        assert score(response, key)[:2] == pytest.approx((recall, precision))
