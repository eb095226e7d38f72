"""Figures of an evaluation as text, and as one HTML page with the rows that differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from ..core.messages import printable
from .matching import Comparison, Verdict

_ROWS = {
    "right": "right in every field asked",
    "right_or_nearly": "right, or one field wrong",
    "repeat_another": "repeat another row",
    "of_no_event": "report no event of the gold coding",
    "merge_events": "merge several events",
}
_EVENTS = {
    "found": "found, with the right type",
    "found_right": "found, all fields right",
    "found_right_or_nearly": "found, at most one field wrong",
}
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{padding:.25rem .75rem;border-bottom:1px solid #ccc;text-align:left;"
    "vertical-align:top}td.n{text-align:right}.wrong{color:#a00}blockquote{margin:.2rem 0;color:#444}"
)


def text(figures: Mapping[str, Any]) -> str:
    """The figures as lines for a terminal."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    if "articles" in figures:
        yield f"{figures['articles']} articles"
    if "rows_judged" in figures:
        yield f"{figures['rows_judged']} rows judged"
    for section, lines in _SECTIONS.items():
        if section in figures:
            yield from lines(figures[section])


def _rows_lines(rows: Mapping[str, Any]) -> Iterator[str]:
    yield "rows"
    yield from (_line(_ROWS[name], one) for name, one in rows.items())


def _events_lines(events: Mapping[str, Any]) -> Iterator[str]:
    yield "events of the gold coding"
    yield from (_line(_EVENTS[name], one) for name, one in events.items())


def _fields_lines(fields: Mapping[str, Any]) -> Iterator[str]:
    yield "fields right, of those asked"
    yield from (_line(name, one) for name, one in fields.items() if one["of"])


def _types_lines(types: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from (f"  {one['gold']} coded as {one['coded']}: {one['rows']}" for one in types)


def _places_lines(places: Mapping[str, Any]) -> Iterator[str]:
    yield "places, where both have a point"
    yield from (_line(name.replace("_", " "), one) for name, one in places.items())


def _dates_lines(dates: Mapping[str, int]) -> Iterator[str]:
    yield "dates: " + ", ".join(f"{n} {kind}" for kind, n in dates.items())


def _confidence_lines(bands: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "rows right or nearly, by their confidence"
    yield from (
        _line(f"{c['from']:g} to {c['to']:g}", c["right_or_nearly"]) for c in bands if c["right_or_nearly"]["of"]
    )


def _linking_lines(linking: Mapping[str, Any]) -> Iterator[str]:
    yield f"linking of {linking['reports']} reports          B-cubed P    R    F1     pairs across articles P    R    F1"
    for name, one in linking.items():
        if isinstance(one, Mapping):
            cells = [*one["b_cubed"].values(), *one["pairs_across_articles"].values()]
            yield f"  {name.replace('_', ' '):32}" + "  ".join("   -" if v is None else f"{v:.2f}" for v in cells)


def _agreement_lines(agreed: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"agreement on {agreed['passages_of_both']} passages that both code ({agreed['only_in_the_first']} only in the "
        f"first, {agreed['only_in_the_second']} only in the second): Krippendorff's alpha, and how many are the same"
    )
    for name, one in agreed["fields"].items():
        alpha = "   -" if one["alpha"] is None else format(one["alpha"], ".3f")
        yield f"  {name:32}{alpha}   {one['same']} of {one['of']}"


def _lost_lines(passages: Sequence[str]) -> Iterator[str]:
    yield from (printable(f"not in the article: {passage}") for passage in passages)


_SECTIONS: dict[str, Callable[[Any], Iterator[str]]] = {  # in the order in which they are printed
    "rows": _rows_lines,
    "events": _events_lines,
    "fields": _fields_lines,
    "types": _types_lines,
    "places": _places_lines,
    "dates": _dates_lines,
    "confidence": _confidence_lines,
    "linking": _linking_lines,
    "agreement": _agreement_lines,
    "passages_not_in_the_articles": _lost_lines,
}


def _line(name: str, one: Mapping[str, Any]) -> str:
    if one["value"] is None:
        return f"  {name:42}   -"
    return f"  {name:42}{one['value']:.3f}  ({one['low']:.2f} to {one['high']:.2f})  {one['part']} of {one['of']}"


def page(figures: Mapping[str, Any], comparison: Comparison | None) -> str:
    """One HTML page: the figures, then every row that is not right and every event that was not found."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        f"<title>Evaluation</title><style>{_STYLE}</style><h1>Evaluation</h1><pre>{escape(text(figures))}</pre>",
    ]
    if comparison is not None:
        differ = [v for v in comparison.verdicts if v.counts and (v.kind != "matched" or v.misses)]
        parts += [
            f"<h2>Rows that differ: {len(differ)}</h2><table><tr><th>Row<th>Verdict<th>Gold coding</tr>",
            *map(_row, differ),
            "</table>",
        ]
        parts += [f"<h2>Events that were not found: {len(comparison.not_found)}</h2><ul>"]
        parts += [
            f"<li>{escape(e.article)}: {escape('|'.join(e.types))}<blockquote>{escape(e.passages[0])}</blockquote>"
            for e in comparison.not_found
        ]
        parts.append("</ul>")
    return "".join(parts) + "</html>\n"


def _row(verdict: Verdict) -> str:
    row, gold = verdict.row, verdict.gold
    wrong = ", ".join(name for name, right in verdict.fields.items() if not right)
    said = {"repeats": "repeats another row", "no event": "no such event"}.get(verdict.kind, f"wrong: {wrong}")
    quotes = "".join(f"<blockquote>{escape(one.quote)}</blockquote>" for one in row.reports[:2])
    held = (
        f"{escape(gold.key)}: {escape('|'.join(gold.types))}<blockquote>{escape(gold.passages[0])}</blockquote>"
        if gold
        else ""
    )
    return f"<tr><td>{escape(row.summary)}<br><small>{escape(row.event_id)}</small>{quotes}<td class=wrong>{escape(said)}<td>{held}</tr>"
