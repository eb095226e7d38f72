"""Who holds a public office, by what the table of actors says."""

from __future__ import annotations

from collections.abc import Mapping

# Sectors of the state, and ELI, which the lexicon has of those who held such an office before. Its persons of these are
# known in public for their office. Of a person that only the
# articles name, or another coder, a sector says less: a soldier, a policeman and a lawyer hold none.
_OF_THE_LEXICON = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "ELI"})
_OF_THE_TEXT = frozenset({"GOV", "LEG"})


def holds_office(actor: Mapping[str, str | None], parent: Mapping[str, str | None] | None) -> bool:
    """Whether a row of actors, of kind person, is a public official: of a state, or of a body of states.

    `parent` is the row of its larger body. One put together from parts ("the Syrian president") names no person.
    """
    if actor["basis"] == "composition":
        return True
    if actor["basis"] == "lexicon":
        return actor["sector"] in _OF_THE_LEXICON or parent is not None and parent["kind"] == "igo"
    return actor["sector"] in _OF_THE_TEXT and actor["country"] is not None
