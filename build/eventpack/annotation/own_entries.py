"""Where the entries of the user's lexicon stand, by the identifiers they give: for those who ask where a row comes from."""

from __future__ import annotations

from ..actors import lexicon as actors
from ..lexicon import layer
from ..lexicon.countries import read_lexicon


def entry(identifier: str | None) -> str | None:
    """File and line, "desk/actors.yaml:3", of the actor or place of an identifier; None for one that is not the user's."""
    if identifier is None or not layer.active().files:
        return None
    if identifier.startswith(f"{layer.NAMESPACE}-"):
        return actors.entries_of_layer().get(identifier)
    rows = read_lexicon("places.yaml") if identifier.startswith("user:") else ()
    return next((row["entry"] for row in rows if layer.entry_of(row) and f"user:{row['slug']}" == identifier), None)
