"""The fit of the linker's weights: signs hold, what is set by hand stays, and the same pairs give the same weights."""

import sys
from pathlib import Path

import numpy as np
import pytest

from eventpack.linking import evidence


@pytest.fixture(scope="module")
def fit_linking():
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    try:
        import fit_linking as module
    finally:
        del sys.path[0]
    return module


def _pairs(module):
    """Pairs of which those with the same word are of one event; a shared place misleads, and so do two other towns."""
    rows, same = [], []
    for number in range(40):
        one = number % 2 == 0
        rows.append({"lead_word": 1.0} if one else {"place_same": 1.0, "turned": 1.0 * (number % 4 == 1)})
        same.append(one)
    half = np.arange(40) % 3 == 0
    return module.Pairs(rows, half, np.array(same, float), np.ones(40), np.arange(40) % 5)


def test_what_agrees_never_speaks_against_and_the_rest_is_fitted(fit_linking):
    weights = fit_linking.fit(_pairs(fit_linking))
    for part in weights.values():
        assert part["lead_word"] > 0
        assert part.get("place_same", 0.0) >= 0
        assert part.get("turned", 0.0) <= 0


def test_what_is_set_by_hand_stays(fit_linking):
    weights = fit_linking.fit(_pairs(fit_linking))
    assert weights["across_articles"]["next_day"] <= -2
    assert weights["within_article"]["print_of_one"] >= 8


def test_the_same_pairs_give_the_same_weights_and_without_a_fold_others(fit_linking):
    assert fit_linking.fit(_pairs(fit_linking)) == fit_linking.fit(_pairs(fit_linking))
    assert fit_linking.fit(_pairs(fit_linking), without=1) != fit_linking.fit(_pairs(fit_linking))


def test_the_lexicon_is_used_again_after_other_weights(fit_linking):
    before = evidence.weights()
    assert fit_linking.linked([], {"across_articles": {"constant": 0.0}, "within_article": {"constant": 0.0}}) == {}
    assert evidence.weights() is before
