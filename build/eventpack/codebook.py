"""docs/CODEBOOK.md: the tables, their columns and the code lists as a person reads them, from schemas/.

``python -m eventpack.codebook docs/CODEBOOK.md`` writes it anew; a test fails while the file is not current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import schema

_HEAD = """\
# Codebook

<!-- Made from schemas/ by `python -m eventpack.codebook docs/CODEBOOK.md`. Mend the schemas, not this file. -->

An event data package says who did what to whom, when and where, by news articles. A *report* is one passage of one
article that tells of one event; an *event* is what its reports have in common. Event coding follows PLOVER, precision
of dates and places UCDP GED, dates ISO 8601 and EDTF, countries ISO 3166-1 alpha-3, first-level divisions ISO 3166-2,
languages BCP 47.

In the files a cell that is empty is absent: the articles, gazetteers and lexicons do not say. A list in one cell is
joined with `|`. Each table is there as CSV (UTF-8, comma, one header line) and as Parquet with the same content. What
each file's columns and types are is also in datapackage.json, for programs.
"""

_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "date": "date (YYYY-MM-DD)",
    "boolean": "true or false",
}


def render() -> str:
    """The whole codebook as Markdown."""
    tables = [schema.load(table) for table in schema.TABLES]
    lines = [_HEAD, "## Tables", ""]
    rows = [
        (_link(t["title"]), f"`data/{t['name']}.csv`", ", ".join(f"`{key}`" for key in t["primaryKey"])) for t in tables
    ]
    lines += _table(("Table", "File", "Key"), rows)
    lines += [
        "",
        "## Code lists",
        "",
        ", ".join(_link(_title(name), _anchor(name)) for name in schema.code_lists()),
        "",
    ]
    for table in tables:
        lines += _render_table(table)
    for name in schema.code_lists():
        lines += _render_codes(name)
    return "\n".join(lines).rstrip() + "\n"


def _render_table(table: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        f"## {table['title']}",
        "",
        table["description"],
        "",
        f"Key: {', '.join(f'`{key}`' for key in table['primaryKey'])}.",
        "",
    )
    refers = {key: foreign["reference"] for foreign in table.get("foreignKeys", []) for key in foreign["fields"]}
    for field in table["fields"]:
        name = field["name"]
        yield from (f"### `{table['name']}.{name}`", "", f"**{field['title']}.** {field['description']}", "")
        yield from (f"- {fact}" for fact in _facts(field, refers.get(name), table["name"]))
        yield ""


def _facts(field: Mapping[str, Any], reference: Mapping[str, Any] | None, own: str) -> Iterator[str]:
    constraints = field.get("constraints", {})
    yield (
        f"Type: {_TYPES[field['type']]}{', in ' + field['unit'] if 'unit' in field else ''}; "
        + ("always given" if constraints.get("required") else "may be empty")
        + ("; no value twice" if constraints.get("unique") else "")
    )
    if "codelist" in field:
        yield f"Values: {_link(_title(field['codelist']), _anchor(field['codelist']))}"
    if reference:
        other = reference["resource"] or own
        yield f"Refers to: `{other}.{reference['fields'][0]}`"
    limits = [
        words + f" {constraints[key]}"
        for key, words in (
            ("minimum", "at least"),
            ("maximum", "at most"),
            ("minLength", "no shorter than"),
            ("maxLength", "no longer than"),
        )
        if key in constraints
    ]
    if limits:
        unit = " characters" if {"minLength", "maxLength"} & set(constraints) else ""
        yield f"Limits: {', '.join(limits)}{unit}"
    if "pattern" in constraints:
        yield f"Pattern: `{constraints['pattern']}`"
    yield f"Example: `{field['example']}`"
    if "rdfType" in field:
        yield f"Means the same as: <{field['rdfType']}>"


def _render_codes(name: str) -> Iterator[str]:
    rows = list(schema.codes(name).values())
    extra = [key for key in rows[0] if key not in {"code", "title", "definition"}]
    yield from (f"## {_title(name)}", "", f"The code list `schemas/codes/{name}.csv`.", "")
    head = ("Code", "Title", "Definition", *(key.replace("_", " ").capitalize() for key in extra))
    yield from _table(
        head, ((f"`{row['code']}`", row["title"], row["definition"], *(row[key] for key in extra)) for row in rows)
    )
    yield ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(head)
    yield _row(head)
    yield _row("---" for _ in head)
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _title(code_list: str) -> str:
    return "List of " + code_list.replace("_", " ")


def _anchor(code_list: str) -> str:
    return _title(code_list).lower().replace(" ", "-")


def _link(title: str, anchor: str | None = None) -> str:
    return f"[{title}](#{anchor or title.lower().replace(' ', '-')})"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8", newline="")
