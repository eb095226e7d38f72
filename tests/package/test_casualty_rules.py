"""What must hold of casualties and of the tolls of events."""

from dataclasses import replace

import factories
import pytest

from eventpack.core.model import Casualty, Toll
from eventpack.package import rules
from eventpack.package.text_rules import check_texts


@pytest.fixture
def tables():
    first, *others = factories.annotations()
    report = first.reports[0]
    start = first.article.text.index("The Russian troops")
    dead = Casualty(start, start + 18, "The Russian troops", "killed", 3, 4, factories.TROOPS)
    told = [replace(first, reports=(replace(report, casualties=(dead,)),)), *others]
    event = replace(factories.withdrawal(told), tolls=(Toll("killed", 3, 4, None, 3),))
    return factories.tables_of([event], told, factories.find)


def test_good_figures_have_no_fault(tables):
    assert len(tables["casualties"]) == 1 and rules.check(tables) == []
    assert check_texts(tables, {factories.FIRST.source_id: factories.FIRST.text}) == []


@pytest.mark.parametrize(
    ("table", "values", "column"),
    [
        ("casualties", {"low": 5}, "low"),
        ("casualties", {"low": None, "high": None}, "low"),
        ("casualties", {"text": "The Russian"}, "text"),
        ("events", {"killed_low": 4}, "killed_low"),
        ("events", {"killed_high": 2}, "killed_best"),
        ("events", {"injured_low": 2}, "injured_low"),
    ],
)
def test_a_figure_that_contradicts_itself_is_a_fault(tables, table, values, column):
    tables[table] = tables[table].assign(
        **{
            name: tables[table][name].astype(object).map(lambda _, v=value: v).astype(tables[table][name].dtype)
            for name, value in values.items()
        }
    )
    assert column in {problem.column for problem in rules.check(tables)}


def test_words_that_stand_elsewhere_are_a_fault(tables):
    tables["casualties"] = tables["casualties"].assign(text="the Russian troops")
    (problem,) = check_texts(tables, {factories.FIRST.source_id: factories.FIRST.text})
    assert (problem.table, problem.column) == ("casualties", "text")
