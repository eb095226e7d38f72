"""SQL of the tables from their Table Schemas: columns, keys, checks, views. For SQLite and DuckDB alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ..package.load import EVENT_TABLES
from . import dataset

_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "year": "BIGINT",
}
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")

# What an analyst asks first, ready made. Standard SQL.
VIEWS = {
    "events_wide": """
SELECT e.*, p.name AS location_name, p.feature_type AS location_feature_type, p.country AS location_country,
       p.latitude, p.longitude, d.name AS destination_name, d.latitude AS destination_latitude,
       d.longitude AS destination_longitude
FROM events e
LEFT JOIN locations p ON p.location_id = e.location_id
LEFT JOIN locations d ON d.location_id = e.destination_location_id""",
    "reports_wide": """
SELECT r.*, s.title AS source_title, s.publisher, s.url, s.published, e.summary, a.name AS attributed_name
FROM reports r
JOIN sources s ON s.source_id = r.source_id
LEFT JOIN events e ON e.event_id = r.event_id
LEFT JOIN actors a ON a.actor_id = r.attributed_to""",
    "dyads": """
SELECT e.event_id, e.event_type, e.date_earliest, e.date_latest, a.actor_id, b.actor_id AS recipient_id
FROM events e
JOIN event_actors a ON a.event_id = e.event_id AND a.role = 'actor'
JOIN event_actors b ON b.event_id = e.event_id AND b.role = 'recipient'""",
}


def quoted(name: str) -> str:
    """A name as SQL has it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def _names(names: str | Sequence[str]) -> str:
    return ", ".join(map(quoted, [names] if isinstance(names, str) else names))


def check_names(resources: Sequence[Mapping[str, Any]]) -> None:
    """Raises NotExportable for names that SQL, which does not look at their case, takes for the same."""
    for what, found in [("tables", [r["name"] for r in resources])] + [
        (f"columns of {r['name']}", [f["name"] for f in dataset.fields(r)]) for r in resources
    ]:
        counted = Counter(name.lower() for name in found)
        if same := [name for name in found if counted[name.lower()] > 1]:
            raise dataset.NotExportable(f"the {what} {' and '.join(same)} are the same to SQL; rename one of them")


def in_order(resources: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each table after those it refers to, as far as they do not refer to one another in a ring."""
    waiting, done = list(resources), []
    while waiting:
        ready = [r for r in waiting if not {w["name"] for w in waiting if w is not r} & set(_referred(r))]
        ready = ready or waiting[:1]
        done += ready
        waiting = [r for r in waiting if r not in ready]
    return done


def _referred(resource: Mapping[str, Any]) -> Iterator[str]:
    for key in resource["schema"].get("foreignKeys", ()):
        yield key["reference"].get("resource") or resource["name"]


def foreign_keys(
    resource: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]
) -> list[tuple[list[str], str, list[str]]]:
    """(columns, table, its columns) of the foreign keys that SQL can hold: to columns of one of `resources` that are a
    key there."""
    known = {r["name"]: r for r in resources} | {resource["name"]: resource}
    made = []
    for key in resource["schema"].get("foreignKeys", ()):
        name, target = key["reference"].get("resource") or resource["name"], dataset.names(key["reference"]["fields"])
        if "package" not in key["reference"] and name in known and set(target) in _keys(known[name]):
            made.append((dataset.names(key["fields"]), name, target))
    return made


def _keys(resource: Mapping[str, Any]) -> list[set[str]]:
    schema = resource["schema"]
    single = [{f["name"]} for f in dataset.fields(resource) if _constraints(f).get("unique")]
    return [
        set(dataset.names(key)) for key in (schema.get("primaryKey"), *schema.get("uniqueKeys", ())) if key
    ] + single


def _constraints(field: Mapping[str, Any]) -> Mapping[str, Any]:
    found = field.get("constraints")
    return found if isinstance(found, dict) else {}


def create_table(
    resource: Mapping[str, Any],
    resources: Sequence[Mapping[str, Any]],
    as_text: Collection[str] = (),
    *,
    checks: bool = True,
) -> str:
    """CREATE TABLE with primary, unique and foreign keys, NOT NULL and, with `checks`, allowed values and ranges.

    `resources` are the tables that foreign keys may refer to; the columns `as_text` hold what no number of SQL holds.
    """
    schema, lines = resource["schema"], []
    primary = dataset.names(schema.get("primaryKey"))
    for field in dataset.fields(resource):
        constraints, name = _constraints(field), quoted(field["name"])
        kind = "VARCHAR" if field["name"] in as_text else _TYPES.get(field["type"], "VARCHAR")
        line = f"{name} {kind}"
        line += " NOT NULL" if constraints.get("required") else ""
        line += " UNIQUE" if constraints.get("unique") and primary != [field["name"]] else ""
        rules = list(_rules(name, field)) if checks and field["name"] not in as_text else []
        lines.append(line + (f" CHECK ({' AND '.join(rules)})" if rules else ""))
    if primary:
        lines.append(f"PRIMARY KEY ({_names(primary)})")
    lines += [f"UNIQUE ({_names(key)})" for key in schema.get("uniqueKeys", ())]
    for own, other, target in foreign_keys(resource, resources):
        lines.append(f"FOREIGN KEY ({_names(own)}) REFERENCES {quoted(other)} ({_names(target)})")
    return f"CREATE TABLE {quoted(resource['name'])} (\n  " + ",\n  ".join(lines) + "\n)"


def views(resources: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The views of an event data package; none of any other."""
    return VIEWS if set(EVENT_TABLES) <= {r["name"] for r in resources} else {}


def _rules(name: str, field: Mapping[str, Any]) -> Iterator[str]:
    constraints, kind = _constraints(field), field["type"]
    if kind in {"string", "integer", "number"} and constraints.get("enum"):
        yield f"{name} IN ({', '.join(_literal(value, kind) for value in constraints['enum'])})"
    for key, sign in (("minimum", ">="), ("maximum", "<="), ("exclusiveMinimum", ">"), ("exclusiveMaximum", "<")):
        if key in constraints and kind in {"integer", "number", "year", "date"} and _is_plain(constraints[key], kind):
            yield f"{name} {sign} {_literal(constraints[key], kind)}"


def _is_plain(value: Any, kind: str) -> bool:
    """Whether a limit is one that SQL writes as the descriptor does."""
    return isinstance(value, str) and kind == "date" or _NUMBER.fullmatch(str(value)) is not None


def _literal(value: Any, kind: str) -> str:
    if kind in {"integer", "number", "year"} and _NUMBER.fullmatch(str(value)):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
