"""docs/codebook.md and docs/codes/: tables, columns and code lists as a person reads them, all from schemas/.

``python -m eventpack.tabular.codebook docs/codebook.md`` writes them anew, the code lists into the folder `codes` beside that
file, a page each; a test fails while they are not current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import schema

FOLDER = "codes"
_MADE = (
    "<!-- Made from schemas/ by `python -m eventpack.tabular.codebook docs/codebook.md`: edit those, not this file. -->"
)
# How a field's `howSure` may begin, and what that means.
KINDS = {
    "Exact": "copied, counted or computed: wrong only if its inputs are wrong",
    "As given": "taken from metadata, a gazetteer, the lexicon or a person, without further checks",
    "Measured": "coded from the text; the figures say how often it agreed with published test sets or, for "
    "linking, with our own",
    "Not measured": "coded from the text; no figure says how often it is right",
}
_HEAD = f"""\
# Codebook

{_MADE}

An event data package says who did what to whom, when and where, according to news articles. A *report* is one passage of
one article that reports one event; an *event* combines the reports about it. Event coding follows PLOVER, the precision of
dates and places UCDP GED, dates ISO 8601 and EDTF, countries ISO 3166-1 alpha-3, first-level divisions ISO 3166-2,
languages BCP 47.

An empty cell means that the articles, gazetteers and lexicons do not say; nothing is guessed. Lists within a cell are
joined with `|`. Each table is a CSV file (UTF-8, comma, one header line) and a Parquet file with the same content.
datapackage.json describes all columns and types for programs.
[analyse.md](analyse.md) loads the tables in pandas, polars, R and SQL.
"""
_HOW_SURE = """\
## Reliability

Each field says how it is coded and how reliable it is, in one of four ways. Values that a person corrected in a review
take precedence. [method.md](method.md) explains how the coder works and has all figures.
"""
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "date": "date (YYYY-MM-DD)",
    "boolean": "true or false",
}
# Of a longer list the codes are on its page only.
_LISTED = 8


def write(file: Path) -> None:
    """The codebook into `file`, a page for each code list into the folder beside it; pages of no list are removed."""
    file.write_text(render(), encoding="utf-8", newline="")
    folder = file.parent / FOLDER
    folder.mkdir(exist_ok=True)
    made = pages()
    for stale in set(folder.glob("*.md")) - {folder / name for name in made}:
        stale.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def render() -> str:
    """The whole codebook as Markdown."""
    tables = [schema.load(table) for table in schema.TABLES]
    lines = [_HEAD, "## Tables", ""]
    lines += _table(
        ("Table", "One row is", "File", "Key"),
        ((f"[{t['title']}](#{_anchor(t['title'])})", _one_row(t), f"`data/{t['name']}.csv`", _keys(t)) for t in tables),
    )
    lines += ["", "## Code lists", ""]
    lines += _table(
        ("List", "Says", "Used by"),
        (
            (f"[{row['title']}]({FOLDER}/{name}.md)", row["description"], ", ".join(_fields_of(name, "")))
            for name, row in schema.code_lists().items()
        ),
    )
    lines += ["", _HOW_SURE]
    lines += [f"- **{kind}**: {meaning}." for kind, meaning in KINDS.items()]
    lines.append("")
    for table in tables:
        lines += _render_table(table)
    return "\n".join(lines).rstrip() + "\n"


def pages() -> dict[str, str]:
    """File name → Markdown: a page for each code list."""
    return {f"{name}.md": "\n".join(_page(name)) + "\n" for name in schema.code_lists()}


def how_sure(field: Mapping[str, Any]) -> str:
    """Which of KINDS the field's `howSure` begins with. Raises ValueError where it begins otherwise."""
    for kind in sorted(KINDS, key=len, reverse=True):
        if field["howSure"].startswith(kind):
            return kind
    raise ValueError(f"howSure of {field['name']} begins with none of {', '.join(KINDS)}")


# --- tables ---------------------------------------------------------------------------------------------------------


def _render_table(table: Mapping[str, Any]) -> Iterator[str]:
    fields = table["fields"]
    yield from (f"## {table['title']}", "", _linked(table["description"]), "", f"Key: {_keys(table)}.", "")
    yield from _table(
        ("Field", "What it is", "Type", "Example", "Reliability"),
        (
            (
                f"[`{f['name']}`](#{_field_anchor(table['name'], f['name'])})",
                f["title"],
                _TYPES[f["type"]],
                f"`{f['example']}`",
                how_sure(f),
            )
            for f in fields
        ),
    )
    yield ""
    for field in fields:
        yield from (
            f"### `{table['name']}.{field['name']}`",
            "",
            f"**{field['title']}.** {_linked(field['description'])}",
            "",
        )
        yield from (f"- **{name}:** {fact}" for name, fact in _facts(field, table))
        yield ""


