"""A mistyped entry of lexicon/ fails when it is first read, with file, line and what is allowed."""

import pytest
import yaml

from eventpack.core.errors import InputError
from eventpack.lexicon import event_words, reader
from eventpack.lexicon.check import check

GOOD = "# Frames.\n- {verb: shell, obj: $troops, type: ASSAULT, mode: heavy-weapons}\n"


def fault(name: str, text: str) -> InputError:
    with pytest.raises(InputError) as raised:
        check(name, yaml.safe_load(text), text.encode())
    return raised.value


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{verb: raid, objj: $troops, type: ASSAULT}", ['"objj" is not a key of a frame', "obj", "recipient"]),
        ("{verb: raid, not_agianst: any, type: ASSAULT}", ['"not_agianst" is not a key of a frame']),
        ("{verb: raid, obj: $tropps, type: ASSAULT}", ['"$tropps" is not a class', "troops"]),
        ("{verb: raid, type: ASAULT}", ['"ASAULT" is no event type', "ASSAULT"]),
        ("{verb: raid, type: ASSAULT, mode: visit}", ['"visit" is not a mode of ASSAULT', "explosives"]),
        ("{verb: raid, type: ASSAULT, recipient: [obj, objt.of]}", ['"objt" is not a slot']),
        ("{verb: raid, type: ASSAULT, status: maybe}", ['"maybe" is not one of', "occurred"]),
        ("{verb: raid, noun: raid, type: ASSAULT}", ["one of verb, noun and adj"]),
        ("{verb: raid, obj: 7, type: ASSAULT}", ['"obj" takes a word']),
        ("{verb: raid, obj: any}", ["type"]),
    ],
)
def test_a_frame_that_cannot_mean_anything_is_named_with_its_line_and_what_is_allowed(line, words):
    error = fault("frames/ASSAULT.yaml", f"{GOOD}- {line}\n")
    assert (error.file, error.line) == ("lexicon/frames/ASSAULT.yaml", 3)
    assert all(word in error.message for word in words), error.message


def test_a_good_frame_passes():
    check("frames/ASSAULT.yaml", yaml.safe_load(GOOD), GOOD.encode())


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("actors.yaml", "- {name: A, kind: media}\n- {name: B, kind: gov}\n", 2, '"gov" is not one of'),
        ("actors.yaml", "- {name: A, kind: media, alias: [B]}\n", 1, '"alias" is not a key here'),
        ("actors.yaml", "- {name: A, kind: media, sector: PRES}\n", 1, '"PRES" is not one of'),
        ("operators.yaml", "verb:\n  happened: [begin]\n", 2, '"happened" is not one of'),
        ("classes/own.yaml", "troops: [soldier]\ntanks: tank\n", 2, "list"),
        ("phases.yaml", "begin: [start]\nend:\n  finish: [x]\n", 2, "list"),
        ("agents.yaml", "groups:\n- {suffix: mil, sector: MILL, kind: military, name: m, state: true, nouns: [army]}\n",
         2, '"MILL" is not one of'),
    ],
)  # fmt: skip
def test_other_files_are_held_against_their_models_too(name, text, line, words):
    error = fault(name, text)
    assert words in error.message and error.line == line, str(error)


def test_a_place_without_a_source_is_refused():
    row = "{slug: x, name: X, feature: port, latitude: 1, longitude: 2}"
    assert "source" in fault("places.yaml", f"- {row}\n").message


def test_a_file_is_checked_once_and_again_when_the_checks_change(monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr("eventpack.lexicon.reader.cache_folders", lambda: [tmp_path / "file", tmp_path / "shared"])
    monkeypatch.setattr("eventpack.lexicon.check.check", lambda name, *_: calls.append(name))
    monkeypatch.setattr("eventpack.lexicon.reader._checks", lambda: "one")
    for _ in range(2):
        reader.read("phases.yaml", "words")
    monkeypatch.setattr("eventpack.lexicon.reader._checks", lambda: "two")
    reader.read("phases.yaml", "words")
    assert calls == ["phases.yaml"] * 2


def test_each_frame_is_known_by_its_true_line():
    for name, frames in event_words.entries("frames"):
        assert len(event_words.lines(f"frames/{name}")) == len(frames or ())
