"""SQL of the tables from their Table Schemas: columns, keys, checks, views. For SQLite and DuckDB alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}

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


def in_order(resources: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each table after those it refers to. Raises ValueError where they refer to one another in a ring."""
    waiting, done = list(resources), []
    while waiting:
        ready = [r for r in waiting if not {w["name"] for w in waiting if w is not r} & set(_referred(r))]
        if not ready:
            raise ValueError(f"tables refer to one another in a ring: {', '.join(r['name'] for r in waiting)}")
        done += ready
        waiting = [r for r in waiting if r not in ready]
    return done


def _referred(resource: Mapping[str, Any]) -> Iterator[str]:
    for key in resource["schema"].get("foreignKeys", ()):
        yield key["reference"].get("resource") or resource["name"]


def create_table(resource: Mapping[str, Any], *, checks: bool = True) -> str:
    """CREATE TABLE with primary, unique and foreign keys, NOT NULL and, with `checks`, allowed values and ranges."""
    schema, lines = resource["schema"], []
    for field in schema["fields"]:
        constraints, name = field.get("constraints", {}), quoted(field["name"])
        line = f"{name} {_TYPES[field['type']]}"
        line += " NOT NULL" if constraints.get("required") else ""
        line += " UNIQUE" if constraints.get("unique") and field["name"] not in schema.get("primaryKey", ()) else ""
        rules = list(_rules(name, field)) if checks else []
        lines.append(line + (f" CHECK ({' AND '.join(rules)})" if rules else ""))
    if "primaryKey" in schema:
        lines.append(f"PRIMARY KEY ({_names(schema['primaryKey'])})")
    lines += [f"UNIQUE ({_names(key)})" for key in schema.get("uniqueKeys", ())]
    for key in schema.get("foreignKeys", ()):
        other = key["reference"].get("resource") or resource["name"]
        lines.append(
            f"FOREIGN KEY ({_names(key['fields'])}) REFERENCES {quoted(other)} ({_names(key['reference']['fields'])})"
        )
    return f"CREATE TABLE {quoted(resource['name'])} (\n  " + ",\n  ".join(lines) + "\n)"


def _rules(name: str, field: Mapping[str, Any]) -> Iterator[str]:
    constraints = field.get("constraints", {})
    if "enum" in constraints:
        yield f"{name} IN ({', '.join(_literal(value) for value in constraints['enum'])})"
    for key, sign in (("minimum", ">="), ("maximum", "<=")):
        if key in constraints:
            yield f"{name} {sign} {_literal(constraints[key])}"


def _literal(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"
