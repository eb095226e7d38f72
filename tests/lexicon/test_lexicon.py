"""The lexicon is data that people edit: every line of it must load and mean something."""

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


def test_every_type_and_mode_has_words_for_its_summary():
    phrases = summary._phrases()
    for code in schema.codes("event_types"):
        assert len(phrases[code]["verb"]) == 4
    for key in (key for key in phrases if key[0].isupper()):
        kind, _, mode = key.partition(".")
        unknown = phrases[key].get("unknown") or phrases[key]["alone"]
        for verb, _thing in (unknown, phrases[key].get("alone", unknown)):
            assert len(phrases["forms"][verb.split()[0]]) == 3, key
        assert kind in schema.codes("event_types")
        assert not mode or f"{kind}-{mode}" in schema.codes("event_modes") or kind == "CONCEDE", key
