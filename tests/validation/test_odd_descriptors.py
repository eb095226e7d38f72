"""Whatever somebody wrote into datapackage.json by hand, a command says what is wrong and never shows a traceback."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack.cli import main

ODD = st.one_of(st.none(), st.booleans(), st.integers(-1, 5), st.sampled_from(["", "a", "events", "b/a.csv", "../a"]))
KEYS = st.sampled_from(["name", "path", "type", "fields"])
VALUES = st.recursive(
    ODD, lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner, max_size=2)), max_leaves=4
)


def some(keys, required=None):
    """An object with some of the keys, each with whatever value, or with the value it should have."""
    return st.fixed_dictionaries(required or {}, optional=keys)


TYPES = st.sampled_from(["string", "integer", "year", "list"])
FIELD = some({"name": VALUES | st.just("event_id"), "type": VALUES | TYPES, "constraints": VALUES})
SCHEMA = some(
    {
        "fields": VALUES | st.lists(FIELD | VALUES, max_size=2),
        "primaryKey": VALUES,
        "foreignKeys": VALUES | st.lists(VALUES, max_size=2),
    }
)
RESOURCE = some(
    {
        "name": VALUES | st.sampled_from(["events", "reports", "sources"]),
        "path": VALUES,
        "data": VALUES,
        "type": VALUES | st.just("table"),
        "schema": VALUES | SCHEMA,
        "parquet": VALUES,
        "hash": VALUES,
        "bytes": VALUES,
        "dialect": VALUES,
        "format": VALUES,
    }
)
WHOLE = some(
    {
        "resources": VALUES | st.lists(RESOURCE | VALUES, max_size=3),
        "name": VALUES,
        "version": VALUES,
        "licenses": VALUES,
        "contributors": VALUES,
        "title": VALUES,
        "$schema": VALUES,
    }
)
KNOWN = [
    {"resources": 5},
    {"name": 3, "resources": [{"name": ["a"], "path": ["a", "b"], "schema": {"fields": 3}}]},
    {
        "resources": [
            {"name": "events", "schema": {"fields": [{"name": "event_id", "type": ["string"]}]}},
            {"name": "reports", "schema": {"fields": None}, "data": [["event_id"], ["a"]]},
        ]
    },
]
COMMANDS = {
    "export": ["export", "sqlite", "--package"],
    "report": ["report"],
    "publish": ["publish", "check"],
    "validate": ["validate"],
}


def told(home: Path, command: str, descriptor: object, capsys) -> tuple[int, str]:
    package = home / "p"
    package.mkdir(exist_ok=True)
    (package / "a").write_text("event_id\na\n", encoding="utf-8")
    (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    options = ["--out", str(home / "out" / "r.html")] if command in {"export", "report"} else []
    status = main([*COMMANDS[command], str(package), *options])
    made = capsys.readouterr()
    return status, made.out + made.err


@pytest.mark.parametrize("descriptor", KNOWN)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_descriptor_of_odd_shape_is_refused_with_words(command, descriptor, tmp_path, capsys):
    status, words = told(tmp_path, command, descriptor, capsys)
    assert status == (1 if command in {"publish", "validate"} else 2)
    assert words and "Traceback" not in words
    assert "validate" in words or command in {"publish", "validate"}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_descriptor_makes_a_traceback(command, capsys):
    @settings(max_examples=60, deadline=None)
    @given(WHOLE | VALUES)
    def looked_at(descriptor):
        with tempfile.TemporaryDirectory() as home:
            status, words = told(Path(home), command, descriptor, capsys)
        assert status in {1, 2} or command == "validate"
        assert "Traceback" not in words and "fault in eventpack" not in words, words

    looked_at()
