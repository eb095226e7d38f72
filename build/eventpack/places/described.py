"""Places that only the text describes: a village no gazetteer has, with the place the text says holds it.

Such a place has a row of its own, basis `text`. Its parent is what the text says it lies in or by, its point is the
parent's, or lies as far from it as the text says (:mod:`eventpack.places.offset`), and so is its precision (:func:`eventpack.tabular.schema.location_precision`): good for counting by division
and for a map of regions, no position.
"""

from __future__ import annotations

import re
import unicodedata

from ..core.model import Location
from .gazetteer import location
from .name_folding import fold_all
from .offset import Away, moved

GAZETTEER = "text"
_TOWNS = frozenset({"city", "town"})


def described(name: str, parent: Location, feature_type: str, away: Away | None = None) -> Location | None:
    """The row of a place called `name` in or by `parent`, or so far `away` from it; None where the name has no letter that an
    identifier can have.

    One name in one first-level division, or in one country where no division is known, is one place in all articles.
    """
    if parent.gazetteer == GAZETTEER and parent.parent_location_id is not None:
        parent, away = location(parent.parent_location_id), None
    if feature_type == "admin2" and parent.feature_type in _TOWNS:
        feature_type = "neighbourhood"  # "the Zorgon district of Aarhus"
    area = parent.admin1 or parent.country
    slug = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", fold_all(name)).lower()).strip("-")
    if not slug or area is None:
        return None
    key = f"{slug}-{area.lower()}"
    there = moved(parent, away) if away is not None else None
    return Location(
        f"{GAZETTEER}:{key}",
        name,
        feature_type,
        parent.country,
        parent.admin1,
        *(there or (parent.latitude, parent.longitude)),
        GAZETTEER,
        key,
        parent.location_id,
        basis="text",
    )
