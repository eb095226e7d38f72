"""The lexicon is data that people edit: every line of it must load and mean something."""

import pytest

from eventpack.events import frames, status_and_source
from eventpack.linking import summary
from eventpack.linking.consensus import STATUS_ORDER
from eventpack.tabular import schema


def _all_frames():
    return [f for fs in frames.index().values() for f in fs]


def test_every_frame_names_a_plover_type_and_a_mode_of_it():
    types, modes = schema.codes("event_types"), schema.codes("event_modes")
    for frame in _all_frames():
        if frame.type is not None:
            assert frame.type in types, frame.name
            assert frame.mode is None or f"{frame.type}-{frame.mode}" in modes, (frame.name, frame.mode)


def test_every_status_a_frame_or_operator_gives_is_a_status_of_the_tables():
    assert {f.status for f in _all_frames()} - {None} <= set(STATUS_ORDER)
    assert set(status_and_source.operators().values()) <= set(STATUS_ORDER)


def test_every_slot_of_a_frame_is_made_of_words_the_engine_knows():
    known = {
        "subj",
        "obj",
        "iobj",
        "xcomp",
        "ccomp",
        "oprd",
        "modal",
        "neg",
        "light",
        "poss",
        "mod",
        "holder",
        "acl",
        "embedded",
        "between",
        "purpose",
        "joint",
        "source",
        "until",
        "advcl",
        "if",
    }
    prepositions = set(
        """
        about above across after against along alongside amid among around as at before behind beside between beyond
        by despite down during for from in inside into near of off on onto out outside over past regarding since
        through throughout to toward towards under until up upon via with within without concerning following
        including than per""".split()
    )
    for frame in _all_frames():
        paths = [c.slot for c in frame.conditions] + [*frame.actor, *frame.recipient, *frame.place, *frame.destination]
        for path in paths:
            assert set(path.split(".")) <= known | prepositions, (frame.name, path)


def test_every_type_and_mode_has_words_for_its_summary():
    phrases = summary._phrases()
    for code in schema.codes("event_types"):
        assert len(phrases[code]["verb"]) == 4
    for key in phrases.keys() - {"alone", "plural", "nobody_named"}:
        kind, _, mode = key.partition(".")
        assert kind in schema.codes("event_types")
        assert not mode or f"{kind}-{mode}" in schema.codes("event_modes") or kind == "CONCEDE", key


def test_a_frame_without_a_type_is_refused_with_its_place_in_the_file():
    with pytest.raises(ValueError, match="x.yaml:1"):
        list(frames._frames("x.yaml", [{"verb": "attack"}]))
