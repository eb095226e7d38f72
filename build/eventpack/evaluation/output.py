"""Figures of an evaluation as text, and as one HTML page with the rows that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    for title, words, section in (("rows", _ROWS, "rows"), ("events of the gold coding", _EVENTS, "events")):
        if section in figures:
            yield title
            yield from (_line(words[name], one) for name, one in figures[section].items())
    if "fields" in figures:
        yield "fields right, of those asked"
        yield from (_line(name, one) for name, one in figures["fields"].items() if one["of"])
    for one in figures.get("types", ()):
        yield f"  {one['gold']} coded as {one['coded']}: {one['rows']}"
    if "places" in figures:
        yield "places, where both have a point"
        yield from (_line(name.replace("_", " "), one) for name, one in figures["places"].items())
    if "dates" in figures:
        yield "dates: " + ", ".join(f"{n} {kind}" for kind, n in figures["dates"].items())
    if "confidence" in figures:
        yield "rows right or nearly, by their confidence"
        yield from (
            _line(f"{c['from']:g} to {c['to']:g}", c["right_or_nearly"])
            for c in figures["confidence"]
            if c["right_or_nearly"]["of"]
        )
    if "linking" in figures:
        yield f"linking of {figures['linking']['reports']} reports          B-cubed P    R    F1     pairs across articles P    R    F1"
        for name, one in figures["linking"].items():
            if isinstance(one, Mapping):
                cells = [*one["b_cubed"].values(), *one["pairs_across_articles"].values()]
                yield f"  {name.replace('_', ' '):32}" + "  ".join("   -" if v is None else f"{v:.2f}" for v in cells)
    if "agreement" in figures:
        agreed = figures["agreement"]
        yield (
            f"agreement on {agreed['passages_of_both']} passages that both code ({agreed['only_in_the_first']} only in the "
            f"first, {agreed['only_in_the_second']} only in the second): Krippendorff's alpha, and how many are the same"
        )
        for name, one in agreed["fields"].items():
            alpha = "   -" if one["alpha"] is None else format(one["alpha"], ".3f")
            yield f"  {name:32}{alpha}   {one['same']} of {one['of']}"
    for lost in figures.get("passages_not_in_the_articles", ()):
        yield printable(f"not in the article: {lost}")


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
