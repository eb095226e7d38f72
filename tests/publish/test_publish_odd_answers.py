"""Whatever JSON a portal answers with, a publication ends well or with a message; it never breaks inside."""

from argparse import Namespace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import eventpack
from eventpack.publish import Order, PublishError, Reply, dataverse, zenodo

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
# Answers near the documented ones, in which one thing is other than it should be.
DEPOSITION = st.fixed_dictionaries(
    {},
    optional={
        "id": JSON,
        "submitted": JSON,
        "doi_url": JSON,
        "links": JSON | st.fixed_dictionaries({"bucket": JSON, "html": JSON, "latest_draft": JSON}),
    },
)
FILE = st.fixed_dictionaries({"id": JSON, "filename": JSON, "checksum": JSON})
DATASET = st.fixed_dictionaries({"data": JSON | st.fixed_dictionaries({"persistentId": JSON})})
DATAFILE = st.fixed_dictionaries(
    {
        "label": JSON,
        "directoryLabel": JSON,
        "dataFile": JSON
        | st.fixed_dictionaries(
            {"id": JSON, "checksum": JSON | st.fixed_dictionaries({"type": JSON | st.just("MD5"), "value": JSON})}
        ),
    }
)
CASES = {
    zenodo: (JSON | DEPOSITION | st.lists(FILE | JSON, max_size=2), {"record": "7"}),
    dataverse: (
        JSON | DATASET | st.fixed_dictionaries({"data": st.lists(DATAFILE | JSON, max_size=2)}),
        {"record": "doi:10.5072/A", "collection": None, "email": "desk@desk.example"},
    ),
}


@pytest.fixture(scope="module")
def package(built):
    return eventpack.load(built)


@pytest.mark.parametrize("target", CASES, ids=lambda target: target.__name__.rpartition(".")[2])
@pytest.mark.parametrize("again", [True, False])
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_an_odd_answer_is_reported(package, tmp_path, target, again, data):
    answers, options = CASES[target]
    options = options if again else options | {"record": None, "collection": "desk"}
    order = Order("https://portal.example", date(2026, 2, 1), Namespace(final=True, **options), tmp_path)
    talk = target.talk(package, order)
    try:
        next(talk)
        for _ in range(60):
            talk.send(Reply(200, data.draw(answers)))
    except StopIteration as end:
        assert isinstance(end.value, str)
    except PublishError as error:
        assert str(error)