def _facts(field: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    constraints = field.get("constraints", {})
    yield (
        "Type",
        (
            f"{_TYPES[field['type']]}{', in ' + field['unit'] if 'unit' in field else ''}; "
            + ("always given" if constraints.get("required") else "may be empty")
            + ("; no value twice" if constraints.get("unique") else "")
        ),
    )
    yield "Allowed values", "; ".join(_allowed(field, table)) or ("any day" if field["type"] == "date" else "any text")
    yield "Example", f"`{field['example']}`"
    yield "How it is coded", _linked(field["howCoded"])
    yield "Reliability", _linked(field["howSure"])
    if "rdfType" in field:
        yield "Means the same as", f"<{field['rdfType']}>"
    yield "HXL", f"`{field['hxl']}`"


def _allowed(field: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[str]:
    constraints, code_list, reference = field.get("constraints", {}), _list_of(field, table), _reference(field, table)
    if code_list:
        codes = list(schema.codes(code_list))
        row = schema.code_lists()[code_list]
        listed = ": " + ", ".join(f"`{code}`" for code in codes) if len(codes) <= _LISTED else ""
        yield f"the {len(codes)} codes of [{row['title']}]({FOLDER}/{code_list}.md){listed}"
    elif "enum" in constraints:
        yield ", ".join(f"`{value}`" for value in constraints["enum"])
    if reference:
        other, name = reference
        yield f"a value of [`{other}.{name}`](#{_field_anchor(other, name)})"
    if {"minimum", "maximum"} <= set(constraints):
        yield f"{constraints['minimum']} to {constraints['maximum']}"
    elif "minimum" in constraints:
        yield f"{constraints['minimum']} and more"
    if "maxLength" in constraints:
        yield f"{constraints.get('minLength', 0)} to {constraints['maxLength']} characters"
    elif "minLength" in constraints:
        yield f"{constraints['minLength']} characters and more"
    if "pattern" in constraints:
        yield f"the pattern `{constraints['pattern']}`"


def _one_row(table: Mapping[str, Any]) -> str:
    """The first sentence of the description without its beginning: what one row is."""
    return re.sub(r"^One row (?:is|says that|says) ", "", table["description"].split(". ")[0].rstrip("."))


def _reference(field: Mapping[str, Any], table: Mapping[str, Any]) -> tuple[str, str] | None:
    """Table and column that the field's values are from."""
    for foreign in table.get("foreignKeys", ()):
        if field["name"] in foreign["fields"]:
            place = foreign["fields"].index(field["name"])
            return foreign["reference"]["resource"] or table["name"], foreign["reference"]["fields"][place]
    return None


def _list_of(field: Mapping[str, Any], table: Mapping[str, Any]) -> str | None:
    """The field's code list: its own, or the one that the table it refers to is made of."""
    reference = _reference(field, table)
    name = field.get("codelist") or (reference[0] if reference else None)
    return name if name in schema.code_lists() else None


# --- code lists -----------------------------------------------------------------------------------------------------


def _page(name: str) -> Iterator[str]:
    row, codes = schema.code_lists()[name], list(schema.codes(name).values())
    extra = [key for key in codes[0] if key not in {"code", "title", "definition"}]
    yield from (f"# {row['title']}", "", _MADE, "", row["description"], "")
    yield f"Used by {', '.join(_fields_of(name, '../codebook.md'))}. All lists: [codebook](../codebook.md#code-lists)."
    if row["source"]:
        yield from ("", f"Source: <{row['source']}>. The definitions are this project's own words; the source decides.")
    if "example" in extra:
        yield from ("", "The examples are invented. The tests hold that the program codes them so.")
    yield from (
        "",
        *_table(
            ("Code", "Title", "Definition", *(_extra_head(key, name) for key in extra)),
            (
                (
                    f"`{code['code']}`",
                    code["title"],
                    code["definition"],
                    *(code[key].replace("|", ", ") for key in extra),
                )
                for code in codes
            ),
        ),
    )
    yield from ("", f"For programs: `schemas/codes/{name}.csv`.")


def _fields_of(name: str, page: str) -> Iterator[str]:
    """Links to the fields whose values are from a code list."""
    for table in map(schema.load, schema.TABLES):
        for field in table["fields"]:
            if _list_of(field, table) == name:
                yield f"[`{table['name']}.{field['name']}`]({page}#{_field_anchor(table['name'], field['name'])})"


def _extra_head(key: str, own: str) -> str:
    """The head of a column that only some lists have: a link where its values are codes of another list."""
    title = key.replace("_", " ").capitalize()
    for table in map(schema.load, schema.TABLES):
        for field in table["fields"]:
            if field["name"] == key and (found := _list_of(field, table)) not in {None, own}:
                return f"[{title}]({found}.md)"
            if field["name"] == key and table["name"] == own:
                title = field["title"]
    return title


# --- Markdown -------------------------------------------------------------------------------------------------------


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(head)
    yield _row(head)
    yield _row("---" for _ in head)
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _keys(table: Mapping[str, Any]) -> str:
    return ", ".join(f"`{key}`" for key in table["primaryKey"])


def _anchor(heading: str) -> str:
    """As GitHub makes it: lower case, without what is no word character, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _field_anchor(table: str, field: str) -> str:
    return _anchor(f"`{table}.{field}`")


def _linked(text: str) -> str:
    """With links to the documents beside the codebook that it names."""
    return re.sub(r"docs/([\w-]+\.md)", r"[\1](\1)", text)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
