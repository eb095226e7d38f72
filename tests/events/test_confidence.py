"""The confidence of a report: a number from 0 to 1 that grows with what is known of it."""

from datetime import date

from eventpack import pipeline
from eventpack.core.model import Article
from eventpack.events import confidence
from eventpack.lexicon.confidence import confidence_numbers
from eventpack.linking import consensus


def _reports(text):
    (annotation,) = pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])
    return annotation.reports


def test_the_model_has_a_weight_for_all_it_looks_at():
    (report,) = _reports("Danish police arrested two Norwegian sailors on Sunday.")
    assert confidence.features(report, None, 0).keys() | {"constant"} == confidence_numbers()["report"].keys()


def test_who_whom_and_when_in_a_main_clause_is_surer_than_an_attack_by_nobody_known():
    (told,) = _reports("Danish police arrested two Norwegian sailors on Sunday.")
    (bare,) = _reports("The depot in Bergen was hit.")
    assert 0 < bare.confidence < 0.5 < told.confidence <= 0.95


def test_another_article_takes_off_doubt_and_never_all_of_it():
    assert consensus.supported([0.6]) == 0.6 < consensus.supported([0.6, 0.5]) < consensus.supported([0.6] * 3) < 1
