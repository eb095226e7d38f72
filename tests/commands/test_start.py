"""What a command has to load before its first article: little, and the same as without what is kept of it."""

import json
import os
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack.actors import lexicon
from eventpack.events import frames
from eventpack.lexicon import reader
from eventpack.parsing import parser
from eventpack.text.plain_text import plain


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the lexicon is kept."""
    monkeypatch.setenv("EVENTPACK_CACHE", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))  # where other runs may have kept some
    return tmp_path / "lexicon"


NAMES = [
    ("actors.yaml", "values"),
    ("countries.yaml", "values"),
    ("times.yaml", "no truth"),
    ("frames/ASSAULT.yaml", "words"),
    ("operators.yaml", "words"),
]


@pytest.mark.parametrize(("name", "kind"), NAMES)
def test_a_file_of_the_lexicon_is_parsed_once_and_gives_the_same_again(folder, monkeypatch, name, kind):
    first = reader.read(name, kind)
    assert len(list(folder.iterdir())) == 1
    monkeypatch.setattr(reader.yaml, "load", lambda *_, **__: pytest.fail("parsed again"))
    again = reader.read(name, kind)
    assert again == first and json.dumps(again) == json.dumps(first)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:40],
        lambda data: data.replace(b"Russia", b"Prussia"),
        lambda data: b"[]",
        lambda data: b"\xff" + data,
    ],
)
def test_what_is_kept_of_a_file_and_damaged_is_made_anew(folder, damage):
    first = reader.read("countries.yaml")
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert reader.read("countries.yaml") == first
    assert file.read_bytes() == whole


def test_one_file_read_in_two_ways_is_kept_twice(folder):
    as_words, as_values = (reader.read("renamed.yaml", kind) for kind in ("words", "values"))
    assert len(list(folder.iterdir())) == 2
    assert (reader.read("renamed.yaml", "words"), reader.read("renamed.yaml")) == (as_words, as_values)


def test_what_json_cannot_hold_is_read_from_its_file_each_time(folder, monkeypatch):
    monkeypatch.setattr(reader.yaml, "load", lambda *_, **__: {1: "one"})
    for _ in range(2):
        assert reader.read("renamed.yaml") == {1: "one"}
    assert not folder.exists()


def test_where_nothing_can_be_kept_the_lexicon_is_read_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EVENTPACK_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert reader.read("function_words.yaml", "words")


def test_what_was_kept_long_ago_goes_when_something_new_is_kept(folder):
    reader.read("countries.yaml")
    (old,) = folder.iterdir()
    os.utime(old, (time.time() - 40 * 86_400,) * 2)
    reader.read("operators.yaml", "words")
    assert not old.exists() and len(list(folder.iterdir())) == 1


def _by_the_parser(name):
    return tuple(token.text for token in parser.pipeline().make_doc(plain(name)))


def test_names_of_the_lexicon_are_split_as_the_parser_splits_them():
    names = {alias for alias, _ in lexicon._named()[1]}
    plain_letters = [name for name in names if lexicon._LETTERS.fullmatch(name)]
    assert len(plain_letters) > 1000
    assert [name for name in names if lexicon.words(name) != _by_the_parser(name)] == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.from_regex(r"[A-Za-z]{1,12}", fullmatch=True),
            st.sampled_from(["cannot", "Dont", "gonna", "Ill", "wheres", "us", "km", "pm", "Mr"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_plain_letters_are_split_as_the_parser_splits_them(parts):
    assert lexicon.words(" ".join(parts)) == _by_the_parser(" ".join(parts))


def test_conditions_that_list_the_same_words_are_one():
    assert frames._words(("$troops",)) is frames._words(("$troops",))


def test_the_parser_is_loaded_without_what_it_has_for_the_command_line():
    code = (
        "import sys, eventpack.parsing.parser; print([m for m in ('spacy.cli', 'requests', 'httpx', 'pandera', "
        "'frictionless') if m in sys.modules]); import spacy.cli; print(callable(spacy.cli.info))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split("\n")[:2] == ["[]", "True"]


def run_in_a_process_of_its_own(program, *arguments):
    """What a program prints as JSON, with no number of threads in its environment."""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_a_program_that_imports_eventpack_and_loads_a_package_keeps_its_environment(built):
    program = """
import json, os, sys
before = dict(os.environ)
import eventpack
eventpack.load(sys.argv[1])
print(json.dumps([before, dict(os.environ)]))
"""
    before, after = run_in_a_process_of_its_own(program, str(built))
    assert after == before


@pytest.mark.parametrize(("argv", "threads"), [("None", "1"), ("['validate', '--help']", None)])
def test_only_the_process_of_the_command_line_multiplies_on_one_thread(argv, threads):
    program = f"""
import json, os, sys
from eventpack.cli import main
sys.argv = ["eventpack", "validate", "--help"]
assert "numpy" not in sys.modules
try:
    main({argv})
except SystemExit:
    print(json.dumps(os.environ.get("OPENBLAS_NUM_THREADS")))
"""
    assert run_in_a_process_of_its_own(program) == threads


def test_a_worker_process_multiplies_on_one_thread():
    program = """
import json, os
from eventpack.annotation.workers import Workers

if __name__ == "__main__":
    with Workers(1) as workers:
        workers.submit([])()  # starts the process
        print(json.dumps([os.environ.get("OPENBLAS_NUM_THREADS"), workers._pool.submit(os.getenv, "OPENBLAS_NUM_THREADS").result()]))
"""
    assert run_in_a_process_of_its_own(program) == [None, "1"]
