"""Where the parts of a data package lie."""

from __future__ import annotations

FILE = "datapackage.json"
QUOTE_LENGTH = "quoteLength"  # of a package whose quotes are shorter than the schema allows
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
