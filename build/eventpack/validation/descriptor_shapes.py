"""The shape of a descriptor: which property is text, a number, a list of what.

Data Package 1 and 2: https://specs.frictionlessdata.io, https://datapackage.org. What frictionless reads beyond them
(headerCase, skipBlankRows, rows, fields …) is here too. Unknown properties are allowed, as the specification says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Wrong = Callable[[str, Any, str], None]  # (where, value, what is wrong)

TEXT, INTEGER, BOOLEAN, ANY = "text", "a whole number", "true or false", "anything"

_LICENSE = {"name": TEXT, "path": TEXT, "title": TEXT}
_SOURCE = {"title": TEXT, "path": TEXT, "email": TEXT, "version": TEXT}
_CONTRIBUTOR = {
    "title": TEXT,
    "path": TEXT,
    "email": TEXT,
    "givenName": TEXT,
    "familyName": TEXT,
    "organization": TEXT,
    "organisation": TEXT,
    "role": TEXT,
    "roles": [TEXT],
}
_ABOUT = {
    "name": TEXT,
    "title": TEXT,
    "description": TEXT,
    "homepage": TEXT,
    "profile": TEXT,
    "$schema": TEXT,
    "licenses": [_LICENSE],
    "sources": [_SOURCE],
}
PACKAGE = {
    **_ABOUT,
    "id": TEXT,
    "contributors": [_CONTRIBUTOR],
    "keywords": [TEXT],
    "image": TEXT,
    "version": TEXT,
    "created": TEXT,
    "resources": [{}],
}
RESOURCE = {
    **_ABOUT,
    "type": TEXT,
    "scheme": TEXT,
    "format": TEXT,
    "mediatype": TEXT,
    "compression": TEXT,
    "encoding": TEXT,
    "hash": TEXT,
    "bytes": INTEGER,
    "fields": INTEGER,
    "rows": INTEGER,
}
DIALECT = {
    "$schema": TEXT,
    "name": TEXT,
    "title": TEXT,
    "description": TEXT,
    "header": BOOLEAN,
    "headerRows": [INTEGER],
    "headerJoin": TEXT,
    "headerCase": BOOLEAN,
    "commentChar": TEXT,
    "commentRows": [INTEGER],
    "skipBlankRows": BOOLEAN,
    "delimiter": TEXT,
    "lineTerminator": TEXT,
    "quoteChar": TEXT,
    "doubleQuote": BOOLEAN,
    "escapeChar": TEXT,
    "nullSequence": TEXT,
    "skipInitialSpace": BOOLEAN,
    "caseSensitiveHeader": BOOLEAN,
    "property": TEXT,
    "itemType": TEXT,
    "itemKeys": [TEXT],
}
SCHEMA = {"$schema": TEXT, "name": TEXT, "title": TEXT, "description": TEXT, "fields": [{}]}
FIELD = {
    "name": TEXT,
    "type": TEXT,
    "title": TEXT,
    "description": TEXT,
    "format": TEXT,
    "rdfType": TEXT,
    "trueValues": [TEXT],
    "falseValues": [TEXT],
    "decimalChar": TEXT,
    "groupChar": TEXT,
    "bareNumber": BOOLEAN,
    "delimiter": TEXT,
    "itemType": TEXT,
    "categoriesOrdered": BOOLEAN,
}
CONSTRAINTS = {"required": BOOLEAN, "unique": BOOLEAN, "enum": [ANY]}

_CREATED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def check(value: Any, shape: Any, where: str, wrong: Wrong) -> bool:
    """Whether `value` has the shape: one of the kinds above, [shape of the items], or {property: shape}."""
    if shape is ANY:
        return True
    if isinstance(shape, list):
        if not isinstance(value, list):
            wrong(where, value, "should be a list")
            return False
        return all([check(item, shape[0], f"{where}[{number}]", wrong) for number, item in enumerate(value)])
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            wrong(where, value, "should be an object")
            return False
        start = f"{where}." if where else ""
        return all([check(value[key], part, f"{start}{key}", wrong) for key, part in shape.items() if key in value])
    good = {
        TEXT: isinstance(value, str),
        INTEGER: isinstance(value, int) and not isinstance(value, bool),
        BOOLEAN: isinstance(value, bool),
    }[shape]
    if not good:
        wrong(where, value, f"should be {shape}")
    return good


def check_people(about: Mapping[str, Any], where: str, wrong: Wrong) -> None:
    """What holds of licences, sources and contributors of a package or resource beyond their shape."""
    start = f"{where}." if where else ""
    for number, license in enumerate(about.get("licenses", [])):
        if not license.get("name") and not license.get("path"):
            wrong(f"{start}licenses[{number}]", None, "should have a name or a path")
    for key in ("contributors", "sources"):
        for number, person in enumerate(about.get(key, [])):
            if person.get("email") and not _EMAIL.fullmatch(person["email"]):
                wrong(f"{start}{key}[{number}].email", person["email"], "should be an e-mail address")
    created = about.get("created")
    if created is not None and not _is_moment(created):
        wrong(f"{start}created", created, "should be a date and time such as 2026-01-26T12:00:00Z")


def _is_moment(text: str) -> bool:
    if not _CREATED.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
