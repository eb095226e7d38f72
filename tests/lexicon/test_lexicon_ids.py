"""Identifiers of actors and places are the lexicon's, and for good: one that was ever there is there still, or is
forwarded in lexicon/renamed.yaml. cases/lexicon_ids.txt has all that ever were; `python tests/lexicon/test_lexicon_ids.py`
adds those that are new, before a release."""

from pathlib import Path

from eventpack.actors import lexicon
from eventpack.identity import keep_identifiers
from eventpack.lexicon.countries import read_lexicon
from eventpack.places import gazetteer

KNOWN = Path(__file__).parents[1] / "cases" / "lexicon_ids.txt"


def current() -> set[str]:
    """All identifiers that the lexicon gives; those put together of a country and a part, with one country."""
    parts = [
        *lexicon.groups(),
        *(suffix for suffix, _, _ in lexicon.agents().offices.values()),
        *(f"gov-ministry-of-{topic}" for topic, _, _ in lexicon.agents().ministries.values()),
    ]
    places = {f"eventpack:{place['slug']}" for place in read_lexicon("places.yaml")}
    return {
        *lexicon._named()[0],
        *(iso3.lower() for iso3 in lexicon.countries()),
        *(f"nor-{part}" for part in parts),
        *places,
    }


def is_there(name: str) -> bool:
    if ":" not in name:
        return lexicon.by_id(name) is not None
    try:
        return gazetteer.location(name) is not None
    except KeyError:
        return False


def test_an_identifier_that_was_ever_in_the_lexicon_is_there_or_forwarded():
    renamed = {old for table in keep_identifiers.renames().values() for old in table}
    gone = [name for name in KNOWN.read_text(encoding="utf-8").split() if name not in renamed and not is_there(name)]
    assert gone == [], "give the new identifier of each in lexicon/renamed.yaml"


def test_what_was_renamed_is_there_no_more_and_leads_to_what_is():
    for table in keep_identifiers.renames().values():
        assert [old for old, new in table.items() if is_there(old) or not is_there(new)] == []


def test_most_of_the_lexicon_is_on_the_list():
    known = set(KNOWN.read_text(encoding="utf-8").split())
    assert len(current() - known) < 0.1 * len(current()), "run: python tests/lexicon/test_lexicon_ids.py"


if __name__ == "__main__":
    before = set(KNOWN.read_text(encoding="utf-8").split()) if KNOWN.exists() else set()
    KNOWN.write_text("\n".join(sorted(before | current())) + "\n", encoding="utf-8")
