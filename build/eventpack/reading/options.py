"""How an input is to be read where it does not say so itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FIELDS = ("id", "text", "title", "publisher", "author", "url", "published", "language")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`names` gives, for a field of FIELDS, the key or column that holds it ("a+b" is two together). `day_first` settles
    dates such as 03/10/2026: True is 3 October, False 10 March, None leaves them out. `titles` puts the title of a row
    before its text, where the text does not begin with it, so that headlines are coded."""

    names: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    titles: bool = True


AS_IT_IS = ReadOptions()
